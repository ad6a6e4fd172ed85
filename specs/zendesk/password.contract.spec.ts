/**
 * Setting a user's password as an admin, and changing one's own. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/
 */
import { expect, zendeskContract } from '../../fixtures/index.ts';
import { generatePassword } from '../../helpers/secrets/password.ts';

const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/';

export const passwordChecks = zendeskContract('zendesk/password', ({ must }) => {
  must(
    'set',
    'The password that an admin sets signs in, and the one before does not.',
    { says: 'An admin can set a user’s password only if the setting is enabled.', at: PAGE },
    async (bench) => {
      const user = await bench.user();
      const before = user.password;
      expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
      expect((await bench.signIn(user, before)).outcome, 'with the password before').toBe('refused');
      expect((await bench.signIn(user, user.password)).outcome, 'with the new one').toBe('signed in');
    },
    { failedSignIns: 1 },
  );

  must(
    'wrong-previous',
    'Whoever gives a wrong previous password changes nothing.',
    { says: 'previous_password: the user’s previous password', at: PAGE },
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      const before = await bench.snapshot(user);
      const refused = await api.changePassword(user.id, {
        previous_password: generatePassword([], bench.connection.secrets),
        password: await bench.newPassword(user),
      });
      expect(refused).toBeRefused();
      expect(await bench.snapshot(user)).toEqual(before);
      expect((await bench.signIn(user, user.password)).outcome, 'with the unchanged one').toBe('signed in');
    },
  );
});
