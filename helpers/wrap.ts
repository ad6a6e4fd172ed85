/** Wraps texts for a terminal between words, which a terminal itself does not do. */
import { wrapAnsi } from 'fast-wrap-ansi';

/** What the other lines of a paragraph are indented by: spaces, and a label or a number behind them. */
const BEGINNING = /^( *)(?:(?:[A-Z][A-Za-z ]{0,8}:|\d+\.|-) +)?/;

/**
 * Wraps each line of a text. The lines that arise from one are indented like it. A word that is longer than a line is not broken.
 *
 * @param width in columns; `Infinity` for a file or a log, whose lines are searched and not read in full
 */
export function wrap(text: string, width: number): string {
  if (width === Infinity) return text;
  return text
    .split('\n')
    .map((line) => {
      const [whole = '', spaces = ''] = BEGINNING.exec(line) ?? [];
      // In a narrow column, the text is worth more than its alignment.
      const beginning = whole.length * 2 > width ? spaces : whole;
      const room = Math.max(1, width - beginning.length);
      return `${beginning}${wrapAnsi(line.slice(beginning.length), room).replaceAll('\n', `\n${' '.repeat(beginning.length)}`)}`;
    })
    .join('\n');
}
