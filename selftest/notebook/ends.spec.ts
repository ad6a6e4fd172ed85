/**
 * How a run can end. For each ending, the exit code, the console, the record, the JUnit report and the HTML report agree,
 * even if the results folder contains older files.
 */
import { expect, test, type TestInfo } from '../support/test.ts';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ExpertEmulator, startExpert } from '../../emulators/expert/index.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { readJUnit } from '../support/junit.ts';
import {
  expertSettingsFor,
  filesBelow,
  type Outcome,
  PROJECT,
  run,
  type RunOptions,
  signalGroup,
  start,
} from '../support/keyturn.ts';
import { expectNothingOld, OLD, OTHERS, read, writeYesterdaysFiles } from '../support/yesterday.ts';

const LEAKING = join(PROJECT, 'selftest', 'leak', 'leaking-reporter.ts');
const OBSTRUCTING = join(PROJECT, 'selftest', 'support', 'obstructing-reporter.ts');
const FAILING = join(PROJECT, 'selftest', 'support', 'failing-reporter.ts');

/** All reports agree, and of yesterday's files only those that are not ours are left. */
function expectAgreement(
  { code, output, record, results }: Outcome,
  expected: { code: number; word: string | RegExp; sentence: RegExp },
): void {
  const { run: id = '', exitCode, sentence = '', verdict } = record ?? {};
  expect(code, output).toBe(expected.code);
  expect(exitCode).toBe(expected.code);
  expect(sentence).toMatch(expected.sentence);
  // The last line that a person reads.
  const [, word = ''] =
    /\n {2}([^\n:]+): [^\n]*(?:\n {2}(?:Notebook|Report|Record): [^\n]*)*\s*$/.exec(output) ?? [];
  expect(word, output).toMatch(expected.word);
  expect(output).toContain(`${word}: ${sentence}`);

  const cases = readJUnit(read(results, 'junit.xml'));
  const bad = cases.filter(({ end }) => end === 'failure' || end === 'error');
  const [verdictCase] = cases.filter(({ suite }) => suite === 'Keyturn');
  if (expected.code === 0) {
    expect(bad).toEqual([]);
    expect(verdictCase).toBeUndefined();
  } else {
    expect(verdictCase).toMatchObject({ name: `Verdict of run ${id}`, message: `${word}: ${sentence}` });
    expect(verdictCase?.end).toBe(verdict === 'non-conformant' ? 'failure' : 'error');
  }
  // Each cell and check is one case.
  expect(cases.filter(({ suite }) => suite !== 'Keyturn')).toHaveLength(record?.cells.length ?? 0);
  const html = read(results, 'playwright/index.html');
  expect(html).toContain(`${word}: ${sentence}`.replace(/[&<>"']/g, (c) => `&#${String(c.charCodeAt(0))};`));
  expectNothingOld(results);
}

async function endOf(testInfo: TestInfo, options: RunOptions): Promise<Outcome> {
  const results = testInfo.outputPath('results');
  writeYesterdaysFiles(options.command === 'sweep' ? join(results, 'sweep') : results);
  const outcome = await run(testInfo, {
    ...options,
    environment: { KEYTURN_RESULTS: results, ...options.environment },
  });
  if (options.command !== 'sweep') return outcome;
  const sweep = join(results, 'sweep');
  const isThere = statSync(join(sweep, 'run.json')).isFile();
  const record = isThere ? (JSON.parse(read(sweep, 'run.json')) as Outcome['record']) : undefined;
  return { ...outcome, results: sweep, record };
}

test.describe('before any test', () => {
  for (const [title, options, sentence] of [
    [
      'a mistake in the settings',
      { command: 'start', env: { ZENDESK_SUBDOMAIN: 'acme' } },
      /settings? (?:is|are) wrong/,
    ],
    ['an unknown project', { command: 'start', flags: ['--project=zendsk'] }, /Unknown project zendsk/],
    [
      'a mistake in the settings, with other reporters',
      { command: 'start', flags: ['--reporter=line'], env: { ZENDESK_SUBDOMAIN: 'acme' } },
      /settings? (?:is|are) wrong/,
    ],
  ] satisfies [string, RunOptions, RegExp][]) {
    test(`${title} blocks the run, and all reports agree`, async ({}, testInfo) => {
      expectAgreement(await endOf(testInfo, options), { code: 2, word: 'blocked', sentence });
    });
  }

  for (const [title, flags, sentence] of [
    ['an unknown flag', ['--projct=expert'], '--projct=expert'],
    ['the address of a cell', ['expert/notebook/05'], 'A cell depends on the cells before it'],
    ['a shard that does not exist', ['--shard=3/2'], '--shard=3/2'],
  ] as const) {
    test(`${title} runs no test, and the reports of the previous run are replaced`, async ({}, testInfo) => {
      const outcome = await endOf(testInfo, { command: 'start', flags: [...flags] });
      expect(outcome.code, outcome.output).toBe(2);
      expect(outcome.record).toMatchObject({ verdict: 'blocked', exitCode: 2, cells: [] });
      const [only, ...others] = readJUnit(read(outcome.results, 'junit.xml'));
      expect(others).toEqual([]);
      expect(only).toMatchObject({ end: 'error' });
      expect(only?.message).toContain(sentence);
      expectNothingOld(outcome.results);
    });
  }
});

test.describe('on a site', () => {
  async function on(
    testInfo: TestInfo,
    options: RunOptions,
    fault?: Parameters<typeof startExpert>[0],
    inspect: (emulator: ExpertEmulator) => void = () => undefined,
  ): Promise<Outcome> {
    const emulator = await startExpert(fault);
    try {
      inspect(emulator);
      const settings = expertSettingsFor(emulator);
      return await endOf(testInfo, { ...options, environment: { ...settings, ...options.environment } });
    } finally {
      await emulator.close();
    }
  }

  test('a sweep that finds nothing ends as “swept”', async ({}, testInfo) => {
    expectAgreement(await on(testInfo, { command: 'sweep' }), {
      code: 0,
      word: 'swept',
      sentence: /^3 of 3 cells proved$/,
    });
  });

  test('checks that were not selected make the run incomplete, even with other reporters', async ({}, testInfo) => {
    const outcome = await on(testInfo, {
      command: 'contract',
      flags: ['expert/password/set', '--reporter=line'],
    });
    expectAgreement(outcome, {
      code: 2,
      word: 'incomplete',
      sentence: /^1 of 12 cells and 1 of \d+ checks proved$/,
    });
  });

  test('a broken contract makes the run non-conformant', async ({}, testInfo) => {
    const outcome = await on(
      testInfo,
      { command: 'contract', flags: ['expert/password/set'] },
      { fault: 'set-without-effect' },
    );
    expectAgreement(outcome, {
      code: 1,
      word: 'non-conformant',
      sentence: /expert\/password\/set.*the proof of “.*” failed$/,
    });
    const failed = readJUnit(read(outcome.results, 'junit.xml')).filter(({ end }) => end === 'failure');
    expect(failed.map(({ suite }) => suite)).toEqual(['Keyturn', 'expert/password']);
  });

  test('a leak that is written at the last moment is found, even with other reporters', async ({}, testInfo) => {
    let password = '';
    const outcome = await on(
      testInfo,
      {
        command: 'sweep',
        flags: [`--reporter=${LEAKING}`],
        environment: { LEAK: 'exit', LEAK_FOLDER: testInfo.outputPath('results', 'sweep') },
      },
      {},
      ({ admin }) => {
        password = admin.password;
      },
    );
    expectAgreement(outcome, { code: 1, word: 'swept', sentence: /; but there was a leak$/ });
    expect(outcome.record?.leaks).toMatchObject([{ removed: true }]);
    expect(outcome.output).toContain('late.txt contained a secret (password) and was removed.');
    const secrets = [{ kind: 'password', value: password }];
    expect(findInText(outcome.output, secrets, 'the console')).toEqual([]);
    expect(findInFiles(filesBelow(outcome.results), secrets, outcome.results)).toEqual([]);
  });

  test('reports that contain a leak are replaced by reports without it', async ({}, testInfo) => {
    let password = '';
    const outcome = await on(
      testInfo,
      {
        command: 'sweep',
        flags: [`--add-reporter=${LEAKING}`],
        environment: { LEAK: 'reports', LEAK_FOLDER: testInfo.outputPath('results', 'sweep') },
      },
      {},
      ({ admin }) => {
        password = admin.password;
      },
    );
    expect(password).not.toBe('');
    expect(outcome.record?.leaks?.length).toBeGreaterThan(0);
    expectAgreement(outcome, { code: 1, word: 'swept', sentence: /; but there was a leak$/ });
    for (const name of ['run.json', 'junit.xml', 'playwright/index.html'])
      expect(read(outcome.results, name)).not.toContain(password);
    const secrets = [{ kind: 'password', value: password }];
    expect(findInFiles(filesBelow(outcome.results), secrets, outcome.results)).toEqual([]);
  });

  test('a reporter that fails at the end makes the exit code 2', async ({}, testInfo) => {
    const outcome = await on(testInfo, { command: 'sweep', flags: [`--add-reporter=${FAILING}`] });
    expectAgreement(outcome, {
      code: 2,
      word: 'swept',
      sentence: /; but not every report could be written$/,
    });
    expect(outcome.record?.errors.join()).toContain('no space left');
  });

  test('a record that cannot be written makes the exit code 2, and no notebook says that the run goes on', async ({}, testInfo) => {
    const { code, output, results } = await on(testInfo, {
      command: 'sweep',
      flags: [`--add-reporter=${OBSTRUCTING}`],
    });
    expect(code, output).toBe(2);
    expect(output).toMatch(/ {2}swept: [^\n]*; but not every report could be written/);
    expect(existsSync(join(results, 'notebook.html'))).toBe(false);
    expect(readJUnit(read(results, 'junit.xml')).some(({ end }) => end === 'error')).toBe(true);
  });

  // For SIGKILL, see kill/expert.sweep.spec.ts.
  test('SIGINT in the middle of a run interrupts it', async ({}, testInfo) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    const emulator = await startExpert();
    const results = testInfo.outputPath('results');
    writeYesterdaysFiles(results);
    const running = start(testInfo, {
      command: 'start',
      env: expertSettingsFor(emulator),
      environment: { KEYTURN_RESULTS: results },
    });
    await running.printed(/✓ 03 ·/);
    signalGroup(running, 'SIGINT');
    expectAgreement(await running.ended, { code: 130, word: 'incomplete', sentence: /^interrupted; / });
    expect(read(results, 'run.json')).toContain('The run was interrupted: Ctrl-C or SIGINT.');
    await emulator.close();
  });
});

for (const [title, options] of [
  ['npm start -- --list', { command: 'start', flags: ['--list'] }],
  ['npm run contract -- --list, with no tenant', { command: 'contract', flags: ['--list'] }],
  [
    'npx playwright test --list, despite a mistake in the settings,',
    { flags: ['--list'], env: { ZENDESK_SUBDOMAIN: 'acme' } },
  ],
] satisfies [string, RunOptions][]) {
  test(`${title} lists the tests, and changes no file`, async ({}, testInfo) => {
    const results = testInfo.outputPath('results');
    writeYesterdaysFiles(results);
    const before = readdirSync(results, { recursive: true }).sort();
    const { code, output } = await run(testInfo, { ...options, environment: { KEYTURN_RESULTS: results } });
    expect(code, output).toBe(0);
    expect(output).toMatch(/Total: \d+ tests? in/);
    expect(output).not.toContain('locked');
    expect(readdirSync(results, { recursive: true }).sort()).toEqual(before);
    for (const [name, content] of Object.entries({ ...OLD, ...OTHERS }))
      expect(read(results, name)).toBe(content);
  });
}
