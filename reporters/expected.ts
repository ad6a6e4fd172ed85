/** Which addresses a run ought to try, also those that its command line has left out. */
import type { FullConfig } from '@playwright/test/reporter';
import { listTests } from '../helpers/command-line/listing.ts';
import { addressOf } from '../helpers/verdict/cell.ts';

/** Arguments that leave no test out. With any other, the list is asked for. */
const NON_FILTERING_FLAGS =
  /^(?:test|--headed|--(?:add-)?reporter(?:=.*)?|--workers(?:=.*)?|--timeout(?:=.*)?|--trace(?:=.*)?|--quiet)$/;

/**
 * The addresses of all tests of this configuration, whatever the command line has selected. None when nothing was
 * left out; `undefined` when the list could not be had.
 */
export async function listAddresses(config: FullConfig): Promise<string[] | undefined> {
  const complete =
    process.argv.slice(2).every((argument) => NON_FILTERING_FLAGS.test(argument)) && config.shard === null;
  if (complete || config.configFile === undefined) return [];
  const tests = await listTests(config.configFile);
  return tests?.flatMap(({ annotations }) => addressOf(annotations) ?? []);
}
