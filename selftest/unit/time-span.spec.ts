import { expect, test } from '../support/test.ts';
import { readSpan, spanInWords } from '../../helpers/time-span.ts';

test('a span is a positive number with a unit', () => {
  expect(['45s', '30m', '24h', '7d', '1.5h', ' 26 H '].map(readSpan)).toEqual([
    45_000, 1_800_000, 86_400_000, 604_800_000, 5_400_000, 93_600_000,
  ]);
  for (const text of ['', '24', 'h', '0h', '-1h', '1w', '1h30m', 'NaNh', '1e3h'])
    expect(readSpan(text), text).toBeUndefined();
});

test('a span is read in the unit that suits it', () => {
  expect([0, 40_000, 5_400_000, 93_600_000, 259_200_000].map(spanInWords)).toEqual([
    '0 s',
    '40 s',
    '90 min',
    '26 h',
    '3 days',
  ]);
});
