/** What admins change about users (status, role, name), and inactive users, who cannot sign in. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { ACTIVATE_PAGE, PASSWORD_PAGE, USER_PUT_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { xml } from '../../../helpers/systems/expert/format.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { otherLease } from '../shared/leases.ts';
import { expectAsRequested } from '../shared/new-users.ts';
import { expectNotWritten } from '../shared/reserved-writes.ts';
import { expectAuthenticates, expectSignsIn } from '../shared/sign-in.ts';

export const writtenUserChecks = checksOf<ExpertBench>('expert/users', ({ must }) => {
  must(
    'inactive-cannot-sign-in',
    'An inactive user can neither sign in nor activate themselves; once active again, they sign in with the same password.',
    { says: 'A deactivated user cannot sign in', at: ACTIVATE_PAGE },
    async (bench, proof) => {
      const user = await bench.other();
      expect(await bench.deactivate(user)).toHaveStatus(200);
      bench.countFailure(user);
      const [refused] = await sideBySide(
        () => bench.signIn(user, user.password),
        async () => expect(await bench.basic(user).showSelf()).toHaveStatus(403, 401),
        async () => expect(await bench.signIn(user, bench.newPassword())).toHaveStatus(401, 403),
      );
      expect(refused).toHaveStatus(403, 401);
      await proof.should('disabled', 'An inactive user with the right password is refused with 403.', () => {
        expect(refused).toHaveStatus(403);
      });
      await proof(
        'activates-itself',
        'An inactive user who tries to activate themselves is refused, and stays inactive.',
        async () => {
          bench.countFailure(user);
          const answer = await bench.basic(user).updateUser(user.id, { status: 'active' });
          const after = await bench.snapshot(user);
          if (after['status'] !== 'inactive') await bench.deactivate(user);
          expect(after).toMatchObject({ status: 'inactive' });
          expect(answer).toHaveStatus(401, 403);
        },
      );
      expect(await bench.activate(user)).toHaveStatus(200);
      await expectSignsIn(bench, user);
    },
    { failedSignIns: 4 },
  );

  must(
    'updated',
    'A user is shown as the admin created or updated them.',
    { says: 'PUT users/{userid}: 200, and the user is updated', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.admin.showUser(user.id);
      expect(before).toHaveStatus(200);
      await expectAsRequested(proof, bench.leasedAs(user), () => before);
      bench.markDocumentDirty(user);
      const { role } = before.body;
      const fullname = otherLease();
      const email = `${user.username}-updated@example.com`;
      const answered = await bench.rewrite(user, { fullname, email });
      expect(answered).toHaveStatus(200);
      const shown = await bench.admin.showUser(user.id);
      const again = await bench.rewrite(user);
      const [after] = await sideBySide(
        () => bench.admin.showUser(user.id),
        () => expectAuthenticates(bench, user),
      );
      for (const answer of [shown, again, after]) expect(answer).toHaveStatus(200);
      await proof(
        'full-name',
        'An update changes the full name, but neither the status nor the role.',
        () => {
          for (const { body } of [answered, shown])
            expect(body).toMatchObject({ fullname, status: 'active', role });
          expect(again.body.fullname).not.toBe(fullname);
          expect(after.body.fullname).toBe(again.body.fullname);
        },
      );
      await proof('address', 'An update changes the email address.', () => {
        for (const { body } of [answered, shown])
          expect(given(body.email, 'The site does not show the email address to an admin.')).toBe(email);
        expect(again.body.email).not.toBe(email);
        expect(after.body.email).toBe(again.body.email);
      });
    },
  );

  must(
    'role',
    'A user to whom an admin assigns the role Viewer is shown with that role.',
    { says: 'PUT users/{userid}: permissions.user/role is the role of the user', at: USER_PUT_PAGE },
    async (bench) => {
      const user = await bench.user();
      const before = given((await bench.shown(user)).role, 'The site does not show the role of a user.');
      bench.markDirty();
      // The role with the fewest rights, which takes no seat.
      const written = await bench.admin.updateUser(user.id, { role: 'Viewer' });
      if (written.isRefusedWith(400))
        throw new NotTried(`The site has no role “Viewer”.\n${written.excerpt}`);
      expect(written).toHaveStatus(200);
      const { role } = await bench.shown(user);
      // Reverted before the assertions, so that the role does not stay.
      if (role?.toLowerCase() === 'viewer') await bench.admin.updateUser(user.id, { role: before });
      expect(role).toMatch(/^viewer$/i);
      expect(written.body.role).toMatch(/^viewer$/i);
    },
  );

  must(
    'in-another-case',
    'An update by a user name in upper case changes that user.',
    {
      says: 'The page signs in as spock and writes to =Spock: a name is the same in any case',
      at: PASSWORD_PAGE,
    },
    async (bench) => {
      const user = await bench.user();
      const inCapitals = { username: user.username.toUpperCase() };
      // Checked first, so that no one else is changed.
      const shown = await bench.admin.showUser(inCapitals);
      expect(shown).toHaveStatus(200);
      expect(shown.body.id).toBe(user.id);
      bench.markDocumentDirty(user);
      const fullname = otherLease();
      expect(await bench.admin.updateUser(inCapitals, { fullname })).toHaveStatus(200);
      expect((await bench.shown(user)).fullname).toBe(fullname);
    },
  );

  must(
    'invalid-status',
    'An unknown status is refused (400) and changes nothing.',
    { says: 'Valid values are active and inactive', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      await expectNotWritten(bench, proof, user, [
        {
          name: 'deleted',
          sentence: 'The status “deleted” is refused with 400 and not written.',
          status: [400],
          write: () => bench.admin.rawUser(user.id, xml('user', { status: 'deleted' })),
        },
      ]);
      await expectAuthenticates(bench, user);
    },
  );
});
