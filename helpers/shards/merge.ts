/**
 * Prepares `playwright merge-reports`, which replays the results of shards to the reporters. Playwright neither runs the
 * global setup then, nor notices that a shard is missing, and it exits with code 0 if tests failed. So the blobs are read
 * as the configuration loads. What their runs knew replaces what this machine knows: its settings may be of another tenant,
 * or missing.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ADDRESSES_VARIABLE, COMMAND_VARIABLE } from '../command-line/command.ts';
import { displayPath } from '../machine/project.ts';
import { RUN_ID_VARIABLE } from '../run-id.ts';
import { describe } from '../verdict/errors.ts';
import { readBlob } from './blob.ts';
import { mergeBlobs, type MergedRun } from './merged-run.ts';

/** Flags of `playwright merge-reports` with a value, which may follow as a separate word. */
const FLAGS_WITH_VALUE = new Set(['-c', '--config', '--reporter']);

let merged: MergedRun | undefined;
let problem: string | undefined;

/** Whether the reports of the merged run were written. */
let isReported = false;

/** Returns the run that this process merges from shards, or `undefined` if it does not merge any. */
export function mergedRun(): MergedRun | undefined {
  return merged;
}

/**
 * Returns the folder whose blobs a command line merges, or `undefined` if it does not merge.
 *
 * @param argv the arguments of a process, without Node and its script
 */
export function folderToMerge([command, ...words]: readonly string[]): string | undefined {
  if (command !== 'merge-reports') return undefined;
  const folders = words.filter(
    (word, index) => !word.startsWith('-') && !FLAGS_WITH_VALUE.has(words[index - 1] ?? ''),
  );
  return folders[0] ?? '';
}

/** Reads the blobs, if this process merges them. Call this before anything asks for the command or the run ID. */
export function readShards(): void {
  const folder = folderToMerge(process.argv.slice(2));
  if (folder === undefined) return;
  const read = readFolder(resolve(folder));
  if (typeof read === 'string') {
    problem = read;
    return;
  }
  merged = read;
  process.env[RUN_ID_VARIABLE] = read.run;
  process.env[COMMAND_VARIABLE] = read.command;
  process.env[ADDRESSES_VARIABLE] = read.addresses.join(' ');
}

/** Whether this process merges shards. */
export function isMerge(): boolean {
  return folderToMerge(process.argv.slice(2)) !== undefined;
}

/** Returns why the blobs cannot be merged, as a message, or `undefined` if they can. */
export function mergeProblem(): string | undefined {
  return problem;
}

/** Call this when the reports of the merged run were written. */
export function endMerge(): void {
  isReported = true;
}

/** Whether {@link endMerge} was called. */
export function hasMergeEnded(): boolean {
  return isReported;
}

function readFolder(folder: string): MergedRun | string {
  const shown = displayPath(folder);
  const remedy =
    'copy the blob reports of all shards into one folder, and name that folder: npm run merge -- FOLDER';
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    return describe(`There is no folder ${shown}.`, { remedy, help: 'shards' });
  const read = readdirSync(folder)
    .filter((name) => name.endsWith('.zip'))
    .map((name) => readBlob(join(folder, name)));
  if (read.length === 0)
    return describe(`There are no blob reports (*.zip) in ${shown}.`, { remedy, help: 'shards' });
  const bad = read.flatMap((each) => (each.ok ? [] : [each]));
  if (bad.length > 0)
    return describe(bad.map(({ name, problem }) => `${join(shown, name)} ${problem}.`).join(' '), {
      remedy: 'copy it again from the machine that wrote it; if you remove it, its shard counts as missing',
      help: 'shards',
    });
  return mergeBlobs(read.flatMap((each) => (each.ok ? [each.blob] : [])));
}
