/** Checks, before a run does anything, that it can write wherever it has to, and explains the problem if it cannot. */
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
export type Place = {
  path: string;
  /** What it is for, as the end of “Keyturn needs it for …”. */
  purpose: string;
} & Alternative;

/** How to use another place: the variable that sets it, or what to do if there is none. */
type Alternative = { variable: string } | { elsewhere: string };

function alternativeTo(place: Alternative): string {
  return 'variable' in place ? `set ${place.variable} to another folder` : place.elsewhere;
}

/** What is written to check for free space: 16 KiB. */
const PROBE = Buffer.alloc(16 * 1024);

/** Another run that ends may remove an empty folder at the same moment. */
const MAX_TRIES = 5;

/**
 * Tries a folder: creates it, writes a file to it, lists it, and removes the file (and the folder, if it was created).
 *
 * @returns the problem, or `undefined` if it is writable.
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

/** Returns the problem with an existing file that must be replaced, or `undefined` if it can be. */
export function checkReplaceable(place: Place): Blocked | undefined {
  try {
    if (statSync(place.path, { throwIfNoEntry: false })?.isDirectory() === true) {
      return new Blocked(
        `${resolve(place.path)} must be a file, but is a folder. Keyturn needs it for ${place.purpose}.`,
        {
          remedy: `move it away, or ${alternativeTo(place)}`,
          help: 'folders',
        },
      );
    }
    // Opening the file is the only reliable test: access() checks the real user, not the effective one.
    closeSync(openSync(place.path, 'r+'));
    return undefined;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : notWritableError(place, error);
  }
}

/** Turns a failure to write to a place into a message with a remedy. */
export function notWritableError(place: Place, error: unknown): Blocked {
  const { purpose } = place;
  const path = resolve(place.path);
  const culprit = nearest(path);
  const stats = lstatSync(culprit, { throwIfNoEntry: false });
  const elsewhere = alternativeTo(place);
  const [why, remedy] = reasonFor(codeOf(error), { culprit, stats, elsewhere });
  return new Blocked(`Cannot write to ${path}: ${why}. Keyturn needs it for ${purpose}.`, {
    remedy,
    help: 'folders',
  });
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
      const fix =
        stats.uid === me
          ? `chmod -R u+rwX ${culprit}`
          : `chown -R ${String(me)} ${culprit}, as its owner or as root`;
      return [
        `${culprit} is owned by ${nameOf(stats.uid)} (mode ${mode}), but this run's user is ${nameOf(me)}`,
        `${fix}; or ${elsewhere}`,
      ];
    }
    case 'EROFS':
      return [`${culprit} is on a read-only file system`, elsewhere];
    case 'ENOSPC':
    case 'EDQUOT':
      return ['the disk or your quota is full', `free some space, or ${elsewhere}`];
    case 'EEXIST':
    case 'ENOTDIR':
    case 'ENOENT':
      if (stats?.isSymbolicLink() === true)
        return [`${culprit} is a broken or circular link`, `remove the link, or ${elsewhere}`];
      if (stats?.isDirectory() === false)
        return [`${culprit} is a file, not a folder`, `move it away, or ${elsewhere}`];
      break;
    case 'ELOOP':
      return [`${culprit} is a broken or circular link`, `remove the link, or ${elsewhere}`];
    case 'ENAMETOOLONG':
      return ['its name is too long', elsewhere];
    default:
  }
  return [`the system reports ${code}`, elsewhere];
}

/**
 * Creates a folder and its missing parents, one by one. With one recursive call, every failure would be an ENOENT.
 *
 * @returns the folders that were created, the innermost first.
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

/** Returns the path itself if it exists, or else its nearest existing parent. */
function nearest(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    try {
      if (lstatSync(at, { throwIfNoEntry: false }) !== undefined || dirname(at) === at) return at;
    } catch {
      // A parent is not accessible, or is a file.
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
