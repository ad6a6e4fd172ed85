import { expect, test, type TestInfo } from '../../support/test.ts';
import {
  linkSync,
  mkdirSync,
  realpathSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { reportPlaces, FileWatch } from '../../../helpers/leaks/places.ts';

/** A folder with existing files, and a watch on it. */
function watching(
  testInfo: TestInfo,
  before: string[],
): { root: string; taken: () => string[]; all: FileWatch } {
  const folder = testInfo.outputPath('results');
  for (const file of before) write(folder, file);
  mkdirSync(folder, { recursive: true });
  const root = realpathSync(folder);
  const all = new FileWatch([join(root, 'settings.env')]);
  all.watch([root], { onlyReports: false });
  const taken = () =>
    all
      .take()
      .map(({ path, mayBeForeign }) => `${relative(root, path)}${mayBeForeign ? ' (may be foreign)' : ''}`)
      .sort();
  return { root, taken, all };
}

function write(folder: string, file: string, text = file): void {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

test('an existing file is not the run’s; a new file is', ({}, testInfo) => {
  const { root, taken } = watching(testInfo, ['old.txt', 'deep/old.txt']);
  expect(taken()).toEqual([]);
  write(root, 'new.txt');
  write(root, 'deep/er/new.txt');
  expect(taken()).toEqual([join('deep', 'er', 'new.txt'), 'new.txt']);
  expect(taken()).toEqual([]);
});

test('the folder of the ledger is never searched, wherever it is', ({}, testInfo) => {
  const { root } = watching(testInfo, []);
  const all = new FileWatch([join(root, 'not', 'yet')]);
  all.watch([root], { onlyReports: true });
  write(root, 'not/yet/acme.zendesk.com/run.jsonl');
  write(root, 'not/other.txt');
  expect(all.take().map(({ path }) => relative(root, path))).toEqual([join('not', 'other.txt')]);
});

test('a file that existed before the run and changed may be foreign, except in a place for reports', ({}, testInfo) => {
  const { root, taken, all } = watching(testInfo, ['notes.md', 'playwright/index.html', 'run.json']);
  all.watch([join(root, 'playwright'), join(root, 'run.json')], { onlyReports: true });
  for (const file of ['notes.md', 'playwright/index.html', 'run.json']) write(root, file, `${file} again`);
  expect(taken()).toEqual(['notes.md (may be foreign)', join('playwright', 'index.html'), 'run.json']);
});

test('settings, sources and the ledger are never searched', ({}, testInfo) => {
  const { root, taken } = watching(testInfo, []);
  for (const file of [
    '.env',
    '.env.local',
    'settings.env',
    '.git/HEAD',
    'node_modules/a/b.js',
    '.keyturn/x',
  ]) {
    write(root, file);
  }
  expect(taken()).toEqual([]);
});

test('links to files and folders elsewhere are not followed', ({}, testInfo) => {
  const { root, taken } = watching(testInfo, []);
  const elsewhere = testInfo.outputPath('elsewhere');
  write(elsewhere, 'precious.txt');
  symlinkSync(elsewhere, join(root, 'folder'), 'junction');
  if (process.platform !== 'win32') symlinkSync(join(elsewhere, 'precious.txt'), join(root, 'file'));
  expect(taken()).toEqual([]);
});

test('a changed file with an unchanged modification time is noticed', ({}, testInfo) => {
  const { root, taken } = watching(testInfo, ['report.txt']);
  const elsewhere = testInfo.outputPath('elsewhere');
  write(elsewhere, 'old.txt');
  utimesSync(join(elsewhere, 'old.txt'), 0, 0);
  renameSync(join(elsewhere, 'old.txt'), join(root, 'moved.txt'));
  write(elsewhere, 'linked.txt');
  linkSync(join(elsewhere, 'linked.txt'), join(root, 'linked.txt'));
  expect(taken()).toEqual(['linked.txt', 'moved.txt']);
});

test('the places are those in the configuration and in the environment', () => {
  const base = process.platform === 'win32' ? 'C:\\project' : '/project';
  const places = reportPlaces(
    {
      configFile: join(base, 'playwright.config.ts'),
      rootDir: join(base, 'specs'),
      reporter: [['junit', { outputFile: 'a/junit.xml' }], ['html', { outputFolder: 'b' }], ['list']],
      projects: [{ outputDir: join(base, 'c') }],
    },
    { PLAYWRIGHT_JSON_OUTPUT_FILE: join(base, 'd.json'), HOME: 'e' },
  );
  const expected = ['a/junit.xml', 'b', 'c', 'd.json', 'blob-report', 'playwright-report', 'test-results'];
  expect(places).toEqual(expect.arrayContaining(expected.map((place) => join(base, place))));
  expect(places.some((place) => place.endsWith('e'))).toBe(false);
});
