/**
 * The files of the history: a folder for each tenant. Runs at the same time do not damage them, because a point is one append,
 * and everything else is renamed into place. A file that cannot be read, or a line that is damaged or of another version, counts
 * as missing.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { RECORD_VERSION, type RunPoint, runPoint, type RunRecord, runRecord } from '../record/schema.ts';

/** The most points that are kept for a tenant. */
export const MAX_POINTS = 400;

/**
 * The points are in files of this many lines. A full one is renamed, which loses nothing even if another run appends to it at
 * that moment. To remove the oldest lines from a file, it would have to be rewritten.
 */
const POINTS_IN_FILE = 100;

/** The file that points are appended to, and those that are full: `runs.20261130061228123.3f9a11c0.jsonl`. */
const CURRENT = 'runs.jsonl';
const FULL = /^runs\.\d+\.[\da-f]+\.jsonl$/;

/** The file with the tenant's name, which the name of its folder does not contain. */
const NAME = 'tenant.json';

/** A file that is being written. If it is an hour old, its process died. */
const DRAFT = /\.draft$/;
const DRAFT_LIFETIME_MS = 3_600_000;

/** Which run a stored record is. */
export type Kept = 'previous' | 'green';

/**
 * Returns the folder of a tenant: its host with a hash of the whole name, so that no two tenants share a folder, and so that no
 * name leaves the history or is reserved on Windows.
 */
export function folderOf(history: string, tenant: string): string {
  const host = URL.canParse(tenant) ? new URL(tenant).host : tenant;
  const readable = host
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return join(history, `${readable}-${hashOf(tenant)}`);
}

/** Returns the tenants of a history, sorted by name. A folder that does not name its tenant (of an older version) is left out. */
export function tenantsIn(history: string): string[] {
  return namesIn(history)
    .flatMap((name) => {
      const tenant = nameIn(join(history, name));
      // A copied folder is not this tenant's.
      return tenant !== undefined && folderOf(history, tenant) === join(history, name) ? [tenant] : [];
    })
    .sort();
}

/** Returns the files that should name a tenant, but are damaged. The next run of that tenant writes its file again. */
export function damagedNamesIn(history: string): string[] {
  return namesIn(history)
    .map((name) => join(history, name))
    .filter((folder) => existsSync(join(folder, NAME)) && nameIn(folder) === undefined)
    .map((folder) => join(folder, NAME));
}

/** Returns the tenant that a folder of the history names. */
function nameIn(folder: string): string | undefined {
  return named.safeParse(parseJson(textOf(join(folder, NAME)) ?? '')).data?.tenant;
}

const named = z.looseObject({ tenant: z.string() });

/** Returns the points of a tenant, oldest first. If a run was written twice, the last line counts. */
export function readPoints(history: string, tenant: string): RunPoint[] {
  const folder = folderOf(history, tenant);
  // Read first. If another run renames it now, its points are found twice, and not never.
  const current = linesIn(join(folder, CURRENT));
  const full = fullFilesIn(folder).reverse();
  const points = new Map<string, RunPoint>();
  for (const line of [...full.flatMap((name) => linesIn(join(folder, name))), ...current]) {
    const read = runPoint.safeParse(parseJson(line));
    if (read.success) points.set(read.data.run, read.data);
  }
  return [...points.values()]
    .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
    .slice(-MAX_POINTS);
}

/**
 * Returns what is wrong with the files of a tenant's points, as sentences. {@link readPoints} leaves out what it cannot read, so
 * whoever decides by the newest point must know that it may be missing.
 */
export function pointsProblems(history: string, tenant: string): string[] {
  const folder = folderOf(history, tenant);
  const files = [...fullFilesIn(folder).reverse(), CURRENT].map((name) => join(folder, name));
  return files.flatMap((file) => {
    if (!existsSync(file)) return [];
    const text = textOf(file);
    if (text === undefined) return [`${file} cannot be read, or is too large.`];
    const last = text.split('\n').findLast((line) => line.trim() !== '') ?? '';
    // A line that a crash cut off is followed by the lines of the next runs.
    const isDamaged = file.endsWith(CURRENT) && last !== '' && !runPoint.safeParse(parseJson(last)).success;
    return isDamaged ? [`The last line of ${file} is damaged. It is about the newest run.`] : [];
  });
}

/** Adds a point, and removes the oldest ones. */
export function addPoint(history: string, tenant: string, point: RunPoint): void {
  const folder = folderOf(history, tenant);
  mkdirSync(folder, { recursive: true });
  // A damaged file is written again.
  if (nameIn(folder) !== tenant) writeWhole(join(folder, NAME), { tenant });
  const current = join(folder, CURRENT);
  const handle = openSync(current, 'a');
  try {
    // The first line break separates the point from a line that a crash cut off.
    writeSync(handle, `\n${JSON.stringify(point)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (linesIn(current).length < POINTS_IN_FILE) return;
  tolerating(() => {
    const time = new Date().toISOString().replace(/\D/g, '');
    renameSync(current, join(folder, `runs.${time}.${randomBytes(4).toString('hex')}.jsonl`));
  });
  let points = 0;
  for (const name of fullFilesIn(folder)) {
    const file = join(folder, name);
    if (points >= MAX_POINTS) tolerating(() => rmSync(file, { force: true }));
    points += linesIn(file).length;
  }
}

/** Returns a stored record. `undefined` if there is none, or if it is damaged or of another version. */
export function readRecord(
  history: string,
  tenant: string,
  kept: Kept,
  command: string,
): RunRecord | undefined {
  const text = textOf(fileOf(history, tenant, kept, command));
  const read = runRecord.safeParse(parseJson(text ?? ''));
  return read.success ? read.data : undefined;
}

/** Stores a record in place of the one before. */
export function writeRecord(history: string, tenant: string, kept: Kept, record: RunRecord): void {
  const folder = folderOf(history, tenant);
  mkdirSync(folder, { recursive: true });
  removeOldDrafts(folder);
  writeWhole(fileOf(history, tenant, kept, record.command), record);
}

/** Writes a file in place of the one before. Until it is complete, readers see the one before. */
function writeWhole(file: string, content: unknown): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}.draft`;
  try {
    const handle = openSync(draft, 'wx');
    try {
      const bytes = Buffer.from(`${JSON.stringify(content)}\n`);
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    replace(file, draft);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Windows refuses to replace a file while another process reads it. That takes milliseconds, so this tries for a second. */
const REPLACE_TRIES = 50;
const REPLACE_PAUSE_MS = 20;

function replace(file: string, draft: string): void {
  for (let tries = 1; ; tries++) {
    try {
      renameSync(draft, file);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (tries === REPLACE_TRIES || !['EPERM', 'EACCES', 'EBUSY'].includes(code)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, REPLACE_PAUSE_MS);
    }
  }
}

/** The version of the format is in the name, so that an older Keyturn does not replace what a newer one needs. */
function fileOf(history: string, tenant: string, kept: Kept, command: string): string {
  const name = command.replace(/[^a-z]/gi, '-').slice(0, 40);
  return join(folderOf(history, tenant), `${kept}-${name}-v${String(RECORD_VERSION)}.json`);
}

/** Whether a file of a history is one that `fileOf` names: the record of a run. */
export function isStoredRecord(name: string): boolean {
  return /^(?:previous|green)-[\w-]+-v\d+\.json$/.test(name);
}

/** Returns the names of the full files, newest first. */
function fullFilesIn(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => FULL.test(name))
    .sort()
    .reverse();
}

function removeOldDrafts(folder: string): void {
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    tolerating(() => {
      if (DRAFT.test(name) && Date.now() - statSync(file).mtimeMs > DRAFT_LIFETIME_MS) rmSync(file);
    });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linesIn(file: string): string[] {
  return (textOf(file) ?? '').split('\n').filter((line) => line.trim() !== '');
}

/** A record has a few MB. Something larger is not one, and reading it could take minutes. */
const MAX_BYTES = 64 * 1024 * 1024;

function textOf(file: string): string | undefined {
  try {
    if (statSync(file).size > MAX_BYTES) return undefined;
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Tidying up may fail: another run does the same at this moment, or the next one does it. */
function tolerating(act: () => void): void {
  try {
    act();
  } catch {
    // See above.
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
