import { expect, test } from '@playwright/test';
import type { RecordedCell } from '../../../helpers/record/schema.ts';
import { answerMs, type Timeline, timelineOf } from '../../../helpers/record/timeline.ts';
import { cellWith, exchangeWith } from './records.ts';

const START = Date.parse('2026-11-30T02:00:00.000Z');
const at = (ms: number): string => new Date(START + ms).toISOString();
const call = (from: number, ms: number, fields: Parameters<typeof exchangeWith>[0] = {}) =>
  exchangeWith({ startedAt: at(from), durationMs: ms, ...fields });

function timeline(fields: Partial<RecordedCell>): Timeline {
  const found = timelineOf(cellWith({ startedAt: at(0), durationMs: 1000, ...fields }));
  if (found === undefined) throw new Error('no timeline');
  return found;
}

test('calls that overlap, with the chain, the gaps and the most at once', () => {
  const { ms, calls, chain, gaps, atOnce, isPlausible } = timeline({
    exchanges: [call(100, 100), call(200, 300), call(210, 50), call(700, 100)],
  });
  expect({ ms, atOnce, isPlausible }).toEqual({ ms: 1000, atOnce: 2, isPlausible: true });
  expect(calls.map(({ from, to }) => [from, to])).toEqual([
    [100, 200],
    [200, 500],
    [210, 260],
    [700, 800],
  ]);
  expect(chain).toEqual([calls[0], calls[1], calls[3]]);
  expect(gaps).toEqual([
    { from: 0, to: 100 },
    { from: 500, to: 700 },
    { from: 800, to: 1000 },
  ]);
});

test('a sign-in is a part of the chain', () => {
  const { chain, signIns } = timeline({
    exchanges: [call(0, 100), call(600, 10)],
    signIns: [
      { as: 'test user', startedAt: at(100), durationMs: 500, after: 1, steps: [], outcome: 'accepted' },
    ],
  });
  expect(chain.map(({ kind }) => kind)).toEqual(['call', 'sign-in', 'call']);
  expect(signIns).toMatchObject([{ signIn: 0, as: 'test user', outcome: 'accepted', from: 100, to: 600 }]);
});

test('the waits of a call are no time of its answers', () => {
  const [waited, older] = timeline({
    exchanges: [
      call(0, 500, { attempts: 2, waitedMs: 300, waits: [{ at: 150, ms: 300, asked: true }] }),
      call(500, 400, { attempts: 2, waitedMs: 300 }),
    ],
  }).calls;
  expect(waited?.waits).toEqual([{ from: 150, to: 450, asked: true }]);
  expect(older?.waits).toEqual([{ from: 500, to: 800, asked: true }]);
  expect([waited, older].map((each) => each && answerMs(each))).toEqual([200, 100]);
});

test('a wait of a call is not listed again, and one between calls is', () => {
  const { waits, gaps } = timeline({
    exchanges: [
      call(0, 400, { waitedMs: 300, waits: [{ at: 50, ms: 300, asked: true }] }),
      call(700, 10),
      call(900, 50),
    ],
    waits: [
      { ms: 300, reason: 'The tenant answered 429.', startedAt: at(51) },
      { ms: 300, reason: 'The service may be failing.', startedAt: at(400) },
      { ms: 5, reason: 'Of an older record' },
    ],
    ownWaits: [{ ms: 250, reason: 'The index lags.', startedAt: at(700) }],
  });
  expect(waits).toMatchObject([{ asked: true, reason: 'The service may be failing.', from: 400, to: 700 }]);
  // The quiet part of the wait for the index is too short to be one.
  expect(gaps).toEqual([
    { from: 710, to: 900 },
    { from: 950, to: 1000 },
  ]);
});

test('calls during a wait of ours are not a part of it', () => {
  const { waits } = timeline({
    exchanges: [call(0, 100), call(400, 100), call(800, 100)],
    ownWaits: [{ ms: 900, reason: 'The index lags.', startedAt: at(0) }],
  });
  expect(waits[0]?.quiet).toEqual([
    { from: 100, to: 400 },
    { from: 500, to: 800 },
  ]);
});

test('a proved check has only the times of its calls', () => {
  const { calls, signIns, chain } = timeline({
    kind: 'check',
    exchanges: undefined,
    timings: [
      { as: 'admin', call: 'PUT /api/v2/users/7/password', status: 422, at: 10, ms: 150, attempts: 2 },
      { as: 'test user', outcome: 'refused', at: 160, ms: 700 },
    ],
  });
  expect(calls).toMatchObject([
    { call: 'PUT /api/v2/users/7/password', status: 422, attempts: 2, from: 10, to: 160 },
  ]);
  expect(signIns).toMatchObject([{ as: 'test user', outcome: 'refused', from: 160, to: 860 }]);
  expect(chain).toHaveLength(2);
});

test('a cell without times, or without calls, has no timeline', () => {
  expect(timelineOf(cellWith({ exchanges: [call(0, 1)] }))).toBeUndefined();
  expect(timelineOf(cellWith({ startedAt: at(0) }))).toBeUndefined();
  expect(
    timelineOf(cellWith({ startedAt: at(0), exchanges: [call(0, 1, { startedAt: 'soon' })] })),
  ).toBeUndefined();
  expect(timelineOf(cellWith({ startedAt: at(0), exchanges: undefined }))).toBeUndefined();
});

test('a clock that was set while the cell ran is noticed, and takes no time away', () => {
  const back = timeline({ exchanges: [call(0, 100), call(-60_000, 100)] });
  expect(back.isPlausible).toBe(false);
  const during = timeline({ exchanges: [call(50, -59_000)] });
  expect(during.calls).toMatchObject([{ from: 50, to: 50 }]);
  expect(timeline({ exchanges: [call(3_600_000, 100)] }).isPlausible).toBe(false);
});

test('a clean-up may go on after the time that Playwright counts, and begins with its first call', () => {
  const { ms, cleanUpFrom, isPlausible } = timeline({
    exchanges: [call(0, 100), call(1500, 100), call(1600, 100)],
    cleanUpFrom: { exchange: 1, signIn: 0 },
  });
  expect({ ms, cleanUpFrom, isPlausible }).toEqual({ ms: 1700, cleanUpFrom: 1500, isPlausible: true });
  expect(
    timeline({ exchanges: [call(0, 100)], cleanUpFrom: { exchange: 1, signIn: 0 } }).cleanUpFrom,
  ).toBeUndefined();
});
