/** Where answers come from, other than from a person: flags, standard input, the environment, and the file. */
import type { Readable } from 'node:stream';
import { fromEnvironment } from '../settings/written.ts';
import type { Values } from '../settings/values.ts';
import type { Variables } from '../settings/variables.ts';
import type { AnswerFlag } from './flags.ts';

/** An answer, and where it comes from, for messages. */
export interface Given {
  value: string;
  from: string;
}

/** Answers by variable or choice. Where several sources have one, a flag comes before the environment. */
export interface GivenAnswers {
  answers: ReadonlyMap<string, Given>;
  /** As sentences. They repeat no value. */
  problems: string[];
}

/** Longest line that is read from standard input, in characters. */
const MAX_LINE = 64 * 1024;

/** How long to wait for a line on standard input, in ms. A password manager may have to ask a person first. */
const MAX_WAIT_MS = 60_000;

/** Reads the answers that are given for a system. */
export async function readGiven(
  flags: readonly AnswerFlag[],
  fromCommandLine: ReadonlyMap<string, string>,
  {
    environment,
    input,
    variables,
  }: { environment: NodeJS.ProcessEnv; input: Readable; variables: Variables },
): Promise<GivenAnswers> {
  const answers = new Map<string, Given>();
  const problems: string[] = [];
  for (const { flag, answer, isSecret } of flags) {
    const value = fromCommandLine.get(flag);
    if (value === undefined) {
      const set = environment[answer];
      if (set !== undefined && set.trim() !== '' && variables.has(answer))
        answers.set(answer, { value: set, from: 'the environment' });
    } else if (!isSecret) answers.set(answer, { value, from: `--${flag}` });
    else if (value === '-') {
      // At a terminal, the line would be shown while it is typed. It is asked for like any other secret.
      if ('isTTY' in input && input.isTTY === true) continue;
      const line = await firstLine(input);
      if (line === undefined || line === '')
        problems.push(`--${flag} - found no line on standard input${line === undefined ? ' in time' : ''}.`);
      else answers.set(answer, { value: line, from: 'standard input' });
    } else {
      const named = environment[value];
      // The name is not repeated: it may be the secret itself.
      if (named === undefined || named === '')
        problems.push(
          `--${flag} must name an environment variable that contains the secret, or be “-” for standard input. There is no such variable.`,
        );
      else answers.set(answer, { value: named, from: 'the variable that its flag names' });
    }
  }
  for (const [name, given] of answers) {
    const variable = variables.get(name);
    if (variable === undefined) continue;
    const written = fromEnvironment(variable, given.value);
    if ('value' in written) answers.set(name, { ...given, value: written.value });
    else problems.push(`${name} (from ${given.from}) ${written.problem}. Expected: ${written.remedy}.`);
  }
  return { answers, problems };
}

/** Reads one line. Returns `undefined` if none came in time. */
export function firstLine(input: Readable, waitMs = MAX_WAIT_MS): Promise<string | undefined> {
  return new Promise((done) => {
    let text = '';
    const decoder = new TextDecoder();
    const end = (line: string | undefined) => {
      clearTimeout(late);
      input.off('data', listen);
      input.off('end', ended);
      input.off('error', ended);
      input.pause();
      done(line);
    };
    const ended = () => end(text.split(/\r?\n/)[0] ?? '');
    const listen = (chunk: Buffer | string) => {
      text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      if (text.includes('\n') || text.length > MAX_LINE) ended();
    };
    const late = setTimeout(() => end(undefined), waitMs);
    input.on('data', listen);
    input.once('end', ended);
    input.once('error', ended);
    input.resume();
  });
}

/** Returns the values that a person has stored for these variables. Empty ones count as missing. */
export function storedValues(values: Readonly<Record<string, string>>): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
}
