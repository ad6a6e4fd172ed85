import { expect } from '@playwright/test';
import { inWords, type TenantWitness } from '../../emulators/common/witness.ts';

/** Nothing is left on the tenant, nobody else was touched: what must hold after every run, however it ended. */
export function expectClean({ witness }: { witness: Pick<TenantWitness, 'remains'> }): void {
  expect(inWords(witness.remains()), 'what is left on the tenant').toEqual([]);
}
