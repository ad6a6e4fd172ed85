/** Durations, moments and counts as the page shows them. */
import { html, type Markup } from './markup.ts';

/** A duration: `7 ms`, `1.2 s`, `4 min 15 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${String(Math.round(ms))} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}

/** A moment in UTC, to the second. Text that is not a time is shown unchanged. */
export function moment(iso: string): Markup {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(iso)) return html`${iso}`;
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

/** A number with thousands separators. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** A count with its noun: `1 call`, `2,276 calls`. */
export function count(of: number, noun: string, plural = `${noun}s`): string {
  return `${number(of)} ${of === 1 ? noun : plural}`;
}
