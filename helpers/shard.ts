/** A shard of a run, counted from 1. */
export interface Shard {
  current: number;
  total: number;
}

/** Returns the shard in a text such as `2/4`, or `undefined` if it names none. Playwright refuses such a command line. */
export function parseShard(text: string | undefined): Shard | undefined {
  const [current = NaN, total = NaN, ...more] = (text ?? '').split('/').map((part) => parseInt(part, 10));
  return current >= 1 && current <= total && more.length === 0 ? { current, total } : undefined;
}
