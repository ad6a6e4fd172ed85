/**
 * Puts text into GitHub's Markdown so that it stays text. Names, bodies and errors come from a tenant, and anyone may have
 * written them: nothing in them may become markup, a link, an image, a mention of a person or a reference to an issue.
 *
 * Backslashes stop markup, but not what GitHub links afterwards in the finished page (`@name`, `#1`, commit hashes, URLs).
 * It does not look into code, so a word that could become a link is written as code.
 */
import { printable } from '../../http/printable.ts';

/** What GitHub, or a Markdown renderer, may turn into a link, a mention, an emoji or a formula. Paths and addresses, too. */
const LINKED = /[@#$:]|www\.|[a-z]-\d|[0-9a-f]{7,}|\/.+\//i;

/** The name of a redacted secret is one piece of code. Where it touches a word, it is taken for a part of that word. */
const REDACTED = /(?<=^|[\s"])(\[redacted(?: [^\]]{1,100})?\])(?=[.,;:!?)”"’']*(?:\s|$))/;

/** Punctuation that ends a word without being part of it. */
const ENDS_WORD = '.,;:!?)]”"’\'';

/** Characters that are markup anywhere in a line. */
const MARKUP = /[\\`*_[\]<>|~&]/g;

/** Returns text for the middle of a line. */
export function inline(text: string): string {
  const parts = oneLine(text).split(REDACTED);
  return parts
    .map((part, at) => (at % 2 === 1 ? code(part) : part.split(' ').map(inlineWord).join(' ')))
    .join('');
}

function inlineWord(word: string): string {
  let length = word.length;
  while (length > 0 && ENDS_WORD.includes(word.charAt(length - 1))) length--;
  const start = word.slice(0, length);
  return `${LINKED.test(start) ? code(start) : escaped(start)}${escaped(word.slice(length))}`;
}

function escaped(text: string): string {
  return text.replace(MARKUP, '\\$&');
}

/** Returns text for the beginning of a line, where a number or a dash could begin a list. */
export function paragraph(text: string): string {
  return inline(text)
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** Returns text as code in a line. Empty if the text is. */
export function code(text: string): string {
  const content = oneLine(text);
  if (content === '') return '';
  const ticks = '`'.repeat(longestRun(content) + 1);
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${content}${pad}${ticks}`;
}

/** Returns text as a block of code. Its fence is longer than any in the text. */
export function fence(text: string, language = ''): string {
  const content = printable(text.replace(/\r\n?/g, '\n')).trimEnd();
  const ticks = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${ticks}${language}\n${content}\n${ticks}`;
}

/** Returns a row of a table from cells that are already Markdown. */
export function row(...cells: readonly string[]): string {
  // With an odd number of backslashes in front of it, a pipe does not end a cell, even in code.
  const safe = cells.map((cell) =>
    cell.replace(/(\\*)\|/g, (whole, { length }: string) => (length % 2 === 1 ? whole : `\\${whole}`)),
  );
  return `| ${safe.join(' | ')} |`;
}

/** Returns a part that is closed at first. The title is already Markdown of {@link foldTitle}, the body of this file. */
export function fold(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** Returns text for the title of a {@link fold}, which is HTML. As code, so that nothing in it is linked. */
export function foldTitle(text: string): string {
  const html = oneLine(text).replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
  return `<code>${html}</code>`;
}

function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).trim();
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);
}
