import { expect } from './test.ts';
import { describeRemains, type TenantWitness } from '../../emulators/common/witness.ts';

/** No leftovers on the tenant, and no other user touched. This must be true after every run, however it ended. */
export function expectClean({ witness }: { witness: Pick<TenantWitness, 'remains'> }): void {
  expect(describeRemains(witness.remains()), 'what remains on the tenant').toEqual([]);
}
