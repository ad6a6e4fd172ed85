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
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  try {
    return await act();
  } finally {
    if (mapped !== undefined) Object.defineProperty(Error, 'prepareStackTrace', mapped);
    delete steps._addStep;
  }
}
