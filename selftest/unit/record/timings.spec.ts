import { expect, test } from '@playwright/test';
import { pathIn, timingsOf } from '../../../helpers/record/timings.ts';
import { exchangeWith } from './records.ts';

const START = '2026-11-30T02:00:00.000Z';

test('calls and sign-ins are listed in the order in which they began, without what they contained', () => {
  const wait = { at: 100, ms: 900, asked: true };
  expect(
    timingsOf(
      {
        exchanges: [
          exchangeWith({
            startedAt: '2026-11-30T02:00:01.500Z',
            durationMs: 1200,
            attempts: 2,
            waits: [wait],
          }),
          exchangeWith({ startedAt: '2026-11-30T02:00:00.250Z', url: 'https://a.test/b?secret=1#c' }),
        ],
        signIns: [
          {
            as: 'test user',
            startedAt: '2026-11-30T02:00:01.000Z',
            durationMs: 500,
            after: 1,
            steps: [],
            outcome: 'refused',
          },
        ],
      },
      START,
    ),
  ).toEqual([
    { as: 'admin', call: 'GET /b', status: 200, at: 250, ms: 20 },
    { as: 'test user', outcome: 'refused', at: 1000, ms: 500 },
    {
      as: 'admin',
      call: 'GET /api/v2/users/1204',
      status: 200,
      at: 1500,
      ms: 1200,
      attempts: 2,
      waits: [wait],
    },
  ]);
});

test('nothing is listed without calls, or without the beginning of the check', () => {
  expect(timingsOf({ exchanges: [] }, START)).toBeUndefined();
  expect(timingsOf({ exchanges: [exchangeWith()] }, undefined)).toBeUndefined();
});

test('the path of a URL', () => {
  expect(pathIn('https://a.test:1/b/c?d=e')).toBe('/b/c');
  expect(pathIn('https://a.test')).toBe('https://a.test');
  expect(pathIn('not a URL')).toBe('not a URL');
});
