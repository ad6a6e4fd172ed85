/**
 * Checks whether this tenant can be tested. It only reads. All problems are reported at once, each with the screen on which it
 * can be fixed, and with who may fix it.
 */
import { unexpectedStatus } from '../../http/exchange.ts';
import { isLoopback } from '../../http/loopback.ts';
import type { Requirement } from '../../preflight/requirements.ts';
import { runId } from '../../run-id.ts';
import { Blocked, NotTried } from '../../verdict/errors.ts';
import type { ZendeskConnection } from './connection.ts';
import { SCOPE } from './grants.ts';
import { testUserNames } from './marker.ts';
import { OAUTH_CLIENTS, type TestUserSettings } from './settings.ts';
import type { Session } from './tokens.ts';

const SECURITY = 'Admin Center > Account > Security > Advanced (on some plans: Security settings)';
const OWNER = 'the account owner only';

/** Reserved domains, to which no email is delivered. See RFC 2606 and RFC 6761. */
export const NO_MAIL = /@(?:.*\.)?(?:example\.(?:com|net|org)|test|example|invalid|localhost)$/;

/**
 * Checks everything that the notebook needs.
 *
 * @param look walks through a sign-in until the page asks for something, and returns what it asks for.
 */
export async function checkRequirements(
  connection: ZendeskConnection,
  admin: Session,
  testUser: TestUserSettings,
  look: () => Promise<string>,
): Promise<Requirement[]> {
  // The other checks run while this one waits for the mail server.
  const passcodes = checkPasscodes(connection, testUser);
  try {
    return [
      checkScope(admin),
      await checkAdmin(admin),
      ...(await checkSecuritySettings(admin, testUser)),
      await checkRedirect(connection, admin),
      await checkSignInPage(connection, look),
      await passcodes,
    ];
  } finally {
    await passcodes.catch(() => undefined);
  }
}

export async function checkAdmin({ api }: Session): Promise<Requirement> {
  const me = await api.showSelf();
  if (me.status !== 200) throw unexpectedStatus(me, 200);
  const { role, id } = me.body.user;
  const isAdmin = (role ?? 'admin') === 'admin' && typeof id === 'number';
  return {
    name: 'admin',
    sentence: 'The signed-in identity is an admin.',
    ...(typeof role === 'string' ? {} : { unknown: 'the tenant does not show it' }),
    problem: isAdmin
      ? undefined
      : {
          message: `The token does not belong to an admin; the role is ${String(role)}.`,
          remedy:
            'have an admin create the OAuth client: a client_credentials token acts as the person who created its client',
          where: OAUTH_CLIENTS,
          who: 'an admin',
        },
  };
}

/** Checks the scope in the answer that issued the token, if the answer contains one. */
export function checkScope({ token }: Session): Requirement {
  const requirement = { name: 'scope', sentence: `The token has the scopes ${SCOPE}.` };
  if (token.scope === undefined)
    return { ...requirement, problem: undefined, unknown: 'the tenant does not show it' };
  const granted = token.scope.split(/\s+/);
  const missing = SCOPE.split(' ').filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return { ...requirement, problem: undefined };
  return {
    ...requirement,
    problem: {
      message: `The token lacks the scope ${missing.join(' and ')}: it has “${token.scope}”.`,
      remedy: 'allow the OAuth client the scopes read and write; users:write is not enough to set passwords',
      where: OAUTH_CLIENTS,
      who: 'an admin',
    },
  };
}

/** See https://developer.zendesk.com/api-reference/ticketing/account-configuration/security_settings/ */
async function checkSecuritySettings({ api }: Session, { role }: TestUserSettings): Promise<Requirement[]> {
  const shown = await api.showSecuritySettings();
  const settings = shown.status === 200 ? shown.body.security_settings : undefined;
  const unknown = `${shown.title} answered ${String(shown.status)}`;
  const methods = role === 'agent' ? settings?.authentication?.agent : settings?.authentication?.end_user;
  const people = role === 'agent' ? 'team members' : 'end users';
  const screen = `Admin Center > Account > Security > ${role === 'agent' ? 'Team member' : 'End user'} authentication`;
  const requirement = (
    name: string,
    sentence: string,
    value: boolean | null | undefined,
    problem: Requirement['problem'],
  ): Requirement => ({
    name,
    sentence,
    problem: value === false ? problem : undefined,
    ...(typeof value === 'boolean'
      ? {}
      : { unknown: settings === undefined ? unknown : 'the settings do not show it' }),
  });
  const not = (value: boolean | null | undefined) => (typeof value === 'boolean' ? !value : undefined);
  return [
    requirement(
      'admins-may-set-passwords',
      'Admins may set passwords.',
      settings?.admins_can_set_user_passwords,
      {
        message: 'On this tenant, admins may not set passwords (the setting is off).',
        remedy:
          'turn on “Allow admins to set passwords”. This weakens the tenant; preferably use a test tenant',
        where: SECURITY,
        who: OWNER,
        undo: 'turn it off on the same screen when no more runs are planned',
      },
    ),
    requirement(
      'password-sign-in',
      `The ${people} may sign in with a Zendesk password.`,
      methods?.zendesk_login,
      {
        message: `The ${people} may not sign in with a Zendesk password on this tenant.`,
        remedy: 'turn on Zendesk authentication for them',
        where: screen,
        who: 'an admin',
        undo: 'turn it off on the same screen',
      },
    ),
    requirement(
      'no-enforced-sso',
      `The ${people} are not required to use single sign-on.`,
      not(methods?.enforce_sso),
      {
        message: `The ${people} must use single sign-on on this tenant, so they cannot sign in with a password.`,
        remedy: 'turn off enforcement, or test another tenant',
        where: screen,
        who: 'an admin',
        undo: 'enforce it again on the same screen, as soon as the run is over',
      },
    ),
    requirement(
      'no-enforced-two-factor',
      `The ${people} are not required to enroll in two-factor authentication.`,
      not(methods?.two_factor_enforce),
      {
        message: `The ${people} must enroll in two-factor authentication on this tenant, which Keyturn cannot do for a new user.`,
        remedy:
          'turn off the requirement (the emailed passcode stays), or test an end user with ZENDESK_TEST_USER_ROLE=end-user',
        where: screen,
        who: 'an admin',
        undo: 'turn the requirement on again on the same screen, as soon as the run is over',
      },
    ),
  ];
}

/** Checks that the configured Redirect URL, to which the browser is sent back, is one of the client's. */
export async function checkRedirect({ target }: ZendeskConnection, { api }: Session): Promise<Requirement> {
  const listed = await api.listClients();
  const client =
    listed.status === 200
      ? listed.body.clients.find(({ identifier }) => identifier === target.client.identifier)
      : undefined;
  const registered = client?.redirect_uri;
  const urls = typeof registered === 'string' ? registered.split(/\s+/) : registered;
  const requirement = {
    name: 'redirect-registered',
    sentence: `The OAuth client has the Redirect URL ${target.redirectUri}.`,
  };
  if (urls === null || urls === undefined) {
    return { ...requirement, problem: undefined, unknown: 'the tenant does not show this client' };
  }
  if (urls.includes(target.redirectUri)) return { ...requirement, problem: undefined };
  return {
    ...requirement,
    problem: {
      message: `The OAuth client "${target.client.identifier}" lacks the Redirect URL ${target.redirectUri}.`,
      remedy: `add it there, or set ZENDESK_REDIRECT_URI to one that it has (${urls.filter((url) => url !== '').join(', ') || 'it has none'})`,
      where: OAUTH_CLIENTS,
      who: 'an admin',
      undo: 'remove it from the client again',
    },
  };
}

/** Checks that the browser reaches the tenant. Its certificates and proxy route are its own, so API calls do not prove that. */
async function checkSignInPage(
  { target: { admin } }: ZendeskConnection,
  look: () => Promise<string>,
): Promise<Requirement> {
  const requirement = { name: 'sign-in-page', sentence: 'The browser reaches the sign-in page.' };
  // If a person signs in as the admin, they use another browser, a visible one.
  if (admin.grant === 'authorization_code' && admin.credentials !== undefined)
    return { ...requirement, problem: undefined, seen: 'the admin has just signed in there' };
  try {
    return { ...requirement, problem: undefined, seen: await look() };
  } catch (error) {
    if (error instanceof NotTried) return { ...requirement, problem: undefined, unknown: error.message };
    if (error instanceof Blocked) return { ...requirement, problem: { message: error.message } };
    throw error;
  }
}

/** See https://support.zendesk.com/hc/en-us/articles/8197975442330 on two-step verification. */
async function checkPasscodes(
  { target, passcodes }: ZendeskConnection,
  testUser: TestUserSettings,
): Promise<Requirement> {
  const requirement = {
    name: 'passcode',
    sentence: 'The run can read the passcode that is emailed at sign-in.',
  };
  const admin = target.admin.grant === 'authorization_code' && target.admin.credentials !== undefined;
  if (testUser.role === 'end-user' && !admin) {
    return { ...requirement, problem: undefined, unknown: 'end users are not asked for one' };
  }
  if (passcodes === undefined) {
    return {
      ...requirement,
      problem: {
        message:
          'A team member who signs in on a new device is asked for an emailed passcode, but this run cannot read it.',
        remedy: 'set KEYTURN_PASSCODE_COMMAND to a command that prints it, or run at a terminal and type it',
        where: '.env',
      },
    };
  }
  const isUndeliverable =
    testUser.role === 'agent' && NO_MAIL.test(testUser.email.replaceAll('{run}', 'run'));
  if (isUndeliverable && !isLoopback(new URL(target.baseUrl).hostname)) {
    return {
      ...requirement,
      problem: {
        message: `The passcode would be emailed to ${testUser.email}, where no one can read it.`,
        remedy:
          'set ZENDESK_TEST_USER_EMAIL to a mailbox that the run can read, such as qa+{run}@your-company.example',
        where: '.env',
      },
    };
  }
  try {
    const seen = await passcodes.tryOut(testUserNames(testUser, runId()).email);
    return { ...requirement, problem: undefined, seen };
  } catch (error) {
    if (error instanceof Blocked) return { ...requirement, problem: { message: error.message } };
    throw error;
  }
}
