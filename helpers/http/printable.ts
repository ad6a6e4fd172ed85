import { stripVTControlCharacters } from 'node:util';

/**
 * Makes text from outside safe to print. Removes terminal sequences, and shows other control characters, direction marks
 * and unusual line breaks as `·`, so that no name and no error can redraw the console.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(
    // eslint-disable-next-line no-control-regex -- control characters are the subject here
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    '·',
  );
}

/**
 * Makes text from outside safe for the log of a CI job as well. A `·` breaks up text that the CI runner would take for a
 * command (GitHub's `::error::` at the beginning of a line; `##[…]`, `##vso[…]` and `##teamcity[…]` anywhere).
 */
export function loggable(text: string): string {
  return printable(text)
    .replace(/^(\s*)::/gm, '$1·::')
    .replace(/##(?=\w*\[)/g, '#·#');
}
