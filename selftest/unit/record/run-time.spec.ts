import { expect, test } from '@playwright/test';
import { runTimeOf } from '../../../helpers/record/run-time.ts';
import type { RecordedCell } from '../../../helpers/record/schema.ts';
import { cellWith, exchangeWith, recordWith } from './records.ts';

const START = Date.parse('2026-11-30T02:00:00.000Z');
const at = (ms: number): string => new Date(START + ms).toISOString();

/** A cell that makes calls of 100 ms, which begin this long after it. */
function cell(
  number: number,
  from: number,
  calls: number[],
  fields: Partial<RecordedCell> = {},
): RecordedCell {
  return cellWith({
    address: `zendesk/notebook/${String(number).padStart(2, '0')}`,
    startedAt: at(from),
    durationMs: 1000,
    lane: 0,
    exchanges: calls.map((after) => exchangeWith({ startedAt: at(from + after), durationMs: 100 })),
    ...fields,
  });
}

const timeOf = (cells: RecordedCell[], fields: Parameters<typeof recordWith>[1] = {}) =>
  runTimeOf(recordWith(cells, { startedAt: at(0), durationMs: 10_000, ...fields }));

const partsOf = (cells: RecordedCell[], fields: Parameters<typeof recordWith>[1] = {}) => {
  const parts = timeOf(cells, fields)?.shards[0]?.parts;
  return parts && Object.fromEntries(parts);
};

test('the time of a run is split, and the parts are the whole', () => {
  const parts = partsOf([
    cell(1, 2000, [0, 100]),
    cell(2, 4000, [0, 50], {
      signIns: [
        { as: 'test user', startedAt: at(4200), durationMs: 400, after: 2, steps: [], outcome: 'accepted' },
      ],
      waits: [{ ms: 300, reason: 'Busy.', startedAt: at(4600) }],
    }),
  ]);
  expect(parts).toEqual({
    'start-up': 2000,
    calls: 350,
    'rest of the cells': 950,
    'between cells': 1000,
    'sign-ins': 400,
    'waits asked for': 300,
    end: 5000,
  });
});

test('the clean-up counts with its calls, and the waits of a call do not count as calls', () => {
  const failed = cell(1, 0, [0], {
    exchanges: [
      exchangeWith({
        startedAt: at(0),
        durationMs: 500,
        waits: [
          { at: 100, ms: 200, asked: true },
          { at: 350, ms: 50, asked: false },
        ],
      }),
      exchangeWith({ startedAt: at(700), durationMs: 100 }),
    ],
    cleanUpFrom: { exchange: 1, signIn: 0 },
  });
  expect(partsOf([failed], { durationMs: 1000 })).toEqual({
    calls: 250,
    'waits asked for': 200,
    'own waits': 50,
    'rest of the cells': 200,
    'clean-up': 300,
  });
});

test('the chain goes through the cells of one lane, after the preflight', () => {
  const time = timeOf([
    cell(1, 0, [0, 100]),
    cell(2, 2000, [0, 50, 100]),
    cell(3, 3000, [0]),
    cell(2, 1500, [0, 100, 200, 300, 400], { address: 'zendesk/password/set', lane: 1 }),
  ]);
  expect(time?.calls).toBe(11);
  expect(time?.chain).toEqual({ calls: 7, signIns: 0, ms: 700, roundTripsMs: 700 });
  expect(time?.shards[0]?.lanes.map(({ length }) => length)).toEqual([3, 1]);
});

test('calls of two workers at the same time count once in the time of the run', () => {
  const side = { address: 'zendesk/password/set', lane: 1 };
  expect(partsOf([cell(1, 0, [0]), cell(2, 1000, [0, 200]), cell(3, 1000, [50, 600], side)])).toMatchObject({
    calls: 450,
    'rest of the cells': 1550,
  });
});

test('of an older record without lanes, cells that overlap are in several', () => {
  const cells = [cell(1, 0, [0]), cell(2, 1000, [0]), cell(3, 1500, [0]), cell(4, 2500, [0])].map(
    (each): RecordedCell => ({ ...each, lane: undefined }),
  );
  expect(
    timeOf(cells)?.shards[0]?.lanes.map((lane) => lane.map(({ cell: of }) => of.address.slice(-2))),
  ).toEqual([['01', '02', '04'], ['03']]);
});

test('the shards of a merged run have clocks of their own, and are not compared', () => {
  const time = timeOf(
    [
      cell(1, 0, [0, 100], { run: 'one' }),
      cell(1, -3_600_000, [0, 100, 200], { run: 'two' }),
      cell(2, -3_598_000, [0, 100], { run: 'two' }),
    ],
    { shards: { total: 2, missing: [] }, durationMs: 3000 },
  );
  expect(time?.shards.map(({ run, ms }) => [run, ms])).toEqual([
    ['one', 1000],
    ['two', 3000],
  ]);
  expect(time?.shards[1]?.parts?.get('between cells')).toBe(1000);
  expect(time?.chain.calls).toBe(5);
});

test('if the clock was set during the run, only the chain is known', () => {
  for (const later of [3_600_000, -3_600_000, 5100]) {
    const time = timeOf([cell(1, 5000, [0, 100]), cell(2, later, [0, 100])]);
    expect(time?.shards[0]?.parts).toBeUndefined();
    expect(time?.chain).toMatchObject({ calls: 4, ms: 400 });
  }
});

test('waits are grouped by their reason', () => {
  const own = (from: number) => ({
    ms: 2000,
    reason: 'Another run may be claiming the same user.',
    startedAt: at(from),
  });
  const time = timeOf([
    cell(1, 0, [0], { durationMs: 3000, ownWaits: [own(100)], waits: [{ ms: 50, reason: 'Busy.' }] }),
    cell(2, 3000, [0], { durationMs: 3000, ownWaits: [own(3100)], waits: [{ ms: 60, reason: 'Busy.' }] }),
  ]);
  expect(time?.waits).toEqual([
    { reason: 'Another run may be claiming the same user.', asked: false, count: 2, ms: 4000 },
    { reason: 'Busy.', asked: true, count: 2, ms: 110 },
  ]);
});

test('a run that has not ended takes as long as its last cell so far, and calls that were not timed have a part of their own', () => {
  const check = cell(1, 2000, [], { address: 'zendesk/password/set', exchanges: undefined, calls: 7 });
  expect(partsOf([cell(1, 0, [0]), check], { ended: false, durationMs: 0 })).toEqual({
    calls: 100,
    'rest of the cells': 900,
    'between cells': 1000,
    'not recorded': 1000,
  });
});

test('a record that does not tell when calls were made has no such time', () => {
  expect(timeOf([])).toBeUndefined();
  expect(timeOf([cell(1, 0, [])])).toBeUndefined();
  expect(timeOf([cell(1, 0, [0], { startedAt: undefined })])).toBeUndefined();
});
