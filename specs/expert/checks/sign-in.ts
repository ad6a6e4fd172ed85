/** Sign-ins: a caller with a wrong user name or password is refused, not treated as anonymous. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import {
  AUTHENTICATE_PAGE,
  GETTING_STARTED,
  PASSWORD_PAGE,
  SERVER_SIGN_IN,
  SET_OR_RESET,
} from '../../../helpers/systems/expert/documented.ts';
import { nearMiss } from '../../../helpers/systems/expert/odd-passwords.ts';
import { tokenCookies } from '../../../helpers/systems/expert/sessions.ts';
import { expectOwnToken } from '../shared/tokens.ts';
import { unknownUsername } from '../shared/unknown-users.ts';

const REFUSED = { says: 'bad Basic credentials: authentication failed, 401', at: SERVER_SIGN_IN };
const FORCED = { says: 'authenticate=true: force authentication', at: GETTING_STARTED };

export const signInChecks = checksOf<ExpertBench>('expert/sign-in', ({ must, should }) => {
  must(
    'near-miss',
    'A password that is nearly right is wrong: 401.',
    { says: 'Passwords are case-sensitive', at: SET_OR_RESET },
    async (bench, proof) => {
      const user = await bench.user();
      const rows: [string, string, string][] = [
        [
          'case',
          'The password with its last letter in the other case',
          nearMiss(user.password, bench.connection.secrets),
        ],
        ['cut', 'The password without its last character', user.password.slice(0, -1)],
        ['longer', 'The password with an extra character at the end', `${user.password}x`],
        ['blank-before', 'The password with a leading space', ` ${user.password}`],
        ['blank-behind', 'The password with a trailing space', `${user.password} `],
        ['name', 'The user name as the password', user.username],
      ];
      await sideBySide(
        ...rows.map(
          ([name, what, near]) =>
            () =>
              proof(name, `${what} is refused: 401.`, async () => {
                expect(await bench.signIn(user, near)).toHaveStatus(401);
              }),
        ),
      );
      expect(await bench.signIn(user, user.password)).toHaveStatus(200);
    },
    { failedSignIns: 6 },
  );

  must(
    'empty',
    'An empty password is refused: 401.',
    {
      says: 'Basic with an empty password, without an apikey: 401',
      at: 'the tests of MindTouch Core 10.1.4',
    },
    async (bench) => {
      expect(await bench.signIn(await bench.other(), '')).toHaveStatus(401);
    },
    { failedSignIns: 1 },
  );

  must(
    'somebody-elses',
    'Another user’s password is refused: 401.',
    REFUSED,
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      expect(await bench.signIn(other, user.password)).toHaveStatus(401);
    },
    { failedSignIns: 1 },
  );

  must('unknown-name', 'An unknown user name is refused: 401.', REFUSED, async (bench, proof) => {
    const { password } = await bench.user();
    const unknown = bench.identities.basic('unknown user', unknownUsername(bench), password);
    const refused = await unknown.authenticate();
    expect(refused).toHaveStatus(401);
    expect(await unknown.showSelf()).toHaveStatus(401);
    await proof.should('www-authenticate', 'The refusal asks for Basic authentication.', () => {
      expect(refused.headers['www-authenticate'] ?? '').toMatch(/^basic\b/i);
    });
  });

  must(
    'wrong-anywhere',
    'Wrong credentials are also refused in calls that show a user (401), and not treated as anonymous.',
    REFUSED,
    async (bench, proof) => {
      const user = await bench.other();
      bench.countFailure(user);
      const refused = await bench.basic(user, bench.newPassword()).showSelf();
      expect(refused).toHaveStatus(401);
      await proof.should('www-authenticate', 'The refusal asks for Basic authentication.', () => {
        expect(refused.headers['www-authenticate'] ?? '').toMatch(/^basic\b/i);
      });
      // With a user name that does not exist, so that it does not count as any user's failed sign-in.
      const unknown = bench.identities.basic('unknown user', unknownUsername(bench), user.password);
      expect(await unknown.showUser(user.id)).toHaveStatus(401);
    },
    { failedSignIns: 1 },
  );

  must(
    'nobody',
    'An anonymous caller cannot sign in, with GET or POST: 401.',
    { says: 'users/authenticate: 401 without credentials', at: AUTHENTICATE_PAGE },
    async (bench) => {
      const anonymous = bench.identities.anonymous();
      await sideBySide(
        async () => expect(await anonymous.authenticate()).toHaveStatus(401),
        async () => expect(await anonymous.authenticate({ authenticate: 'false' })).toHaveStatus(401),
        async () => expect(await anonymous.raw({ method: 'POST', userid: 'authenticate' })).toHaveStatus(401),
      );
    },
  );

  must(
    'forced',
    'With authenticate=true, an anonymous caller is refused (401), and user name and password are accepted.',
    FORCED,
    async (bench) => {
      const user = await bench.user();
      expect(await bench.identities.anonymous().showSelf({ authenticate: true })).toHaveStatus(401);
      const shown = await bench.basic(user).showSelf({ authenticate: true });
      expect(shown).toHaveStatus(200);
      expect(shown.body.id).toBe(user.id);
    },
  );

  must(
    'forced-password',
    'With authenticate=true, an anonymous caller who sets a password is refused: 401.',
    FORCED,
    async (bench) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const anonymous = bench.identities.anonymous();
      expect(await anonymous.setPassword(user.id, bench.newPassword(), { authenticate: true })).toHaveStatus(
        401,
      );
      await sideBySide(
        async () => expect(await bench.snapshot(user)).toEqual(before),
        async () => expect(await bench.signIn(user, user.password)).toHaveStatus(200),
      );
    },
  );

  must(
    'change-forced',
    'With authenticate=true, a user changes their own password with user name and password.',
    { says: 'authenticate=true, and the present password as currentpassword', at: PASSWORD_PAGE },
    async (bench) => {
      const user = await bench.user();
      const password = bench.newPassword();
      const options = { currentpassword: user.password, authenticate: true };
      const changed = await bench.basic(user).setPassword('current', password, options);
      expect(changed).toHaveStatus(200);
      user.password = password;
      await expectOwnToken(bench, user, changed);
    },
  );

  must(
    'not-forced',
    'authenticate=false is the same as leaving it out: credentials authenticate, and a caller without any is Anonymous.',
    { says: 'authenticate: force authentication, false by default', at: PASSWORD_PAGE },
    async (bench) => {
      const user = await bench.user();
      const byCookie = await bench.byCookie(user);
      const expectSame = async (options: { authenticate?: false }) => {
        const shownToAnonymous = await bench.identities.anonymous().showSelf(options);
        expect(shownToAnonymous).toHaveStatus(200);
        expect(shownToAnonymous.body.username).toMatch(/^anonymous$/i);
        for (const as of [bench.basic(user), byCookie]) {
          const shown = await as.showSelf(options);
          expect(shown).toHaveStatus(200);
          expect(shown.body.id).toBe(user.id);
        }
      };
      await sideBySide(
        () => expectSame({}),
        () => expectSame({ authenticate: false }),
      );
    },
  );

  must(
    'by-post',
    'POST users/authenticate returns a token of the user, as GET does.',
    {
      says: 'POST users/authenticate returns an authentication token in the response text and a cookie',
      at: AUTHENTICATE_PAGE,
    },
    async (bench) => {
      const user = await bench.user();
      await expectOwnToken(
        bench,
        user,
        await bench.basic(user).raw({ method: 'POST', userid: 'authenticate' }),
      );
    },
  );

  should(
    'redirect',
    'A sign-in with a redirect parameter redirects, and sets the cookie.',
    { says: 'redirect: 302, Location and the same cookie', at: SERVER_SIGN_IN },
    async (bench) => {
      const user = await bench.user();
      const { baseUrl } = bench.connection.target;
      const redirect = `${baseUrl}/Keyturn`;
      const redirected = await bench.basic(user).authenticate({ redirect });
      expect(redirected).toHaveStatus(302);
      expect(new URL(redirected.headers['location'] ?? '', baseUrl).href, 'redirect target').toBe(redirect);
      const cookie = tokenCookies(redirected.headers).at(-1)?.value ?? '';
      const shown = await bench.identities.cookie(user.as, cookie).showSelf();
      expect(shown).toHaveStatus(200);
      expect(shown.body.id, 'user ID of the cookie').toBe(user.id);
    },
  );

  must(
    'name-in-another-case',
    'A user signs in with their user name in upper case, but not with a wrong password.',
    { says: 'The page signs in as spock, whose name is Spock', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const inCapitals = (password: string) =>
        bench.identities.basic(user.as, user.username.toUpperCase(), password);
      await proof(
        'right',
        'A user name in upper case with the right password signs that user in.',
        async () => {
          await expectOwnToken(bench, user, await inCapitals(user.password).authenticate());
          const shown = await inCapitals(user.password).showSelf();
          expect(shown).toHaveStatus(200);
          expect(shown.body.id, 'the user that it authenticates').toBe(user.id);
        },
      );
      await proof('wrong', 'A user name in upper case with a wrong password is refused: 401.', async () => {
        bench.countFailure(user);
        expect(await inCapitals(bench.newPassword()).authenticate()).toHaveStatus(401);
      });
    },
    { failedSignIns: 1 },
  );
});
