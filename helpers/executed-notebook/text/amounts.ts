/** Durations and numbers as a person reads them. */

/** A duration: `7 ms`, `1.2 s`, `4 min 15 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${String(Math.round(ms))} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}

/** A number with thousands separators. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** A count with its noun: `1 call`, `2,276 calls`. */
export function count(of: number, noun: string, plural = `${noun}s`): string {
  return `${number(of)} ${of === 1 ? noun : plural}`;
}
