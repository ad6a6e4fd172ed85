import { expect, test } from '../../support/test.ts';
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
import { notWritableError, checkReplaceable, checkWritable } from '../../../helpers/machine/writable.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';

const placeAt = (path: string) => ({ path, purpose: 'the ledger', variable: 'KEYTURN_STATE' });

/** A folder for this test only. */
function folder(): string {
  const path = test.info().outputPath('place');
  mkdirSync(path, { recursive: true });
  return path;
}

/** Runs something as a user other than root, because root may write everywhere. */
function asNobody<T>(act: () => T): T {
  if (process.seteuid === undefined || process.getuid?.() !== 0) return act();
  process.seteuid(65534);
  try {
    return act();
  } finally {
    process.seteuid(0);
  }
}

test('a writable folder is left unchanged', () => {
  const path = folder();
  writeFileSync(join(path, 'existing'), 'x');
  expect(checkWritable(placeAt(path))).toBeUndefined();
  expect(readdirSync(path)).toEqual(['existing']);
});

test('a folder that can be created is removed again, with the parents that were created', () => {
  const path = folder();
  expect(checkWritable(placeAt(join(path, 'a', 'b')))).toBeUndefined();
  expect(readdirSync(path)).toEqual([]);
});

test('a file in place of the folder or of a parent is named, with a remedy', () => {
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

test.describe('a path of another owner', () => {
  test.skip(process.platform === 'win32', 'Windows has no file modes');

  test('a folder is reported with its owner and a remedy', () => {
    const path = folder();
    const theirs = join(path, 'theirs');
    mkdirSync(theirs, { mode: 0o700 });
    if (process.getuid?.() === 0) chownSync(path, 65534, 65534);
    else chmodSync(theirs, 0o500);
    const why = asNobody(() => checkWritable(placeAt(join(theirs, 'acme'))))?.message;
    expect(why).toMatch(/theirs is owned by .* \(mode 0[57]00\), but this run's user is /);
    expect(why).toMatch(/To do: ch(?:own|mod) -R .*theirs.*; or set KEYTURN_STATE to another folder/);
    chmodSync(theirs, 0o700);
  });

  test('an existing report that may not be replaced is reported with its owner', () => {
    const report = join(folder(), 'junit.xml');
    expect(checkReplaceable(placeAt(report))).toBeUndefined();
    writeFileSync(report, 'x', { mode: 0o444 });
    expect(asNobody(() => checkReplaceable(placeAt(report)))?.message).toMatch(/junit\.xml is owned by /);
  });
});

test('a folder in place of a report is reported', () => {
  expect(checkReplaceable(placeAt(folder()))?.message).toContain('must be a file, but is a folder');
});

for (const [code, reason] of [
  ['ENOSPC', 'the disk or your quota is full'],
  ['EDQUOT', 'the disk or your quota is full'],
  ['EROFS', 'is on a read-only file system'],
  ['EIO', 'the system reports EIO'],
] as const) {
  test(`${code} is explained, with a remedy`, () => {
    const { message } = notWritableError(placeAt(folder()), Object.assign(new Error('raw words'), { code }));
    expect(message).toContain(reason);
    expect(message).toContain('set KEYTURN_STATE to another folder');
    expect(message).not.toContain('raw words');
  });
}

test('isInside follows links, and accepts paths that do not exist yet', () => {
  const path = folder();
  mkdirSync(join(path, 'real'));
  symlinkSync(join(path, 'real'), join(path, 'link'));
  expect(isInside(join(path, 'link', 'not', 'yet'), join(path, 'real'))).toBe(true);
  expect(isInside(join(path, 'real'), join(path, 'link'))).toBe(false);
  expect(isInside(join(path, '..real'), path)).toBe(true);
  expect(isInside(join(path, 'real-too'), join(path, 'real'))).toBe(false);
});
