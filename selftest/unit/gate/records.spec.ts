import { expect, test } from '../../support/test.ts';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRecords } from '../../../helpers/gate/records.ts';
import { sealed } from '../../../helpers/record/seal.ts';
import { recordWith } from '../record/records.ts';

const KEY = 'k'.repeat(32);

/** Writes files into the folder of this test, and returns it. */
function folderWith(files: Record<string, unknown>): string {
  const folder = test.info().outputPath('places');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** The runs that were found, with the state of their seals, or the beginning of the problem. */
const found = (places: string[], key?: string) =>
  readRecords(places, key).map((each) =>
    each.ok ? `${each.record.run}: ${each.seal}` : each.problem.split('\n')[0],
  );

const run = (name: string, key?: string) => sealed(recordWith([], { run: name }), key);

test('the records of results and histories are found in a folder, and nothing else', () => {
  const folder = folderWith({
    'run.json': run('one'),
    'keyturn-acme-1/run.json': run('two', KEY),
    'history/acme-0123456789ab/previous-contract-v1.json': run('three'),
    'history/acme-0123456789ab/green-contract-v1.json': run('four'),
    'history/acme-0123456789ab/tenant.json': { tenant: 'https://acme.zendesk.com' },
    'notes.json': {},
    '.git/run.json': run('git'),
    'node_modules/a/run.json': run('package'),
  });
  expect(found([folder]).sort()).toEqual(['four: intact', 'one: intact', 'three: intact', 'two: intact']);
  expect(found([folder], KEY).sort()).toEqual([
    'four: not signed',
    'one: not signed',
    'three: not signed',
    'two: signed',
  ]);
});

test('a file that is named twice is read once', () => {
  const folder = folderWith({ 'run.json': run('one') });
  expect(found([folder, join(folder, 'run.json')])).toEqual(['one: intact']);
});

test('what is no record is a problem with a name, never nothing', () => {
  const folder = folderWith({ 'run.json': '{', 'other.json': '{}', 'empty/notes.txt': '' });
  expect(found([folder])).toEqual([expect.stringContaining('run.json is damaged')]);
  expect(found([join(folder, 'other.json')])).toEqual([
    expect.stringContaining('is not the record of a run'),
  ]);
  expect(found([join(folder, 'empty')])).toEqual([expect.stringContaining('contains no run.json')]);
  expect(found([join(folder, 'missing')])).toEqual([expect.stringContaining('does not exist')]);
});

test('links are followed, also to a folder around them, and hidden folders are searched', () => {
  const folder = folderWith({ 'a/run.json': run('one'), '.b/run.json': run('two'), 'c/note.txt': '' });
  const elsewhere = test.info().outputPath('elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'run.json'), JSON.stringify(run('three')));
  symlinkSync(elsewhere, join(folder, 'latest'));
  symlinkSync(join(elsewhere, 'run.json'), join(folder, 'c', 'run.json'));
  symlinkSync(folder, join(folder, 'around'));
  expect(new Set(found([folder]))).toEqual(new Set(['one: intact', 'two: intact', 'three: intact']));
});

test('a link that leads nowhere is a record that cannot be read', () => {
  const folder = folderWith({ 'a/run.json': run('one') });
  symlinkSync(join(folder, 'gone'), join(folder, 'run.json'));
  expect(found([folder])).toContainEqual(expect.stringContaining('run.json'));
  expect(found([folder])).toHaveLength(2);
});

test('what is too deep, or too much, is said and not left out', () => {
  const deep = folderWith({ 'run.json': run('one'), '1/2/3/4/5/6/7/8/9/run.json': run('two') });
  expect(found([deep])).toEqual([
    'one: intact',
    expect.stringMatching(/9 is too deep in the folder that was named, and was not searched\./),
  ]);
  const many = folderWith(
    Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`m${String(index)}/run.json`, '{}'])),
  );
  expect(found([many])).toContainEqual('More than 500 records were found, and not all of them were read.');
});

test('a record that is nested too deeply has a broken seal', () => {
  const { seal } = run('one');
  const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const text = JSON.stringify({ ...recordWith([], { run: 'deep' }), seal }).replace(
    /}$/,
    `,"extra":${nested}}`,
  );
  expect(found([folderWith({ 'run.json': text })])).toEqual(['deep: broken']);
});
