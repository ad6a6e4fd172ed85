/**
 * Everything that a run needs of an Expert site, in the order in which a person would mend it. Checking it only reads. The
 * preflight of a run and `npm run doctor` share this list.
 */
import { quoted } from '../../http/quoted.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { isUnavailable } from '../../http/unavailable.ts';
import { answeredBy, clockFinding, hostFinding } from '../../preflight/tenant.ts';
import type { Finding, Requirement } from '../../preflight/requirements.ts';
import { notExpertError, showAdmin } from './admin.ts';
import { ExpertApi } from './api.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { anonymous } from './credentials.ts';
import { describeLeftovers, findLeftovers } from './leftovers.ts';
import { poolName } from './marker.ts';
import { poolOf } from './pool.ts';
import type { User } from './schemas.ts';
import { findByName } from './users.ts';

/** What the requirements of a site are checked on. What several requirements read is read once. */
export class ExpertSubject {
  readonly connection: ExpertConnection;
  readonly options: { prefix: string; leftoverHours: number };
  #self: ReturnType<ExpertApi['showSelf']> | undefined;
  #admin: Promise<Exchange<User>> | undefined;

  constructor(connection: ExpertConnection, options: ExpertSubject['options']) {
    this.connection = connection;
    this.options = options;
  }

  get host(): string {
    return new URL(this.connection.target.baseUrl).host;
  }

  /** The site's answer to the question who an anonymous caller is. */
  anonymous(): ReturnType<ExpertApi['showSelf']> {
    return (this.#self ??= new ExpertApi(this.connection.transport, anonymous()).showSelf());
  }

  /** The site's answer to the question who the admin is. */
  shownAdmin(): Promise<Exchange<User>> {
    return (this.#admin ??= showAdmin(this.connection));
  }

  /** The admin, as the site shows them. */
  async admin(): Promise<User> {
    return (await this.shownAdmin()).body;
  }
}

/** The requirement that a run proves before it writes anything. */
export const ADMIN = {
  name: 'admin',
  sentence: 'The configured identity is an admin.',
  inPreflight: true,
  check: async (subject: ExpertSubject): Promise<Finding> => ({
    is: 'met',
    seen: quoted((await subject.admin()).username),
  }),
} as const;

export const requirements: readonly Requirement<ExpertSubject>[] = [
  {
    name: 'host-listed',
    sentence: ({ host }) => `Keyturn may act on ${host}.`,
    check: ({ connection: { transport, target } }) => hostFinding(transport.options.guard, target.baseUrl),
  },
  {
    name: 'answers',
    sentence: ({ host }) => `${host} is reached, and answers like Expert.`,
    needs: ['host-listed'],
    check: checkAnswer,
  },
  { ...ADMIN, needs: ['answers'] },
  {
    name: 'user-passwords',
    sentence: 'The site accepts passwords of its users.',
    needs: ['admin'],
    check: checkUserPasswords,
  },
  {
    name: 'test-users',
    sentence: 'The site has test users from earlier runs.',
    needs: ['admin'],
    check: checkPool,
  },
  {
    name: 'clock',
    sentence: 'This machine’s clock agrees with the site’s.',
    needs: ['answers'],
    check: async (subject) => clockFinding(await subject.anonymous()),
  },
  { name: 'leftovers', sentence: 'Earlier runs have left nothing.', needs: ['admin'], check: checkLeftovers },
];

async function checkAnswer(subject: ExpertSubject): Promise<Finding> {
  const { connection } = subject;
  const { transport, target } = connection;
  const answer = await subject.anonymous();
  if (isUnavailable(answer.status)) throw unexpectedStatus(answer);
  // A site may refuse anonymous callers, even with its sign-in page.
  const isRefusal = answer.status === 401 || answer.isRefusedWith(403);
  const error = isRefusal ? undefined : notExpertError(connection, answer, false);
  if (error !== undefined) throw error;
  return { is: 'met', seen: answeredBy(transport.options, target.baseUrl) };
}

/** A site may accept no passwords for its API, which nothing shows but a sign-in with one. */
function checkUserPasswords({ connection: { target } }: ExpertSubject): Finding {
  if (target.admin.by === 'password') return { is: 'met', seen: 'it has just accepted the admin’s' };
  return {
    is: 'unknown',
    why: 'nothing shows it but a sign-in, and the admin has a server API token',
    problem: {
      message:
        'The test users sign in with user name and password. A site that refuses that to all users cannot be tested.',
      remedy: `try it with a user of your own: curl --user NAME ${target.baseUrl}/@api/deki/users/current`,
      help: 'expert-credentials',
    },
  };
}

/** Users cannot be deleted, so what the first run creates stays. */
async function checkPool({ connection, options: { prefix } }: ExpertSubject): Promise<Finding> {
  const api = asAdmin(connection);
  const names = [poolName(prefix, 1), poolName(prefix, 2)];
  const found: User[] = [];
  for (const name of names) {
    const user = await findByName(api, name);
    if (user !== undefined) found.push(user);
  }
  if (found.length === names.length)
    return {
      is: 'met',
      seen: found
        .map(({ username, status }) => `${quoted(username)} (${quoted(status ?? 'no status')})`)
        .join(', '),
    };
  const missing = names.length - found.length;
  return {
    is: 'met, but',
    problem: {
      message:
        `The first run creates ${missing === 1 ? 'one user' : 'two users'} (${prefix}-1, ${prefix}-2 …). Expert cannot delete users: ` +
        'they stay on the site, deactivated between runs, and later runs use them again.',
      remedy: 'nothing, if that is all right; if not, use a test site',
      help: 'expert-pool',
    },
  };
}

async function checkLeftovers(subject: ExpertSubject): Promise<Finding> {
  const { connection, options } = subject;
  const { leftoverHours } = options;
  const { id: selfId } = await subject.admin();
  // Nothing is leased here, so no claim has to settle.
  const pool = poolOf(connection, { ...options, selfId, settleMs: 0 });
  const sentences = describeLeftovers(await findLeftovers(pool), leftoverHours);
  if (sentences.length === 0) return { is: 'met' };
  return {
    is: 'met, but',
    problem: {
      message: sentences.join('\n'),
      remedy: 'npm run sweep releases what runs that are over have left; so does the next run',
      help: 'leftovers',
    },
  };
}
