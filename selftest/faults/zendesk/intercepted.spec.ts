/** An interceptor refuses what the tenant itself would do: see `interception.ts`. */
import { test } from '@playwright/test';
import { startZendesk } from '../../../emulators/zendesk/index.ts';
import { CHECKS } from '../../../specs/zendesk/checks/index.ts';
import { zendeskBench } from '../../support/zendesk-bench.ts';
import { before, COLLISION, expectUnproved, REPLIES } from '../interception.ts';

const REFUSALS = ['zendesk/password/of-another', 'zendesk/password/of-oneself'];

for (const [title, reply] of [...REPLIES, ['a collision', COLLISION] as const])
  test(`a tenant where agents set passwords, behind ${title}: no refusal is proved`, async () => {
    const { callHook, count } = before(reply);
    const emulator = await startZendesk({
      adminsCanSetUserPasswords: true,
      fault: 'agents-set-passwords',
      callHook,
    });
    await expectUnproved(CHECKS, REFUSALS, { emulator, bench: zendeskBench(emulator), count });
  });
