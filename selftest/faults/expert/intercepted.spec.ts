/** An interceptor refuses calls that the site itself would accept: see `interception.ts`. */
import { test } from '../../support/test.ts';
import { startExpert } from '../../../emulators/expert/index.ts';
import { CHECKS } from '../../../specs/expert/checks/index.ts';
import { expertBench } from '../../support/expert-bench.ts';
import { expectUnproved, passwordCallsGet, REPLIES } from '../interception.ts';

const REFUSALS = ['expert/change/somebody-elses'];

for (const [title, reply] of REPLIES)
  test(`no refusal is proved if ${title} answers for a site that lets anonymous set passwords`, async () => {
    const { callHook, count } = passwordCallsGet(reply);
    const emulator = await startExpert({ fault: 'anonymous-sets', callHook });
    await expectUnproved(CHECKS, REFUSALS, { emulator, bench: expertBench(emulator), count });
  });
