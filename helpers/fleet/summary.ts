/** Results of a fleet in words. */
import { verdictWord } from '../executed-notebook/text/words.ts';
import { effectOf } from './policy.ts';
import type { TenantResult } from './result.ts';

/** Returns a result in a word: its verdict, unless its run was stopped or has not ended. */
export function wordOf({ state, outcome, verdict, emulated }: TenantResult): string {
  if (state !== 'ended' || verdict === null) return state === 'running' ? 'not ended' : 'not run';
  return outcome === 'interrupted' ? 'interrupted' : verdictWord({ verdict, emulated });
}

/** Returns how many tenants there are of each kind: `2 conformant, 1 blocked (watch)`. */
export function countsOf(results: readonly TenantResult[]): string {
  const counts = new Map<string, number>();
  for (const result of results) {
    const isOnlyWatched = result.severity === 'watch' && result.outcome !== 'green';
    const word = `${wordOf(result)}${isOnlyWatched ? ' (watch)' : ''}`;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${String(count)} ${word}`).join(', ');
}

/** Returns the tenants that made the exit code what it is, and why, as sentences. */
export function reasonsOf(results: readonly TenantResult[]): string[] {
  const named = (effect: ReturnType<typeof effectOf>) =>
    results.filter((result) => effectOf(result) === effect).map(({ name }) => name);
  const isUnclean = ({ left, leaks }: TenantResult) => left.length + leaks.length > 0;
  const unclean = results.filter(isUnclean).map(({ name }) => name);
  const failed = named('failed').filter((name) => !unclean.includes(name));
  const notJudged = named('not judged');
  return [
    ...(unclean.length > 0 ? [`Something leaked or was left: ${unclean.join(', ')}.`] : []),
    ...(failed.length > 0 ? [`Red: ${failed.join(', ')}.`] : []),
    ...(notJudged.length > 0 ? [`Not judged: ${notJudged.join(', ')}.`] : []),
  ];
}
