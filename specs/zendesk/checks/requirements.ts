/** What the tenant requires of passwords, GET /api/v2/users/{id}/password/requirements. */
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
      'A user is told, in sentences, what is required of its own password.',
      LISTED,
      async (bench) => {
        const user = await bench.user();
        const listed = await (await bench.session(user)).api.passwordRequirements(user.id);
        expect(listed).toHaveStatus(200);
        const { requirements } = listed.body;
        expect(requirements, 'even the lowest level requires a length').not.toEqual([]);
        for (const sentence of requirements) expect(sentence.trim()).not.toBe('');
      },
    );

    should(
      'enough',
      'A password that satisfies what is published, and no more than that, is taken.',
      LISTED,
      async (bench) => {
        const user = await bench.user();
        const listed = await (await bench.session(user)).api.passwordRequirements(user.id);
        expect(listed).toHaveStatus(200);
        const least = weakestValidPassword(listed.body.requirements, await bench.newPassword(user));
        if (least === undefined)
          throw new NotTried('Not all of the requirements that the tenant publishes are understood.');
        const set = await bench.setPassword(user, bench.learnDerivedPassword(least));
        // It is as weak as the tenant allows, and not kept.
        expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
        expect(set).toHaveStatus(200);
      },
    );

    must('anonymous', 'Nobody is told without a token.', LISTED, async (bench) => {
      const user = await bench.user();
      const answer = await bench.nobody().passwordRequirements(user.id);
      expect(answer).toBeRefused();
    });

    record(
      'admin',
      'Whether the admin is told what is required of somebody else’s password.',
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
