/** Setting and changing passwords: `PUT users/{userid}/password`. */
import { expect, expertContract } from '../../fixtures/index.ts';

const PAGE =
  'https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D%2F%2Fpassword_(PUT)';

export const passwordChecks = expertContract('expert/password', ({ must }) => {
  must(
    'set',
    'The password that an admin sets signs in, and the one before does not.',
    { says: 'Set password for a given user. 200: the request completed successfully', at: PAGE },
    async (bench) => {
      const user = await bench.user();
      const before = user.password;
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      expect(await bench.signIn(user, before)).toHaveStatus(401);
      expect(await bench.signIn(user, user.password)).toHaveStatus(200);
    },
    { failedSignIns: 1 },
  );

  must(
    'wrong-current',
    'Whoever gives a wrong current password is refused, 403, and changes nothing.',
    { says: '403: the current password does not match', at: PAGE },
    async (bench) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const refused = await bench
        .basic(user)
        .setPassword(user.id, bench.newPassword(), { currentpassword: bench.newPassword() });
      expect(refused).toHaveStatus(403);
      expect(await bench.snapshot(user)).toEqual(before);
      expect(await bench.signIn(user, user.password)).toHaveStatus(200);
    },
  );
});
