/** The command line of a command that runs no specs: flags with or without a value, and words. */
import { similarNames } from '../similar.ts';
import { describe } from '../verdict/errors.ts';

/** What a command line may contain. */
export interface Accepted<Switch extends string, Option extends string> {
  /** The command as a person types it: `npm run notify`. */
  command: string;
  /** Flags without a value. */
  switches: readonly Switch[];
  /** Flags with a value, `--on red` or `--on=red`. */
  options: readonly Option[];
  /** The most words that are not flags, and what they are. */
  words: { most: number; are: string };
}

/** What it contains, or the first mistake in it, as a message for a person. */
export type FlagsRead<Switch extends string, Option extends string> =
  | {
      ok: true;
      has: (flag: Switch) => boolean;
      /** Returns the last value of an option. */
      valueOf: (flag: Option) => string | undefined;
      words: string[];
    }
  | { ok: false; mistake: string };

/** Reads a command line. */
export function readFlags<Switch extends string, Option extends string>(
  line: readonly string[],
  { command, switches, options, words: { most, are } }: Accepted<Switch, Option>,
): FlagsRead<Switch, Option> {
  const known: readonly string[] = [...switches, ...options];
  const given = new Map<string, string>();
  const words: string[] = [];
  const mistake = (sentence: string) => ({
    ok: false as const,
    mistake: wrongCommandLine(command, sentence),
  });
  const left = [...line];
  while (left.length > 0) {
    const word = left.shift() ?? '';
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const [flag = '', attached] = word.split(/=(.*)/s);
    if (!known.includes(flag)) {
      const [near] = similarNames(flag, known);
      return mistake(`Unknown flag ${flag}.${near === undefined ? '' : ` Did you mean ${near}?`}`);
    }
    const takesValue = options.some((option) => option === flag);
    if (!takesValue && attached !== undefined) return mistake(`${flag} takes no value.`);
    const value = takesValue ? (attached ?? (left[0]?.startsWith('-') === false ? left.shift() : '')) : '';
    if (takesValue && (value === undefined || value === '')) return mistake(`${flag} needs a value.`);
    given.set(flag, value ?? '');
  }
  if (words.length > most)
    return mistake(
      most === 0
        ? `Unexpected word “${words[0] ?? ''}”.`
        : `Name ${are}, not ${String(words.length)} of them.`,
    );
  return {
    ok: true,
    has: (flag) => given.has(flag),
    valueOf: (flag) => given.get(flag),
    words,
  };
}

/** Returns the message about a mistake on a command line. */
export function wrongCommandLine(command: string, sentence: string): string {
  return describe(sentence, { remedy: `see ${command} -- --help`, help: 'command-line' });
}
