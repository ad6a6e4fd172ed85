/** The tenant's password requirements, GET /api/v2/users/{id}/password/requirements. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { weakestValidPassword } from '../../../helpers/systems/zendesk/weak-passwords.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

const LISTED = {
  says: 'List password requirements. Allowed for: Agents, End Users. {"requirements": ["must be at least 5 characters", …]}',
  at: 'https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/#list-password-requirements',
};

export const requirementsChecks = checksOf<ZendeskBench>(
  'zendesk/requirements',
  ({ must, should, record }) => {
    must(
      'own',
      'Users are shown the requirements for their own password as sentences.',
      LISTED,
      async (bench) => {
        const user = await bench.user();
        const listed = await (await bench.session(user)).api.passwordRequirements(user.id);
        expect(listed).toHaveStatus(200);
        const { requirements } = listed.body;
        expect(requirements, 'even the lowest security level requires a length').not.toEqual([]);
        for (const sentence of requirements) expect(sentence.trim()).not.toBe('');
      },
    );

    should(
      'enough',
      'A password that just meets the published requirements is accepted.',
      LISTED,
      async (bench) => {
        const user = await bench.user();
        const listed = await (await bench.session(user)).api.passwordRequirements(user.id);
        expect(listed).toHaveStatus(200);
        const least = weakestValidPassword(listed.body.requirements, await bench.newPassword(user));
        if (least === undefined)
          throw new NotTried(
            'Keyturn does not understand all of the requirements that the tenant publishes.',
          );
        const set = await bench.setPassword(user, bench.learnDerivedPassword(least));
        // This password is as weak as the tenant allows, so it is replaced at once.
        expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
        expect(set).toHaveStatus(200);
      },
    );

    must('anonymous', 'Without a token, the password requirements are not shown.', LISTED, async (bench) => {
      const user = await bench.user();
      const answer = await bench.identities.anonymous().passwordRequirements(user.id);
      expect(answer).toBeRefused();
    });

    record(
      'admin',
      'Whether the admin is shown the requirements for another user’s password.',
      LISTED,
      async (bench) => {
        const [user, admin] = [await bench.user(), await bench.admin()];
        const listed = await admin.api.passwordRequirements(user.id);
        if (listed.status !== 200) return `no: ${String(listed.status)} ${listed.refusal?.code ?? ''}`;
        return `yes: ${String(listed.body.requirements.length)} sentences`;
      },
    );
  },
);
