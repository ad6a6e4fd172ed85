/** The addresses that a run should try, including those that its command line left out. */
import type { FullConfig } from '@playwright/test/reporter';
import { listTests } from '../helpers/command-line/listing.ts';
import { addressOf } from '../helpers/verdict/cell.ts';

/** Arguments that leave no test out. With any other argument, all tests must be listed. */
const NON_FILTERING_FLAGS =
  /^(?:test|--headed|--(?:add-)?reporter(?:=.*)?|--workers(?:=.*)?|--timeout(?:=.*)?|--trace(?:=.*)?|--quiet)$/;

/**
 * Returns the addresses of all tests of this configuration, whatever the command line selected. Returns an empty list if
 * nothing was left out, and `undefined` if the tests could not be listed.
 */
export async function listAddresses(config: FullConfig): Promise<string[] | undefined> {
  const complete =
    process.argv.slice(2).every((argument) => NON_FILTERING_FLAGS.test(argument)) && config.shard === null;
  if (complete || config.configFile === undefined) return [];
  const tests = await listTests(config.configFile);
  return tests?.flatMap(({ annotations }) => addressOf(annotations) ?? []);
}
