/** One mistake in the settings: the culprit, what is wrong with it, and where to find the right value. */
export interface Mistake {
  /** A variable, or a line or a file: the beginning of a sentence. */
  variable: string;
  /** The end of that sentence. It never repeats what may be a secret. */
  problem: string;
  remedy: string;
}

/** Adds the mistakes about what has none yet: of one variable, a person is told one at a time. */
export function addNew(mistakes: Mistake[], found: readonly Mistake[]): void {
  for (const one of found)
    if (!mistakes.some(({ variable }) => variable === one.variable)) mistakes.push(one);
}

/** The sentence(s) that tell a person what is wrong with the settings, all at once. */
export function describeMistakes(mistakes: readonly Mistake[], source: string): string {
  const count = mistakes.length === 1 ? 'one setting is' : `${String(mistakes.length)} settings are`;
  const lines = mistakes.flatMap(({ variable, problem, remedy }) => [
    '',
    `  ${variable} ${problem}.`,
    `    Right is: ${remedy}`,
  ]);
  return [
    `Keyturn cannot start, because ${count} wrong (read from ${[...new Set(['the environment', source])].join(' and ')}):`,
    ...lines,
  ].join('\n');
}
