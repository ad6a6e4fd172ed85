/** Playwright's JSON report, as far as it is read here: the tests of all suites, whatever they are nested in. */
import { z } from 'zod';

const reportedTest = z.looseObject({
  annotations: z.array(z.looseObject({ type: z.string(), description: z.string().optional() })),
  /** None in a list of tests that were not run. */
  results: z.array(z.looseObject({ startTime: z.string() })).optional(),
});

/** A test of a report. */
export type ReportedTest = z.infer<typeof reportedTest>;

interface Suite {
  specs?: { tests: ReportedTest[] }[] | undefined;
  suites?: Suite[] | undefined;
}

const suite: z.ZodType<Suite> = z.lazy(() =>
  z.looseObject({
    specs: z.array(z.looseObject({ tests: z.array(reportedTest) })).optional(),
    suites: z.array(suite).optional(),
  }),
);

const report = z.looseObject({ suites: z.array(suite) });

/** The tests of a report; `undefined` when it is none. */
export function testsIn(value: unknown): ReportedTest[] | undefined {
  const parsed = report.safeParse(value);
  return parsed.success ? parsed.data.suites.flatMap(testsOf) : undefined;
}

function testsOf({ specs = [], suites = [] }: Suite): ReportedTest[] {
  return [...specs.flatMap(({ tests }) => tests), ...suites.flatMap(testsOf)];
}
