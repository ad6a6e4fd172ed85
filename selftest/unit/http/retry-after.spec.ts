import { expect, test } from '../../support/test.ts';
import { rateLimit, retryAfterMs } from '../../../helpers/http/retry-after.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

for (const [asked, ms] of [
  ['0', 0],
  ['1', 1000],
  ['27', 27_000],
  [' 2 ', 2000],
  ['1.5', 1500],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
  ['Saturday, 21-Nov-26 12:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 11:59:00 GMT', 0],
  // Asked twice: the longer wait.
  ['50, 53', 53_000],
  ['53,50', 53_000],
  ['50\n53', 53_000],
  ['3, soon', 3000],
  ['Sat, 21 Nov 2026 12:00:30 GMT, Sat, 21 Nov 2026 12:00:50 GMT', 50_000],
  ['Saturday, 21-Nov-26 12:00:50 GMT\nSat, 21 Nov 2026 12:00:30 GMT', 50_000],
  ['40, Sat, 21 Nov 2026 12:00:30 GMT', 40_000],
  ['Sat, 21 Nov 2026 12:00:30 GMT, 20', 30_000],
] as const) {
  test(`Retry-After: ${JSON.stringify(asked)} asks for ${ms} ms`, () => {
    expect(retryAfterMs({ 'retry-after': asked }, NOW)).toBe(ms);
  });
}

for (const asked of [
  '',
  'soon',
  'NaN',
  '-5',
  '10s',
  '10 seconds',
  'in 10',
  '1e3',
  'after 3',
  ',',
  'soon, later',
]) {
  test(`Retry-After: "${asked}" is ignored`, () => {
    expect(retryAfterMs({ 'retry-after': asked }, NOW)).toBeUndefined();
  });
}

test('without Retry-After, the reset of the rate limit counts', () => {
  const headers = { 'ratelimit-limit': '700', 'ratelimit-remaining': '0', 'ratelimit-reset': '41' };
  expect(retryAfterMs(headers, NOW)).toBe(41_000);
  expect(retryAfterMs({ ...headers, 'retry-after': '3' }, NOW)).toBe(3000);
  expect(retryAfterMs({ ...headers, 'retry-after': 'soon' }, NOW)).toBe(41_000);
  expect(retryAfterMs({}, NOW)).toBeUndefined();
});

test('the rate limit is read from its current headers', () => {
  expect(
    rateLimit({
      'x-rate-limit': '700',
      'ratelimit-limit': '700',
      'x-rate-limit-remaining': '699',
      'ratelimit-remaining': '699',
      'ratelimit-reset': '41',
      'zendesk-ratelimit-tickets-index': 'total=100; remaining=99; resets=41',
    }),
  ).toEqual({ limit: 700, remaining: 699, resetMs: 41_000 });
});

test('the rate limit is read from its headers of 2023', () => {
  expect(
    rateLimit({ 'x-rate-limit': '400', 'x-rate-limit-remaining': '3', 'rate-limit-reset': '9' }),
  ).toEqual({ limit: 400, remaining: 3, resetMs: 9000 });
  expect(rateLimit({ 'rate-limit': '400', 'rate-limit-remaining': '3' })).toEqual({
    limit: 400,
    remaining: 3,
    resetMs: undefined,
  });
});

for (const headers of [
  {},
  { 'x-rate-limit-remaining': '0' },
  { 'x-rate-limit': '700' },
  { 'x-rate-limit': 'many', 'x-rate-limit-remaining': '3' },
]) {
  test(`${JSON.stringify(headers)} is not a rate limit`, () => expect(rateLimit(headers)).toBeUndefined());
}
