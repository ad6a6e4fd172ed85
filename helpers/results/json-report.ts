/** Reads the tests of all suites, however deeply nested, from Playwright's JSON report. */
import { z } from 'zod';

const reportedTest = z.looseObject({
  projectName: z.string().default(''),
  annotations: z.array(z.looseObject({ type: z.string(), description: z.string().optional() })),
  /** Missing in a list of tests that were not run. */
  results: z.array(z.looseObject({ startTime: z.string() })).optional(),
});

const reportedSpec = z.looseObject({
  title: z.string().default(''),
  /** Without the `@`. */
  tags: z.array(z.string()).default([]),
  tests: z.array(reportedTest),
});

/** A test of a report. */
export type ReportedTest = z.infer<typeof reportedTest> & {
  /** The text that `--grep` searches: the titles of the file, the suites and the test, and the tags. */
  searched: string;
  /** Path of the spec, relative to the test folder. (Playwright's own `file` is where a test was declared: a fixture.) */
  file: string;
};

interface Suite {
  title?: string | undefined;
  specs?: z.infer<typeof reportedSpec>[] | undefined;
  suites?: Suite[] | undefined;
}

const suite: z.ZodType<Suite> = z.lazy(() =>
  z.looseObject({
    title: z.string().optional(),
    specs: z.array(reportedSpec).optional(),
    suites: z.array(suite).optional(),
  }),
);

const report = z.looseObject({ suites: z.array(suite) });

/** Returns the tests of a report, or `undefined` if the value is not a report. */
export function testsIn(value: unknown): ReportedTest[] | undefined {
  const parsed = report.safeParse(value);
  return parsed.success ? parsed.data.suites.flatMap((each) => testsOf(each, [])) : undefined;
}

function testsOf(
  { title = '', specs = [], suites = [] }: Suite,
  above: readonly string[],
): ReportedTest[] {
  const titles = [...above, title];
  const [file = ''] = titles;
  return [
    ...specs.flatMap(({ title, tags, tests }) =>
      tests.map((test) => ({
        ...test,
        file,
        searched: [test.projectName, ...titles, title, ...tags.map((tag) => `@${tag}`)].join(' '),
      })),
    ),
    ...suites.flatMap((each) => testsOf(each, titles)),
  ];
}
