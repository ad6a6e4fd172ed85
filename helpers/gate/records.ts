/** Finds the recorded runs that a gate decides by. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readStoredRecord } from '../executed-notebook/stored-record.ts';
import { isStoredRecord } from '../history/files.ts';
import { checkSeal, type SealState } from '../record/seal.ts';
import type { RunRecord } from '../record/schema.ts';
import { RECORD } from '../results/files.ts';

/** A file that should contain a record. */
export type RecordFile = StoredRun | Unreadable;

export interface StoredRun {
  ok: true;
  file: string;
  record: RunRecord;
  seal: SealState;
}

interface Unreadable {
  ok: false;
  file: string;
  /** Why it cannot be read, with its remedy. */
  problem: string;
}

/** How deep a folder is searched: one folder for each artifact of a CI system, each with a folder of results. */
const MAX_DEPTH = 4;

/** The most files that are read. More than that is not a folder of results. */
const MAX_FILES = 500;

/**
 * Reads all records in files and folders. A folder is searched for the records of results (`run.json`) and of histories.
 *
 * @param places as a person typed them; a place that does not exist is a file that cannot be read
 * @param key the key that must have signed them, if there is one
 */
export function readRecords(places: readonly string[], key: string | undefined): RecordFile[] {
  const files = places.flatMap((place) => {
    const path = resolve(place);
    if (!existsSync(path) || !statSync(path).isDirectory()) return [path];
    const found = recordsIn(path);
    // It is named by the message that it contains none.
    return found.length === 0 ? [path] : found;
  });
  return [...new Set(files)].slice(0, MAX_FILES).map((file) => {
    const stored = readStoredRecord(file);
    if (!stored.ok) return { file, ...stored };
    return { file: stored.file, ok: true, record: stored.record, seal: checkSeal(stored.value, key) };
  });
}

function recordsIn(folder: string, depth = 0): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const own = entries.filter((each) => each.isFile() && (each.name === RECORD || isStoredRecord(each.name)));
  const folders =
    depth === MAX_DEPTH ? [] : entries.filter((each) => each.isDirectory() && !isHidden(each.name));
  return [
    ...own.map(({ name }) => join(folder, name)),
    ...folders.flatMap(({ name }) => recordsIn(join(folder, name), depth + 1)),
  ];
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}
