/**
 * Changes variables in the text of a settings file. Comments, unknown lines, the order, line breaks and quotation marks stay as
 * they are: only the lines of the variables that change are touched. The result is read back before it is returned.
 */
import { type LocatedAssignment, parseEnvFile, scan } from './env-file.ts';
import type { Variables } from './variables.ts';
import type { Quote } from './written.ts';

/** Changes that belong together. If their variables are new, they are appended below one comment. */
export interface ChangeGroup {
  /** The comment, without the `#`. */
  title: string;
  /** The new values by variable. `undefined` removes the variable. */
  changes: ReadonlyMap<string, string | undefined>;
}

/** The changed text, or the variable whose value cannot be written so that it is read back unchanged. */
export type Edited = { ok: true; text: string } | { ok: false; variable: string };

/** A line, with the line break that ends it. */
interface Line {
  text: string;
  end: string;
}

/** Returns the text with these changes. */
export function editEnvFile(text: string, groups: readonly ChangeGroup[], variables: Variables): Edited {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  let lines = linesOf(text.slice(mark.length));
  const lineBreak = commonBreak(lines);
  const changes = new Map(groups.flatMap(({ changes: own }) => [...own]));
  for (const [name, value] of changes) {
    const changed = changeExisting(lines, name, value, { variables, lineBreak });
    if (changed === undefined) return { ok: false, variable: name };
    lines = changed;
  }
  const isThere = new Set(scan(joined(lines)).assignments.map(({ name }) => name));
  for (const { title, changes: own } of groups) {
    const added: string[] = [];
    for (const [name, value] of own) {
      if (value === undefined || isThere.has(name)) continue;
      const line = assignment('', name, value, undefined, variables);
      if (line === undefined) return { ok: false, variable: name };
      added.push(line);
    }
    lines = appended(lines, title, added, lineBreak);
  }
  const edited = lines.map((line) => line.text + line.end).join('');
  const wrong = firstDifference(text, edited, changes, variables);
  return wrong === undefined ? { ok: true, text: mark + edited } : { ok: false, variable: wrong };
}

/** Where and how a change is written. */
interface Style {
  variables: Variables;
  lineBreak: string;
}

/**
 * Changes or removes the assignments of a variable. If there is none, but one in a comment, as in `.env.example`, the new one is
 * inserted below that comment. Returns `undefined` if the value cannot be written.
 */
function changeExisting(
  lines: readonly Line[],
  name: string,
  value: string | undefined,
  { variables, lineBreak }: Style,
): Line[] | undefined {
  const text = joined(lines);
  const { assignments } = scan(text);
  const own = assignments.filter((each) => each.name === name);
  const result = [...lines];
  // From the last to the first, so that the numbers of earlier lines stay valid.
  for (const each of own.reverse()) {
    const { before, after, count } = around(text, each);
    const at = each.line - 1;
    if (value === undefined) {
      result.splice(at, count);
      continue;
    }
    const written = assignment(before, name, value, each.quote, variables, after);
    if (written === undefined) return undefined;
    result.splice(at, count, { text: written, end: result[at + count - 1]?.end ?? '' });
  }
  if (own.length > 0 || value === undefined) return result;
  const comment = lineOfComment(lines, name, assignments);
  if (comment === undefined) return result;
  const written = assignment('', name, value, undefined, variables);
  if (written === undefined) return undefined;
  const above = result[comment];
  if (above !== undefined && above.end === '') result[comment] = { ...above, end: lineBreak };
  result.splice(comment + 1, 0, { text: written, end: above?.end ?? lineBreak });
  return result;
}

/** Returns the text before and after the value of an assignment, within its lines, and the number of its lines. */
function around(
  text: string,
  { from, end, quote, raw }: LocatedAssignment,
): { before: string; after: string; count: number } {
  const begin = text.lastIndexOf('\n', from - 1) + 1;
  const value = text.slice(from, end);
  const spaces = /^[^\S\n]*/.exec(value)?.[0].length ?? 0;
  const length =
    quote === undefined ? (/^[^#]*?(?=\s*(?:#|$))/.exec(value)?.[0].length ?? 0) : spaces + raw.length + 2;
  return {
    before: text.slice(begin, from + spaces),
    after: value.slice(Math.max(length, spaces)),
    count: value.split('\n').length,
  };
}

/** Quotation marks in the order in which they are tried. */
const QUOTES: readonly (Quote | undefined)[] = [undefined, "'", '`', '"'];

/**
 * Returns a line that assigns a value so that it is read back unchanged, or `undefined` if no quotation marks allow that.
 *
 * @param before the beginning of the line, up to the value; empty for a new line
 * @param quote the quotation mark that is kept if possible
 * @param after the rest of the line: a comment
 */
function assignment(
  before: string,
  name: string,
  value: string,
  quote: Quote | undefined,
  variables: Variables,
  after = '',
): string | undefined {
  const begin = before === '' ? `${name}=` : before;
  const isSecret = variables.get(name)?.secret !== undefined;
  // A secret without quotation marks could not be followed by a comment, and may contain anything.
  const preferred = quote === undefined && isSecret ? "'" : quote;
  return [preferred, ...QUOTES]
    .map((mark = '' as Quote) => `${begin}${mark}${value}${mark}${after}`)
    .find((line) => {
      if (/[\r\n]/.test(line)) return false;
      const { values, mistakes } = parseEnvFile(line, variables);
      return values[name] === value && mistakes.length === 0;
    });
}

/** Returns the index of the first comment that contains an assignment to this variable, outside of quoted values. */
function lineOfComment(
  lines: readonly Line[],
  name: string,
  assignments: readonly LocatedAssignment[],
): number | undefined {
  const comment = new RegExp(String.raw`^\s*#\s*(?:export\s+)?${name}\s*=`);
  const isQuoted = (index: number) =>
    assignments.some(({ line, raw }) => index >= line && index < line + raw.split('\n').length - 1);
  const found = lines.findIndex(({ text }, index) => comment.test(text) && !isQuoted(index));
  return found < 0 ? undefined : found;
}

/** Appends new lines below a comment, after an empty line. */
function appended(
  lines: readonly Line[],
  title: string,
  added: readonly string[],
  lineBreak: string,
): Line[] {
  if (added.length === 0) return [...lines];
  const kept = lines.filter(({ text, end }, index) => index < lines.length - 1 || text !== '' || end !== '');
  const ended = kept.map((line, index) =>
    index === kept.length - 1 && line.end === '' ? { ...line, end: lineBreak } : line,
  );
  const gap = ended.length > 0 && ended.at(-1)?.text.trim() !== '' ? [''] : [];
  return [...ended, ...[...gap, `# ${title}`, ...added].map((text) => ({ text, end: lineBreak }))];
}

/** Returns the first variable that would be read differently from what is intended, or `undefined` if there is none. */
function firstDifference(
  before: string,
  after: string,
  changes: ReadonlyMap<string, string | undefined>,
  variables: Variables,
): string | undefined {
  const [was, is] = [parseEnvFile(before.replace(/^\ufeff/, ''), variables), parseEnvFile(after, variables)];
  const intended: Record<string, string | undefined> = { ...was.values, ...Object.fromEntries(changes) };
  const names = new Set([...Object.keys(intended), ...Object.keys(is.values)]);
  const different = [...names].find((name) => is.values[name] !== intended[name]);
  return different ?? is.mistakes.find(({ variable }) => changes.has(variable))?.variable;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const [, content = '', end = ''] of text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g))
    if (content !== '' || end !== '') lines.push({ text: content, end });
  return lines;
}

/** Returns the lines as the reader sees them. */
function joined(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + (end === '' ? '' : '\n')).join('');
}

/** Returns the line break that most lines end with. */
function commonBreak(lines: readonly Line[]): string {
  const windows = lines.filter(({ end }) => end === '\r\n').length;
  return windows * 2 > lines.length ? '\r\n' : '\n';
}
