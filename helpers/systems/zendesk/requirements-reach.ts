/** Whether the tenant can be reached, and answers like Zendesk. Nothing but anonymous calls. */
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { isUnavailable } from '../../http/unavailable.ts';
import { answeredBy, clockFinding, hostFinding, rateLimitFinding } from '../../preflight/tenant.ts';
import type { Requirement } from '../../preflight/requirements.ts';
import type { ZendeskTarget } from './settings.ts';
import { notZendeskError, redirectedError } from './wrong-address.ts';
import type { ZendeskSubject } from './requirement-subject.ts';

/** The number of calls that one run of the notebook makes, with its preflight. A selftest counts them. */
export const NOTEBOOK_CALLS = 50;

export const reach: readonly Requirement<ZendeskSubject>[] = [
  {
    name: 'host-listed',
    sentence: ({ host }) => `Keyturn may act on ${host}.`,
    check: ({ connection: { guard, target } }) => hostFinding(guard, target.baseUrl),
  },
  {
    name: 'answers',
    sentence: ({ host }) => `${host} is reached, and answers like Zendesk.`,
    needs: ['host-listed'],
    check: async (subject) => {
      const { target, transport } = subject.connection;
      const answer = await subject.anonymous();
      assertZendesk(target, answer);
      return { is: 'met', seen: answeredBy(transport.options, target.baseUrl) };
    },
  },
];

export const load: readonly Requirement<ZendeskSubject>[] = [
  {
    name: 'clock',
    sentence: 'This machine’s clock agrees with the tenant’s.',
    needs: ['answers'],
    check: async (subject) => clockFinding(await subject.anonymous()),
  },
  {
    name: 'rate-limit',
    sentence: 'The rate limit leaves room for a run.',
    // It is read from the answer that shows the admin.
    needs: ['admin'],
    check: async (subject) => rateLimitFinding((await subject.self()).headers, NOTEBOOK_CALLS),
  },
];

/**
 * Ends with an error if an anonymous `GET /api/v2/users/me` was not answered by Zendesk. It answers 200, with an anonymous user.
 *
 * @throws {Blocked} with what is probably wrong with the URL.
 */
function assertZendesk(target: ZendeskTarget, answer: Exchange<unknown>): void {
  if (isUnavailable(answer.status)) throw unexpectedStatus(answer);
  const error = redirectedError(target, answer) ?? notZendeskError(target, answer);
  if (error !== undefined) throw error;
}
