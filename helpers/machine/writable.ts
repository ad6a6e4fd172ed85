/** Whether a run may write where it will have to: tried before it does anything, and said in words. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Blocked } from '../verdict/errors.ts';

/** A folder that a run writes to, or a file. */
export interface Place {
  path: string;
  /** What it is for, behind "it is for". */
  purpose: string;
  /** The variable that puts it elsewhere. */
  variable: string;
}

/** So much is written to see whether there is room, in bytes. */
const PROBE = Buffer.alloc(16 * 1024);

/** Another run that ends may take an empty folder with it just now. */
const MAX_TRIES = 5;

/**
 * Tries a folder: makes it, writes a file to it, lists it, and takes both away again (the folder, if it was not there).
 *
 * @returns what is wrong with it, or nothing.
 */
export function checkWritable(place: Place): Blocked | undefined {
  const folder = resolve(place.path);
  for (let tries = 1; ; tries++) {
    try {
      const made = makeFolder(folder);
      const file = join(folder, `.keyturn-trial-${String(process.pid)}-${randomBytes(4).toString('hex')}`);
      try {
        writeFileSync(file, PROBE, { flag: 'wx' });
        readdirSync(folder);
      } finally {
        rmSync(file, { force: true });
        removeEmpty(made);
      }
      return undefined;
    } catch (error) {
      if (tries < MAX_TRIES && codeOf(error) === 'ENOENT' && !isLink(folder)) continue;
      return notWritableError(place, error);
    }
  }
}

/** What is wrong with a file that is there already and has to be written anew, or nothing. */
export function checkReplaceable(place: Place): Blocked | undefined {
  try {
    if (statSync(place.path, { throwIfNoEntry: false })?.isDirectory() === true) {
      return new Blocked(
        `${resolve(place.path)} is a folder, where a file has to be: it is for ${place.purpose}.`,
        {
          remedy: `move it away, or set ${place.variable} to another folder`,
        },
      );
    }
    // Opened, because the system answers by other rights if it is only asked.
    closeSync(openSync(place.path, 'r+'));
    return undefined;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : notWritableError(place, error);
  }
}

/** A failure to write to a place, as a sentence with what to do about it. */
export function notWritableError(place: Place, error: unknown): Blocked {
  const { variable, purpose } = place;
  const path = resolve(place.path);
  const culprit = nearest(path);
  const stats = lstatSync(culprit, { throwIfNoEntry: false });
  const elsewhere = `set ${variable} to a folder elsewhere`;
  const [why, remedy] = reasonFor(codeOf(error), { culprit, stats, elsewhere });
  return new Blocked(`${path} cannot be written to: ${why}. It is for ${purpose}.`, { remedy });
}

function reasonFor(
  code: string,
  { culprit, stats, elsewhere }: { culprit: string; stats: Stats | undefined; elsewhere: string },
): [why: string, remedy: string] {
  switch (code) {
    case 'EACCES':
    case 'EPERM': {
      if (stats === undefined || process.getuid === undefined) return [`${culprit} is protected`, elsewhere];
      const me = process.getuid();
      const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
      const mend =
        stats.uid === me
          ? `chmod -R u+rwX ${culprit}`
          : `chown -R ${String(me)} ${culprit}, as its owner or as root`;
      return [
        `${culprit} belongs to ${nameOf(stats.uid)} (mode ${mode}), and this run is ${nameOf(me)}`,
        `${mend}; or ${elsewhere}`,
      ];
    }
    case 'EROFS':
      return [`${culprit} is on a file system that is read-only`, elsewhere];
    case 'ENOSPC':
    case 'EDQUOT':
      return ['the disk is full (or what you may use of it)', `make room, or ${elsewhere}`];
    case 'EEXIST':
    case 'ENOTDIR':
    case 'ENOENT':
      if (stats?.isSymbolicLink() === true)
        return [
          `${culprit} is a link that leads nowhere, or in a circle`,
          `remove the link, or ${elsewhere}`,
        ];
      if (stats?.isDirectory() === false)
        return [`${culprit} is a file, and not a folder`, `move it away, or ${elsewhere}`];
      break;
    case 'ELOOP':
      return [`${culprit} is a link that leads nowhere, or in a circle`, `remove the link, or ${elsewhere}`];
    case 'ENAMETOOLONG':
      return ['its name is too long', elsewhere];
    default:
  }
  return [`the system says ${code}`, elsewhere];
}

/**
 * Makes a folder and those above it, one by one: made at once, each failure would be an ENOENT.
 *
 * @returns those that were not there, the innermost first.
 */
function makeFolder(folder: string): string[] {
  const isThere = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return [];
  const above = dirname(folder);
  const made = statSync(above, { throwIfNoEntry: false }) === undefined ? makeFolder(above) : [];
  try {
    mkdirSync(folder);
    return [folder, ...made];
  } catch (error) {
    // Another run was faster.
    if (codeOf(error) === 'EEXIST' && isThere()) return made;
    removeEmpty(made);
    throw error;
  }
}

function removeEmpty(folders: readonly string[]): void {
  try {
    for (const folder of folders) rmdirSync(folder);
  } catch {
    // Another run has begun to use it.
  }
}

/** The path itself, or the last folder on the way to it that is there. */
function nearest(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    try {
      if (lstatSync(at, { throwIfNoEntry: false }) !== undefined || dirname(at) === at) return at;
    } catch {
      // What is above it may not be looked into, or is a file.
    }
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function nameOf(uid: number): string {
  if (uid === 0) return 'root';
  try {
    const me = userInfo();
    if (me.uid === uid) return `${me.username} (user ${String(uid)})`;
  } catch {
    // A container's user may have no name.
  }
  return `user ${String(uid)}`;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'an unknown error';
}
