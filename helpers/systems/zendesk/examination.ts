/** The examination of a Zendesk tenant by `npm run doctor`. It holds one token, and revokes it. */
import type { Examination, ExaminationTools } from '../../preflight/examination.ts';
import { examine, type Examined } from '../../preflight/requirements.ts';
import { runId } from '../../run-id.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ConnectionParts } from '../system.ts';
import { probeSignIn } from './authorization.ts';
import { connectTo } from './connect.ts';
import type { ZendeskConnection } from './connection.ts';
import { testUserNames } from './marker.ts';
import { requirements } from './requirements.ts';
import { ZendeskSubject } from './requirement-subject.ts';
import { zendeskSettings } from './settings.ts';
import { signInAsAdmin } from './sign-in.ts';
import { describeRevocation, revokeAndConfirm } from './token-rotation.ts';

/** Prepares the examination of the configured tenant. */
export function examinationOf(
  parts: ConnectionParts,
  settings: Settings,
  { browser, passcodes, triesPasscodes }: ExaminationTools,
): Examination {
  const { target, testUser } = settings.of(zendeskSettings);
  if (target === undefined) throw new Error('There is no Zendesk tenant to examine.');
  const connection = connectTo(target, parts, { browser, passcodes });
  const { email } = testUserNames(testUser, runId());
  const subject = new ZendeskSubject(connection, {
    testUser,
    leftoverHours: settings.leftoverHours,
    signIn: () => signInAsAdmin(connection),
    look: () => probeSignIn(connection, email),
    triesPasscodes,
  });
  return {
    examine: (onStart) => examine(requirements, subject, onStart),
    finish: () => revokeAll(connection),
  };
}

/** Revokes every token of this connection, and returns what became of them. */
async function revokeAll(connection: ZendeskConnection): Promise<Examined[]> {
  const revoked: string[] = [];
  const left: string[] = connection.tokens
    .lost()
    .map(
      ({ at }) => `a token that was requested at ${at} may have been issued, although its answer was lost`,
    );
  for (const token of connection.tokens.alive()) {
    try {
      const revocation = await revokeAndConfirm(connection, token);
      (token.dead ? revoked : left).push(describeRevocation(token, revocation));
    } catch (error) {
      left.push(
        `the ${token.identity}'s token may still be ALIVE: ${error instanceof Error ? error.message : ''}`,
      );
    }
  }
  const sentence = 'The token of this examination is revoked, and proved dead.';
  if (left.length === 0 && revoked.length === 0) return [];
  if (left.length === 0)
    return [{ name: 'token-revoked', sentence, finding: { is: 'met', seen: revoked.join('; ') } }];
  const problem = {
    message: left.join('\n'),
    remedy: 'npm run sweep, as soon as the tenant answers',
    help: 'leftovers',
  } as const;
  return [{ name: 'token-revoked', sentence, finding: { is: 'missing', problem } }];
}
