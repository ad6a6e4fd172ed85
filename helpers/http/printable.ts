import { stripVTControlCharacters } from 'node:util';

/**
 * Text from outside, made safe to print: without terminal sequences, and with other control characters,
 * direction marks and exotic line breaks shown as `·`, so that a name or an error cannot redraw the console.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(
    // eslint-disable-next-line no-control-regex -- control characters are the subject here
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    '·',
  );
}

/**
 * Text from outside, safe for the log of a CI job as well: lines that its runner would take for commands to itself
 * (`::error::` of GitHub, at the beginning of a line; `##[…]`, `##vso[…]` and `##teamcity[…]`, anywhere) are broken
 * up by a `·`.
 */
export function loggable(text: string): string {
  return printable(text)
    .replace(/^(\s*)::/gm, '$1·::')
    .replace(/##(?=\w*\[)/g, '#·#');
}
