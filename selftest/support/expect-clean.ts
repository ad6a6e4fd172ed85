import { expect } from '@playwright/test';

/** What any emulator knows about the runs, whatever they say. */
interface Witness {
  users: () => { id: number; active: boolean; preexisting: boolean }[];
  /** `preexistingUser`: an Expert admin's own sign-in, which the service has no way to take back. */
  liveTokens: () => { id: number; preexistingUser?: boolean }[];
  touched: () => number[];
}

/** Nothing is left on the tenant, nobody else was touched: what must hold after every run, however it ended. */
export function expectClean({ witness }: { witness: Witness }): void {
  const left = witness.users().filter(({ active, preexisting }) => active && !preexisting);
  expect(left, 'users left active').toEqual([]);
  const alive = witness.liveTokens().filter(({ preexistingUser }) => preexistingUser !== true);
  expect(alive, 'tokens left alive').toEqual([]);
  expect(witness.touched(), 'people from before who were touched').toEqual([]);
}
