/**
 * The ledger on disk: one folder per tenant, and one file per process, so that parallel runs never write to the same file.
 * Each event is one line. There are no secrets in it.
 */
import {
  statSync,
  readdirSync,
  readFileSync,
  writeSync,
  fsyncSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  rmdirSync,
} from 'node:fs';
import { join, dirname } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { checkWritable, notWritableError } from '../machine/writable.ts';
import type { Blocked } from '../verdict/errors.ts';
import { user, token, type Entry } from './entry.ts';
import { mayBeAlive } from './process-identity.ts';

/** The default folder of the ledger. It is in the project, and never inside the results. */
export const LEDGER_FOLDER = '.keyturn';

/** What the ledger is for, and the variable that moves it. */
export const PLACE = {
  purpose:
    'the ledger, where a run records what it is about to create on a tenant, so that it can be removed if the run dies',
  variable: 'KEYTURN_STATE',
};

/** The subfolder for damaged files. */
export const SET_ASIDE = 'set-aside';

const line = z.object({
  at: z.iso.datetime(),
  event: z.enum(['creating', 'answered', 'created', 'not found', 'left', 'removed']),
  /** Identifies the thing. It is the same in all of its events. */
  key: z.string(),
  tenant: z.string(),
  run: z.string(),
  machine: z.string(),
  pid: z.int(),
  began: z.string().optional(),
  thing: z.discriminatedUnion('kind', [user, token]),
  /** Its ID on the tenant. */
  id: z.int().optional(),
});

export type Line = z.infer<typeof line>;

/** Returns why this folder cannot store the ledger of a tenant, or `undefined`. Checked before there is anything to record. */
export function ledgerError(tenant: string, folder: string): Blocked | undefined {
  return checkWritable({ path: ledgerOf(tenant, folder), ...PLACE });
}

/** Returns the folder of a tenant's ledger inside the folder of all ledgers. */
export function ledgerOf(tenant: string, folder: string): string {
  return join(folder, new URL(tenant).host.replaceAll(':', '_'));
}

/** Returns the files of a ledger's folder, sorted by name. */
export function filesIn(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .sort();
}

/** Returns the names in a folder. The list is empty if the folder cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Returns the entries that these lines leave open. */
export function openEntriesIn(lines: readonly Line[]): Entry[] {
  const open = new Map<string, Entry>();
  for (const { event, key, thing, run, tenant, at, id, machine, pid, began } of lines) {
    if (event === 'removed') open.delete(key);
    else {
      const before = open.get(key);
      const answered = before?.answered === true || event === 'answered' || event === 'created';
      const alive = mayBeAlive({ machine, pid, began });
      const state = { alive, notFound: event === 'not found', left: event === 'left' };
      open.set(key, { key, thing, run, tenant, at: before?.at ?? at, id, answered, ...state });
    }
  }
  return [...open.values()];
}

/** Returns the lines of a file, and its damage as the end of a sentence. */
export function readLines(file: string): { lines: Line[]; damage: string | undefined } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { lines: [], damage: code === 'ENOENT' ? undefined : `cannot be read (${code})` };
  }
  const lines: Line[] = [];
  let damage: string | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    if (raw.trim() === '') continue;
    const parsed = line.safeParse(parseJson(raw));
    if (parsed.success) lines.push(parsed.data);
    else damage ??= `is damaged in line ${String(index + 1)}`;
  }
  return { lines, damage };
}

/** Appends a line, and waits until it is on disk. */
export function append(file: string, entry: Line): void {
  try {
    const handle = openForAppending(file);
    try {
      // The first line break separates the entry from a line that a crash cut off.
      writeSync(handle, `\n${JSON.stringify(entry)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw notWritableError({ path: file, ...PLACE }, error);
  }
}

/** Tries again if a run that ends removes the empty folder between the two calls. */
function openForAppending(file: string): number {
  for (let tries = 1; ; tries++) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    try {
      return openSync(file, 'a', 0o600);
    } catch (error) {
      if (tries === 5 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Removes a file, and its folder if that is empty then. */
export function remove(file: string): void {
  rmSync(file, { force: true });
  try {
    rmdirSync(dirname(file));
  } catch {
    // It is not empty: another run is using it.
  }
}
