/** The questions of `npm run setup` for CXone Expert, in the order in which a person can answer them. */
import { quoted } from '../../http/quoted.ts';
import { secrets } from '../../secrets/registry.ts';
import type { Values } from '../../settings/values.ts';
import { webAddress } from '../../settings/fields.ts';
import { checkRequirements } from '../../questions/check-requirements.ts';
import { type CheckResult, type CheckTools, defineSetup, type Setup } from '../../questions/question.ts';
import { cleanUp } from './clean-up.ts';
import type { ExpertConnection } from './connection.ts';
import { ADMIN, ExpertSubject, requirements } from './requirements.ts';
import { expertSettings, SERVER_TOKENS_SCREEN } from './settings.ts';

/** The choice that decides which questions follow. */
const ADMIN_BY = 'admin-by';

const byToken = (answers: Values) => answers[ADMIN_BY] === 'server-token';
const byPassword = (answers: Values) => answers[ADMIN_BY] === 'password';

const OF_TOKEN = ['EXPERT_SERVER_TOKEN_KEY', 'EXPERT_SERVER_TOKEN_SECRET', 'EXPERT_SERVER_TOKEN_USER'];
const OF_PASSWORD = ['EXPERT_ADMIN_USERNAME', 'EXPERT_ADMIN_PASSWORD'];

/** Returns a new setup. */
export function setup(): Setup {
  return defineSetup<ExpertConnection>({
    questions: [
      {
        name: 'EXPERT_BASE_URL',
        message: 'What is the URL of the site?',
        read: (typed) => ({ EXPERT_BASE_URL: readSite(typed) }),
        check: checkSite,
      },
      {
        name: ADMIN_BY,
        message: 'How does the admin authenticate?',
        hint: `A server API token: ${SERVER_TOKENS_SCREEN}. Many sites accept no passwords for their API.`,
        implied: (given) =>
          OF_TOKEN.some((name) => given[name] !== undefined)
            ? 'server-token'
            : OF_PASSWORD.some((name) => given[name] !== undefined)
              ? 'password'
              : undefined,
        choices: () => [
          { value: 'server-token', label: 'With a server API token that acts as an admin' },
          { value: 'password', label: 'With a user name and a password' },
        ],
      },
      {
        name: 'EXPERT_SERVER_TOKEN_KEY',
        message: 'What is the Key of the server API token?',
        applies: byToken,
      },
      {
        name: 'EXPERT_SERVER_TOKEN_SECRET',
        message: 'What is the Secret of the server API token?',
        applies: byToken,
      },
      {
        name: 'EXPERT_SERVER_TOKEN_USER',
        message: 'Which admin does it act as?',
        applies: byToken,
      },
      { name: 'EXPERT_ADMIN_USERNAME', message: 'What is the user name of the admin?', applies: byPassword },
      { name: 'EXPERT_ADMIN_PASSWORD', message: 'What is the password of the admin?', applies: byPassword },
      {
        name: 'admin',
        sets: [],
        message: 'The admin is found.',
        isNotAsked: true,
        withoutAnswer: () => 'it is checked',
        checking: 'Asking {host} who the admin is …',
        check: checkAdmin,
      },
      {
        name: 'EXPERT_TEST_USERNAME',
        message: 'How do the names of the test users begin?',
        hint: 'Expert cannot delete users, so a few are kept, and deactivated between runs: keyturn-1, keyturn-2 …',
        initial: () => 'keyturn',
      },
    ],
    contradicting: (answers) => (byToken(answers) ? OF_PASSWORD : OF_TOKEN),
    connect: (parts, { settings }) => {
      const { target } = settings.of(expertSettings);
      if (target === undefined) throw new Error('a check needs a site');
      return { ...parts, target, secrets };
    },
    cleanUp: (connection, settings) => cleanUp(connection, settings.of(expertSettings).testUsername),
  });
}

/** Reads a URL or a host. A path is what a person sees in the browser, and is left out. */
function readSite(typed: string): string {
  const url =
    webAddress(typed) ?? (/^[^\s/]+\.[^\s]+$/.test(typed) ? webAddress(`https://${typed}`) : undefined);
  return url === undefined || url.username !== '' || url.password !== '' ? typed : url.origin;
}

function subjectOf(connection: ExpertConnection, { settings }: CheckTools): ExpertSubject {
  const { leftoverHours } = settings;
  return new ExpertSubject(connection, { prefix: settings.of(expertSettings).testUsername, leftoverHours });
}

/** Whether an Expert site answers. */
async function checkSite(connection: ExpertConnection, tools: CheckTools): Promise<CheckResult> {
  const subject = subjectOf(connection, tools);
  const { problem } = await checkRequirements(requirements, ['answers'], subject);
  return problem === undefined
    ? { found: 'ok', seen: `${subject.host} answers like an Expert site.` }
    : { found: 'problem', message: problem.message };
}

/** Whether the site accepts the admin, and they are one. No token is issued for that. */
async function checkAdmin(connection: ExpertConnection, tools: CheckTools): Promise<CheckResult> {
  const { admin } = connection.target;
  const subject = subjectOf(connection, tools);
  const { problem } = await checkRequirements(requirements, [ADMIN.name], subject);
  if (problem === undefined)
    return {
      found: 'ok',
      seen: `${quoted((await subject.admin()).username)} is an admin of ${subject.host}.`,
    };
  const answers =
    admin.by === 'password'
      ? ['EXPERT_ADMIN_PASSWORD', 'EXPERT_ADMIN_USERNAME']
      : ['EXPERT_SERVER_TOKEN_SECRET', 'EXPERT_SERVER_TOKEN_KEY', 'EXPERT_SERVER_TOKEN_USER'];
  return { found: 'problem', message: problem.message, about: [...answers, ADMIN_BY] };
}
