/** Whether a tenant was judged recently. A night that did not run leaves no trace, and is noticed only by its absence. */
import { count } from '../executed-notebook/text/amounts.ts';
import { isInFuture } from '../in-future.ts';
import { plainRun, plainTenant, plainTime } from '../notify/plain-words.ts';
import { outcomeOfPoint } from '../record/outcome.ts';
import type { RunPoint } from '../record/schema.ts';
import { spanInWords } from '../time-span.ts';
import { isJudged, type Nights } from './nights.ts';

/**
 * Returns why a tenant does not count as judged recently, as sentences, or `undefined` if it does.
 *
 * @param maxAgeMs the most time since its newest green or red run began, in ms
 */
export function staleBecause(nights: Nights, maxAgeMs: number, now: number): string | undefined {
  const { points, command } = nights;
  const subject = `${plainTenant(nights.tenant)} (${command})`;
  const ahead = points.find(({ startedAt }) => isInFuture(Date.parse(startedAt), now));
  if (ahead !== undefined)
    return `${subject}: run ${plainRun(ahead.run)} began in the future, at ${plainTime(ahead.startedAt)}. The clock of that machine or of this one is wrong, or the history was edited.`;
  const newest = points.findLast(isJudged);
  const limit = `The limit is ${spanInWords(maxAgeMs)}.`;
  if (newest === undefined)
    return `${subject}: no run has judged this tenant yet. ${points.length === 0 ? 'None is recorded.' : `Recorded: ${runsIn(points)}.`} ${limit}`;
  const age = now - Date.parse(newest.startedAt);
  if (age <= maxAgeMs) return undefined;
  return (
    `${subject}: the newest run that judged this tenant is ${spanInWords(age)} old: ${plainRun(newest.run)}, ` +
    `${outcomeOfPoint(newest)}, ${plainTime(newest.startedAt)}. ${limit} ${since(points.slice(points.indexOf(newest) + 1))}`
  );
}

/** Returns what has run since a tenant was last judged, as a sentence. */
function since(points: readonly RunPoint[]): string {
  return points.length === 0 ? 'Nothing has run since then.' : `Since then: ${runsIn(points)}.`;
}

/** Returns `3 runs (2 blocked, 1 interrupted)`. */
function runsIn(points: readonly RunPoint[]): string {
  const kinds = ['blocked', 'incomplete', 'interrupted'] as const;
  const counts = kinds
    .map((kind) => ({ kind, times: points.filter((point) => kindOf(point) === kind).length }))
    .filter(({ times }) => times > 0)
    .map(({ kind, times }) => `${String(times)} ${kind}`);
  return `${count(points.length, 'run')} (${counts.join(', ')})`;
}

function kindOf(point: RunPoint): string {
  return outcomeOfPoint(point) === 'interrupted' ? 'interrupted' : point.verdict;
}
