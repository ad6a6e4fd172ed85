/** Questions with @clack/prompts, for a terminal that can move the cursor. It never settles without one. */
import * as clack from '@clack/prompts';
import colors from 'picocolors';
import type { ReadStream, WriteStream } from 'node:tty';
import { columnsOf } from '../../machine/terminal.ts';
import { wrap } from '../../wrap.ts';
import { Cancelled, type Prompter, type TextQuestion } from './prompter.ts';
import { QuietInput } from './quiet-input.ts';

/** The columns of the lines around a box, and of the space inside them. */
const BOX = 7;

const ERASE_LINE = '\r\u001b[2K';
const PREVIOUS_LINE = '\u001b[A';

/** See `plainPrompter`. */
export function clackPrompter(
  input: ReadStream,
  output: WriteStream,
  signal: AbortSignal,
  interrupt: () => void,
): Prompter {
  const quiet = new QuietInput(input, interrupt);
  // Each question gets its own signal: clack never removes its listeners.
  const streams = () => ({ input, output, signal: AbortSignal.any([signal]) });
  const answered = async <T>(asking: () => Promise<T | typeof clack.CANCEL_SYMBOL>): Promise<T> => {
    const answer = await quiet.during(asking);
    if (clack.isCancel(answer)) throw new Cancelled();
    return answer;
  };
  /** Behind the line at the left, and before the last column, in which some terminals wrap. */
  const wrapped = (text: string) => wrap(text, columnsOf(output) - 4);
  const titled = ({ message, hint }: Pick<TextQuestion, 'message' | 'hint'>) =>
    wrapped(hint === undefined ? message : `${message}\n${hint}`);
  // Only choices draw the line at the left in front of each line.
  const typedTitle = (asked: Pick<TextQuestion, 'message' | 'hint'>) => barred(titled(asked));
  /** Draws the line at the left in front of all lines but the first. */
  const barred = (text: string) => text.replaceAll('\n', `\n${colors.gray(clack.S_BAR)}  `);
  return {
    intro: (title) => clack.intro(barred(wrapped(title)), { output }),
    say: (text, title) =>
      title === undefined
        ? clack.log.message(wrapped(text), { output })
        : clack.note(wrap(text, columnsOf(output) - BOX), title, { output, format: (line) => line }),
    warn: (text) => clack.log.warn(wrapped(text), { output }),
    problem: (text) => clack.log.error(wrapped(text), { output }),
    task: async (text, act) => {
      // A line that is wider than the terminal could not be erased.
      const [line = ''] = wrapped(text).split('\n');
      const short = line === text ? text : `${line.slice(0, -1)}…`;
      const show = () => output.write(`${ERASE_LINE}${clack.S_STEP_ACTIVE}  ${short}`);
      output.write(`${clack.S_BAR}\n`);
      show();
      try {
        const { end, result } = await act(async (ask) => {
          output.write(ERASE_LINE);
          try {
            return await ask();
          } finally {
            show();
          }
        });
        output.write(ERASE_LINE);
        // What is shown instead begins with a line like the one above.
        if (end === undefined) output.write(`${PREVIOUS_LINE}${ERASE_LINE}`);
        else {
          const shown = { ok: clack.log.success, unknown: clack.log.warn }[end.mark];
          shown(wrapped(end.text), { output, spacing: 0 });
        }
        return result;
      } catch (error) {
        output.write(`${ERASE_LINE}${clack.S_STEP_CANCEL}  ${text}\n`);
        throw error;
      }
    },
    text: ({ initial, validate, ...asked }) =>
      answered(() =>
        clack.text({
          ...streams(),
          message: typedTitle(asked),
          ...(initial === undefined ? {} : { placeholder: initial, defaultValue: initial }),
          validate: (answer) => validate((answer ?? '').trim() || (initial ?? '')),
        }),
      ).then((answer) => answer.trim() || (initial ?? '')),
    secret: ({ validate, ...asked }) =>
      answered(() =>
        clack.password({
          ...streams(),
          message: typedTitle(asked),
          clearOnError: true,
          validate: (answer) => validate(answer ?? ''),
        }),
      ),
    select: ({ options, initial, ...asked }) =>
      answered<string>(() =>
        clack.select<string>({
          ...streams(),
          message: titled(asked),
          options: options.map((option) => ({ ...option })),
          ...(initial === undefined ? {} : { initialValue: initial }),
        }),
      ) as Promise<(typeof options)[number]['value']>,
    confirm: ({ initial, ...asked }) =>
      answered(() => clack.confirm({ ...streams(), message: titled(asked), initialValue: initial })),
    close: () => quiet.end(),
    outro: (text) => clack.outro(wrapped(text).replaceAll('\n', '\n   '), { output }),
  };
}
