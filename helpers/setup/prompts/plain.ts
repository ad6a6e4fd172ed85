/**
 * Questions as plain lines: for screen readers (`ACCESSIBLE=1`), for terminals that cannot move the cursor, and, without
 * questions, for logs.
 */
import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { readHiddenLine } from './hidden-line.ts';
import { Cancelled, type Prompter, type Screen, type TextQuestion } from './prompter.ts';
import { QuietInput } from './quiet-input.ts';

/** Where the lines go. */
export interface PlainOutput {
  write: (text: string) => void;
}

const MARKS = { ok: 'OK', unknown: 'Not certain' };

/** Shows plain lines, and asks nothing. */
export function plainScreen(output: PlainOutput): Screen {
  const line = (text: string) => output.write(`${text}\n`);
  return {
    intro: (title) => line(title),
    say: (text, title) => line(`\n${title === undefined ? '' : `${title}\n`}${indented(text)}`),
    warn: (text) => line(`\nWarning: ${text}`),
    problem: (text) => line(`\nProblem: ${text}`),
    task: async (text, act) => {
      line(`\n${text}`);
      const { end, result } = await act((ask) => ask());
      if (end !== undefined) line(`${MARKS[end.mark]}: ${end.text}`);
      return result;
    },
    outro: (text) => line(`\n${text}`),
  };
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((each) => `  ${each}`.trimEnd())
    .join('\n');
}

/**
 * Asks plain, numbered questions at a terminal.
 *
 * @param signal cancels the question that is open
 * @param interrupt is called for Ctrl-C while nothing is asked
 */
export function plainPrompter(
  input: ReadStream,
  output: PlainOutput,
  signal: AbortSignal,
  interrupt: () => void,
): Prompter {
  const quiet = new QuietInput(input, interrupt);
  /** Asks until the answer is valid. The terminal is ready for it before the question is shown. */
  const asking = (
    { message, hint, more = '' }: Pick<TextQuestion, 'message' | 'hint'> & { more?: string },
    echoes: boolean,
    read: () => Promise<string>,
    validate: TextQuestion['validate'],
  ): Promise<string> =>
    quiet.during(
      async () => {
        output.write(`\n${message}\n${hint === undefined ? '' : `${indented(hint)}\n`}${more}`);
        for (;;) {
          const answer = await read();
          const problem = validate(answer);
          if (problem === undefined) return answer;
          output.write(`${problem}\n`);
        }
      },
      { echoes },
    );
  const readShown = async (prompt: string) => (await readLine(input, output, prompt, signal)).trim();
  return {
    ...plainScreen(output),
    close: () => quiet.end(),
    text: ({ initial, validate, ...asked }) => {
      const prompt = initial === undefined ? '> ' : `Press Enter for: ${initial}\n> `;
      return asking(asked, true, async () => (await readShown(prompt)) || (initial ?? ''), validate);
    },
    secret: ({ validate, ...asked }) => {
      const readHidden = async () => {
        output.write('(not shown while you type) > ');
        const answer = await readHiddenLine(input, signal);
        output.write('\n');
        if (answer === undefined) throw new Cancelled();
        return answer;
      };
      return asking(asked, false, readHidden, validate);
    },
    select: async ({ options, initial, ...asked }) => {
      const list = options.map(
        ({ label, hint }, index) =>
          `  ${String(index + 1)}. ${label}${hint === undefined ? '' : ` (${hint})`}\n`,
      );
      const standard = options.findIndex(({ value }) => value === initial);
      const range = `a number from 1 to ${String(options.length)}`;
      const prompt = `Enter ${range}${standard < 0 ? '' : `, or press Enter for ${String(standard + 1)}`}: `;
      const chosen = (answer: string) =>
        answer === '' ? options[standard] : /^\d+$/.test(answer) ? options[Number(answer) - 1] : undefined;
      const answer = await asking(
        { ...asked, more: list.join('') },
        true,
        () => readShown(prompt),
        (text) => (chosen(text) === undefined ? `Please enter ${range}.` : undefined),
      );
      const option = chosen(answer);
      if (option === undefined) throw new Cancelled();
      return option.value;
    },
    confirm: async ({ initial, ...asked }) => {
      const prompt = `yes or no (press Enter for ${initial ? 'yes' : 'no'}): `;
      const answer = await asking(
        asked,
        true,
        () => readShown(prompt),
        (text) => (meaningOf(text) === undefined && text !== '' ? 'Please enter yes or no.' : undefined),
      );
      return meaningOf(answer) ?? initial;
    },
  };
}

function meaningOf(answer: string): boolean | undefined {
  if (/^y(?:es)?$/i.test(answer)) return true;
  return /^no?$/i.test(answer) ? false : undefined;
}

/** Reads a line that the terminal itself shows while it is typed. */
function readLine(
  input: ReadStream,
  output: PlainOutput,
  prompt: string,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((done, failed) => {
    output.write(prompt);
    const lines = createInterface({ input, terminal: false });
    let answer: string | undefined;
    const cancel = () => lines.close();
    signal.addEventListener('abort', cancel);
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    // Also called if the input has ended.
    lines.once('close', () => {
      signal.removeEventListener('abort', cancel);
      if (answer === undefined) failed(new Cancelled());
      else done(answer);
    });
    if (signal.aborted) cancel();
  });
}
