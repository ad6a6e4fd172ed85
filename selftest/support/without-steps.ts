import type { TestInfo } from './test.ts';

/**
 * Runs a function whose assertions do not become steps of this test, and whose errors have unmapped stacks. Nobody reads the
 * steps of a test that makes thousands of assertions. For each of them, Playwright would look through all earlier ones, send
 * two messages to the runner, and resolve a stack through source maps. If a later Playwright names its steps differently, the
 * test only takes longer.
 */
export async function withoutSteps<Result>(info: TestInfo, act: () => Promise<Result>): Promise<Result> {
  const steps = info as { _addStep?: (data: object) => object };
  steps._addStep = (data) => ({ ...data, steps: [], attachmentIndices: [], complete: () => undefined });
  const mapped = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: shortStack,
    configurable: true,
    writable: true,
  });
  try {
    return await act();
  } finally {
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    if (mapped !== undefined) Object.defineProperty(Error, 'prepareStackTrace', mapped);
    delete steps._addStep;
  }
}

/** The stack as Node writes it, or none for an error without a message: Playwright makes one to find the place of each assertion. */
function shortStack(error: Error, frames: readonly { toString: () => string }[]): string {
  const head = String(error);
  return error.message === ''
    ? head
    : [head, ...frames.map((frame) => `    at ${frame.toString()}`)].join('\n');
}
