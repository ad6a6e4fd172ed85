import { stripVTControlCharacters } from 'node:util';

/**
 * Text from outside, made safe to print: without terminal sequences, and with other control characters
 * and direction marks shown as `·`, so that a name or an error cannot redraw the console.
 */
export function printable(text: string): string {
  return (
    stripVTControlCharacters(text)
      // eslint-disable-next-line no-control-regex -- control characters are the subject here
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '·')
  );
}
