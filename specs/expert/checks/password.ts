/** An admin sets another user's password: `PUT users/{userid}/password`. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { unquoted } from '../../../helpers/systems/expert/cookies.ts';
import { PASSWORD_PAGE, SERVER, SET_OR_RESET } from '../../../helpers/systems/expert/documented.ts';
import { expectNoEcho } from '../shared/answers.ts';
import { expectRefusals } from '../shared/refusals.ts';
import { expectAuthenticates, expectChanged, expectSignsIn } from '../shared/sign-in.ts';

export const passwordChecks = checksOf<ExpertBench>('expert/password', ({ must, should, record }) => {
  must(
    'set',
    'A user signs in with the password that an admin sets, and not with the old one.',
    { says: 'Set password for a given user. 200: the request completed successfully', at: PASSWORD_PAGE },
    async (bench) => {
      const user = await bench.user();
      const password = bench.newPassword();
      const { password: before } = user;
      expect(await bench.admin.setPassword(user.id, password)).toHaveStatus(200);
      await expectChanged(bench, user, password);
      // Checks that make refused calls rely on this: no call accepts a replaced password, and not only users/authenticate.
      bench.countFailure(user);
      expect(await bench.basic(user, before).showSelf()).toHaveStatus(401);
    },
    { failedSignIns: 2 },
  );

  must(
    'lasting',
    'A user signs in repeatedly with a new password, which also authenticates other calls.',
    { says: 'Set password for a given user', at: PASSWORD_PAGE },
    async (bench) => {
      const user = await bench.user();
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      await expectSignsIn(bench, user);
      await expectSignsIn(bench, user);
      const shown = await bench.basic(user).showUser(user.id);
      expect(shown).toHaveStatus(200);
      expect(shown.body.id).toBe(user.id);
    },
  );

  must(
    'wrong-current',
    'A wrong current password is refused (403) and changes nothing.',
    { says: '403: the current password does not match', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const currentpassword = bench.newPassword();
      const token = bench.identities.token(user.as, unquoted(await bench.cookie(user)));
      const changeAs = (as: ExpertApi) => (password: string) => {
        bench.countFailure(user);
        return as.setPassword(user.id, password, { currentpassword });
      };
      await expectRefusals(bench, proof, { target: user }, [
        {
          name: 'by-password',
          what: 'A wrong current password with user name and password as credentials',
          status: 403,
          call: changeAs(bench.basic(user)),
        },
        // A site that does not read a token in a header treats the caller as anonymous, and may answer accordingly.
        {
          name: 'by-token',
          what: 'A wrong current password with a token in a header',
          status: 403,
          should: true,
          call: changeAs(token),
        },
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'wrong-current-of-target',
    'An admin does not need the current password, but a wrong one is refused: 403.',
    { says: 'currentpassword, if not empty, is validated against the target', at: SERVER },
    async (bench, proof) => {
      const user = await bench.user();
      const currentpassword = bench.newPassword();
      const setAs = (altpassword: boolean) => (password: string) => {
        bench.countFailure(user);
        return bench.admin.setPassword(user.id, password, { currentpassword, altpassword });
      };
      await expectRefusals(bench, proof, { target: user }, [
        {
          name: 'main',
          what: 'Setting the main password as an admin with a wrong current one',
          status: 403,
          call: setAs(false),
        },
        {
          name: 'alternative',
          what: 'Setting the alternative password as an admin with a wrong current one',
          status: 403,
          call: setAs(true),
        },
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'right-current-of-target',
    'An admin may send the user’s current password.',
    { says: 'currentpassword: the current password of the user', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const password = bench.newPassword();
      const set = await bench.admin.setPassword(user.id, password, { currentpassword: user.password });
      expect(set).toHaveStatus(200);
      user.password = password;
      await expectSignsIn(bench, user);
      await proof.should(
        'empty',
        'An admin may send an empty current password, as if it were left out.',
        async () => {
          const next = bench.newPassword();
          expect(await bench.admin.setPassword(user.id, next, { currentpassword: '' })).toHaveStatus(200);
          user.password = next;
          await expectAuthenticates(bench, user);
        },
      );
    },
  );

  must(
    'profile-untouched',
    'Setting a password changes nothing else of the user, the admin, or another user.',
    { says: 'Set password for a given user', at: PASSWORD_PAGE },
    async (bench) => {
      const user = await bench.user();
      const everyone = [user, await bench.other(), await bench.adminUser()];
      // Reverts what earlier checks wrote to this user.
      const written = await bench.rewrite(user);
      expect(written).toHaveStatus(200);
      const { fullname, email } = written.body;
      const [shown, ...before] = await sideBySide(
        () => bench.shown(user),
        ...everyone.map((each) => () => bench.snapshot(each)),
      );
      expect(shown).toMatchObject({ fullname, email });
      expect(fullname, 'the full name').not.toBe('');
      for (const altpassword of [true, false]) {
        const password = bench.newPassword();
        expect(await bench.admin.setPassword(user.id, password, { altpassword })).toHaveStatus(200);
        if (!altpassword) user.password = password;
        expect(await sideBySide(...everyone.map((each) => () => bench.snapshot(each)))).toEqual(before);
      }
    },
  );

  must(
    'others-untouched',
    'After a user’s password is set and changed, another user’s password and token still work.',
    { says: 'Set password for a given user', at: PASSWORD_PAGE },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const otherByCookie = bench.identities.cookie(other.as, await bench.newCookie(other));
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      const password = bench.newPassword();
      const options = { currentpassword: user.password };
      expect(await bench.basic(user).setPassword('current', password, options)).toHaveStatus(200);
      user.password = password;
      const shown = await otherByCookie.showSelf();
      expect(shown).toHaveStatus(200);
      expect(shown.body.id).toBe(other.id);
      await sideBySide(
        () => expectAuthenticates(bench, other),
        () => expectAuthenticates(bench, user),
      );
    },
  );

  should(
    'inactive',
    'Setting the password of an inactive user does not activate them, and they sign in with it once active.',
    { says: 'There is no check that the target is active', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      expect(await bench.deactivate(user)).toHaveStatus(200);
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      expect(await bench.snapshot(user)).toMatchObject({ status: 'inactive' });
      expect(await bench.activate(user)).toHaveStatus(200);
      await expectSignsIn(bench, user);
    },
  );

  must(
    'no-echo',
    'No answer to setting a password, changing it or signing in contains a password, and neither does the user document.',
    { says: '200: the request completed successfully; the reply is a token, or empty', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = user.password;
      const password = bench.newPassword();
      await proof(
        'set',
        'The answer to an admin contains neither the new password nor the old one.',
        async () => {
          const set = await bench.admin.setPassword(user.id, password, { format: 'json' });
          expect(set).toHaveStatus(200);
          user.password = password;
          expectNoEcho(set, password, before);
        },
      );
      await proof(
        'changed',
        'The answer to the user contains neither the new password nor the old one.',
        async () => {
          const next = bench.newPassword();
          const changed = await bench.basic(user).setPassword(user.id, next, { currentpassword: password });
          expect(changed).toHaveStatus(200);
          user.password = next;
          expectNoEcho(changed, next, password);
        },
      );
      await proof('signed-in', 'The answer to a sign-in does not contain the password.', async () => {
        const signedIn = await bench.signIn(user, user.password);
        expect(signedIn).toHaveStatus(200);
        expectNoEcho(signedIn, user.password);
      });
      await proof(
        'shown',
        'The user document contains neither the password nor the earlier ones.',
        async () => {
          const answers = await sideBySide(
            ...[bench.admin, bench.basic(user)].flatMap((by) =>
              ([{}, { format: 'json' }] as const).map((format) => () => by.showUser(user.id, format)),
            ),
          );
          for (const shown of answers) {
            expect(shown).toHaveStatus(200);
            expectNoEcho(shown, user.password, password, before);
          }
        },
      );
    },
  );

  record(
    'same-again',
    'Setting the current password again:',
    { says: 'There is no check that the new password differs from the old one', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      const set = assertFromService(await bench.admin.setPassword(user.id, user.password));
      await expectAuthenticates(bench, user);
      return set.status === 200 ? 'is accepted' : `is refused, HTTP ${String(set.status)}`;
    },
  );

  record(
    'used-before',
    'Setting the previous password again:',
    { says: 'Nothing is said about a history of passwords', at: SET_OR_RESET },
    async (bench) => {
      const user = await bench.user();
      const before = user.password;
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      const again = assertFromService(await bench.setPassword(user, before));
      return again.status === 200 ? 'is accepted' : `is refused, HTTP ${String(again.status)}`;
    },
  );
});
