/** Intervals of time: which of them can have followed one another, and what they leave uncovered. */

/** From one time to another one, in ms. Both may be the same. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * Returns the longest sequence of intervals that do not overlap, in the order of time: the most time, and among those the most
 * intervals. If one ends in the moment in which another one begins, they do not overlap.
 */
export function longestChain<T extends Interval>(intervals: readonly T[]): T[] {
  const sorted = [...intervals].sort((a, b) => a.to - b.to || a.from - b.from);
  /** The best chain of the first intervals: its length, whether the last of them is in it, and how many precede that one. */
  const best = [{ ms: 0, count: 0, isIn: false, before: 0 }];
  for (const [index, { from, to }] of sorted.entries()) {
    const without = best[index] ?? { ms: 0, count: 0 };
    const before = endedBy(sorted, from, index);
    const prior = best[before] ?? { ms: 0, count: 0 };
    const ms = prior.ms + (to - from);
    const count = prior.count + 1;
    const isIn = ms > without.ms || (ms === without.ms && count > without.count);
    best.push(isIn ? { ms, count, isIn, before } : { ms: without.ms, count: without.count, isIn, before });
  }
  const chain: T[] = [];
  for (let at = sorted.length; at > 0;) {
    const { isIn, before } = best[at] ?? { isIn: false, before: 0 };
    const last = sorted[at - 1];
    if (isIn && last !== undefined) chain.push(last);
    at = isIn ? before : at - 1;
  }
  return chain.reverse();
}

/** How many of the first `most` intervals, which are sorted by their ends, ended by a time. */
function endedBy(sorted: readonly Interval[], time: number, most: number): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.to ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the parts of an interval that no other one covers. */
export function uncovered({ from, to }: Interval, by: readonly Interval[]): Interval[] {
  const parts: Interval[] = [];
  let at = from;
  for (const other of [...by].sort((a, b) => a.from - b.from)) {
    if (other.from >= to) break;
    if (other.from > at) parts.push({ from: at, to: other.from });
    at = Math.max(at, other.to);
  }
  if (at < to) parts.push({ from: at, to });
  return parts;
}

/** Returns the most intervals that were under way at the same time. */
export function mostAtOnce(intervals: readonly Interval[]): number {
  const ends = intervals
    .filter(({ from, to }) => to > from)
    .flatMap(({ from, to }) => [
      { at: from, by: 1 },
      { at: to, by: -1 },
    ])
    // What ends in a moment does not overlap with what begins then.
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  // One that takes no time is under way, too.
  let most = Math.min(1, intervals.length);
  for (const { by } of ends) most = Math.max(most, (now += by));
  return most;
}

/** Returns when the first of them begins, and when the last of them ends. `undefined` if there are none. */
export function spanOf(intervals: readonly Interval[]): Interval | undefined {
  // There may be more of them than a function can have arguments.
  return intervals.reduce<Interval | undefined>(
    (span, { from, to }) =>
      span === undefined ? { from, to } : { from: Math.min(span.from, from), to: Math.max(span.to, to) },
    undefined,
  );
}

/** The total of their lengths, in ms. */
export function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + (to - from), 0);
}

/**
 * Splits a time by what was under way: each moment counts for the first kind of which there was something. The rest is under
 * no key.
 *
 * @param kinds by name, those that count first at the beginning
 */
export function splitTime<Kind extends string>(
  within: Interval,
  kinds: readonly (readonly [Kind, readonly Interval[]])[],
): Map<Kind, number> {
  const edges = kinds
    .flatMap(([, intervals], kind) =>
      intervals.flatMap(({ from, to }) => {
        const [start, end] = [Math.max(from, within.from), Math.min(to, within.to)];
        return end <= start
          ? []
          : [
              { at: start, kind, by: 1 },
              { at: end, kind, by: -1 },
            ];
      }),
    )
    .sort((a, b) => a.at - b.at);
  const underWay = kinds.map(() => 0);
  const split = new Map<Kind, number>();
  let since = within.from;
  for (const { at, kind, by } of edges) {
    const first = kinds[underWay.findIndex((number) => number > 0)]?.[0];
    if (first !== undefined && at > since) split.set(first, (split.get(first) ?? 0) + (at - since));
    since = at;
    underWay[kind] = (underWay[kind] ?? 0) + by;
  }
  return split;
}
