/** An interceptor refuses what the site itself would do: see `interception.ts`. */
import { test } from '@playwright/test';
import { startExpert } from '../../../emulators/expert/index.ts';
import { CHECKS } from '../../../specs/expert/checks/index.ts';
import { expertBench } from '../../support/expert-bench.ts';
import { before, expectUnproved, REPLIES } from '../interception.ts';

const REFUSALS = ['expert/change/somebody-elses'];

for (const [title, reply] of REPLIES)
  test(`a site where nobody sets passwords, behind ${title}: no refusal is proved`, async () => {
    const { callHook, count } = before(reply);
    const emulator = await startExpert({ fault: 'anonymous-sets', callHook });
    await expectUnproved(CHECKS, REFUSALS, { emulator, bench: expertBench(emulator), count });
  });
