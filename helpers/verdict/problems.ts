/**
 * Reads the problems in a message back: of errors in the main process and of other workers, Playwright passes on only the
 * text. One message may contain several problems, such as everything that a tenant lacks or all mistakes in the settings.
 */
import type { Remedy } from './errors.ts';

/** One problem. */
export interface Problem extends Omit<Remedy, 'help'> {
  /** Its first line. */
  sentence: string;
  /** All of it, if that is more than the sentence. */
  text?: string;
  /** The code of the topic that explains more. */
  help?: string;
}

/** The lines below a message, as `describe` (errors.ts) and `describeMistakes` (settings/mistake.ts) write them. */
const LINES: readonly [keyof Remedy, RegExp][] = [
  // The second form is that of a mistake in a list. What Playwright expected stands at the beginning of a line.
  ['remedy', /^(?:\s+To do| {4,}Expected): +(.*)$/],
  ['where', /^\s+Where: +(.*)$/],
  ['who', /^\s+Who: +(.*)$/],
  ['undo', /^\s+Undo: +(.*)$/],
  ['help', /^\s+More: +.* --explain ([a-z\d-]+)$/],
];

/** Begins the message of an error that contains several problems. */
const HEADING = /:$/;

/** Returns the problems in a message. There is always at least one. */
export function problemsIn(message: string): Problem[] {
  const lines = message
    .replace(/^(?:Blocked|NonConformant|NotTried|Error): /, '')
    .trimEnd()
    .split('\n');
  const blocks: string[][] = [[]];
  let hadRemedy = false;
  for (const line of lines) {
    const isRemedy = remedyIn(line) !== undefined;
    if (hadRemedy && !isRemedy && line.trim() !== '') {
      blocks.push([]);
      hadRemedy = false;
    }
    hadRemedy ||= isRemedy;
    blocks.at(-1)?.push(line);
  }
  const [first = []] = blocks;
  // What follows the last remedy and has none of its own is not another problem.
  const own = blocks.filter(
    (block, index) => index === 0 || block.some((line) => remedyIn(line) !== undefined),
  );
  if (own.length < blocks.length) return [problemOf(lines)];
  const isList = HEADING.test(first[0] ?? '') && first.slice(1).some((line) => remedyIn(line) !== undefined);
  const problems = [isList ? first.slice(1) : first, ...blocks.slice(1)].map(problemOf);
  const common = commonHelp(lines);
  return common === undefined ? problems : problems.map((problem) => ({ help: common, ...problem }));
}

/** Returns the topic that all problems of a list share: it is at the end of the message, after an empty line. */
function commonHelp(lines: readonly string[]): string | undefined {
  const [name, topic] = remedyIn(lines.at(-1) ?? '') ?? [];
  return name === 'help' && lines.at(-2)?.trim() === '' ? topic : undefined;
}

function remedyIn(line: string): [keyof Remedy, string] | undefined {
  for (const [name, pattern] of LINES) {
    const text = pattern.exec(line)?.[1];
    if (text !== undefined) return [name, text];
  }
  return undefined;
}

function problemOf(lines: readonly string[]): Problem {
  const full = lines.join('\n').trim();
  const sentence = (full.split('\n')[0] ?? '').trim() || 'There is no message.';
  const remedies = lines.flatMap((line) => {
    const found = remedyIn(line);
    return found === undefined ? [] : [found];
  });
  return {
    sentence,
    ...(full === sentence || full === '' ? {} : { text: full }),
    ...Object.fromEntries(remedies),
  };
}
