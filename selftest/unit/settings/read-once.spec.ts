/** The settings file is read each time, and a pipe once, with a limit for every wait. */
import { expect, test } from '../../support/test.ts';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentWithoutVault } from '../../../helpers/secrets/vault.ts';
import { type BytesRead, readOnce } from '../../../helpers/settings/read-once.ts';

const IMPATIENT = { writerMs: 60, moreMs: 60, sayAfterMs: 10_000 };

function folder(): string {
  const made = test.info().outputPath('files');
  mkdirSync(made, { recursive: true });
  return made;
}

function pipe(): string {
  const path = join(folder(), '.env');
  execFileSync('mkfifo', [path]);
  return path;
}

function textOf(read: BytesRead): string {
  return read.ok ? read.bytes.toString() : read.problem;
}

test('a file is read each time, and is not passed on', () => {
  const environment = {};
  const path = join(folder(), '.env');
  writeFileSync(path, 'A=1');
  expect(textOf(readOnce(path, environment))).toBe('A=1');
  writeFileSync(path, 'A=2');
  expect(textOf(readOnce(path, environment))).toBe('A=2');
  expect(environment).toEqual({});
});

test('a missing file, a broken link and a folder cannot be read', () => {
  const path = join(folder(), '.env');
  expect(readOnce(path, {})).toMatchObject({ ok: false, isMissing: true, problem: 'does not exist' });
  symlinkSync('nowhere', path);
  expect(readOnce(path, {})).toMatchObject({ isMissing: false, problem: expect.stringContaining('link') });
  expect(readOnce(folder(), {})).toMatchObject({ isMissing: false, problem: 'is a folder' });
});

test.describe('a pipe', () => {
  test.skip(process.platform === 'win32', 'Windows has no such pipes');

  test('is read once, and passed on to processes of the run only', () => {
    const path = pipe();
    const environment: NodeJS.ProcessEnv = { OTHER: 'x' };
    const text = `A=1\nB=${'long'.repeat(10_000)}\n`;
    writeFileSync(`${path}.text`, text);
    const writer = spawn('sh', ['-c', 'cat "$0.text" > "$0"', path], { stdio: 'ignore' });
    expect(textOf(readOnce(path, environment))).toBe(text);
    expect(textOf(readOnce(path, environment, IMPATIENT))).toBe(text);
    expect(environmentWithoutVault(environment)).toEqual({ OTHER: 'x' });
    // A file other than the one that was passed on is read directly.
    writeFileSync(`${path}.other`, 'C=1');
    expect(textOf(readOnce(`${path}.other`, environment))).toBe('C=1');
    writer.kill();
  });

  test('without a writer is given up, once for all processes', () => {
    const path = pipe();
    const environment: NodeJS.ProcessEnv = {};
    expect(textOf(readOnce(path, environment, IMPATIENT))).toMatch(/is a pipe without a writer/);
    // It does not wait again, although these are the default limits.
    expect(textOf(readOnce(path, environment))).toMatch(/is a pipe without a writer/);
  });

  test('that its writer does not close is given up', () => {
    const path = pipe();
    const writer = spawn('sh', ['-c', 'exec 3> "$0"; echo A=1 >&3; exec sleep 600', path], {
      stdio: 'ignore',
    });
    const read = readOnce(path, {}, { writerMs: 60_000, moreMs: 60, sayAfterMs: 60_000 });
    writer.kill();
    expect(textOf(read)).toMatch(/was not closed by its writer/);
  });

  test('with endless data is given up', () => {
    const path = pipe();
    const writer = spawn('sh', ['-c', 'yes > "$0"', path], { stdio: 'ignore' });
    expect(textOf(readOnce(path, {}))).toBe('is larger than 64 KiB');
    writer.kill();
  });

  test('that is not written at once is named on the console', () => {
    const path = pipe();
    const script = `import { readOnce } from ${JSON.stringify(join(process.cwd(), 'helpers/settings/read-once.ts'))};
      readOnce(process.argv[2], {}, { writerMs: 60, sayAfterMs: 1 });`;
    writeFileSync(join(folder(), 'read.ts'), script);
    execFileSync('sh', [
      '-c',
      '"$0" --import jiti/register "$1" "$2" 2> "$2.said"',
      process.execPath,
      join(folder(), 'read.ts'),
      path,
    ]);
    expect(readFileSync(`${path}.said`, 'utf8')).toContain(`Waiting for settings from the pipe ${path} …`);
  });
});
