/**
 * The security settings. See https://developer.zendesk.com/api-reference/ticketing/account-configuration/security_settings/
 */
import { SET_PASSCODE_SOURCE } from '../../passcode/source.ts';
import type { Finding, Problem, Requirement } from '../../preflight/requirements.ts';
import type { SecuritySettings } from './schemas.ts';
import type { TestUserSettings } from './settings.ts';
import type { ZendeskSubject } from './requirement-subject.ts';

const SECURITY = 'Admin Center > Account > Security > Advanced (on some plans: Security settings)';
const OWNER = 'the account owner only';

type Role = TestUserSettings['role'];
type Settings = SecuritySettings['security_settings'];

/** A requirement that one flag of the settings decides. */
interface Flag {
  name: string;
  sentence: (people: string) => string;
  /** The flag, or its opposite: false means that the requirement is not met. */
  read: (settings: Settings, role: Role) => boolean | null | undefined;
  problem: (words: { people: string; screen: string }) => Problem;
}

const FLAGS: readonly Flag[] = [
  {
    name: 'admins-may-set-passwords',
    sentence: () => 'Admins may set passwords.',
    read: ({ admins_can_set_user_passwords: value }) => value,
    problem: () => ({
      message: 'On this tenant, admins may not set passwords (the setting is off).',
      remedy:
        'turn on “Allow admins to set passwords”. This weakens the tenant; preferably use a test tenant',
      where: SECURITY,
      who: OWNER,
      undo: 'turn it off on the same screen when no more runs are planned',
      help: 'passwords-setting',
    }),
  },
  {
    name: 'password-sign-in',
    sentence: (people) => `The ${people} may sign in with a Zendesk password.`,
    read: (settings, role) => methodsOf(settings, role)?.zendesk_login,
    problem: ({ people, screen }) => ({
      message: `The ${people} may not sign in with a Zendesk password on this tenant.`,
      remedy: 'turn on Zendesk authentication for them',
      where: screen,
      who: 'an admin',
      undo: 'turn it off on the same screen',
      help: 'password-sign-in',
    }),
  },
  {
    name: 'no-enforced-sso',
    sentence: (people) => `The ${people} are not required to use single sign-on.`,
    read: (settings, role) => opposite(methodsOf(settings, role)?.enforce_sso),
    problem: ({ people, screen }) => ({
      message: `The ${people} must use single sign-on on this tenant, so they cannot sign in with a password.`,
      remedy: 'turn off enforcement, or test another tenant',
      where: screen,
      who: 'an admin',
      undo: 'enforce it again on the same screen, as soon as the run is over',
      help: 'single-sign-on',
    }),
  },
];

export const security: readonly Requirement<ZendeskSubject>[] = [
  ...FLAGS.map((flag): Requirement<ZendeskSubject> => ({
    name: flag.name,
    sentence: ({ options: { testUser } }) => flag.sentence(peopleOf(testUser.role)),
    needs: ['client'],
    inPreflight: true,
    check: (subject) => checkFlag(subject, flag),
  })),
  {
    name: 'no-enforced-two-factor',
    sentence: ({ options: { testUser } }) =>
      `The ${peopleOf(testUser.role)} are not required to use two-factor authentication.`,
    needs: ['client'],
    inPreflight: true,
    check: checkTwoFactor,
  },
  {
    name: 'ip-ranges',
    sentence: 'Sign-ins are not limited to certain IP addresses.',
    needs: ['client'],
    check: checkIpRanges,
  },
];

async function checkFlag(subject: ZendeskSubject, { read, problem }: Flag): Promise<Finding> {
  const { role } = subject.options.testUser;
  const settings = await settingsOf(subject);
  if (typeof settings === 'string') return { is: 'unknown', why: settings };
  const value = read(settings, role);
  if (typeof value !== 'boolean') return { is: 'unknown', why: 'the settings do not show it' };
  if (value) return { is: 'met' };
  return { is: 'missing', problem: problem({ people: peopleOf(role), screen: screenOf(role) }) };
}

/**
 * Since December 2025, Zendesk emails the codes as well, and those can be read. Whether a new user must enroll an app first is
 * not documented. If the page asks for that, the run stops there, and removes its user.
 * See https://support.zendesk.com/hc/en-us/articles/10050703046810
 */
async function checkTwoFactor(subject: ZendeskSubject): Promise<Finding> {
  const { connection, options } = subject;
  const { role } = options.testUser;
  const settings = await settingsOf(subject);
  if (typeof settings === 'string') return { is: 'unknown', why: settings };
  const enforced = methodsOf(settings, role)?.two_factor_enforce;
  if (typeof enforced !== 'boolean') return { is: 'unknown', why: 'the settings do not show it' };
  if (!enforced) return { is: 'met' };
  const message = `The ${peopleOf(role)} must use two-factor authentication on this tenant.`;
  const where = { where: screenOf(role), who: 'an admin', help: 'two-factor' } as const;
  if (connection.passcodes !== undefined)
    return {
      is: 'met, but',
      problem: {
        ...where,
        message: `${message} If Zendesk emails the code, the run reads it. If a new user must enroll an app first, the run stops there, and removes its user.`,
        remedy: 'nothing, if codes are emailed; otherwise, turn off the requirement',
        undo: 'turn the requirement on again on the same screen, as soon as the run is over',
      },
    };
  return {
    is: 'missing',
    problem: {
      ...where,
      message: `${message} The code can be read only if it is emailed, and the run cannot read emails.`,
      remedy: `${SET_PASSCODE_SOURCE}; or turn off the requirement (the emailed passcode stays)`,
      undo: 'turn the requirement on again on the same screen, as soon as the run is over',
    },
  };
}

/** This machine has just been let through, so a restriction is only a warning. */
async function checkIpRanges(subject: ZendeskSubject): Promise<Finding> {
  const settings = await settingsOf(subject);
  if (typeof settings === 'string') return { is: 'unknown', why: settings };
  const restricted = settings.ip?.ip_restriction_enabled;
  if (typeof restricted !== 'boolean') return { is: 'unknown', why: 'the settings do not show it' };
  if (!restricted) return { is: 'met' };
  return {
    is: 'met, but',
    problem: {
      message:
        'This tenant lets people sign in from certain IP addresses only. This machine was let through.',
      remedy: 'if scheduled runs come from another machine, add its address',
      where: SECURITY,
      who: 'an admin',
      undo: 'remove the address on the same screen',
      help: 'ip-ranges',
    },
  };
}

/** Returns the settings, or why they cannot be read. */
async function settingsOf(subject: ZendeskSubject): Promise<Settings | string> {
  const shown = await subject.security();
  return shown.status === 200
    ? shown.body.security_settings
    : `${shown.title} answered ${String(shown.status)}`;
}

function methodsOf({ authentication }: Settings, role: Role) {
  return role === 'agent' ? authentication?.agent : authentication?.end_user;
}

function screenOf(role: Role): string {
  return `Admin Center > Account > Security > ${role === 'agent' ? 'Team member' : 'End user'} authentication`;
}

function peopleOf(role: Role): string {
  return role === 'agent' ? 'team members' : 'end users';
}

function opposite(value: boolean | null | undefined): boolean | undefined {
  return typeof value === 'boolean' ? !value : undefined;
}
