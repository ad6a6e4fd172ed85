import { explainCommand } from '../help/topics.ts';
import { Blocked } from '../verdict/errors.ts';

/** One mistake in the settings: the variable, its problem, and where to find the right value. */
export interface Mistake {
  /** A variable, a line or a file: the beginning of a sentence. */
  variable: string;
  /** The end of that sentence. It never repeats a value that may be secret. */
  problem: string;
  remedy: string;
}

/** Adds mistakes about variables that have none yet. One message per variable is enough. */
export function addNew(mistakes: Mistake[], found: readonly Mistake[]): void {
  for (const one of found)
    if (!mistakes.some(({ variable }) => variable === one.variable)) mistakes.push(one);
}

/** Returns one message with all mistakes in the settings. */
export function describeMistakes(mistakes: readonly Mistake[], source: string): string {
  const count = mistakes.length === 1 ? 'one setting is' : `${String(mistakes.length)} settings are`;
  const lines = mistakes.flatMap(({ variable, problem, remedy }) => [
    '',
    `  ${variable} ${problem}.`,
    `    Expected: ${remedy}`,
  ]);
  return [
    `Keyturn cannot start: ${count} wrong (read from ${[...new Set(['the environment', source])].join(' and ')}):`,
    ...lines,
    '',
    `  More:  ${explainCommand('settings')}`,
  ].join('\n');
}

/** Returns the error about mistakes in the settings. Its message already contains what to do about each of them. */
export function mistakesError({
  mistakes,
  source,
}: {
  mistakes: readonly Mistake[];
  source: string;
}): Blocked {
  const isDescribed = true;
  return new Blocked(
    describeMistakes(mistakes, source),
    { remedy: 'correct these settings', help: 'settings' },
    isDescribed,
  );
}
