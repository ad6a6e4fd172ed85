/** Reads the command line of `npm run setup`. No message repeats a value, because it may be a secret in the wrong place. */
import { closest, distance } from 'fastest-levenshtein';
import { type AnswerFlag, OWN_FLAGS } from './flags.ts';

/** What the command line asks for. */
export interface CommandLine {
  help: boolean;
  system: string | undefined;
  file: string | undefined;
  confirmHost: string | undefined;
  overwrite: boolean;
  /** The flags with answers, without their dashes, and what follows each. */
  answers: ReadonlyMap<string, string>;
  /** Everything that is wrong with it, as sentences. */
  problems: string[];
}

/** A flag may differ by this much from the one that is suggested. */
const MAX_DISTANCE = 4;

/** Reads the words after the command. */
export function readCommandLine(words: readonly string[], flags: readonly AnswerFlag[]): CommandLine {
  const own = new Map<string, string>();
  const answers = new Map<string, string>();
  const problems: string[] = [];
  const known = [...Object.keys(OWN_FLAGS), ...flags.map(({ flag }) => flag)];
  const left = words.map((word) => (word === '-h' ? '--help' : word));
  while (left.length > 0) {
    const word = left.shift() ?? '';
    const [, flag = '', attached] = /^--([^=]+)(?:=([^]*))?$/.exec(word) ?? [];
    if (flag === '') {
      problems.push(STRAY_WORD);
      continue;
    }
    const isOwn = Object.hasOwn(OWN_FLAGS, flag);
    if (!isOwn && !known.includes(flag)) {
      problems.push(unknownFlag(flag, flags, known));
      // What follows probably belongs to it. It may be a secret.
      if (attached === undefined && left[0]?.startsWith('--') === false) left.shift();
      continue;
    }
    const takesValue = !isOwn || OWN_FLAGS[flag as keyof typeof OWN_FLAGS].takes !== undefined;
    const follows = left[0] !== undefined && !left[0].startsWith('--');
    const value = attached ?? (takesValue && follows ? left.shift() : undefined);
    if (takesValue && (value === undefined || value === '')) problems.push(`--${flag} needs a value.`);
    else if (!takesValue && value !== undefined) problems.push(`--${flag} takes no value.`);
    else if ((isOwn ? own : answers).has(flag)) problems.push(`--${flag} is given twice.`);
    else (isOwn ? own : answers).set(flag, value ?? '');
  }
  const fromInput = flags.filter(({ flag, isSecret }) => isSecret && answers.get(flag) === '-');
  if (new Set(fromInput.map(({ flag }) => flag)).size > 1)
    problems.push(
      `Only one secret can be read from standard input, but ${fromInput.map(({ flag }) => `--${flag}`).join(' and ')} are given with “-”. Put the others into environment variables.`,
    );
  return {
    help: own.has('help'),
    system: own.get('system'),
    file: own.get('file'),
    confirmHost: own.get('confirm-host'),
    overwrite: own.has('overwrite'),
    answers,
    problems: [...new Set(problems)],
  };
}

const STRAY_WORD =
  'There is a word that belongs to no flag. With npm, flags come after “--”: npm run setup -- --subdomain acme.';

function unknownFlag(flag: string, flags: readonly AnswerFlag[], known: readonly string[]): string {
  const secret = flags.find((each) => each.isSecret && each.flag === `${flag}-from`);
  if (secret !== undefined)
    return (
      `--${flag} is not a flag, because a secret on the command line would end up in the shell's history and in the list of ` +
      `processes. Put it into an environment variable and name that: --${secret.flag} NAME; or --${secret.flag} - reads it ` +
      'from standard input. If the secret was on the command line just now, replace it with a new one.'
    );
  const near = closest(flag, known);
  const hint = distance(flag, near) <= MAX_DISTANCE ? ` Did you mean --${near}?` : '';
  // Only letters are repeated: anything else may be part of a value.
  const name = /^[a-z-]{1,40}$/i.test(flag) ? `--${flag}` : 'One of the flags';
  return `${name} is not a flag of setup.${hint} See npm run setup -- --help.`;
}
