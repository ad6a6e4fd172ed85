import { expect } from './test.ts';

/** The output of a run contains no stack trace: its messages are for a person. */
export function expectNoStack(output: string): void {
  expect(output, 'a stack trace').not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
}
