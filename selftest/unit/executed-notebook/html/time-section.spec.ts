import { expect, test } from '@playwright/test';
import { callsOfCheck } from '../../../../helpers/executed-notebook/html/calls-of-check.ts';
import { notebookPage } from '../../../../helpers/executed-notebook/html/page.ts';
import { timeSection } from '../../../../helpers/executed-notebook/html/time-section.ts';
import { chainSentence } from '../../../../helpers/executed-notebook/text/chain.ts';
import type { RunRecord } from '../../../../helpers/record/schema.ts';
import { expectHarmless, HOSTILE, textOf } from '../../../support/hostile.ts';
import { at, cell, check, exchange, notRun, record, timedRecord } from '../../../support/records.ts';

const drawn = (of: RunRecord) => String(timeSection(of));
const page = (of: RunRecord) => notebookPage(of, { digest: 'ab'.repeat(32) });

test('the chain and its round trips are said in a sentence', () => {
  expect(chainSentence(timedRecord())).toBe(
    '6 calls, 3 of them and 1 sign-in in the longest chain: 740 ms of 12.0 s are its round trips.',
  );
  const cells = [
    cell('zendesk/notebook/01'),
    cell('zendesk/notebook/02', { startedAt: at(3), exchanges: [exchange({ startedAt: at(3) })] }),
  ];
  expect(chainSentence(record({ durationMs: 5000, cells }))).toBe(
    '2 calls, all of them in the longest chain: 240 ms of 5.0 s are its round trips.',
  );
});

test('the time is split, and calls whose times are not recorded are counted', () => {
  const text = textOf(drawn(timedRecord()));
  expect(text).toMatch(/1\.0 s \d+ Start, before the first cell 8\.3 %/);
  expect(text).toMatch(/Waits that the tenant asked for/);
  expect(text).toMatch(/Sign-ins in the browser/);
  expect(text).toMatch(/Clean-up after a failure, with its calls/);
  expect(text).toContain('The times of 1 of the 7 calls are not recorded.');
  expect(text).toContain('600 ms not asked for by the tenant: The search index lags.');
  expect(text).toContain('2 workers ran side by side.');
});

test('the cells are on one axis, and the checks of a lane share a row', () => {
  const text = textOf(drawn(timedRecord()));
  expect(text).toMatch(/zendesk\/notebook\/02 5\.0 s 3 2 /);
  expect(text).toMatch(/2 checks in worker 2 2\.1 s 2 2 /);
  expect(text).toMatch(/The slowest checks .* zendesk\/password\/timed 2\.0 s/);
});

test('each shard of a merged run is shown on its own', () => {
  const shard = (run: string) => cell(`zendesk/notebook/0${run}`, { run });
  const text = textOf(drawn(record({ shards: { total: 2, missing: [] }, cells: [shard('1'), shard('2')] })));
  expect(text).toMatch(/Shard 1 .* Shard 2 /);
  expect(text).toContain('2 calls, 1 of them in the longest chain: 120 ms are its round trips.');
});

test('if the clock was set, only the chain and the cells are shown', () => {
  const later = cell('zendesk/notebook/02', {
    startedAt: at(90_000),
    exchanges: [exchange({ startedAt: at(90_000) })],
  });
  const text = textOf(drawn(record({ cells: [cell('zendesk/notebook/01'), later] })));
  expect(text).toContain('The clock of the machine was set while it ran');
  expect(text).not.toContain('Start, before the first cell');
});

test('a record without times is drawn without the section', () => {
  const cells = [cell('zendesk/notebook/01', { startedAt: undefined }), notRun('zendesk/notebook/02')];
  expect(timeSection(record({ cells }))).toBeUndefined();
  expect(page(record({ cells }))).not.toContain('id="time"');
  expect(page(record({ cells }))).toContain('id="zendesk/notebook/01"');
});

test('the rows of a cell have bars, waits and gaps, and say when they begin', () => {
  const text = textOf(page(timedRecord()));
  expect(text).toContain('2 of 3 calls and 1 sign-in in the chain, up to 2 calls at once');
  expect(text).toContain('after 200 ms, not in the chain');
  expect(text).toContain('after 100 ms, 1.0 s of it are waits');
  expect(text).toMatch(/Wait: The search index lags\. 600 ms/);
  expect(text).toMatch(/nothing under way 700 ms/);
});

test('the calls of a proved check are listed, and those of one without times are not', () => {
  const text = textOf(page(timedRecord()));
  expect(text).toMatch(/PUT \/api\/v2\/users\/42\/password admin 422 150 ms/);
  expect(text).toMatch(/Sign-in test user refused 900 ms/);
  expect(text).toMatch(/GET \/api\/v2\/users\/42 admin no answer ×3 700 ms/);
});

test('if the page would be too large, the calls of proved checks go first, and the times are still those of all', () => {
  const timings = Array.from({ length: 100 }, (_, index) => ({
    ...{ as: 'admin', status: 200, at: index * 10, ms: 10 },
    call: `GET /api/v2/${'long/'.repeat(20)}${String(index)}`,
  }));
  const checks = Array.from({ length: 80 }, (_, index) =>
    check(`zendesk/password/c${String(index)}`, { calls: 100, timings }),
  );
  const made = page(record({ cells: [cell('zendesk/notebook/01'), ...checks] }));
  expect(made.length).toBeLessThan(2_000_000);
  const text = textOf(made);
  expect(text).toContain('everything except the calls of the checks that were proved');
  expect(text).toMatch(/8,001 calls, .* of them in the longest chain/);
});

test('nothing from the record becomes markup', () => {
  const of = timedRecord();
  const hostile = record({
    ...of,
    cells: of.cells.map((each) => ({
      ...each,
      ownWaits: [{ ms: 600, reason: HOSTILE, startedAt: at(4.7) }],
      waits: [{ ms: 900, reason: HOSTILE, startedAt: at(7) }],
      timings: each.timings?.map((timing) => ({ ...timing, as: HOSTILE, call: HOSTILE, outcome: HOSTILE })),
    })),
  });
  expectHarmless(drawn(hostile));
  for (const each of hostile.cells) expectHarmless(String(callsOfCheck(each) ?? ''));
});
