/**
 * Adds to a blob report what a merge needs: see {@link ShardRecord}. Playwright's blob reporter keeps the metadata of the
 * configuration and writes it when the run ends, so what is left and what has leaked is read at that moment.
 */
import type { FullConfig, Suite } from '@playwright/test/reporter';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { selectingWords } from '../helpers/command-line/arguments.ts';
import { commandOf, requestedAddresses } from '../helpers/command-line/command.ts';
import { findLeaks, type Leak } from '../helpers/leaks/watch.ts';
import { displayPath } from '../helpers/machine/project.ts';
import { runId, version } from '../helpers/run-id.ts';
import { leftItemsOfThisRun } from '../helpers/runner/after-run.ts';
import { readBlob } from '../helpers/shards/blob.ts';
import {
  type DeclaredTest,
  SHARD_RECORD,
  SHARD_RECORD_VERSION,
  type ShardRecord,
} from '../helpers/shards/shard-record.ts';
import { addressOf } from '../helpers/verdict/cell.ts';
import { commandAgain } from './again.ts';
import { deviationsInSettings } from './deviations.ts';
import { environmentOfRun, targetsOfRun } from './environment.ts';

/** What is known about the tests of a run before they begin. */
export interface DeclaredTests {
  /** The cells and checks that all shards together run. */
  tests: DeclaredTest[];
  /** The addresses of all cells and checks. `undefined` if they are not known. */
  expected: string[] | undefined;
}

/** Returns the cells and checks of a suite as they were declared. */
export function declaredTests(suite: Suite): DeclaredTest[] {
  return suite.allTests().flatMap(({ title, annotations }) => {
    const address = addressOf(annotations);
    if (address === undefined) return [];
    return [
      { address, title, annotations: annotations.map(({ type, description }) => ({ type, description })) },
    ];
  });
}

/** Whether this run writes a blob report. */
export function writesBlob({ reporter }: Pick<FullConfig, 'reporter'>): boolean {
  return reporter.some(([name]) => name === 'blob');
}

/** The leaks that the blob of this run contains. `undefined` if it was not written. */
let leaksInBlob: readonly Leak[] | undefined;

/**
 * Removes the blob of this run if a leak was found after it was written, so that a merge cannot miss the leak: the shard is
 * missing there. Call this when the search is done.
 */
export function removeBlobThatMissesLeaks({ configFile, reporter }: FullConfig): void {
  const missed = findLeaks().length > (leaksInBlob?.length ?? Infinity);
  if (!missed) return;
  for (const path of blobFiles(configFile === undefined ? '.' : dirname(configFile), reporter)) {
    const read = readBlob(path);
    if (!read.ok || read.blob.record.run !== runId()) continue;
    rmSync(path);
    console.error(`\n  ${displayPath(path)} was removed, because a leak was found after it was written.`);
  }
}

/** Returns the archives in the folder of the blob reporter. */
function blobFiles(folder: string, reporter: FullConfig['reporter']): string[] {
  const file = process.env['PLAYWRIGHT_BLOB_OUTPUT_FILE'];
  if (file) return [resolve(file)];
  const options = reporter.find(([name]) => name === 'blob')?.[1] as { outputDir?: string } | undefined;
  const configured = resolve(folder, options?.outputDir ?? 'blob-report');
  const output = resolve(process.env['PLAYWRIGHT_BLOB_OUTPUT_DIR'] || configured);
  if (!existsSync(output)) return [];
  return readdirSync(output).flatMap((name) => (name.endsWith('.zip') ? [join(output, name)] : []));
}

/** Adds the record to the metadata. Call this before the tests begin. */
export function addShardRecord(config: FullConfig, { tests, expected }: DeclaredTests): void {
  const { metadata } = config;
  const startedAt = new Date().toISOString();
  metadata[SHARD_RECORD] = {
    // Called by the blob reporter, when all workers have ended.
    toJSON(): ShardRecord {
      leaksInBlob = findLeaks().map((leak) => ({ ...leak }));
      return {
        version: SHARD_RECORD_VERSION,
        keyturn: version,
        run: runId(),
        command: commandOf(),
        words: selectingWords(process.argv.slice(3)),
        again: commandAgain(process.env, selectingWords(process.argv.slice(2))),
        addresses: requestedAddresses(),
        targets: targetsOfRun(),
        environment: environmentOfRun(config),
        startedAt,
        tests,
        ...(expected === undefined ? {} : { expected }),
        deviations: [...deviationsInSettings()],
        left: leftItemsOfThisRun(),
        leaks: leaksInBlob.map((leak) => ({ ...leak })),
      };
    },
  };
}
