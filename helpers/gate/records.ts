/** Finds the recorded runs that a gate decides by. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readStoredRecord } from '../executed-notebook/stored-record.ts';
import { isStoredRecord } from '../history/files.ts';
import { displayPath } from '../machine/project.ts';
import { isInside, realPath } from '../machine/real-path.ts';
import { checkSeal, type SealState } from '../record/seal.ts';
import type { RunRecord } from '../record/schema.ts';
import { RECORD } from '../results/files.ts';
import { describe } from '../verdict/errors.ts';

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
const MAX_DEPTH = 8;

/** The most files that are read. More than that is not a folder of results. */
const MAX_FILES = 500;

/** Folders that contain no results. They may contain anything, and very much of it. */
const FOREIGN = new Set(['node_modules', '.git']);

/**
 * Reads all records in files and folders. A folder is searched for the records of results (`run.json`) and of histories. Links are
 * followed. Nothing is left out silently, because it might be a newer run: what cannot be searched is returned as unreadable.
 *
 * @param places as a person typed them; a place that does not exist is a file that cannot be read
 * @param key the key that must have signed them, if there is one
 */
export function readRecords(places: readonly string[], key: string | undefined): RecordFile[] {
  const search = new Search();
  for (const place of places) search.look(resolve(place));
  const { files, unreadable } = search;
  const records = [...files].slice(0, MAX_FILES).map((file): RecordFile => {
    const stored = readStoredRecord(file);
    if (!stored.ok) return { file, ...stored };
    return { file: stored.file, ok: true, record: stored.record, seal: checkSeal(stored.value, key) };
  });
  return [...records, ...unreadable];
}

/** Searches places for records. */
class Search {
  readonly files = new Set<string>();
  readonly unreadable: Unreadable[] = [];
  /** Real paths of the folders that were searched: a link may lead to a folder around it. */
  readonly #searched = new Set<string>();

  /** @param place a file, or a folder; it is one of those that a person named */
  look(place: string): void {
    if (kindOf(place) !== 'folder') {
      this.#add(place);
      return;
    }
    const before = this.files.size + this.unreadable.length;
    this.#searchFolder(place, 0);
    const hasNone =
      this.files.size + this.unreadable.length === before &&
      // It may be part of another place.
      ![...this.files].some((file) => isInside(file, place));
    // It is named by the message that it contains none.
    if (hasNone) this.#add(place);
  }

  #add(file: string): void {
    if (this.files.has(file)) return;
    this.files.add(file);
    if (this.files.size === MAX_FILES + 1)
      this.#refuse(
        file,
        `More than ${String(MAX_FILES)} records were found, and not all of them were read.`,
        'name the folders with the runs of this tenant',
      );
  }

  #searchFolder(folder: string, depth: number): void {
    const real = realPath(folder);
    if (this.#searched.has(real) || this.files.size > MAX_FILES) return;
    this.#searched.add(real);
    const names = namesIn(folder);
    if ('code' in names) {
      this.#refuse(
        folder,
        `The folder ${displayPath(folder)} cannot be read (${names.code}).`,
        'make it readable, or name the folders with the runs of this tenant',
      );
      return;
    }
    for (const name of names.list) {
      const path = join(folder, name);
      const kind = kindOf(path);
      if (kind === 'file' && (name === RECORD || isStoredRecord(name))) this.#add(path);
      if (kind !== 'folder' || FOREIGN.has(name)) continue;
      if (depth < MAX_DEPTH) this.#searchFolder(path, depth + 1);
      else
        this.#refuse(
          path,
          `${displayPath(path)} is too deep in the folder that was named, and was not searched.`,
          'name a folder that is closer to the records',
        );
    }
  }

  #refuse(file: string, sentence: string, remedy: string): void {
    this.unreadable.push({ ok: false, file, problem: describe(sentence, { remedy, help: 'gate' }) });
  }
}

function namesIn(folder: string): { list: string[] } | { code: string } {
  try {
    return { list: readdirSync(folder).sort() };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

/** A link is what it leads to. One that leads nowhere is a file, which cannot be read. */
function kindOf(path: string): 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'file';
  }
}
