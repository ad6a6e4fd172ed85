import { expect, test } from '@playwright/test';
import {
  type Interval,
  longestChain,
  mostAtOnce,
  spanOf,
  splitTime,
  uncovered,
} from '../../../helpers/record/intervals.ts';
import { Seeded } from '../seeded.ts';

const of = (...spans: [number, number][]): Interval[] => spans.map(([from, to]) => ({ from, to }));

test('calls one after another are all in the chain, even if one begins when another ends', () => {
  const calls = of([0, 10], [10, 20], [25, 30]);
  expect(longestChain(calls)).toEqual(calls);
});

test('of calls at the same time, the longest one is in the chain', () => {
  expect(longestChain(of([0, 10], [10, 20], [10, 35], [11, 30], [35, 40]))).toEqual(
    of([0, 10], [10, 35], [35, 40]),
  );
});

test('many short calls beside a long one are the chain only if they take longer', () => {
  expect(longestChain(of([0, 100], [0, 40], [40, 80]))).toEqual(of([0, 100]));
  expect(longestChain(of([0, 60], [0, 40], [40, 80]))).toEqual(of([0, 40], [40, 80]));
});

test('of two sequences that take equally long, the one with more calls is the chain', () => {
  expect(longestChain(of([0, 20], [0, 10], [10, 20]))).toEqual(of([0, 10], [10, 20]));
});

test('calls that take no time count, and do not overlap', () => {
  expect(longestChain(of([5, 5], [5, 5], [5, 9], [9, 9]))).toHaveLength(4);
  expect(longestChain([])).toEqual([]);
});

test('the order in which intervals are given makes no difference', () => {
  const calls = of([0, 10], [3, 14], [10, 20], [14, 16], [21, 30]);
  const chain = longestChain(calls);
  expect(longestChain(calls.toReversed())).toEqual(chain);
});

test('no sequence without overlaps is longer than the chain', () => {
  const random = new Seeded(7);
  for (let round = 0; round < 60; round++) {
    const calls = Array.from({ length: 9 }, () => {
      const from = random.below(30);
      return { from, to: from + random.below(12) };
    });
    const total = (chain: readonly Interval[]) => chain.reduce((sum, { from, to }) => sum + to - from, 0);
    const best = Math.max(
      ...Array.from({ length: 2 ** calls.length }, (_, bits) =>
        calls.filter((__, index) => (bits >> index) & 1),
      )
        .filter((some) => isSequence(some))
        .map(total),
    );
    const chain = longestChain(calls);
    expect(isSequence(chain)).toBe(true);
    expect(total(chain)).toBe(best);
  }
});

function isSequence(intervals: readonly Interval[]): boolean {
  const sorted = [...intervals].sort((a, b) => a.to - b.to || a.from - b.from);
  return sorted.every(({ from }, index) => from >= (sorted[index - 1]?.to ?? from));
}

test('what no interval covers, with overlapping ones and ones beyond the ends', () => {
  expect(uncovered({ from: 0, to: 100 }, of([60, 70], [-5, 10], [20, 40], [30, 50], [90, 130]))).toEqual(
    of([10, 20], [50, 60], [70, 90]),
  );
  expect(uncovered({ from: 0, to: 0 }, [])).toEqual([]);
  expect(uncovered({ from: 0, to: 9 }, of([0, 9]))).toEqual([]);
});

test('the most at once', () => {
  expect(mostAtOnce(of([0, 10], [10, 20]))).toBe(1);
  expect(mostAtOnce(of([0, 10], [5, 20], [9, 12], [12, 13]))).toBe(3);
  expect(mostAtOnce(of([5, 5]))).toBe(1);
  expect(mostAtOnce([])).toBe(0);
});

test('the span of intervals', () => {
  expect(spanOf(of([3, 4], [1, 9], [2, 3]))).toEqual({ from: 1, to: 9 });
  expect(spanOf([])).toBeUndefined();
});

test('each moment counts once, for the first kind of which something was under way', () => {
  const split = splitTime({ from: 0, to: 100 }, [
    ['calls', of([10, 30], [20, 40], [95, 200])],
    ['waits', of([35, 50], [-10, 5])],
    ['nothing', of([60, 60])],
  ]);
  expect(Object.fromEntries(split)).toEqual({ calls: 35, waits: 15 });
});
