/**
 * The template tag of the page. Every value is escaped unless it is markup, and no control or bidi character gets through.
 * Unlike hono's own tag, it is never a promise. What both return is the same.
 */
import { raw } from 'hono/html';
import { printable } from '../../http/printable.ts';

/** Text that is already markup. hono's templates accept it, and this tag accepts theirs. */
export type Markup = ReturnType<typeof raw>;

/** What a template may contain. Nothing is drawn for `undefined`, `null` and `false`. */
export type Content = string | number | Markup | undefined | null | false | readonly Content[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for an element or a quoted attribute, and replaces characters that could change how it is shown. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Escapes text for an element only, where quotes may stay as they are: bodies are full of them. */
export function escapedText(text: string): string {
  return printable(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? '');
}

/** A template with escaped values. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  const [first = '', ...others] = withoutIndentation(strings);
  return raw(others.reduce((before, string, index) => before + drawn(values[index]) + string, first));
}

/** Puts each part on a line of its own, for a `pre`. A formatter may change line breaks that are in a template. */
export function lines(parts: readonly Markup[]): Markup {
  return raw(parts.map(String).join('\n'));
}

/** The indentation of templates in our code would be a third of the page. */
function withoutIndentation(strings: TemplateStringsArray): readonly string[] {
  const known = plain.get(strings) ?? strings.map((string) => string.replace(/\n\s+/g, '\n'));
  plain.set(strings, known);
  return known;
}

const plain = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Returns markup that was made elsewhere: the page's own style, or the result of another escaping function. */
export function markup(made: unknown): Markup {
  return raw(made);
}

function drawn(value: Content): string {
  if (value === undefined || value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(drawn).join('');
  return isMarkup(value) ? String(value) : escaped(String(value));
}

function isMarkup(value: Content): value is Markup {
  return typeof value === 'object' && value !== null && 'isEscaped' in value;
}
