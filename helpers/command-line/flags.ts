/** The command line of a command that runs no specs: flags with or without a value, and words. */
import { similarNames } from '../similar.ts';
import { describe } from '../verdict/errors.ts';

/** What a command line may contain. */
export interface Accepted<Switch extends string, Option extends string, List extends string = never> {
  /** The command as a person types it: `npm run notify`. */
  command: string;
  /** Flags without a value. */
  switches: readonly Switch[];
  /** Flags with a value, `--on red` or `--on=red`. */
  options: readonly Option[];
  /** Flags with a value that may be given several times. */
  lists?: readonly List[];
  /** The most words that are not flags, and what they are. Any number if omitted. */
  words?: { most: number; are: string };
}

/** What it contains, or the first mistake in it, as a message for a person. */
export type FlagsRead<Switch extends string, Option extends string, List extends string = never> =
  | {
      ok: true;
      has: (flag: Switch) => boolean;
      valueOf: (flag: Option) => string | undefined;
      /** Returns all values of a list, in order. */
      valuesOf: (flag: List) => string[];
      words: string[];
    }
  | { ok: false; mistake: string };

/** Reads a command line. */
export function readFlags<Switch extends string, Option extends string, List extends string = never>(
  line: readonly string[],
  {
    command,
    switches,
    options,
    lists = [],
    words: { most, are } = { most: Infinity, are: '' },
  }: Accepted<Switch, Option, List>,
): FlagsRead<Switch, Option, List> {
  const withValue: readonly string[] = [...options, ...lists];
  const known: readonly string[] = [...switches, ...withValue];
  const given = new Map<string, string[]>();
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
    const takesValue = withValue.includes(flag);
    if (!takesValue && attached !== undefined) return mistake(`${flag} takes no value.`);
    const value = takesValue ? (attached ?? (left[0]?.startsWith('-') === false ? left.shift() : '')) : '';
    if (takesValue && (value === undefined || value.trim() === '')) return mistake(`${flag} needs a value.`);
    const before = given.get(flag) ?? [];
    if (before.length > 0 && options.some((option) => option === flag))
      return mistake(`${flag} was given twice.`);
    given.set(flag, [...before, value ?? '']);
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
    valueOf: (flag) => given.get(flag)?.[0],
    valuesOf: (flag) => given.get(flag) ?? [],
    words,
  };
}

/** Returns the message about a mistake on a command line. */
export function wrongCommandLine(command: string, sentence: string): string {
  return describe(sentence, { remedy: `see ${command} -- --help`, help: 'command-line' });
}
