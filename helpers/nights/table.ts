/** The nights of a tenant as lines for the console. */
import { duration } from '../executed-notebook/text/amounts.ts';
import { plainRun, plainTenant, plainTime } from '../notify/plain-words.ts';
import { signOf } from '../notify/sentences.ts';
import { outcomeOfPoint } from '../record/outcome.ts';
import type { RunPoint } from '../record/schema.ts';
import { inARow, type InARow, type Nights } from './nights.ts';

/** @param last how many nights are shown */
export function nightLines({ tenant, command, points }: Nights, last: number): string[] {
  const shown = points.slice(-last).toReversed();
  const rows = shown.map((point) => [
    plainTime(point.startedAt),
    `${signOf({ outcome: outcomeOfPoint(point) })} ${outcomeWords(point)}`,
    plainRun(point.run),
    provedOf(point),
    duration(point.durationMs),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
  const earlier = points.length - shown.length;
  return [
    `${plainTenant(tenant)} · ${command}: ${inARowWords(inARow(points))}`,
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`),
    ...(earlier > 0 ? [`  … and ${String(earlier)} earlier`] : []),
  ];
}

/** Returns `red`, or `not judged: blocked`. */
export function outcomeWords(point: RunPoint): string {
  const outcome = outcomeOfPoint(point);
  return outcome === 'not judged' ? `${outcome}: ${point.verdict}` : outcome;
}

/** Returns `210 of 212`. */
export function provedOf({ proved, expected }: Pick<RunPoint, 'proved' | 'expected'>): string {
  return `${String(proved)} of ${String(expected)}`;
}

/** Returns `2 red in a row, then 1 not judged`. */
function inARowWords({ green, red, notJudged }: InARow): string {
  const judged = red > 0 ? `${String(red)} red` : green > 0 ? `${String(green)} green` : '';
  const since = notJudged > 0 ? `${String(notJudged)} not judged` : '';
  if (judged === '') return since === '' ? 'no run' : `${since} in a row`;
  return `${judged} in a row${since === '' ? '' : `, then ${since}`}`;
}
