/** Reads the command line of a command that runs no specs. (Those that run some pass their flags on to Playwright.) */
import { similarNames } from './similar.ts';

/** The flags of a command: a switch is there or not, a value is given once, and a list may be given several times. */
export type FlagKinds = Readonly<Record<`--${string}`, 'switch' | 'value' | 'list'>>;

/** What a command line contains. */
export interface Flags<Kinds extends FlagKinds> {
  has: (flag: keyof Kinds) => boolean;
  /** The value of a flag. If it was given more than once, that is a mistake. */
  value: (flag: keyof Kinds) => string | undefined;
  /** All values of a flag, in order. */
  values: (flag: keyof Kinds) => string[];
  /** The words that are neither flags nor values. */
  words: string[];
}

/** The flags, or the mistake as a sentence. */
export type FlagsRead<Kinds extends FlagKinds> =
  { ok: true; flags: Flags<Kinds> } | { ok: false; mistake: string };

/** @param words the command line. `--flag value` and `--flag=value` are the same */
export function readFlags<Kinds extends FlagKinds>(words: readonly string[], kinds: Kinds): FlagsRead<Kinds> {
  const given = new Map<string, string[]>();
  const others: string[] = [];
  const mistake = (sentence: string) => ({ ok: false, mistake: sentence }) as const;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) {
      others.push(word);
      continue;
    }
    const [flag = '', inline] = word.split(/=(.*)/s);
    const kind = Object.hasOwn(kinds, flag) ? kinds[flag as keyof Kinds] : undefined;
    if (kind === undefined) {
      const [near] = similarNames(flag, Object.keys(kinds));
      return mistake(`Unknown flag ${flag}.${near === undefined ? '' : ` Did you mean ${near}?`}`);
    }
    const known = given.get(flag) ?? [];
    given.set(flag, known);
    if (kind === 'switch') {
      if (inline !== undefined) return mistake(`${flag} takes no value.`);
      continue;
    }
    const value = inline ?? (words[index + 1]?.startsWith('-') === false ? words[++index] : undefined);
    if (value === undefined || value.trim() === '') return mistake(`${flag} needs a value.`);
    known.push(value);
    if (kind === 'value' && known.length > 1) return mistake(`${flag} was given twice.`);
  }
  return {
    ok: true,
    flags: {
      has: (flag) => given.has(String(flag)),
      value: (flag) => given.get(String(flag))?.[0],
      values: (flag) => given.get(String(flag)) ?? [],
      words: others,
    },
  };
}
