import { expect, test } from '../../support/test.ts';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { redraw } from '../../../helpers/executed-notebook/redraw.ts';
import { type Drawings, writeNotebook } from '../../../helpers/executed-notebook/write.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { cleanEnvironment } from '../../support/keyturn.ts';
import { cellWith, recordWith } from '../record/records.ts';

/** Drawings that show what they were given. */
const DRAWINGS: Drawings = {
  'notebook.md': ({ run }, { digest }) => `${run} ${digest}`,
  'accounts.csv': ({ cells }) => String(cells.length),
};

const RECORD = recordWith([cellWith()]);

/** A folder with files, by name. */
function folderWith(files: Record<string, string | object>): string {
  const folder = test.info().outputPath('results');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

/** Runs the command in this process. */
function drawn(words: string[], drawings = DRAWINGS): { code: number; printed: string; complained: string } {
  const [printed, complained]: string[][] = [[], []];
  const output = {
    print: (line: string) => void printed?.push(line),
    complain: (line: string) => void complained?.push(line),
  };
  const code = redraw(words, output, drawings);
  return { code, printed: printed?.join('\n') ?? '', complained: complained?.join('\n') ?? '' };
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

test('the notebook is drawn from the record in a folder, with the digest of its bytes, and the rest is left alone', () => {
  const text = `${JSON.stringify(RECORD, undefined, 3)}\r\n`;
  const folder = folderWith({ 'run.json': text, 'junit.xml': '<x/>', 'notebook.md': 'old' });
  const { code, printed, complained } = drawn([folder]);
  expect({ code, complained }).toEqual({ code: 0, complained: '' });
  const digest = createHash('sha256').update(text).digest('hex');
  expect(read(folder, 'notebook.md')).toBe(`aaaaaaaaaa ${digest}`);
  expect(read(folder, 'accounts.csv')).toBe('1');
  expect(read(folder, 'run.json')).toBe(text);
  expect(readdirSync(folder).sort()).toEqual(['accounts.csv', 'junit.xml', 'notebook.md', 'run.json']);
  expect(printed).toContain(digest);
  expect(printed).toContain('notebook.md');
});

test('the notebook is drawn from another file next to it', () => {
  const folder = folderWith({ 'green.json': RECORD });
  expect(drawn([join(folder, 'green.json')]).code).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['accounts.csv', 'green.json', 'notebook.md']);
});

test('the record of a run that has not ended is drawn, too', () => {
  const folder = folderWith({ 'run.json': { ...RECORD, ended: false, exitCode: null, verdict: 'blocked' } });
  expect(drawn([folder]).code).toBe(0);
});

for (const [title, content, message] of [
  ['is not JSON', '{"version":1,', /run\.json is damaged: it is not JSON \(.*\)\.\n\s+To do: restore it/],
  ['is empty', '', /run\.json is damaged/],
  [
    'is of a newer version',
    { version: 2, keyturn: '3.1.0' },
    /a record of version 2, which Keyturn 3\.1\.0 wrote\. This Keyturn reads version 1\.\n\s+To do: draw it with Keyturn 3\.1\.0/,
  ],
  ['is another kind of file', { name: 'keyturn' }, /is not the record of a run: “version”: .*\n\s+To do: /],
  ['is a list', [], /is not the record of a run: run: /],
  [
    'has a field of the wrong type',
    { ...RECORD, cells: [cellWith(), { ...cellWith(), status: 'green' }] },
    /“cells\[1\]\.status”: /,
  ],
  ['has a field with a hostile name', { version: 2, keyturn: '\u001b[2J\u202e' }, /which Keyturn ·+ wrote/],
] as const) {
  test(`a record that ${title} is reported with what to do, and nothing is written`, () => {
    const folder = folderWith({ 'run.json': content, 'notebook.md': 'old' });
    const { code, complained } = drawn([folder]);
    expect(code).toBe(2);
    expect(complained).toMatch(message);
    expect(read(folder, 'notebook.md')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['notebook.md', 'run.json']);
  });
}

test('a folder that does not exist, one without a record, and a wrong command line are reported', () => {
  const folder = folderWith({});
  const missing = drawn([join(folder, 'missing')]);
  expect(missing.code).toBe(2);
  expect(missing.complained).toMatch(/missing does not exist\.\n\s+To do: name a results folder/);
  expect(drawn([folder]).complained).toMatch(/contains no run\.json\.\n\s+To do: /);
  expect(drawn([folder, folder])).toMatchObject({ code: 2 });
  expect(drawn(['--open']).complained).toContain('Unknown flag --open');
});

test('a file that cannot be replaced is reported before anything is written', () => {
  const folder = folderWith({ 'run.json': RECORD });
  mkdirSync(join(folder, 'notebook.html'));
  const { code, complained } = drawn([folder]);
  expect(code).toBe(2);
  expect(complained).toMatch(
    /notebook\.html must be a file, but is a folder[^]*copy the record to another folder/,
  );
  expect(existsSync(join(folder, 'notebook.md'))).toBe(false);
});

test('a folder that is not writable is reported with its owner', () => {
  test.skip(process.platform === 'win32' || process.getuid?.() === 0, 'This user may write everywhere');
  const folder = folderWith({ 'run.json': RECORD });
  chmodSync(folder, 0o500);
  const { code, complained } = drawn([folder]);
  chmodSync(folder, 0o700);
  expect(code).toBe(2);
  expect(complained).toMatch(/Cannot write to .*results[^]*copy the record to another folder/);
});

test('if one file cannot be drawn, none is written', () => {
  const folder = folderWith({ 'run.json': RECORD, 'accounts.csv': 'old' });
  const failing: Drawings = {
    'accounts.csv': () => 'new',
    'ctrf.json': () => {
      throw new Error('no idea');
    },
  };
  const { code, complained } = drawn([folder], failing);
  expect(code).toBe(2);
  expect(complained).toContain('no idea');
  expect(read(folder, 'accounts.csv')).toBe('old');
});

test('a file that cannot be written leaves the one before, and no draft', () => {
  const folder = folderWith({});
  mkdirSync(join(folder, 'notebook.md', 'in the way'), { recursive: true });
  expect(() => writeNotebook(RECORD, folder, { digest: '', drawings: DRAWINGS })).toThrow();
  expect(readdirSync(folder)).toEqual(['notebook.md']);
});

test('npm run notebook draws the results folder of the settings, explains itself, and exits with 2 on a mistake', async () => {
  const folder = folderWith({ 'run.json': RECORD });
  const command = async (words: string[], environment: NodeJS.ProcessEnv = {}) =>
    new Promise<{ code: number | null; output: string }>((done) => {
      const child = execFile(
        process.execPath,
        [join(PROJECT, 'bin', 'keyturn.mjs'), 'notebook', ...words],
        {
          env: { ...cleanEnvironment(), KEYTURN_ENV_FILE: devNull, ...environment },
          cwd: test.info().outputDir,
        },
        (_, out, err) => done({ code: child.exitCode, output: out + err }),
      );
    });
  const [named, relative, byDefault, help, missing] = await Promise.all([
    command([folder]),
    command(['results']),
    command([], { KEYTURN_RESULTS: folder }),
    command(['--help']),
    command(['nowhere']),
  ]);
  for (const { code, output } of [named, relative, byDefault]) {
    expect(code, output).toBe(0);
    expect(output).toContain('Run aaaaaaaaaa (conformant), drawn from ');
  }
  expect(help.code).toBe(0);
  expect(help.output).toContain('npm run notebook -- FOLDER');
  expect(missing.code).toBe(2);
  expect(missing.output).toContain('nowhere does not exist');
  // A mistake leaves the reports of the last run alone.
  expect(JSON.parse(read(folder, 'run.json'))).toEqual(JSON.parse(JSON.stringify(RECORD)));
});
