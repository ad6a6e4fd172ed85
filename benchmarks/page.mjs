// Writes what was measured into a page of the docs, between two comments.
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Replaces what stands between `<!-- NAME -->` and the next `<!-- /KIND -->`, where the kind is the name's first word.
 * @param {string} page its text
 * @param {string} name such as `bench:fleet start`
 * @param {string} text
 */
export function between(page, name, text) {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- /${name.split(' ')[0] ?? name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The page has no ${begin} with ${end} after it.`);
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}

/**
 * @param {string} file
 * @param {string} name
 * @param {string} text
 */
export function writeBetween(file, name, text) {
  writeFileSync(file, between(readFileSync(file, 'utf8'), name, text));
}

/**
 * A table in Markdown. All columns but the first few are numbers, which stand at the right.
 * @param {readonly string[]} titles
 * @param {readonly (readonly (string | number)[])[]} rows
 * @param {number} [texts] how many of the first columns are texts
 */
export function markdownTable(titles, rows, texts = 1) {
  return [titles, titles.map((_, index) => (index < texts ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
