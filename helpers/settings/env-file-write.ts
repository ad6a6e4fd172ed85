/**
 * Writes a settings file: in one step, so that a reader never sees half of it, and readable by its owner alone, because it
 * contains secrets.
 */
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { decode } from '../decode.ts';
import { notWritableError } from '../machine/writable.ts';
import { Blocked } from '../verdict/errors.ts';

/** Only the owner may read and write the file, and enter its folder. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** A settings file before it is edited. */
export interface StoredEnvFile {
  /** The file itself, if the path was a link. */
  path: string;
  /** `undefined` if it does not exist yet. */
  bytes: Buffer | undefined;
  /** Empty if it does not exist yet. It begins with the byte order mark, if there is one. */
  text: string;
}

/**
 * Reads a settings file that is going to be written.
 *
 * @throws {Blocked} if it is a folder, a pipe or a device, a link to nothing, or not readable text
 */
export function readEnvFileToEdit(path: string): StoredEnvFile {
  const found = kindOf(path);
  if (found === undefined) return { path, bytes: undefined, text: '' };
  if (found.isSymbolicLink() && statSync(path, { throwIfNoEntry: false }) === undefined)
    throw cannotEdit(
      path,
      'is a link to a file that does not exist',
      'remove the link, or name another file',
    );
  const target = realpathSync(path);
  if (!statSync(target).isFile()) {
    const kind = statSync(target).isDirectory()
      ? 'is a folder'
      : 'is not a regular file (a pipe or a device)';
    throw cannotEdit(path, `${kind}, so it cannot be edited`, 'name a file with --file');
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(target);
  } catch (error) {
    throw notWritableError({ path: target, ...PLACE }, error);
  }
  const decoded = decode(bytes);
  if (!decoded.ok) throw cannotEdit(path, decoded.problem, 'save it in UTF-8, or name another file');
  return { path: target, bytes, text: `${markOf(bytes)}${decoded.text}` };
}

/** Returns what is at a path. A folder on the way to it may be a file, a loop of links, or not readable. */
function kindOf(path: string): Stats | undefined {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    // A loop of links is found only by following it.
    if (found?.isSymbolicLink() === true) statSync(path, { throwIfNoEntry: false });
    return found;
  } catch (error) {
    throw notWritableError({ path, ...PLACE }, error);
  }
}

const PLACE = { purpose: 'the settings', elsewhere: 'name another file with --file' };

function cannotEdit(path: string, problem: string, remedy: string): Blocked {
  return new Blocked(`${path} ${problem}.`, { remedy, help: 'settings' });
}

/** What was done to the file, apart from its text. */
export interface Written {
  /** Its former mode, if others could read or write it until now. */
  tightened?: string;
}

/**
 * Writes the edited text, in the file's own encoding.
 *
 * @throws {Blocked} if it cannot be written, or was changed since it was read
 */
export function writeEnvFile({ path, bytes }: StoredEnvFile, text: string): Written {
  const folder = dirname(path);
  const before = statSync(path, { throwIfNoEntry: false });
  if ((before === undefined) !== (bytes === undefined) || (bytes && !readFileSync(path).equals(bytes)))
    throw new Blocked(`${path} was changed by someone else in the meantime, and was left as it is.`, {
      remedy: 'run npm run setup again',
      help: 'settings',
    });
  // Like `.env`, its name is ignored by Git.
  const temporary = join(folder, `${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
    writePrivately(temporary, encoded(text, bytes));
    keepOwner(temporary, before);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw notWritableError({ path, ...PLACE }, error);
  }
  syncFolder(folder);
  // Windows has no such mode. There, the file has the permissions of its folder.
  if (process.platform === 'win32' || before === undefined || (before.mode & 0o077) === 0) return {};
  return { tightened: (before.mode & 0o777).toString(8).padStart(4, '0') };
}

function writePrivately(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx', PRIVATE_FILE);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** If root edits a person's file, it stays theirs. */
function keepOwner(path: string, before: Stats | undefined): void {
  if (before !== undefined && process.getuid?.() === 0 && before.uid !== 0)
    chownSync(path, before.uid, before.gid);
}

/** Without this, the rename might not survive a power failure. Not every system can do it, and nothing depends on it. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    fsyncSync(opened);
    closeSync(opened);
  } catch {
    // Windows, for example, cannot open a folder.
  }
}

function markOf(bytes: Buffer): string {
  return encodingOf(bytes)?.mark === true ? '\ufeff' : '';
}

/** Encodes the text like the file that it replaces: UTF-8, unless that is in UTF-16. */
function encoded(text: string, before: Buffer | undefined): Buffer {
  const encoding = before === undefined ? undefined : encodingOf(before);
  if (encoding === undefined || encoding.name === 'utf-8') return Buffer.from(text);
  const little = Buffer.from(text, 'utf16le');
  return encoding.name === 'utf-16le' ? little : little.swap16();
}

function encodingOf(bytes: Buffer): { name: 'utf-8' | 'utf-16le' | 'utf-16be'; mark: boolean } | undefined {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return { name: 'utf-16le', mark: true };
  if (first === 0xfe && second === 0xff) return { name: 'utf-16be', mark: true };
  if (first === 0xef && second === 0xbb && third === 0xbf) return { name: 'utf-8', mark: true };
  // The reader accepts UTF-16 without a mark, and tells the two byte orders apart by the zeros of letters.
  if (!bytes.includes(0)) return { name: 'utf-8', mark: false };
  return { name: bytes[1] === 0 ? 'utf-16le' : 'utf-16be', mark: false };
}
