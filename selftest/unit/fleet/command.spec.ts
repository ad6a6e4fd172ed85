/** The command line, the matrix and the list, the calendar, and how output is read. */
import { expect, test } from '../../support/test.ts';
import { changesOf } from '../../../helpers/fleet/changes.ts';
import { readArguments } from '../../../helpers/fleet/arguments.ts';
import { readFleetFile } from '../../../helpers/fleet/file.ts';
import { Lines } from '../../../helpers/fleet/lines.ts';
import { matrixOf } from '../../../helpers/fleet/list.ts';
import { nightsOf } from '../../../helpers/fleet/nights.ts';
import { readResult, writeResult } from '../../../helpers/fleet/result.ts';
import { addPoint } from '../../../helpers/history/files.ts';
import type { Comparison, RunPoint } from '../../../helpers/record/schema.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../../support/records.ts';
import { result } from './results.ts';

test('flags are read in any order and form, and what follows -- is for Playwright', () => {
  expect(
    readArguments([
      '--tenant',
      'a',
      '--only-failed',
      '--jobs=4',
      '--tenant=b',
      '--',
      '--shard=1/2',
      '--jobs',
    ]),
  ).toEqual({
    ...{ ok: true, mode: 'run', tenants: ['a', 'b'], onlyFailed: true, jobs: 4 },
    words: ['--shard=1/2', '--jobs'],
  });
  expect(readArguments(['--page', '--max-age', '26h'])).toMatchObject({
    mode: 'page',
    maxAgeMs: 26 * 3_600_000,
  });
  expect(readArguments(['--matrix'])).toMatchObject({ mode: 'matrix', jobs: undefined, words: [] });
});

for (const [line, mistake] of [
  ['--only-faild', 'Unknown flag --only-faild. Did you mean --only-failed?'],
  ['--xyzzy', 'Unknown flag --xyzzy.'],
  ['acme', 'Unexpected word “acme”.'],
  ['--tenant', '--tenant needs a value.'],
  ['--tenant --list', '--tenant needs a value.'],
  ['--jobs 0', '--jobs needs a number from 1 to 256.'],
  ['--jobs many', '--jobs needs a number from 1 to 256.'],
  ['--jobs', '--jobs needs a value.'],
  ['--list=yes', '--list takes no value.'],
  ['--list --matrix', '--list and --matrix cannot be used together.'],
  ['--page --max-age 26', '--max-age must be a number with s, m, h or d'],
  ['--list --max-age 26h', '--max-age is for --page only'],
  ['-- --ui', '--ui cannot be used with a fleet.'],
  ['--list -- --shard=1/2', '--list runs nothing'],
] as const)
  test(`the command line ${line} is a mistake`, () => {
    const read = readArguments(line.split(' '));
    expect(read.ok ? '' : read.mistake).toContain(mistake);
  });

test('the matrix contains names and how to run, and no setting', () => {
  const read = readFleetFile(join(PROJECT, 'docs', 'recipes', 'fleet.example.yaml'));
  expect(read.ok && matrixOf(read.tenants)).toEqual({
    include: [
      { name: 'acme', command: 'contract', workers: 2, severity: 'release' },
      { name: 'acme-sandbox', command: 'start', workers: 1, severity: 'watch' },
      { name: 'acme-sandbox-eu', command: 'start', workers: 1, severity: 'watch' },
      { name: 'help', command: 'contract', workers: 2, severity: 'release' },
    ],
  });
});

test('a result is read as it was written; a damaged one, or another tenant’s, is none', () => {
  const folder = test.info().outputPath();
  writeResult(folder, result({ name: 'acme' }));
  expect(readResult(folder, 'acme')).toEqual(result({ name: 'acme' }));
  expect(readResult(folder, 'beta')).toBeUndefined();
  writeFileSync(join(folder, 'acme', 'tenant.json'), JSON.stringify(result({ name: 'beta' })));
  expect(readResult(folder, 'acme')).toBeUndefined();
  writeFileSync(join(folder, 'acme', 'tenant.json'), '{');
  expect(readResult(folder, 'acme')).toBeUndefined();
});

const point = (startedAt: string, changes: Partial<RunPoint> = {}): RunPoint => ({
  ...{ run: startedAt, startedAt, command: 'start', verdict: 'conformant', outcome: 'green' },
  ...{ durationMs: 1000, calls: 70, proved: 12, expected: 12 },
  ...changes,
});

test('the calendar has the last run of each night, of the command that the tenant runs', () => {
  const history = test.info().outputPath();
  const tenant = 'https://acme.zendesk.example';
  for (const each of [
    point('2026-03-02T02:00:00Z', { outcome: 'red' }),
    point('2026-03-02T09:00:00Z'),
    point('2026-03-04T02:00:00Z', { outcome: 'not judged' }),
    point('2026-03-05T02:00:00Z', { command: 'contract' }),
  ])
    addPoint(history, tenant, each);
  const { days, rows } = nightsOf([result({}), result({ name: 'new', targets: [] })], history);
  expect([days.length, days[0], days.at(-1)]).toEqual([30, '2026-02-03', '2026-03-04']);
  const [acme, other] = rows;
  expect([...(acme?.nights ?? [])].map(([day, { outcome, runs }]) => [day, outcome, runs])).toEqual([
    ['2026-03-02', 'green', 2],
    ['2026-03-04', 'not judged', 1],
  ]);
  expect(other).toMatchObject({ name: 'new', tenant: '' });
  expect(nightsOf([result({ command: 'contract', targets: [] })], history).days).toEqual([]);
});

test('changes are a few lines, outcomes first', () => {
  const previous: Comparison = {
    ...{ run: 'a1b2c3d4e5', startedAt: '2026-03-03T02:00:00Z', verdict: 'conformant', keyturn: '1' },
    cells: [{ address: 'zendesk/notebook/06', before: 'passed', now: 'non-conformant' }],
    proofs: Array.from({ length: 9 }, (_, index) => ({
      address: `zendesk/notebook/06#p${String(index)}`,
      now: 'failed',
    })),
    fingerprint: [],
    exchanges: [
      { address: 'zendesk/notebook/06', call: 'GET /', differences: [{ what: 'status' }, { what: 'time' }] },
    ],
    drift: { new: ['one\ntwo'], gone: [] },
  };
  const tenant = 'https://acme.example';
  const since = [
    { tenant, previous, green: null, runs: [] },
    { tenant, previous: null, green: null, runs: [] },
  ];
  const [changes, first] = changesOf(record({ since }));
  const [part] = changesOf(
    record({
      since: [
        {
          ...{ tenant: 'emulator of zendesk', green: null, runs: [] },
          previous: { ...previous, compared: 1 },
        },
      ],
    }),
  );
  expect(part?.part).toMatch(/^1 of \d+ cells and checks$/);
  expect(changes?.lines.slice(0, 2)).toEqual([
    'zendesk/notebook/06: passed → non-conformant',
    'zendesk/notebook/06#p0: missing → failed',
  ]);
  expect(changes).toMatchObject({ previous: { run: 'a1b2c3d4e5' }, more: 4 });
  expect(changes?.lines).toHaveLength(8);
  expect(first).toEqual({ tenant, previous: null, lines: [], more: 0 });
});

test('lines are put together from pieces, also within a character and a line break', () => {
  const seen: string[] = [];
  const lines = new Lines((line) => seen.push(line));
  const bytes = Buffer.from('  ✓ 01 · first\r\nsecond\n\nlast');
  for (const byte of bytes) lines.add(Buffer.from([byte]));
  expect(seen).toEqual(['  ✓ 01 · first', 'second', '']);
  lines.end();
  lines.end();
  expect(seen.at(-1)).toBe('last');
  lines.add(Buffer.alloc(300 * 1024, 'x'));
  expect(seen.at(-1)).toHaveLength(300 * 1024);
});
