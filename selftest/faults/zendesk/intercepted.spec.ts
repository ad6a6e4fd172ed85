/** An interceptor refuses calls that the tenant itself would accept: see `interception.ts`. */
import { test } from '../../support/test.ts';
import { startZendesk } from '../../../emulators/zendesk/index.ts';
import { CHECKS } from '../../../specs/zendesk/checks/index.ts';
import { zendeskBench } from '../../support/zendesk-bench.ts';
import { CONFLICT, expectUnproved, passwordCallsGet, REPLIES } from '../interception.ts';

const REFUSALS = ['zendesk/password/of-another', 'zendesk/password/of-oneself'];

for (const [title, reply] of [...REPLIES, ['a conflict', CONFLICT] as const])
  test(`no refusal is proved if ${title} answers for a tenant that lets agents set passwords`, async () => {
    const { callHook, count } = passwordCallsGet(reply);
    const emulator = await startZendesk({
      adminsCanSetUserPasswords: true,
      fault: 'agents-set-passwords',
      callHook,
    });
    await expectUnproved(CHECKS, REFUSALS, { emulator, bench: zendeskBench(emulator), count });
  });
