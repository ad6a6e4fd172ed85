// The flags of the benchmarks: `--name=value`, each with its default.
import { refuseUnknownFlags } from '../bin/suggest.mjs';

/**
 * Reads the command line. Ends the process with the help, or with a message if a flag is wrong.
 * @template {Record<string, string>} Defaults
 * @param {object} of
 * @param {Defaults} of.defaults
 * @param {readonly string[]} of.switches flags without a value
 * @param {string} of.program how to start it, such as `npm run bench`
 * @param {(flags: string) => string} of.help gets the flags, one a line
 */
export function readFlags({ defaults, switches, program, help }) {
  const words = process.argv.slice(2);
  const lines = Object.entries(defaults).map(([name, value]) => `  --${name}=${value}`);
  if (words.includes('--help') || words.includes('-h')) {
    console.log(help(lines.join('\n')));
    process.exit(0);
  }
  refuseUnknownFlags(words, [...Object.keys(defaults).map((name) => `--${name}`), ...switches], program);
  const stray = words.find((word) => !word.startsWith('-'));
  if (stray !== undefined) refuse(`“${stray}” is not a flag; see ${program} -- --help`);

  /** @param {keyof Defaults & string} name */
  const text = (name) => {
    const word = words.find((each) => each === `--${name}` || each.startsWith(`--${name}=`));
    return word === undefined ? String(defaults[name]) : word.slice(name.length + 3);
  };
  /** @param {keyof Defaults & string} name */
  const numbers = (name) => {
    const list = text(name).split(',');
    if (!list.every((each) => /^\d+$/.test(each)))
      refuse(`--${name} takes whole numbers, such as --${name}=${String(defaults[name])}`);
    return list.map(Number);
  };
  return {
    text,
    numbers,
    /** @param {keyof Defaults & string} name */
    number: (name) => {
      const [value = 0, ...more] = numbers(name);
      if (more.length > 0) refuse(`--${name} takes one number, such as --${name}=${String(defaults[name])}`);
      return value;
    },
    /**
     * The values of a flag that takes some of these names.
     * @template {string} Name
     * @param {keyof Defaults & string} name
     * @param {readonly Name[]} known
     */
    names: (name, known) => {
      const wanted = text(name).split(',');
      const unknown = wanted.find((each) => !(/** @type {readonly string[]} */ (known).includes(each)));
      if (unknown !== undefined) refuse(`--${name} takes ${known.join(', ')}, not “${unknown}”`);
      return known.filter((each) => wanted.includes(each));
    },
    /** @param {string} name */
    has: (name) => words.includes(name),
  };
}

/**
 * Ends the process with a message.
 * @param {string} sentence
 * @returns {never}
 */
export function refuse(sentence) {
  console.error(`\n  ${sentence}\n`);
  return process.exit(2);
}
