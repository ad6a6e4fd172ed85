import { expect } from '@playwright/test';
import type { ZendeskEmulator } from '../../emulators/zendesk/index.ts';

/** Nothing is left on the tenant, nobody else was touched: what must hold after every run, however it ended. */
export function expectClean({ witness }: ZendeskEmulator): void {
  const left = witness.users().filter(({ active, preexisting }) => active && !preexisting);
  expect(left, 'users left active').toEqual([]);
  expect(witness.liveTokens(), 'tokens left alive').toEqual([]);
  expect(witness.touched(), 'people from before who were touched').toEqual([]);
}
