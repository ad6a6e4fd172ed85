import { expect, test } from '../../support/test.ts';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readEnvFileToEdit, writeEnvFile } from '../../../helpers/settings/env-file-write.ts';

const isWindows = process.platform === 'win32';

/** Writes a file of the test, and returns its path. */
function given(name: string, content: string | Buffer = 'A=1\n', mode = 0o644): string {
  const path = test.info().outputPath('files', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
  return path;
}

test.describe('a settings file that is written', () => {
  test('is new: only its owner may read it, and enter its folder', () => {
    const path = test.info().outputPath('accounts', 'deeper', 'eu.env');
    const file = readEnvFileToEdit(path);
    expect(file).toEqual({ path, bytes: undefined, text: '' });
    expect(writeEnvFile(file, 'B=2\n')).toEqual({});
    expect(readFileSync(path, 'utf8')).toBe('B=2\n');
    test.skip(isWindows, 'Windows has no such modes');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(statSync(dirname(dirname(path))).mode & 0o777).toBe(0o700);
  });

  test('gets a stricter mode, and says so', () => {
    test.skip(isWindows, 'Windows has no such modes');
    const path = given('.env');
    expect(writeEnvFile(readEnvFileToEdit(path), 'B=2\n')).toEqual({ tightened: '0644' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(path))).toEqual(['.env']);
  });

  test('is not replaced if someone else has changed it', () => {
    const path = given('.env');
    const file = readEnvFileToEdit(path);
    writeFileSync(path, 'A=3\n');
    expect(() => writeEnvFile(file, 'B=2\n')).toThrow('was changed by someone else');
    expect(readFileSync(path, 'utf8')).toBe('A=3\n');
  });

  for (const [encoding, bytes] of [
    ['UTF-8 with a mark', Buffer.from('\ufeffA=ä\n')],
    ['UTF-16 LE', Buffer.from('\ufeffA=ä\n', 'utf16le')],
    ['UTF-16 BE', Buffer.from('\ufeffA=ä\n', 'utf16le').swap16()],
    ['UTF-16 LE without a mark', Buffer.from('A=ä\n', 'utf16le')],
  ] as const) {
    test(`keeps its encoding: ${encoding}`, () => {
      const path = given('.env', bytes);
      const file = readEnvFileToEdit(path);
      writeEnvFile(file, file.text);
      expect(readFileSync(path)).toEqual(bytes);
    });
  }

  test('is the target of a link, and never something else than a file', () => {
    test.skip(isWindows, 'links need a privilege there');
    const target = given('real.env');
    const folder = dirname(target);
    symlinkSync(target, join(folder, 'link.env'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'dangling.env'));
    expect(readEnvFileToEdit(join(folder, 'link.env')).path).toBe(target);
    expect(() => readEnvFileToEdit(join(folder, 'dangling.env'))).toThrow(
      'is a link to a file that does not exist',
    );
    expect(() => readEnvFileToEdit(folder)).toThrow('is a folder');
    expect(() => readEnvFileToEdit('/dev/null')).toThrow('is not a regular file');
    if (spawnSync('mkfifo', [join(folder, 'pipe')]).status === 0)
      expect(() => readEnvFileToEdit(join(folder, 'pipe'))).toThrow('is not a regular file');
  });
});
