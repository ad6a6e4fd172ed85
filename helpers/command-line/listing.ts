/**
 * All tests that there are, whatever the command line has selected: what was left out must not look as if it had been
 * proved, and what was misspelt not as if it had been left out. A filter hides tests from reporters altogether, so
 * Playwright is asked again, without it.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseJson } from '../json.ts';
import { type ReportedTest, testsIn } from '../results/json-report.ts';
import { ADDRESSES_VARIABLE } from './command.ts';

/** Asked once a run, however many want to know. */
const listed = new Map<string, Promise<ReportedTest[] | undefined>>();

/** The tests of a configuration; `undefined` when the list could not be had. */
export function listTests(configFile: string): Promise<ReportedTest[] | undefined> {
  const known = listed.get(configFile) ?? askPlaywright(configFile);
  listed.set(configFile, known);
  return known;
}

async function askPlaywright(configFile: string): Promise<ReportedTest[] | undefined> {
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const output = await new Promise<string>((done) => {
    execFile(
      process.execPath,
      [cli, 'test', '--list', '--reporter=json', `--config=${configFile}`],
      { maxBuffer: 64 * 1024 * 1024, timeout: 60_000, env: environmentWithoutFilters() },
      // A list with errors is still a list.
      (_, stdout) => done(stdout),
    );
  });
  return testsIn(parseJson(output));
}

/** Without what selects; and where a user's JSON report is to be written must not swallow our list. */
function environmentWithoutFilters(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('PLAYWRIGHT_JSON_') && name !== ADDRESSES_VARIABLE,
    ),
  );
}
