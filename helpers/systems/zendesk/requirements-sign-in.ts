/** What the sign-in of the test user needs: the page, and the passcode. */
import { settingsPlace } from '../../settings-place.ts';
import { isLoopback } from '../../http/loopback.ts';
import type { Finding, Requirement } from '../../preflight/requirements.ts';
import { SET_PASSCODE_SOURCE } from '../../passcode/source.ts';
import { runId } from '../../run-id.ts';
import { orClientError } from './authorization-request.ts';
import { testUserNames } from './marker.ts';
import type { ZendeskSubject } from './requirement-subject.ts';

/** Reserved domains, to which no email is delivered. See RFC 2606 and RFC 6761. */
export const NO_MAIL = /@(?:.*\.)?(?:example\.(?:com|net|org)|test|example|invalid|localhost)$/;

export const signIn: readonly Requirement<ZendeskSubject>[] = [
  {
    name: 'sign-in-page',
    sentence: 'The browser reaches the sign-in page.',
    // With a wrong Redirect URL, the page is an error page.
    needs: ['answers', 'redirect-registered'],
    inPreflight: true,
    check: checkSignInPage,
  },
  {
    name: 'passcode',
    sentence: 'The run can read the passcode that is emailed at sign-in.',
    inPreflight: true,
    isAhead: true,
    check: checkPasscodes,
  },
];

/** Checks that the browser reaches the tenant. Its certificates and proxy route are its own, so API calls do not prove that. */
async function checkSignInPage({ connection, options }: ZendeskSubject): Promise<Finding> {
  const { admin } = connection.target;
  // If a person signs in as the admin, they use another browser, a visible one.
  if (admin.grant === 'authorization_code' && admin.credentials !== undefined)
    return { is: 'met', seen: 'the admin has just signed in there' };
  return { is: 'met', seen: await orClientError(connection, options.look()) };
}

/** See https://support.zendesk.com/hc/en-us/articles/8197975442330 on two-step verification. */
async function checkPasscodes({ connection, options }: ZendeskSubject): Promise<Finding> {
  const { target, passcodes } = connection;
  const { testUser, triesPasscodes } = options;
  const admin = target.admin.grant === 'authorization_code' && target.admin.credentials !== undefined;
  if (testUser.role === 'end-user' && !admin)
    return { is: 'unknown', why: 'end users are not asked for one' };
  if (passcodes === undefined) {
    return {
      is: 'missing',
      problem: {
        message:
          'A team member who signs in on a new device is asked for an emailed passcode, but this run cannot read it.',
        remedy: SET_PASSCODE_SOURCE,
        where: settingsPlace(),
        help: 'passcode',
      },
    };
  }
  const isUndeliverable =
    testUser.role === 'agent' && NO_MAIL.test(testUser.email.replaceAll('{run}', 'run'));
  if (isUndeliverable && !isLoopback(new URL(target.baseUrl).hostname)) {
    return {
      is: 'missing',
      problem: {
        message: `The passcode would be emailed to ${testUser.email}, where no one can read it.`,
        remedy:
          'set ZENDESK_TEST_USER_EMAIL to a mailbox that the run can read, such as qa+{run}@your-company.example',
        where: settingsPlace(),
        help: 'mailbox',
      },
    };
  }
  if (!triesPasscodes)
    return {
      is: 'unknown',
      why: `not tried; npm run doctor -- --mailbox tries the source, ${passcodes.title}`,
    };
  return { is: 'met', seen: await passcodes.tryOut(testUserNames(testUser, runId()).email) };
}
