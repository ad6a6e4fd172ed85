import { expect, test } from '../../support/test.ts';
import { staleBecause } from '../../../helpers/nights/age.ts';
import { ACME, anHourAfter, pointsOf, runOf } from './points.ts';

const DAY = 26 * 3_600_000;

/** Asked one hour after this night's run. */
const stale = (nights: string, night: number, maxAge = DAY) =>
  staleBecause({ tenant: ACME, command: 'contract', points: pointsOf(nights) }, maxAge, anHourAfter(night));

for (const [nights, night] of [
  ['g', 0],
  ['r', 0],
  ['gr', 1],
  ['gb', 1],
  ['gi', 1],
] as const)
  test(`after ${nights}, the tenant was judged recently`, () => {
    expect(stale(nights, night)).toBeUndefined();
  });

for (const [title, nights, night, sentence] of [
  [
    'nothing has run since then',
    'g',
    2,
    `acme.zendesk.com (contract): the newest run that judged this tenant is 2 days old: ${runOf(0)}, green, 2026-11-01 02:00 UTC. The limit is 26 h. Nothing has run since then.`,
  ],
  [
    'all runs since then were blocked, incomplete or interrupted',
    'rbbni',
    4,
    `acme.zendesk.com (contract): the newest run that judged this tenant is 4 days old: ${runOf(0)}, red, 2026-11-01 02:00 UTC. The limit is 26 h. Since then: 4 runs (2 blocked, 1 incomplete, 1 interrupted).`,
  ],
  [
    'no run has judged it yet',
    'b',
    0,
    'acme.zendesk.com (contract): no run has judged this tenant yet. Recorded: 1 run (1 blocked). The limit is 26 h.',
  ],
  [
    'there is no run of this command',
    '',
    0,
    'acme.zendesk.com (contract): no run has judged this tenant yet. None is recorded. The limit is 26 h.',
  ],
] as const)
  test(`a tenant is reported if ${title}`, () => {
    expect(stale(nights, night)).toBe(sentence);
  });

test('a run of the future is reported, whatever the others are', () => {
  expect(stale('gg', 0)).toBe(
    `acme.zendesk.com (contract): run ${runOf(1)} began in the future, at 2026-11-02 02:00 UTC. The clock of that machine or of this one is wrong, or the history was edited.`,
  );
  const points = pointsOf('g');
  const ask = (aheadMs: number) =>
    staleBecause({ tenant: ACME, command: 'contract', points }, DAY, anHourAfter(0) - 3_600_000 - aheadMs);
  expect(ask(4 * 60_000)).toBeUndefined();
  expect(ask(6 * 60_000)).toContain('in the future');
});
