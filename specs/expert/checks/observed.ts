/** Undocumented behavior of today's service. These checks cannot fail; they record what they observe. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { assertFromService, type Exchange } from '../../../helpers/http/exchange.ts';
import { generateDigits } from '../../../helpers/secrets/password.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { unquoted } from '../../../helpers/systems/expert/cookies.ts';
import {
  AUTHENTICATE_PAGE,
  GETTING_STARTED,
  LOCK_OUT_PAGE,
  PASSWORD_PAGE,
  SERVER_SIGN_IN,
  SET_OR_RESET,
  TOKENS_PAGE,
  USERS_POST_PAGE,
} from '../../../helpers/systems/expert/documented.ts';
import { signedInBy } from '../../../helpers/systems/expert/sessions.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

/** Returns the status and the message of an answer. */
function describeAnswer(answer: Exchange<unknown>): string {
  const { status, refusal } = assertFromService(answer);
  return `HTTP ${String(status)} ${refusal?.description ?? ''}`.trim();
}

/** Returns which user the site authenticates a caller as. */
async function authenticatedAs(api: ExpertApi, user: BenchUser): Promise<string> {
  const shown = assertFromService(await api.showSelf());
  if (shown.status !== 200) return describeAnswer(shown);
  if (shown.body.id === user.id) return 'the user';
  return /^anonymous$/i.test(shown.body.username) ? 'anonymous' : 'another user';
}

/** Signs in, and returns the answer. */
async function signedIn(bench: ExpertBench, user: BenchUser): Promise<Exchange<string>> {
  const answer = await bench.signIn(user, user.password);
  expect(answer).toHaveStatus(200);
  return answer;
}

/** Describes the format of a string without its value: how long each part is, and of what characters. */
function formatOf(text: string): string {
  return text
    .split(/([^A-Za-z0-9])/)
    .map((part) => {
      if (part.length < 2 && /^[^A-Za-z0-9]?$/.test(part)) return part;
      const kind = /^\d+$/.test(part)
        ? 'digits'
        : /^[\da-f]+$/i.test(part)
          ? 'hexadecimal'
          : 'letters and digits';
      return `(${String(part.length)} ${kind})`;
    })
    .join('');
}

export const observedChecks = checksOf<ExpertBench>('expert/observed', ({ record }) => {
  record(
    'policy-violation',
    'To a password that today’s policy forbids, the site answers:',
    { says: 'At least 8 characters, two of four kinds', at: SET_OR_RESET },
    async (bench) => {
      const user = await bench.user();
      const strong = bench.newPassword();
      const weak = {
        'seven characters': strong.slice(0, 7),
        'one kind': strong
          .repeat(2)
          .replace(/[^a-z]/gi, '')
          .toLowerCase(),
        'digits only': generateDigits(bench.connection.secrets),
      };
      const seen: string[] = [];
      // The user is inactive while their password is weak, in case the run ends in between. No weak password stays.
      expect(await bench.deactivate(user)).toHaveStatus(200);
      const ofInactive = await bench.setPassword(user, bench.newPassword());
      if (ofInactive.status !== 200)
        throw new NotTried(
          `The site does not set the password of an inactive user: ${describeAnswer(ofInactive)}`,
        );
      for (const [what, password] of Object.entries(weak))
        seen.push(`${what}: ${describeAnswer(await bench.setPassword(user, password))}`);
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      expect(await bench.activate(user)).toHaveStatus(200);
      return seen.join('; ');
    },
  );

  record(
    'old-sessions',
    'An older token authenticates:',
    {
      says: 'A new password ends the tokens from before; sessions of today end after two days',
      at: SERVER_SIGN_IN,
    },
    async (bench) => {
      const user = await bench.user();
      const before = async () => bench.identities.cookie(user.as, await bench.newCookie(user));
      const beforeSet = await before();
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      const afterSet = await authenticatedAs(beforeSet, user);
      const beforeChange = await before();
      const password = bench.newPassword();
      const options = { currentpassword: user.password };
      expect(await bench.basic(user).setPassword('current', password, options)).toHaveStatus(200);
      user.password = password;
      return `after an admin set the password: ${afterSet}; after the user changed it: ${await authenticatedAs(beforeChange, user)}`;
    },
  );

  record(
    'cookie-attributes',
    'The cookie of a sign-in has:',
    { says: 'Set-Cookie: authtoken="…"; Domain; expires; Version=1; Path=/', at: PASSWORD_PAGE },
    async (bench) => {
      const { headers } = await signedIn(bench, await bench.user());
      const cookies = (headers['set-cookie'] ?? '')
        .split('\n')
        .filter((each) => /^\s*authtoken=/i.test(each));
      return cookies
        .map((cookie) => {
          const [pair = '', ...attributes] = cookie.split(';');
          const names = attributes.map((each) => each.split('=')[0]?.trim() ?? '');
          return [/="/.test(pair) ? 'quotes' : 'no quotes', ...names].join(', ');
        })
        .join(' | ');
    },
  );

  record(
    'token-format',
    'A token is made of:',
    { says: 'A token is a number, a time and a hash', at: PASSWORD_PAGE },
    async (bench) => {
      const { cookie } = signedInBy(await signedIn(bench, await bench.user()));
      return formatOf(unquoted(cookie));
    },
  );

  record(
    'lockout-and-currentpassword',
    'Whether a wrong current password counts as a failed sign-in:',
    { says: 'Ten failed sign-ins within five minutes lock an account', at: LOCK_OUT_PAGE },
    () => {
      throw new NotTried(
        'This would lock a user, and only a person could find out which failed sign-in did it.',
      );
    },
  );

  record(
    'bad-server-token',
    'To an invented server API token, the site answers:',
    { says: 'X-Deki-Token is signed with the secret of a key', at: TOKENS_PAGE },
    async (bench) => {
      const user = await bench.user();
      const token = {
        key: bench.newPassword().replace(/\W|_/g, ''),
        secret: bench.newPassword(),
        user: String(user.id),
      };
      const shown = assertFromService(
        await bench.identities.serverToken('invented server token', token).showSelf(),
      );
      return shown.status === 200 ? `it authenticates ${shown.body.username}` : describeAnswer(shown);
    },
  );

  record(
    'server-token-as-user',
    'To a call that sets a user’s password without the current one, with a server API token of that user, the site answers:',
    { says: 'A request runs as the user that the token names', at: TOKENS_PAGE },
    async (bench) => {
      const { admin } = bench.connection.target;
      if (admin.by !== 'server token') throw new NotTried('The admin signs in with user name and password.');
      const user = await bench.user();
      const token = { key: admin.key, secret: admin.secret, user: String(user.id) };
      const as = bench.identities.serverToken(user.as, token);
      const caller = await authenticatedAs(as, user);
      if (caller !== 'the user')
        throw new NotTried(
          `Such a token does not authenticate the user it names. It authenticates: ${caller}.`,
        );
      const password = bench.newPassword();
      // By ID, because “current” would be the admin if the token acts only as its own user.
      const set = await as.setPassword(user.id, password);
      if (set.status === 200) user.password = password;
      return describeAnswer(set);
    },
  );

  record(
    'authenticate-with-cookie',
    'If authentication is forced, the site answers to a token without other credentials:',
    { says: 'authenticate=true: force authentication', at: GETTING_STARTED },
    async (bench) => {
      const user = await bench.user();
      const by = await bench.byCookie(user);
      const shown = assertFromService(await by.showSelf({ authenticate: true }));
      const again = assertFromService(await by.raw({ method: 'GET', userid: 'authenticate' }));
      return `authenticate=true: HTTP ${String(shown.status)}; users/authenticate: HTTP ${String(again.status)}`;
    },
  );

  record(
    'rate-limit-headers',
    'The names of the rate limit headers:',
    { says: 'No limit is documented', at: GETTING_STARTED },
    async (bench) => {
      const { headers } = await signedIn(bench, await bench.user());
      const names = Object.keys(headers).filter((name) => /rate-?limit|retry-after|quota/i.test(name));
      return names.length === 0 ? 'none' : names.join(', ');
    },
  );

  record(
    'account-password-policy',
    'Whether the policy applies to the password of a new user:',
    { says: 'accountpassword: the password of a new user', at: USERS_POST_PAGE },
    () => {
      throw new NotTried('This needs a new user, and users of a site cannot be deleted.');
    },
  );

  record(
    'current-password-in-refusal',
    'Whether a refusal repeats the URL, which contains the current password:',
    { says: 'The element uri of an error document is the address of the request', at: AUTHENTICATE_PAGE },
    async (bench) => {
      const user = await bench.user();
      const currentpassword = `x${bench.newPassword().replace(/\W/g, 'x')}`;
      const refused = await bench.identities
        .anonymous()
        .setPassword(user.id, bench.newPassword(), { currentpassword });
      expect(refused).toBeRefused();
      return refused.contains(currentpassword) ? 'yes' : 'no';
    },
  );
});
