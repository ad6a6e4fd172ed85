/** What is examined on the tenants of every system: the clock, and the rate limit. */
import { expect, test } from '../../support/test.ts';
import { clockFinding, rateLimitFinding } from '../../../helpers/preflight/tenant.ts';

const CAME_AT = Date.parse('2026-11-30T18:00:10.000Z');

/** The finding if the tenant's clock shows this time when the answer comes. */
const clock = (date: string | undefined) =>
  clockFinding({
    headers: date === undefined ? {} : { date },
    record: {
      startedAt: new Date(CAME_AT - 300).toISOString(),
      durationMs: 300,
    } as Parameters<typeof clockFinding>[0]['record'],
  });

test('clocks are compared at the moment of the answer', () => {
  expect(clock('Mon, 30 Nov 2026 18:00:10 GMT')).toEqual({ is: 'met', seen: 'they differ by 0 s' });
  expect(clock('Mon, 30 Nov 2026 18:00:30 GMT')).toMatchObject({ is: 'met' });
  expect(clock('Mon, 30 Nov 2026 17:58:50 GMT')).toMatchObject({
    is: 'met, but',
    problem: { message: expect.stringContaining('is 80 s ahead of the tenant’s') as unknown },
  });
  expect(clock('Mon, 30 Nov 2026 18:10:10 GMT')).toMatchObject({
    problem: { message: expect.stringContaining('is 10 minutes behind the tenant’s') as unknown },
  });
  for (const date of [undefined, 'soon']) expect(clock(date)).toMatchObject({ is: 'unknown' });
});

test('the rate limit is compared with what a run costs', () => {
  const of = (limit: number, remaining: number) =>
    rateLimitFinding({ 'x-rate-limit': String(limit), 'x-rate-limit-remaining': String(remaining) }, 90);
  expect(of(700, 12)).toMatchObject({ is: 'met', seen: expect.stringContaining('12 of 700') });
  expect(of(10, 9)).toMatchObject({ is: 'met, but' });
  expect(rateLimitFinding({}, 90)).toMatchObject({ is: 'unknown' });
});
