/** Reads a line that is not shown while it is typed. */
import type { ReadStream } from 'node:tty';
import { INTERRUPT } from './quiet-input.ts';

/** What a line consists of so far, and whether it has ended. */
export interface HiddenLine {
  text: string;
  state: 'typing' | 'done' | 'cancelled';
}

const END_OF_INPUT = '\u0004';
const CLEAR_LINE = '\u0015';

/** Keys that send a sequence (arrows …), and what terminals send around a pasted text. */
// eslint-disable-next-line no-control-regex -- the escape character is the subject here
const SEQUENCE = /\u001b(?:\[[\d;?]*[ -/]*[@-~]|O.|.)?/g;

/** Returns the line after these keys. Backspace removes a character, Ctrl-U the line. Other control keys are ignored. */
export function typeInto(line: HiddenLine, keys: string): HiddenLine {
  let { text } = line;
  for (const key of keys.replace(SEQUENCE, '')) {
    if (key === '\r' || key === '\n') return { text, state: 'done' };
    if (key === INTERRUPT || (key === END_OF_INPUT && text === '')) return { text: '', state: 'cancelled' };
    if (key === '\u007f' || key === '\b') text = text.replace(/.$/su, '');
    else if (key === CLEAR_LINE) text = '';
    // eslint-disable-next-line no-control-regex -- control keys are the subject here
    else if (!/[\u0000-\u001f]/.test(key)) text += key;
  }
  return { text, state: 'typing' };
}

/**
 * Reads a line from a terminal in raw mode. Returns `undefined` if it was cancelled.
 *
 * @param signal cancels it
 */
export function readHiddenLine(input: ReadStream, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((done) => {
    let line: HiddenLine = { text: '', state: 'typing' };
    const decoder = new TextDecoder();
    const end = (answer: string | undefined) => {
      input.off('data', listen);
      input.off('end', cancel);
      signal.removeEventListener('abort', cancel);
      input.pause();
      done(answer);
    };
    const cancel = () => end(undefined);
    const listen = (chunk: Buffer | string) => {
      line = typeInto(line, typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
      if (line.state !== 'typing') end(line.state === 'done' ? line.text : undefined);
    };
    input.on('data', listen);
    input.once('end', cancel);
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    else input.resume();
  });
}
