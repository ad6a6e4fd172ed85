/** Spans of time as a person types and reads them: `30m`, `24h`, `7d`. */

const MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What {@link readSpan} accepts, for messages. */
export const SPAN_EXAMPLES = 'a number with s, m, h or d, such as 30m, 24h or 7d';

/** Returns a span in ms, or `undefined` if it is not a positive number with a unit. */
export function readSpan(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim().toLowerCase()) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const ms = Number(amount) * MS[unit as keyof typeof MS];
  return ms > 0 ? ms : undefined;
}

/** Returns a span in the largest unit that is not below one and a half: `40 s`, `90 min`, `26 h`, `3 days`. */
export function spanInWords(ms: number): string {
  if (ms < 90_000) return `${String(Math.max(0, Math.round(ms / MS.s)))} s`;
  if (ms < 2 * MS.h) return `${String(Math.round(ms / MS.m))} min`;
  if (ms < 2 * MS.d) return `${String(Math.round(ms / MS.h))} h`;
  return `${String(Math.round(ms / MS.d))} days`;
}
