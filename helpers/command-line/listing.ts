/**
 * Lists all tests, including those that the command line left out. A test that was left out must not look proved, and a
 * misspelled one must not look left out. A filter hides tests from reporters, so this runs Playwright again without it.
 */
import { execFile } from 'node:child_process';
import { parseJson } from '../json.ts';
import { type ReportedTest, testsIn } from '../results/json-report.ts';
import { addressOf } from '../verdict/cell.ts';
import { ADDRESSES_VARIABLE, type Command, COMMAND_VARIABLE, commandOf } from './command.ts';

/** One list per run, configuration and command, however many callers need it. */
const listed = new Map<string, Promise<ReportedTest[] | undefined>>();

/**
 * Returns the tests of a configuration, or `undefined` if Playwright printed no list.
 *
 * @param command whose tests; `playwright` has those of the notebook and the checks
 * @param environment variables in addition to those of this process
 */
export function listTests(
  configFile: string,
  command: Command = commandOf(),
  environment: NodeJS.ProcessEnv = {},
): Promise<ReportedTest[] | undefined> {
  const key = JSON.stringify([command, configFile, environment]);
  const known = listed.get(key) ?? askPlaywright(configFile, command, environment);
  listed.set(key, known);
  return known;
}

/** Returns the addresses of the cells and checks among those tests, or `undefined` if Playwright printed no list. */
export async function listAddressesOf(configFile: string, command?: Command): Promise<string[] | undefined> {
  const tests = await listTests(configFile, command);
  return tests?.flatMap(({ annotations }) => addressOf(annotations) ?? []);
}

async function askPlaywright(
  configFile: string,
  command: Command,
  environment: NodeJS.ProcessEnv,
): Promise<ReportedTest[] | undefined> {
  const cli = require.resolve('@playwright/test/cli');
  const output = await new Promise<string>((done) => {
    execFile(
      process.execPath,
      [cli, 'test', '--list', '--reporter=json', `--config=${configFile}`],
      {
        maxBuffer: 64 * 1024 * 1024,
        timeout: 60_000,
        env: { ...environmentWithoutFilters(), ...environment, [COMMAND_VARIABLE]: command },
      },
      // A list with errors is still a list.
      (_, stdout) => done(stdout),
    );
  });
  return testsIn(parseJson(output));
}

/** Leaves out variables that select tests, and the user's variables for the JSON report, which would send the list to a file. */
function environmentWithoutFilters(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('PLAYWRIGHT_JSON_') && name !== ADDRESSES_VARIABLE,
    ),
  );
}
