/** Checks the answers to the questions of setup on the tenant. Each check gets along with what has been answered so far. */
import { quoted } from '../../http/quoted.ts';
import { bodyIfUsable, type Exchange } from '../../http/exchange.ts';
import type { HelpTopic } from '../../help/topics.ts';
import { runId } from '../../run-id.ts';
import { checkRequirements } from '../../questions/check-requirements.ts';
import type { CheckResult, CheckTools } from '../../questions/question.ts';
import { Blocked, describe } from '../../verdict/errors.ts';
import { requestAuthorization, unknownClient, unregisteredRedirect } from './authorization-request.ts';
import { testUserNames } from './marker.ts';
import { requirements } from './requirements.ts';
import { ZendeskSubject } from './requirement-subject.ts';
import { zendeskSettings } from './settings.ts';
import type { SetupConnection } from './setup-connection.ts';
import { signInAsAdmin } from './sign-in.ts';
import { describeRevocation, revokeAndConfirm } from './token-rotation.ts';

/** What is checked when the admin signs in. */
const OF_ADMIN = ['api-access', 'client', 'scope', 'admin', 'redirect-registered'];

const PASSWORDS_SETTING = 'admins-may-set-passwords';

/** Whether a Zendesk tenant answers. */
export async function checkTenant(connection: SetupConnection, tools: CheckTools): Promise<CheckResult> {
  const subject = subjectOf(connection, tools);
  const { problem } = await checkRequirements(requirements, ['answers'], subject);
  if (problem !== undefined) return { found: 'problem', message: problem.message, about: ['tenant'] };
  const shown = await subject.anonymous();
  const isRefusal = shown.status >= 400 && shown.isServiceDocument;
  if (isRefusal || bodyIfUsable(shown) !== undefined)
    return { found: 'ok', seen: `${subject.host} answers like Zendesk.` };
  return {
    found: 'problem',
    message: describe(`${subject.host} answers, but not in the words of Zendesk (${String(shown.status)}).`, {
      remedy: 'compare the subdomain with the URL that you see in the browser when you work in Zendesk',
      help: 'wrong-address',
    }),
    about: ['tenant'],
  };
}

function subjectOf(connection: SetupConnection, { settings }: CheckTools): ZendeskSubject {
  return new ZendeskSubject(connection, {
    testUser: settings.of(zendeskSettings).testUser,
    leftoverHours: settings.leftoverHours,
    signIn: () => signInAsAdmin(connection),
    look: () => Promise.resolve(''),
    triesPasscodes: false,
  });
}

/** Whether the client is known, and not by its numeric ID. */
export async function checkClient(connection: SetupConnection): Promise<CheckResult> {
  const { target } = connection;
  const finding = await requestAuthorization(connection);
  if (finding === 'known' || finding === 'redirect refused')
    return { found: 'ok', seen: `The OAuth client “${target.client.identifier}” is known.` };
  if (finding !== 'no such client') return cannotTell(finding.unclear, 'the client');
  return { found: 'problem', message: unknownClient(target).message, about: ['ZENDESK_CLIENT_ID', 'tenant'] };
}

/** Whether the client has this Redirect URL, as far as the tenant shows it to anyone. */
export async function checkRedirectUri(connection: SetupConnection): Promise<CheckResult> {
  const { target } = connection;
  const finding = await requestAuthorization(connection);
  if (finding === 'known')
    return { found: 'ok', seen: `The tenant accepts the Redirect URL ${target.redirectUri}.` };
  if (finding !== 'redirect refused' && finding !== 'no such client')
    return cannotTell(finding.unclear, 'the Redirect URL');
  return {
    found: 'problem',
    message: unregisteredRedirect(target).message,
    about: ['ZENDESK_REDIRECT_URI', 'ZENDESK_CLIENT_ID'],
  };
}

function cannotTell({ status }: Exchange<string>, what: string): CheckResult {
  return {
    found: 'unknown',
    why: `The tenant does not show whether ${what} is right (${String(status)}). It is checked when the admin signs in.`,
  };
}

/** Signs in as the admin, checks what only an admin can see, revokes the token, and confirms that it is dead. */
export async function checkAdminSignIn(connection: SetupConnection, tools: CheckTools): Promise<CheckResult> {
  const subject = subjectOf(connection, tools);
  const { problem, seen } = await checkRequirements(requirements, OF_ADMIN, subject);
  // The answers are right without it, and only the account's owner can change it.
  const setting =
    problem === undefined ? await checkRequirements(requirements, [PASSWORDS_SETTING], subject) : undefined;
  const revoked: string[] = [];
  for (const token of connection.tokens.alive())
    revoked.push(describeRevocation(token, await revokeAndConfirm(connection, token)));
  if (problem !== undefined)
    return {
      found: 'problem',
      message: problem.message,
      about: questionsAbout(problem, connection),
      // The client may not use its secret alone.
      ...(problem.help === 'grant' && connection.target.admin.grant === 'client_credentials'
        ? { instead: ON_SIGN_IN_PAGE }
        : {}),
    };
  const { user } = (await subject.self()).body;
  const who =
    typeof user.email === 'string'
      ? `${quoted(user.name ?? 'the admin')} <${quoted(user.email)}>`
      : quoted(user.name ?? '');
  return {
    found: 'ok',
    seen: `Signed in as ${who}. ${seen} Afterwards: ${revoked.join('; ')}.`,
    ...(setting?.problem === undefined ? {} : { but: setting.problem.message }),
  };
}

const ON_SIGN_IN_PAGE = {
  label: 'Let the admin sign in on the sign-in page instead (ZENDESK_ADMIN_GRANT=authorization_code)',
  answers: { ZENDESK_ADMIN_GRANT: 'authorization_code' },
};

/** Returns the questions whose answers may be wrong, the likeliest one first. */
function questionsAbout(
  { name, help }: { name: string; help: HelpTopic },
  { target: { admin } }: SetupConnection,
): string[] {
  if (name === 'redirect-registered') return ['ZENDESK_REDIRECT_URI', 'ZENDESK_CLIENT_ID'];
  if (admin.grant === 'authorization_code')
    return [
      'ZENDESK_ADMIN_PASSWORD',
      'ZENDESK_ADMIN_EMAIL',
      'admin-by',
      'passcode-by',
      'ZENDESK_CLIENT_SECRET',
    ];
  return help === 'oauth-client'
    ? ['ZENDESK_CLIENT_SECRET', 'ZENDESK_CLIENT_ID']
    : ['ZENDESK_CLIENT_ID', 'ZENDESK_CLIENT_SECRET'];
}

/** Tries the source of passcodes, as the preflight of a run does: starts the command once, or opens the mailbox. */
export async function checkPasscodeSource(
  { passcodes }: SetupConnection,
  { settings }: CheckTools,
): Promise<CheckResult> {
  const { email } = testUserNames(settings.of(zendeskSettings).testUser, runId());
  if (passcodes === undefined) return { found: 'unknown', why: 'There is no source to try.' };
  try {
    return { found: 'ok', seen: `The passcode is read ${await passcodes.tryOut(email)}.` };
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    const about =
      passcodes.isMailbox === true && /\bfolder\b.*could not/.test(error.message)
        ? ['KEYTURN_PASSCODE_IMAP', 'passcode-by']
        : passcodes.isMailbox === true
          ? [
              'KEYTURN_PASSCODE_IMAP_PASSWORD',
              'KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND',
              'KEYTURN_PASSCODE_IMAP',
              'passcode-by',
            ]
          : ['KEYTURN_PASSCODE_COMMAND', 'passcode-by'];
    return { found: 'problem', message: error.message, about };
  }
}
