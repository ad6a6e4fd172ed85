/**
 * Which addresses a run ought to try. A filter on the command line hides tests from reporters altogether, so
 * Playwright is asked again, without the filter: what was left out must not look as if it had been proved.
 */
import type { FullConfig } from '@playwright/test/reporter';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseJson } from '../helpers/json.ts';
import { addressOf } from '../helpers/verdict/cell.ts';
import { testsIn } from './json-report.ts';

/** Arguments that leave no test out. With any other, the list is asked for. */
const HARMLESS =
  /^(?:test|--headed|--(?:add-)?reporter(?:=.*)?|--workers(?:=.*)?|--timeout(?:=.*)?|--trace(?:=.*)?|--quiet)$/;

/** Asked once a run, however many reporters want to know. */
const listed = new WeakMap<FullConfig, Promise<string[] | undefined>>();

/**
 * The addresses of all tests of this configuration, whatever the command line has selected. None when nothing was
 * left out; `undefined` when the list could not be had.
 */
export function listAddresses(config: FullConfig): Promise<string[] | undefined> {
  const known = listed.get(config) ?? askPlaywright(config);
  listed.set(config, known);
  return known;
}

async function askPlaywright(config: FullConfig): Promise<string[] | undefined> {
  const complete =
    process.argv.slice(2).every((argument) => HARMLESS.test(argument)) && config.shard === null;
  if (complete || config.configFile === undefined) return [];
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const output = await new Promise<string>((done) => {
    execFile(
      process.execPath,
      [cli, 'test', '--list', '--reporter=json', `--config=${config.configFile ?? ''}`],
      { maxBuffer: 64 * 1024 * 1024, timeout: 60_000, env: withoutReporterOutputs() },
      // A list with errors is still a list.
      (_, stdout) => done(stdout),
    );
  });
  return testsIn(parseJson(output))?.flatMap(({ annotations }) => addressOf(annotations) ?? []);
}

/** Where a user's JSON report is to be written must not swallow our list. */
function withoutReporterOutputs(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('PLAYWRIGHT_JSON_')),
  );
}
