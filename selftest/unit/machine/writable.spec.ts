import { expect, test } from '@playwright/test';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isInside } from '../../../helpers/machine/real-path.ts';
import { checkReplaceable, checkWritable, notWritableError } from '../../../helpers/machine/writable.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';

const placeAt = (path: string) => ({ path, purpose: 'the ledger', variable: 'KEYTURN_STATE' });

/** A folder for this test only. */
function folder(): string {
  const path = test.info().outputPath('place');
  mkdirSync(path, { recursive: true });
  return path;
}

/** Runs `act` as a user other than root, because root may write everywhere. */
function withoutRoot<T>(act: () => T): T {
  if (process.seteuid === undefined || process.getuid?.() !== 0) return act();
  process.seteuid(65534);
  try {
    return act();
  } finally {
    process.seteuid(0);
  }
}

test('checking a writable folder changes nothing in it', () => {
  const path = folder();
  writeFileSync(join(path, 'mine'), 'x');
  expect(checkWritable(placeAt(path))).toBeUndefined();
  expect(readdirSync(path)).toEqual(['mine']);
});

test('checking a folder that can be created leaves neither it nor its parents', () => {
  const path = folder();
  expect(checkWritable(placeAt(join(path, 'a', 'b')))).toBeUndefined();
  expect(readdirSync(path)).toEqual([]);
});

test('a file in place of the folder or of one above it is reported', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, 'x');
  for (const path of [file, join(file, 'deep', 'er')]) {
    const why = checkWritable(placeAt(path));
    expect(why).toBeInstanceOf(Blocked);
    expect(why?.message).toContain(
      `Cannot write to ${path}: ${file} is a file, not a folder. Keyturn needs it for the ledger.`,
    );
    expect(why?.message).toContain('To do: move it away, or set KEYTURN_STATE to another folder');
  }
});

test('a broken link and a circular link are reported', () => {
  const path = folder();
  for (const [name, to] of [
    ['nowhere', join(path, 'gone')],
    ['circle', join(path, 'circle')],
  ] as const) {
    symlinkSync(to, join(path, name));
    expect(checkWritable(placeAt(join(path, name)))?.message).toContain(
      `${join(path, name)} is a broken or circular link`,
    );
  }
  expect(existsSync(join(path, 'gone'))).toBe(false);
});

test.describe('if it belongs to another user', () => {
  test.skip(process.platform === 'win32', 'Windows has no file modes');

  test('a folder is reported with its owner, and how to get access', () => {
    const path = folder();
    const theirs = join(path, 'theirs');
    mkdirSync(theirs, { mode: 0o700 });
    if (process.getuid?.() === 0) chownSync(path, 65534, 65534);
    else chmodSync(theirs, 0o500);
    const why = withoutRoot(() => checkWritable(placeAt(join(theirs, 'acme'))))?.message;
    expect(why).toMatch(/theirs is owned by .* \(mode 0[57]00\), but this run's user is /);
    expect(why).toMatch(/To do: ch(?:own|mod) -R .*theirs.*; or set KEYTURN_STATE to another folder/);
    chmodSync(theirs, 0o700);
  });

  test('an existing report that may not be replaced is reported', () => {
    const report = join(folder(), 'junit.xml');
    expect(checkReplaceable(placeAt(report))).toBeUndefined();
    writeFileSync(report, 'x', { mode: 0o444 });
    expect(withoutRoot(() => checkReplaceable(placeAt(report)))?.message).toMatch(/junit\.xml is owned by /);
  });
});

test('a folder in place of a report is reported', () => {
  expect(checkReplaceable(placeAt(folder()))?.message).toContain('must be a file, but is a folder');
});

for (const [code, explanation] of [
  ['ENOSPC', 'the disk or your quota is full'],
  ['EDQUOT', 'the disk or your quota is full'],
  ['EROFS', 'is on a read-only file system'],
  ['EIO', 'the system reports EIO'],
] as const) {
  test(`${code} is explained, with a remedy`, () => {
    const { message } = notWritableError(
      placeAt(folder()),
      Object.assign(new Error('raw message'), { code }),
    );
    expect(message).toContain(explanation);
    expect(message).toContain('set KEYTURN_STATE to another folder');
    expect(message).not.toContain('raw message');
  });
}

test('a path inside a folder is recognized through a link, and if it does not exist yet', () => {
  const path = folder();
  mkdirSync(join(path, 'real'));
  symlinkSync(join(path, 'real'), join(path, 'link'));
  expect(isInside(join(path, 'link', 'not', 'yet'), join(path, 'real'))).toBe(true);
  expect(isInside(join(path, 'real'), join(path, 'link'))).toBe(false);
  expect(isInside(join(path, '..real'), path)).toBe(true);
  expect(isInside(join(path, 'real-too'), join(path, 'real'))).toBe(false);
});
