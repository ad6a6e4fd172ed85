/** Results of a fleet in words. */
import { count } from '../executed-notebook/text/amounts.ts';
import { time, verdictWord } from '../executed-notebook/text/words.ts';
import { loggable } from '../http/printable.ts';
import { onOneLine } from '../lines.ts';
import { displayPath } from '../machine/project.ts';
import { EXIT } from '../verdict/verdict.ts';
import { isNotCounted } from './newest.ts';
import { effectOf } from './policy.ts';
import { endOf, type TenantResult } from './result.ts';

/** Returns a result in a word: its verdict, unless its run was stopped or has not ended, or does not count. */
export function wordOf({ state, outcome, verdict, emulated }: TenantResult): string {
  if (state !== 'ended') return state === 'running' ? 'not ended' : 'not run';
  if (verdict === null) return outcome ?? 'not run';
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
  return [...counts].map(([word, times]) => `${String(times)} ${word}`).join(', ');
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

/** Returns why results do not count, a line for each. */
export function notCountedLines(results: readonly TenantResult[]): string[] {
  return results.filter(isNotCounted).map(({ name, sentence }) => `${name}: ${sentence}`);
}

/** How much older a result is than the newest one, if it is said: more than from one night to the next. */
const MUCH_OLDER_MS = 24 * 60 * 60_000;

/** Returns a sentence that names the results which are much older than the newest one, or `undefined` if there are none. */
export function olderNote(results: readonly TenantResult[]): string | undefined {
  const runs = results.flatMap((result) => {
    const end = endOf(result);
    return end === undefined ? [] : [{ name: result.name, end, isSaid: isNotCounted(result) }];
  });
  const newest = Math.max(...runs.map(({ end }) => end));
  const older = runs.filter(({ end, isSaid }) => newest - end > MUCH_OLDER_MS && !isSaid);
  if (older.length === 0) return undefined;
  const named = older.map(({ name, end }) => `${name} (${time(new Date(end).toISOString())})`);
  return `More than a day older than the newest result: ${named.join(', ')}.`;
}

/** Returns when the first of these runs started and the last one ended, if any did. */
export function spanOf(results: readonly TenantResult[]): { startedAt?: Date; endedAt?: Date } {
  const runs = results.flatMap((result) => {
    const end = endOf(result);
    return result.startedAt === null || end === undefined
      ? []
      : [{ from: Date.parse(result.startedAt), end }];
  });
  if (runs.length === 0) return {};
  return {
    startedAt: new Date(Math.min(...runs.map(({ from }) => from))),
    endedAt: new Date(Math.max(...runs.map(({ end }) => end))),
  };
}

/** Returns the last lines of the console. */
export function summary({
  ended,
  interrupted,
  exitCode,
  page,
}: {
  ended: readonly TenantResult[];
  interrupted: boolean;
  exitCode: number;
  page: string;
}): string {
  const older = olderNote(ended);
  const lines = [
    `${interrupted ? 'Interrupted. ' : ''}${count(ended.length, 'tenant')}: ${countsOf(ended)}.`,
    ...reasonsOf(ended),
    ...notCountedLines(ended).map((line) => loggable(onOneLine(line))),
    ...(older === undefined ? [] : [older]),
    ...(exitCode === EXIT.conformant || interrupted
      ? []
      : ['To run these again: npm run fleet -- --only-failed']),
    `All tenants: ${displayPath(page)}`,
  ];
  return `\n${lines.map((line) => `  ${line}\n`).join('')}\n`;
}
