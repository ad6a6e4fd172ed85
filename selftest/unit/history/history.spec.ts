import { expect, test } from '../../support/test.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  addPoint,
  damagedNamesIn,
  folderOf,
  MAX_POINTS,
  pointsProblems,
  readPoints,
  readRecord,
  tenantsIn,
} from '../../../helpers/history/files.ts';
import { historyError, remember, sinceOf } from '../../../helpers/history/history.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { outcomeOfPoint } from '../../../helpers/record/outcome.ts';
import type { RecordedCell, RunPoint, RunRecord } from '../../../helpers/record/schema.ts';
import { cellWith, recordWith } from '../record/records.ts';

const ACME = 'https://acme.zendesk.com';

/** The history of this test. */
const history = () => test.info().outputPath('history');

/** A run of the second night, third night … */
function night(day: number, fields: Partial<RunRecord> = {}, cell: Partial<RecordedCell> = {}): RunRecord {
  const startedAt = `2026-11-${String(day).padStart(2, '0')}T02:00:00.000Z`;
  return recordWith([cellWith(cell)], { run: `night${String(day)}`, startedAt, ...fields });
}

const red = { verdict: 'non-conformant', exitCode: 1 } as const;

/** Remembers runs, all of which can be remembered. */
function rememberAll(...records: RunRecord[]): void {
  for (const record of records) expect(remember(record, history())).toBeUndefined();
}

/** What the only tenant of a run is compared with: `[previous, green, ...points]`. */
function before(record: RunRecord): (string | undefined)[] {
  const [since] = sinceOf(record, history());
  return [since?.previous?.run, since?.green?.run, ...(since?.runs ?? []).map(({ run }) => run)];
}

const point = (at: number): RunPoint => ({
  run: `run${String(at)}`,
  startedAt: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
  command: 'start',
  verdict: 'conformant',
  durationMs: 1,
  calls: 1,
  proved: 1,
  expected: 1,
});

test('the first run of a tenant has nothing to be compared with', () => {
  expect(sinceOf(night(1), history())).toEqual([{ tenant: ACME, previous: null, green: null, runs: [] }]);
});

test('a run is compared with the previous one and with the last green one', () => {
  rememberAll(night(1), night(2, red, { status: 'non-conformant' }));
  const [since] = sinceOf(night(3, red, { status: 'non-conformant' }), history());
  expect(since?.previous).toMatchObject({ run: 'night2', verdict: 'non-conformant', cells: [] });
  expect(since?.green).toMatchObject({
    run: 'night1',
    cells: [{ address: 'zendesk/notebook/05', before: 'passed', now: 'non-conformant' }],
  });
  expect(since?.runs.map(({ run, verdict }) => [run, verdict])).toEqual([
    ['night1', 'conformant'],
    ['night2', 'non-conformant'],
  ]);
});

test('a conformant run with a leak or leftovers is not green', () => {
  const leak = { file: 'results/a.txt', kinds: ['password'], sources: [], removed: true };
  const user = { tenant: ACME, kind: 'user', whose: 'keyturn', certain: true } as const;
  rememberAll(night(1, { exitCode: 1, leaks: [leak] }), night(2, { exitCode: 1, left: [user] }));
  expect(before(night(3))).toEqual(['night2', undefined, 'night1', 'night2']);
});

test('a red run of one tenant may be the green run of another', () => {
  const site = 'https://acme.mindtouch.us';
  const failed = night(1, red, { status: 'non-conformant' });
  failed.targets.push({ system: 'expert', tenant: site });
  failed.cells.push(cellWith({ address: 'expert/notebook/05', target: site }));
  rememberAll(failed);
  const since = sinceOf({ ...failed, run: 'night2' }, history());
  expect(since.map(({ tenant, green, runs }) => [tenant, green?.run, runs[0]?.verdict])).toEqual([
    [ACME, undefined, 'non-conformant'],
    [site, 'night1', 'conformant'],
  ]);
});

test('runs are compared with runs of the same command', () => {
  rememberAll(night(1, { command: 'contract' }), night(2));
  expect(before(night(3, { command: 'contract' }))).toEqual(['night1', 'night1', 'night1']);
  expect(before(night(3))).toEqual(['night2', 'night2', 'night2']);
});

test('a run of a part is compared, but not remembered', () => {
  const leftOut = cellWith({ address: 'zendesk/password/set', title: '', status: 'not run' });
  const part = night(2);
  part.cells.push(leftOut);
  rememberAll(night(1), part);
  expect(before(part)).toEqual(['night1', 'night1', 'night1']);
  expect(before(night(3))).toEqual(['night1', 'night1', 'night1']);
});

test('a merged run with a missing shard is not remembered', () => {
  rememberAll(night(1), night(2, { shards: { total: 2, missing: [2] } }));
  expect(before(night(3))).toEqual(['night1', 'night1', 'night1']);
});

test('a cell that did not run because an earlier one failed does not make a run a part', () => {
  rememberAll(night(1, red, { status: 'non-conformant' }));
  const failed = night(2, red, { status: 'non-conformant' });
  failed.cells.push(cellWith({ address: 'zendesk/notebook/06', status: 'not run' }));
  rememberAll(failed);
  expect(before(night(3))).toEqual(['night2', undefined, 'night1', 'night2']);
});

test('an interrupted run, and one that tried nothing, is a point and not the previous run', () => {
  rememberAll(
    night(1),
    night(2, { interrupted: true, verdict: 'incomplete', exitCode: 130 }),
    night(3, { verdict: 'blocked', exitCode: 2 }, { status: 'not run' }),
  );
  expect(before(night(4))).toEqual(['night1', 'night1', 'night1', 'night2', 'night3']);
});

test('a run that tried nothing is not compared', () => {
  rememberAll(night(1));
  expect(before(night(2, {}, { status: 'not run' }))).toEqual([undefined, undefined, 'night1']);
});

test('the points say how a run counts', () => {
  const leak = { file: 'results/a.txt', kinds: ['password'], sources: [], removed: true };
  const stopped = { interrupted: true, verdict: 'incomplete', exitCode: 130 } as const;
  rememberAll(
    night(1),
    night(2, red, { status: 'non-conformant' }),
    night(3, { verdict: 'blocked', exitCode: 2 }, { status: 'blocked' }),
    night(4, stopped, { status: 'interrupted' }),
    night(5, { ...stopped, exitCode: 1, leaks: [leak] }, { status: 'interrupted' }),
  );
  const outcomes = ['green', 'red', 'not judged', 'interrupted', 'red'];
  const points = readPoints(history(), ACME);
  expect(points.map(outcomeOfPoint)).toEqual(outcomes);
  // Older versions did not write it.
  const older = points.map((each) => outcomeOfPoint({ ...each, outcome: undefined }));
  expect(older).toEqual(['green', 'red', 'not judged', 'not judged', 'not judged']);
});

test('the history names its tenants', () => {
  expect(tenantsIn(history())).toEqual([]);
  const site = 'https://acme.mindtouch.us';
  addPoint(history(), ACME, point(1));
  addPoint(history(), site, point(2));
  expect(tenantsIn(history())).toEqual([site, ACME]);
  // A copied folder, one that is damaged, and one of an older version.
  cpSync(folderOf(history(), ACME), join(history(), 'copy'), { recursive: true });
  writeFileSync(join(folderOf(history(), site), 'tenant.json'), '{');
  mkdirSync(join(history(), 'older'));
  expect(tenantsIn(history())).toEqual([ACME]);
});

test('an unfinished run and a sweep are not remembered, and a sweep is not compared', () => {
  rememberAll(night(1, { ended: false }), night(2, { command: 'sweep' }));
  expect(before(night(3))).toEqual([undefined, undefined]);
  expect(sinceOf(night(3, { command: 'sweep' }), history())).toEqual([]);
});

test('a run that is remembered twice replaces itself, and is not compared with itself', () => {
  rememberAll(night(1), night(1, red, { status: 'non-conformant' }));
  const [since] = sinceOf(night(2), history());
  expect(since?.runs.map(({ verdict }) => verdict)).toEqual(['non-conformant']);
  expect(before(night(1))).toEqual([undefined, undefined]);
});

test('each tenant has a history of its own, with its own cells, leftovers and sums', () => {
  const both = night(1, {
    targets: [
      { system: 'zendesk', tenant: ACME },
      { system: 'expert', tenant: 'emulator' },
    ],
    cells: [
      cellWith({ calls: 2, durationMs: 10 }),
      cellWith({ address: 'expert/notebook/01', calls: 5, durationMs: 7, status: 'blocked' }),
    ],
    left: [{ tenant: ACME, kind: 'user', whose: 'keyturn', certain: true }],
    since: [{ tenant: ACME, previous: null, green: null, runs: [] }],
  });
  rememberAll(both);
  const since = sinceOf(both, history());
  expect(since.map(({ tenant }) => tenant)).toEqual([ACME, 'emulator of expert']);
  expect(readPoints(history(), ACME)).toMatchObject([{ calls: 2, durationMs: 10, proved: 1, expected: 1 }]);
  expect(readPoints(history(), 'emulator of expert')).toMatchObject([{ calls: 5, proved: 0, expected: 1 }]);
  const stored = readRecord(history(), ACME, 'previous', 'start');
  expect(stored?.cells.map(({ address }) => address)).toEqual(['zendesk/notebook/05']);
  expect(stored?.left).toHaveLength(1);
  // Otherwise each record would contain all earlier ones.
  expect(stored?.since).toBeUndefined();
});

test('a tenant that the command line left out is not in the history', () => {
  const one = night(1, {
    targets: [
      { system: 'zendesk', tenant: ACME },
      { system: 'expert', tenant: 'emulator' },
    ],
  });
  one.cells.push(cellWith({ address: 'expert/notebook/01', title: '', status: 'not run' }));
  rememberAll(one);
  expect(sinceOf(one, history()).map(({ tenant }) => tenant)).toEqual([ACME]);
  expect(readdirSync(history())).toEqual([basename(folderOf(history(), ACME))]);
});

test('folders of tenants are safe and different, whatever a tenant is called', () => {
  const names = [
    ACME,
    'http://acme.zendesk.com',
    'https://acme.zendesk.com:8443',
    'https://acme-zendesk.com',
    'https://ACME.zendesk.com/',
    'emulator of zendesk',
    'https://con.example',
    '../../../etc/passwd',
    '..',
    '',
    'https://[::1]:1/../x',
    `https://${'a'.repeat(250)}.example`,
    'https://münchen.example/\u0000\u202e',
  ];
  const folders = names.map((name) => folderOf(history(), name));
  for (const folder of folders) {
    expect(dirname(folder)).toBe(history());
    expect(basename(folder)).toMatch(/^[a-z0-9-]{13,73}$/);
  }
  expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(names.length);
});

test('damaged, foreign and torn lines are skipped', () => {
  rememberAll(night(1));
  const file = join(folderOf(history(), ACME), 'runs.jsonl');
  appendFileSync(file, '{"run":"torn","startedAt":"2026-11');
  rememberAll(night(2));
  appendFileSync(file, '\nnot JSON\n[]\nnull\n{"run":1}\n{"version":9,"points":[]}\n\u0000\u0000\u0000');
  rememberAll(night(3));
  expect(readPoints(history(), ACME).map(({ run }) => run)).toEqual(['night1', 'night2', 'night3']);
});

test('a damaged record counts as missing, and the next run replaces it', () => {
  rememberAll(night(1));
  const folder = folderOf(history(), ACME);
  for (const damage of ['', '{"version":1,', '{"version":1}', '"text"']) {
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.json')))
      writeFileSync(join(folder, name), damage);
    expect(before(night(2))).toEqual([undefined, undefined, 'night1']);
  }
  rememberAll(night(2));
  expect(before(night(3)).slice(0, 2)).toEqual(['night2', 'night2']);
});

test('files of a newer version are neither read nor changed', () => {
  rememberAll(night(1));
  const folder = folderOf(history(), ACME);
  const newer = join(folder, 'previous-start-v2.json');
  writeFileSync(newer, '{"version":2}');
  writeFileSync(join(folder, 'previous-start-v1.json'), '{"version":2}');
  expect(before(night(2))).toEqual([undefined, 'night1', 'night1']);
  rememberAll(night(2));
  expect(before(night(3)).slice(0, 2)).toEqual(['night2', 'night2']);
  expect(readFileSync(newer, 'utf8')).toBe('{"version":2}');
});

test('a record that a dead process was writing is removed; one that is being written stays', () => {
  rememberAll(night(1));
  const folder = folderOf(history(), ACME);
  const [dead, alive] = ['previous-start-v1.json.aa.draft', 'previous-start-v1.json.bb.draft'];
  for (const name of [dead, alive]) writeFileSync(join(folder, name), '{');
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(join(folder, dead), yesterday, yesterday);
  rememberAll(night(2));
  expect(readdirSync(folder).filter((name) => name.endsWith('.draft'))).toEqual([alive]);
});

test(`the newest ${String(MAX_POINTS)} points are kept, and the oldest go`, () => {
  const total = MAX_POINTS + 150;
  for (let at = 0; at < total; at++) addPoint(history(), ACME, point(at));
  const points = readPoints(history(), ACME);
  expect(points).toHaveLength(MAX_POINTS);
  expect(points.at(-1)?.run).toBe(`run${String(total - 1)}`);
  expect(points[0]?.run).toBe(`run${String(total - MAX_POINTS)}`);
  const folder = folderOf(history(), ACME);
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean),
  );
  expect(lines.length).toBeLessThan(total);
});

test('runs that end at the same time lose nothing and damage nothing', async () => {
  const COUNT = 50;
  const names = ['a', 'b', 'c'];
  const writer = join(__dirname, 'writer.ts');
  const writers = names.map((name) =>
    spawn(process.execPath, ['--import', 'jiti/register', writer, history(), name, String(COUNT)], {
      cwd: PROJECT,
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const ends = writers.map(async (each) => (await once(each, 'close'))[0] as number);
  await Promise.all(writers.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of writers) stdin.write('go\n');
  // While they write, each stored record is complete.
  let seen = 0;
  let all: number[] | undefined;
  void Promise.all(ends).then((codes) => (all = codes));
  while (all === undefined) {
    const file = join(folderOf(history(), ACME), 'previous-start-v1.json');
    const text = await readTextIfThere(file);
    if (text !== undefined) {
      seen++;
      JSON.parse(text);
    }
  }
  expect(all).toEqual([0, 0, 0]);
  expect(seen).toBeGreaterThan(0);
  const runs = new Set(readPoints(history(), ACME).map(({ run }) => run));
  expect(runs.size).toBe(names.length * COUNT);
  const last = new Set(names.map((name) => `${name}-${String(COUNT - 1)}`));
  expect(last).toContain(readRecord(history(), ACME, 'previous', 'start')?.run);
  expect(readdirSync(folderOf(history(), ACME)).filter((name) => name.endsWith('.draft'))).toEqual([]);
});

async function readTextIfThere(file: string): Promise<string | undefined> {
  await new Promise(setImmediate);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

test('a history that cannot be written is reported, before a run and after it', () => {
  mkdirSync(dirname(history()), { recursive: true });
  writeFileSync(history(), 'a file');
  const message = /history is a file, not a folder[^]*set KEYTURN_HISTORY to another folder/;
  expect(historyError('zendesk', ACME, history())?.message).toMatch(message);
  expect(historyError('zendesk', undefined, history())?.message).toMatch(message);
  expect(remember(night(1), history())).toMatch(message);
  expect(before(night(2))).toEqual([undefined, undefined]);
});

test('a history that does not exist yet can be written, and the check leaves nothing', () => {
  expect(historyError('zendesk', ACME, history())).toBeUndefined();
  expect(() => readdirSync(history())).toThrow('ENOENT');
});

test('a damaged name is known, and the next run writes it again', () => {
  rememberAll(night(1));
  const file = join(folderOf(history(), ACME), 'tenant.json');
  for (const damage of ['', '{"tenant":7}', '\u0000']) {
    writeFileSync(file, damage);
    expect(tenantsIn(history())).toEqual([]);
    expect(damagedNamesIn(history())).toEqual([file]);
    rememberAll(night(2));
    expect(tenantsIn(history())).toEqual([ACME]);
    expect(damagedNamesIn(history())).toEqual([]);
  }
});

test('what hides the newest run is known', () => {
  expect(pointsProblems(history(), ACME)).toEqual([]);
  rememberAll(night(1));
  const file = join(folderOf(history(), ACME), 'runs.jsonl');
  expect(pointsProblems(history(), ACME)).toEqual([]);
  appendFileSync(file, '\n{"run":"cut o');
  expect(pointsProblems(history(), ACME)).toEqual([
    `The last line of ${file} is damaged. It is about the newest run.`,
  ]);
  rememberAll(night(2));
  expect(pointsProblems(history(), ACME)).toEqual([]);
  renameSync(file, `${file}.away`);
  mkdirSync(file);
  expect(pointsProblems(history(), ACME)).toEqual([`${file} cannot be read, or is too large.`]);
});
