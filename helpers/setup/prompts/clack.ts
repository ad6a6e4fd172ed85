/** Questions with @clack/prompts, for a terminal that can move the cursor. It never settles without one. */
import * as clack from '@clack/prompts';
import colors from 'picocolors';
import type { ReadStream, WriteStream } from 'node:tty';
import { Cancelled, type Prompter, type TextQuestion } from './prompter.ts';
import { QuietInput } from './quiet-input.ts';

const ERASE_LINE = '\r\u001b[2K';

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
  const titled = ({ message, hint }: Pick<TextQuestion, 'message' | 'hint'>) =>
    hint === undefined ? message : `${message}\n${hint}`;
  // Only choices draw the line at the left in front of each line.
  const typedTitle = ({ message, hint }: Pick<TextQuestion, 'message' | 'hint'>) =>
    titled({ message, hint: hint?.replaceAll(/^/gm, `${colors.gray(clack.S_BAR)}  `) });
  return {
    intro: (title) => clack.intro(title, { output }),
    say: (text, title) =>
      title === undefined
        ? clack.log.message(text, { output })
        : clack.note(text, title, { output, format: (line) => line }),
    warn: (text) => clack.log.warn(text, { output }),
    problem: (text) => clack.log.error(text, { output }),
    task: async (text, act) => {
      const show = () => output.write(`${ERASE_LINE}${clack.S_STEP_ACTIVE}  ${text}`);
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
        const shown = { ok: clack.log.success, unknown: clack.log.warn, failed: clack.log.error }[end.mark];
        shown(end.text, { output, spacing: 0 });
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
    outro: (text) => clack.outro(text, { output }),
  };
}
