/** The alternative password, `altpassword=true`, for users who have forgotten the main one. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import {
  PASSWORD_PAGE,
  SERVER,
  SERVER_SIGN_IN,
  SERVER_USERS,
} from '../../../helpers/systems/expert/documented.ts';
import { expectRefusals } from '../shared/refusals.ts';
import { expectAuthenticates, expectChanged, expectSignsIn } from '../shared/sign-in.ts';
import { expectOwnToken } from '../shared/tokens.ts';

const NOT_OVERWRITTEN = {
  says: 'altpassword: sets the alternative password, and does not overwrite the main password',
  at: PASSWORD_PAGE,
};

/** Sets the alternative password of a user as the admin, and returns it. */
async function setAlternative(bench: ExpertBench, user: BenchUser): Promise<string> {
  const password = bench.newPassword();
  expect(await bench.admin.setPassword(user.id, password, { altpassword: true })).toHaveStatus(200);
  bench.markPasswordsDirty(user);
  return password;
}

export const alternativeChecks = checksOf<ExpertBench>('expert/alternative', ({ must, should, record }) => {
  must(
    'both-sign-in',
    'A user signs in with the alternative password, and still with the main one.',
    NOT_OVERWRITTEN,
    async (bench) => {
      const user = await bench.user();
      // First with the main password from the lease, then with a new one.
      const setMain = async () =>
        expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      for (const prepare of [() => Promise.resolve(), setMain]) {
        await prepare();
        const alternative = await setAlternative(bench, user);
        // Before the main password, which may end the alternative one.
        await sideBySide(
          async () => expectOwnToken(bench, user, await bench.signIn(user, alternative)),
          () => expectAuthenticates(bench, user, alternative),
        );
        await expectSignsIn(bench, user);
      }
    },
  );

  should(
    'not-consumed',
    'Signing in with the alternative password does not use it up.',
    { says: 'Logging in with the alternative password does not clear it', at: SERVER_SIGN_IN },
    async (bench) => {
      const user = await bench.user();
      const alternative = await setAlternative(bench, user);
      for (let time = 1; time <= 3; time++) await expectSignsIn(bench, user, alternative);
    },
  );

  must(
    'false-is-main',
    'altpassword=false is the same as leaving it out: the admin and the user set the main password.',
    { says: 'altpassword: false by default', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      await proof('by-admin', 'An admin who sends altpassword=false sets the main password.', async () => {
        const password = bench.newPassword();
        expect(await bench.admin.setPassword(user.id, password, { altpassword: false })).toHaveStatus(200);
        await expectChanged(bench, user, password);
      });
      await proof('by-user', 'A user who sends altpassword=false changes their main password.', async () => {
        const password = bench.newPassword();
        const options = { currentpassword: user.password, altpassword: false };
        const changed = await bench.basic(user).setPassword('current', password, options);
        expect(changed).toHaveStatus(200);
        await sideBySide(
          () => expectChanged(bench, user, password),
          () => expectOwnToken(bench, user, changed),
        );
      });
    },
    { failedSignIns: 2 },
  );

  should(
    'ended-by-main',
    'Setting the main password ends the alternative one.',
    { says: 'Setting the main password clears the alternate', at: SERVER_USERS },
    async (bench) => {
      const user = await bench.user();
      const alternative = await setAlternative(bench, user);
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      expect(await bench.signIn(user, alternative)).toHaveStatus(401);
      await expectSignsIn(bench, user);
    },
    { failedSignIns: 1 },
  );

  should(
    'only-one',
    'A user has one alternative password; a new one replaces it.',
    { says: 'The alternative password is one column', at: SERVER_USERS },
    async (bench) => {
      const user = await bench.user();
      const first = await setAlternative(bench, user);
      const second = await setAlternative(bench, user);
      expect(await bench.signIn(user, first)).toHaveStatus(401);
      await expectSignsIn(bench, user, second);
    },
    { failedSignIns: 1 },
  );

  must(
    'own-refused',
    'A user who is not an admin cannot set their own alternative password, not even with the right current one: 400.',
    { says: '400: you may not change your own alternate password', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const byCookie = await bench.byCookie(user);
      const right = { currentpassword: user.password, altpassword: true };
      // User name and password may end an alternative password that an earlier call has set, but a cookie does not.
      await expectRefusals(bench, proof, { target: user, inOrder: true }, [
        {
          name: 'without-current',
          what: 'Setting one’s own alternative password without the current one',
          status: 400,
          call: (password) => bench.basic(user).setPassword(user.id, password, { altpassword: true }),
        },
        {
          name: 'by-password',
          what: 'Setting one’s own alternative password with user name and password',
          status: 400,
          call: (password) => bench.basic(user).setPassword(user.id, password, right),
        },
        {
          name: 'by-cookie',
          what: 'Setting the alternative password of “current” with the cookie of a sign-in',
          status: 400,
          call: (password) => byCookie.setPassword('current', password, right),
        },
      ]);
    },
    { failedSignIns: 1 },
  );

  should(
    'as-current',
    'A user who signs in with the alternative password can use it as the current one to set a new main password.',
    { says: 'currentpassword is checked by the same routine as a login', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      const currentpassword = await setAlternative(bench, user);
      const password = bench.newPassword();
      const as = bench.basic(user, currentpassword);
      expect(await as.setPassword('current', password, { currentpassword })).toHaveStatus(200);
      user.password = password;
      expect(await bench.signIn(user, currentpassword)).toHaveStatus(401);
      await expectSignsIn(bench, user);
    },
    { failedSignIns: 1 },
  );

  must(
    'of-inactive',
    'An alternative password neither activates an inactive user nor signs them in.',
    NOT_OVERWRITTEN,
    async (bench) => {
      const user = await bench.user();
      expect(await bench.deactivate(user)).toHaveStatus(200);
      const before = await bench.snapshot(user);
      const alternative = bench.newPassword();
      const set = await bench.admin.setPassword(user.id, alternative, { altpassword: true });
      expect(set).toHaveStatus(200, 400, 403, 409);
      expect(await bench.snapshot(user)).toEqual(before);
      expect(await bench.signIn(user, alternative)).toHaveStatus(403, 401);
    },
    { failedSignIns: 1 },
  );

  record(
    'after-main-sign-in',
    'After a sign-in with the main password, the alternative one:',
    { says: 'Logging in with the main password clears the alternate', at: SERVER_SIGN_IN },
    async (bench) => {
      const user = await bench.user();
      const alternative = await setAlternative(bench, user);
      expect(await bench.signIn(user, user.password)).toHaveStatus(200);
      const { status } = assertFromService(await bench.signIn(user, alternative));
      return status === 200 ? 'still signs in' : `no longer signs in (HTTP ${String(status)})`;
    },
    { failedSignIns: 1 },
  );

  record(
    'token-before',
    'After an alternative password was set, an older token authenticates:',
    { says: 'Authtokens are derived from the main password only', at: SERVER_SIGN_IN },
    async (bench) => {
      const user = await bench.user();
      const before = bench.identities.cookie(user.as, await bench.newCookie(user));
      await setAlternative(bench, user);
      const shown = assertFromService(await before.showSelf());
      return shown.status === 200 ? shown.body.username : `no one: HTTP ${String(shown.status)}`;
    },
  );
});
