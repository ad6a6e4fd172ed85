/**
 * Behavior that is known only from the old server is a SHOULD: a site that differs fails a SHOULD, but is conformant.
 * Irreversible calls that depend on a field are not tried on a site that does not show it.
 */
import { expect, test } from '@playwright/test';
import { type ExpertEmulator, type ExpertOptions, startExpert } from '../../../emulators/expert/index.ts';
import { failureExplainer, runCheck } from '../../../helpers/contract/check.ts';
import { createProve } from '../../../helpers/contract/prove.ts';
import { RecordOrder } from '../../../helpers/contract/record-order.ts';
import type { ProofRecord } from '../../../helpers/verdict/cell.ts';
import { expertBench } from '../../support/expert-bench.ts';
import { CHECKS } from '../../../specs/expert/checks/index.ts';

/** All proofs of the checks whose address matches, on a site that counts as live. */
async function proofsOf(
  which: RegExp,
  options: Partial<ExpertOptions>,
): Promise<{ proofs: ProofRecord[]; emulator: ExpertEmulator }> {
  const emulator = await startExpert(options);
  const bench = expertBench(emulator, { emulated: false });
  const proofs: ProofRecord[] = [];
  const explain = failureExplainer(bench);
  try {
    for (const check of CHECKS) {
      if (!which.test(check.address) || check.whyNotApplicable?.(bench) !== undefined) continue;
      const { address } = check;
      const order = new RecordOrder();
      // Its error is recorded.
      await runCheck(check, bench, createProve({ address, explain, order })).catch(() => undefined);
      proofs.push(...order.read().proofs);
    }
    await bench.close();
    return { proofs, emulator };
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}

test('a site that differs fails only SHOULDs', async () => {
  const { proofs } = await proofsOf(/./, {
    fault: 'token-header-not-accepted,rights-before-existence,body-before-existence',
  });
  const failed = proofs.filter(({ outcome }) => outcome === 'failed');
  expect(failed.filter(({ level }) => level === 'MUST')).toEqual([]);
  // Tokens in X-Authtoken; rights and the password are checked before the user is searched for.
  for (const address of ['tokens/in-header', 'order/'])
    expect(failed.map((proof) => proof.address).join()).toContain(`expert/${address}`);
  // The sentence of a proof does not begin with the name of its row. “not tried” is the outcome, not part of the detail.
  for (const { sentence } of proofs) expect(sentence).not.toMatch(/^[a-z\d, ]+:/);
  for (const { detail = '' } of proofs) expect(detail).not.toMatch(/^not tried/i);
});

test('a site that does not show roles is not asked to change one, because the change could not be undone', async () => {
  const { proofs, emulator } = await proofsOf(/users\/(?:of-oneself|somebody-else|role)/, {
    fault: 'own-role-refused-but-done,others-role-refused-but-done,anonymous-role-refused-but-done',
    variation: 'without-role',
  });
  const forRoles = proofs.filter(({ address }) => address.includes('#role'));
  expect(forRoles.map(({ outcome }) => outcome)).not.toEqual([]);
  expect(forRoles.filter(({ outcome }) => outcome !== 'not tried')).toEqual([]);
  const ours = emulator.witness.users().filter(({ preexisting }) => !preexisting);
  expect(ours.map(({ role }) => role)).toEqual(ours.map(() => 'Viewer'));
});
