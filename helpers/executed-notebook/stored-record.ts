/** Reads a record from the disk. It may be damaged, edited, of another version, or something else altogether. */
import { readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { printable } from '../http/printable.ts';
import { RECORD_VERSION, type RunRecord, runRecord } from '../record/schema.ts';
import { RECORD } from '../results/files.ts';
import { describe } from '../verdict/errors.ts';
import { digestOf } from '../record/digest.ts';

/** A record and its file, or the problem as a message for a person. */
export type StoredRecord =
  | {
      ok: true;
      record: RunRecord;
      file: string;
      /** The SHA-256 digest of the file. */
      digest: string;
      /** What the file contains, with fields that this version does not know. */
      value: unknown;
    }
  | { ok: false; problem: string };

/** Larger files are not records. */
const MAX_BYTES = 256 * 1024 * 1024;

/** How many wrong fields a message names. */
const MAX_NAMED = 3;

/** The fields of a record of any version that a message uses. */
const anyVersion = z.looseObject({ version: z.number(), keyturn: z.string().optional() });

/** @param path the record's file, or the folder with its `run.json` */
export function readStoredRecord(path: string): StoredRecord {
  const given = resolve(path);
  const stat = statSync(given, { throwIfNoEntry: false });
  if (stat === undefined)
    return problem(`${given} does not exist.`, 'name a results folder, or the file of a record');
  const file = stat.isDirectory() ? join(given, RECORD) : given;
  const read = readBytes(file);
  if ('code' in read) {
    return read.code === 'ENOENT'
      ? problem(`${given} contains no ${RECORD}.`, 'name the results folder of a run that has begun')
      : problem(`Cannot read ${file} (${read.code}).`, 'make it readable, and check that it is a file');
  }
  const parsed = parse(read.bytes.toString('utf8'));
  if ('message' in parsed) {
    return problem(
      `${file} is damaged: it is not JSON (${parsed.message}).`,
      'restore it from a copy, or run again',
    );
  }
  const version = anyVersion.safeParse(parsed.value).data;
  if (version !== undefined && version.version !== RECORD_VERSION) {
    const by = version.keyturn === undefined ? 'another version of Keyturn' : `Keyturn ${version.keyturn}`;
    return problem(
      `${file} is a record of version ${String(version.version)}, which ${by} wrote. This Keyturn reads version ${String(RECORD_VERSION)}.`,
      `draw it with ${by}`,
    );
  }
  const checked = runRecord.safeParse(parsed.value);
  if (!checked.success) {
    return problem(
      `${file} is not the record of a run: ${describeIssues(checked.error.issues)}.`,
      `name the ${RECORD} of a run; if it was edited, restore it from a copy`,
    );
  }
  return { ok: true, record: checked.data, file, digest: digestOf(read.bytes), value: parsed.value };
}

function problem(message: string, remedy: string): StoredRecord {
  return { ok: false, problem: printable(describe(message, { remedy, help: 'stored-record' })) };
}

function readBytes(file: string): { bytes: Buffer } | { code: string } {
  try {
    const stat = statSync(file);
    // Reading a pipe could wait forever.
    if (!stat.isFile()) return { code: 'not a file' };
    if (stat.size > MAX_BYTES) return { code: 'too large for a record' };
    return { bytes: readFileSync(file) };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

function parse(text: string): { value: unknown } | { message: string } {
  try {
    return { value: JSON.parse(text.replace(/^\ufeff/, '')) as unknown };
  } catch (error) {
    return { message: (error as Error).message };
  }
}

/** Names the fields that are wrong: `cells[3].status` with what is expected there. */
function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const named = issues.slice(0, MAX_NAMED).map(({ path, message }) => {
    const field = path
      .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`))
      .join('')
      .replace(/^\./, '');
    return `${field === '' ? basename(RECORD, '.json') : `“${field}”`}: ${message}`;
  });
  const more = issues.length - named.length;
  return [...named, ...(more > 0 ? [`${String(more)} more`] : [])].join('; ');
}
