/** Reading blob reports. */
import { expect, test } from '../../support/test.ts';
import { strToU8, zipSync } from 'fflate';
import { writeFileSync } from 'node:fs';
import { readBlob } from '../../../helpers/shards/blob.ts';
import { folderToMerge } from '../../../helpers/shards/merge.ts';

const RECORD = {
  version: 1,
  keyturn: '0.1.0',
  run: 'abcdefghjk',
  command: 'start',
  words: [],
  addresses: [],
  targets: [],
  startedAt: '2026-12-01T00:00:00.000Z',
  tests: [],
  deviations: [],
  left: [],
  leaks: [],
};

const eventsOf = (keyturn: unknown, status = 'passed') => [
  { method: 'onBlobReportMetadata', params: { version: 2, shard: { current: 1, total: 2 } } },
  { method: 'onConfigure', params: { config: { metadata: { gitCommit: { hash: 'abc' }, keyturn } } } },
  { method: 'onBegin' },
  { method: 'onEnd', params: { result: { status } } },
];

const zip = (events: readonly unknown[]) =>
  zipSync({ 'report.jsonl': strToU8(events.map((each) => `${JSON.stringify(each)}\n`).join('')) });

test('a blob shows its shard, its commit, its record and whether it was interrupted', ({}, testInfo) => {
  const path = testInfo.outputPath('report-1.zip');
  writeFileSync(path, zip(eventsOf(RECORD, 'interrupted')));
  expect(readBlob(path)).toEqual({
    ok: true,
    blob: {
      name: 'report-1.zip',
      shard: { current: 1, total: 2 },
      interrupted: true,
      commit: 'abc',
      record: RECORD,
    },
  });
});

for (const [title, bytes, problem] of [
  ['an empty file', new Uint8Array(), 'is damaged or incomplete'],
  ['half a blob', zip(eventsOf(RECORD)).subarray(0, 200), 'is damaged or incomplete'],
  ['another archive', zipSync({ 'a.txt': strToU8('a') }), 'is damaged or incomplete'],
  ['a line that is cut', zipSync({ 'report.jsonl': strToU8('{"method":') }), 'is damaged or incomplete'],
  ['a blob without its end', zip(eventsOf(RECORD).slice(0, 3)), 'is not a complete blob report'],
  ['a blob of another project', zip(eventsOf(undefined)), 'is not a blob report of this version of Keyturn'],
  [
    'a blob of another version',
    zip(eventsOf({ ...RECORD, version: 2 })),
    'is not a blob report of this version of Keyturn',
  ],
] as const) {
  test(`${title} is refused`, ({}, testInfo) => {
    const path = testInfo.outputPath('report.zip');
    writeFileSync(path, bytes);
    expect(readBlob(path)).toEqual({ ok: false, name: 'report.zip', problem });
  });
}

test('the folder is read from the command line as Playwright reads it', () => {
  const folderOf = (line: string) => folderToMerge(line.split(' '));
  expect(folderOf('test specs')).toBeUndefined();
  expect(folderOf('merge-reports')).toBe('');
  expect(folderOf('merge-reports blobs')).toBe('blobs');
  expect(folderOf('merge-reports --config playwright.config.ts blobs --reporter html')).toBe('blobs');
  expect(folderOf('merge-reports -c playwright.config.ts --reporter=html blobs')).toBe('blobs');
});
