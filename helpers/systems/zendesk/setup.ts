/** The questions of `npm run setup` for Zendesk, in the order in which a person can answer them. */
import { isLoopback } from '../../http/loopback.ts';
import { webAddress } from '../../settings/fields.ts';
import type { Values } from '../../settings/values.ts';
import { defineSetup, type Setup } from '../../questions/question.ts';
import { cleanUp } from './clean-up.ts';
import { NO_MAIL } from './requirements-sign-in.ts';
import { zendeskSettings } from './settings.ts';
import {
  checkAdminSignIn,
  checkClient,
  checkPasscodeSource,
  checkRedirectUri,
  checkTenant,
} from './setup-checks.ts';
import { connecting, type SetupConnection } from './setup-connection.ts';

/** The name that the original notebook gave to its test user. */
const ORIGINAL_NAME = 'TestNotebookAgent';

/** The choices that decide which questions follow. */
const ADMIN_BY = 'admin-by';
const PASSCODE_BY = 'passcode-by';
const IMAP_BY = 'imap-by';

/** Returns a new setup. It counts the failed sign-ins of the admin, whose account they could lock. */
export function setup(): Setup {
  return defineSetup<SetupConnection>({
    questions: [
      {
        name: 'tenant',
        sets: ['ZENDESK_SUBDOMAIN', 'ZENDESK_BASE_URL'],
        message: 'What is the subdomain of your tenant?',
        hint: 'The first part of your URL: acme for https://acme.zendesk.com. Or the whole URL.',
        read: readTenant,
        write: (answers) => answers['ZENDESK_SUBDOMAIN'] ?? answers['ZENDESK_BASE_URL'],
        check: checkTenant,
      },
      {
        name: 'ZENDESK_CLIENT_ID',
        message: 'What is the Identifier of the OAuth client?',
        initial: () => 'keyturn',
        check: checkClient,
      },
      {
        name: 'ZENDESK_REDIRECT_URI',
        message: 'Which of its Redirect URLs does Keyturn use?',
        hint: 'Exactly as entered there. Nothing has to listen on it: Keyturn intercepts the request.',
        initial: () => 'http://127.0.0.1:8976/callback',
        check: checkRedirectUri,
      },
      {
        name: 'ZENDESK_ADMIN_GRANT',
        message: 'How does the admin sign in?',
        isNotAsked: true,
        choices: () => [
          { value: 'client_credentials', label: 'with the client’s secret' },
          { value: 'authorization_code', label: 'on the sign-in page' },
        ],
        initial: () => 'client_credentials',
      },
      { name: 'ZENDESK_CLIENT_SECRET', message: 'What is the Secret of the OAuth client?' },
      {
        name: 'admin',
        sets: [],
        message: 'The admin signs in.',
        isNotAsked: true,
        applies: (answers) => !usesPage(answers),
        withoutAnswer: () => 'it is checked',
        checking: 'Signing in to {host} as the admin, and revoking the token again …',
        check: checkAdminSignIn,
      },
      {
        name: 'ZENDESK_TEST_USER_ROLE',
        message: 'Which role does the test user get?',
        choices: () => [
          {
            value: 'agent',
            label: 'agent',
            hint: 'uses a seat during the run, and gets a passcode by email',
          },
          { value: 'end-user', label: 'end user', hint: 'uses no seat' },
        ],
        initial: () => 'agent',
      },
      {
        name: 'ZENDESK_TEST_USER_NAME',
        message: 'What is the test user called?',
        hint: 'Keyturn puts its marker in front: “Keyturn TestNotebookAgent”.',
        initial: () => ORIGINAL_NAME,
      },
      {
        name: 'ZENDESK_TEST_USER_EMAIL',
        message: 'What is the test user’s email address?',
        hint: (answers) =>
          answers['ZENDESK_TEST_USER_ROLE'] === 'end-user'
            ? 'In it, {run} stands for the run ID, so that each run has its own address.'
            : 'An agent gets a passcode by email, so it must be a mailbox that you can read: qa+{run}@your-company.example. ' +
              '{run} stands for the run ID, so that each run has its own address.',
        withoutAnswer: (answers) =>
          needsMailbox(answers) ? undefined : 'an address at example.com is generated for each run',
        validate: (values, answers) => addressMistake(values['ZENDESK_TEST_USER_EMAIL'] ?? '', answers),
        remark: ({ ZENDESK_TEST_USER_EMAIL: address }) =>
          address === undefined || address.includes('{run}')
            ? undefined
            : 'Every run uses this one address, so two runs at the same time get in each other’s way. With {run} in it, each run has its own.',
      },
      {
        name: 'ZENDESK_TEST_USER_PASSWORD',
        message: 'Which password does the test user get first?',
        withoutAnswer: () => 'have one generated for each run that meets the tenant’s requirements',
      },
      {
        name: ADMIN_BY,
        message: 'Who signs in as the admin, on the sign-in page?',
        applies: usesPage,
        implied: (given) => (given['ZENDESK_ADMIN_EMAIL'] === undefined ? undefined : 'password'),
        choices: () => [
          { value: 'password', label: 'Keyturn, with an email address and a password' },
          { value: 'person', label: 'A person, in a visible window (for SSO and two-factor authentication)' },
        ],
        initial: () => 'password',
      },
      { name: 'ZENDESK_ADMIN_EMAIL', message: 'What is the admin’s email address?', applies: hasPassword },
      {
        name: 'ZENDESK_ADMIN_PASSWORD',
        message: 'What is the admin’s password?',
        hint: 'It is typed into the tenant’s own sign-in page, and nowhere else.',
        applies: hasPassword,
      },
      {
        name: PASSCODE_BY,
        message: 'How does Keyturn get the passcode that is emailed at a sign-in?',
        applies: needsPasscode,
        implied: (given) =>
          given['KEYTURN_PASSCODE_IMAP'] !== undefined
            ? 'mailbox'
            : given['KEYTURN_PASSCODE_COMMAND'] !== undefined
              ? 'command'
              : undefined,
        choices: () => [
          { value: 'terminal', label: 'You type it at the terminal', hint: 'not for unattended runs' },
          {
            value: 'mailbox',
            label: 'From a mailbox, over IMAP',
            hint: 'nothing in it is marked or deleted',
          },
          { value: 'command', label: 'A command prints it' },
        ],
        initial: () => 'terminal',
      },
      {
        name: 'KEYTURN_PASSCODE_COMMAND',
        message: 'Which command prints it?',
        applies: (answers) => needsPasscode(answers) && answers[PASSCODE_BY] === 'command',
        checking: 'Starting the command once …',
        check: checkPasscodeSource,
      },
      {
        name: 'KEYTURN_PASSCODE_IMAP',
        message: 'Which mailbox gets it?',
        applies: usesMailbox,
      },
      {
        name: IMAP_BY,
        message: 'How does Keyturn sign in to the mailbox?',
        hint: 'Gmail and Microsoft 365 accept no passwords there. docs/passcodes.md has recipes for a command.',
        applies: usesMailbox,
        implied: (given) =>
          given['KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND'] !== undefined
            ? 'token-command'
            : given['KEYTURN_PASSCODE_IMAP_PASSWORD'] !== undefined
              ? 'password'
              : undefined,
        choices: () => [
          { value: 'password', label: 'With a password' },
          { value: 'token-command', label: 'With an access token, which a command prints' },
        ],
        initial: () => 'password',
      },
      {
        name: 'KEYTURN_PASSCODE_IMAP_PASSWORD',
        message: 'What is the password of the mailbox?',
        hint: (answers) =>
          `It is sent to this mail server, and nowhere else: ${answers['KEYTURN_PASSCODE_IMAP'] ?? ''}. Gmail and Microsoft 365 accept no passwords.`,
        applies: (answers) => usesMailbox(answers) && answers[IMAP_BY] === 'password',
      },
      {
        name: 'KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND',
        message: 'Which command prints the access token?',
        applies: (answers) => usesMailbox(answers) && answers[IMAP_BY] === 'token-command',
      },
      {
        name: 'mailbox',
        sets: [],
        message: 'The mailbox is opened.',
        isNotAsked: true,
        applies: usesMailbox,
        withoutAnswer: () => 'it is checked',
        checking: 'Opening the mailbox, and reading nothing …',
        check: checkPasscodeSource,
      },
      {
        // With a password, only once it is known how the passcode is read that the page may ask for.
        name: 'admin-on-page',
        sets: [],
        message: 'The admin signs in on the sign-in page.',
        isNotAsked: true,
        applies: usesPage,
        withoutAnswer: () => 'it is checked',
        checking: (answers) =>
          answers[ADMIN_BY] === 'person'
            ? 'A browser window opens for {host}. Sign in as the admin within five minutes …'
            : 'Signing in to {host} as the admin, and revoking the token again …',
        check: checkAdminSignIn,
      },
    ],
    contradicting: (answers) => [
      ...(answers['ZENDESK_BASE_URL'] === undefined ? ['ZENDESK_BASE_URL'] : ['ZENDESK_SUBDOMAIN']),
      ...(usesPage(answers) && !hasPassword(answers)
        ? ['ZENDESK_ADMIN_EMAIL', 'ZENDESK_ADMIN_PASSWORD']
        : []),
      ...(answers[PASSCODE_BY] === 'command' ? [] : ['KEYTURN_PASSCODE_COMMAND']),
      ...(usesMailbox(answers) ? [] : ['KEYTURN_PASSCODE_IMAP']),
      ...(usesMailbox(answers) && answers[IMAP_BY] === 'password' ? [] : ['KEYTURN_PASSCODE_IMAP_PASSWORD']),
      ...(usesMailbox(answers) && answers[IMAP_BY] === 'token-command'
        ? []
        : ['KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND']),
    ],
    connect: connecting(),
    cleanUp: (connection, settings) => cleanUp(connection, settings.of(zendeskSettings).testUser.email),
    close: ({ browsers }) => browsers.close(),
  });
}

/** Reads a subdomain, a host or a URL. */
function readTenant(typed: string): Values {
  const url =
    webAddress(typed) ?? (/^[^\s/]+\.[^\s/]+$/.test(typed) ? webAddress(`https://${typed}`) : undefined);
  if (url === undefined) return { ZENDESK_SUBDOMAIN: typed };
  const [, subdomain] = /^([a-z0-9-]+)\.zendesk\.com$/.exec(url.host) ?? [];
  return subdomain === undefined
    ? { ZENDESK_BASE_URL: url.username === '' && url.password === '' ? url.origin : typed }
    : { ZENDESK_SUBDOMAIN: subdomain };
}

function usesPage(answers: Values): boolean {
  return answers['ZENDESK_ADMIN_GRANT'] === 'authorization_code';
}

function hasPassword(answers: Values): boolean {
  return usesPage(answers) && answers[ADMIN_BY] === 'password';
}

function needsPasscode(answers: Values): boolean {
  return answers['ZENDESK_TEST_USER_ROLE'] === 'agent' || hasPassword(answers);
}

function usesMailbox(answers: Values): boolean {
  return needsPasscode(answers) && answers[PASSCODE_BY] === 'mailbox';
}

/** Whether mail to the test user must arrive. An emulator on this machine keeps it. */
function needsMailbox(answers: Values): boolean {
  const url = webAddress(answers['ZENDESK_BASE_URL'] ?? '');
  return answers['ZENDESK_TEST_USER_ROLE'] === 'agent' && (url === undefined || !isLoopback(url.hostname));
}

function addressMistake(address: string, answers: Values): string | undefined {
  // The address of the original notebook. Its domain belongs to a stranger, who would get the passcodes.
  if (/@a\.com$/i.test(address))
    return 'a.com is a stranger’s domain. Whoever reads its mail could sign in as your test user. Use a mailbox of your own.';
  if (needsMailbox(answers) && NO_MAIL.test(address.toLowerCase()))
    return 'No mail arrives there, but an agent gets a passcode by email. Use a mailbox that you can read.';
  return undefined;
}
