/** The addresses that a run should try, including those that its command line left out. */
import type { FullConfig } from '@playwright/test/reporter';
import { selectingWords } from '../helpers/command-line/arguments.ts';
import { listAddressesOf } from '../helpers/command-line/listing.ts';
import { mergedRun } from '../helpers/shards/merge.ts';

/** Arguments that leave no test out. With any other argument, all tests must be listed. */
const NON_FILTERING_FLAGS =
  /^(?:test|--headed|--(?:add-)?reporter(?:=.*)?|--workers(?:=.*)?|--timeout(?:=.*)?|--trace(?:=.*)?|--quiet)$/;

/**
 * Returns the addresses of all tests of this configuration, whatever the command line selected. Returns an empty list if
 * nothing was left out, and `undefined` if the tests could not be listed. In a merge, the shards know the addresses.
 *
 * @param ofAllShards the addresses of the cells and checks that all shards together run, if they are known
 */
export async function listAddresses(
  { configFile, shard }: FullConfig,
  ofAllShards?: readonly string[],
): Promise<string[] | undefined> {
  const merged = mergedRun();
  // If no shard knows them, each has an error that says why.
  if (merged !== undefined) return merged.expected ?? [];
  const complete = selectingWords(process.argv.slice(2)).every((word) => NON_FILTERING_FLAGS.test(word));
  if (configFile === undefined || (complete && shard === null)) return [];
  if (complete && ofAllShards !== undefined) return [...ofAllShards];
  return listAddressesOf(configFile);
}
