/**
 * Checks that a value is read exactly as its author wrote it. Shells, `.env` readers, CI systems and word processors have
 * different rules for quotes, `#` and backslashes. If two of them differ, a secret arrives changed, and the tenant's refusal
 * does not explain why. So these checks report it before the first call.
 */
import type { Mistake } from './mistake.ts';
import type { Variable } from './variables.ts';

/** The problem with how a value is written, and the remedy. Neither repeats the value. */
export type WritingMistake = Pick<Mistake, 'problem' | 'remedy'>;

/** A quotation mark of settings files. */
export type Quote = '"' | "'" | '`';

/** An assignment in a file. */
export interface Assignment {
  name: string;
  /** The line where it begins, counted from 1. */
  line: number;
  /** Its quotation mark, if it is quoted. */
  quote: Quote | undefined;
  /** The text between the quotes. Without quotes, everything after the equals sign, even what is cut off as a comment. */
  raw: string;
}

const QUOTES = /^["'`]$/;
const QUOTED = /^(["'`])([^]*)\1$/;
const TYPOGRAPHIC = /^[“”„‟‘’‚‛«»″′＂＇][^]*[“”„‟‘’‚‛«»″′＂＇"']$/u;

/** Control characters, zero-width and direction marks, and the replacement character for undecodable bytes. */
const INVISIBLE = /(?![\t\n\r])[\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd]/u;

/** A placeholder that a shell, a CI system or a template should have filled in. */
const PLACEHOLDER = /^(?:\$\{[^{}]*\}|\$\{\{.*\}\}|\{\{.*\}\}|\$\(.*\)|%[A-Z_]\w*%|\$[A-Z_][A-Z0-9_]*)$/;

/** Returns the value to use from an environment variable, or the problem with how it is written. */
export function fromEnvironment(variable: Variable, given: string): { value: string } | WritingMistake {
  // Spaces may belong to a secret. A line break at the end comes from the file that it was read from.
  const value = variable.secret !== undefined ? given.replace(/[\r\n]+$/, '') : given.trim();
  const [, quote, inner = ''] = QUOTED.exec(value) ?? [];
  if (quote !== undefined && !(variable.isCommand && inner.includes(quote))) {
    return {
      problem: 'is still in quotation marks: whatever set it did not remove them',
      remedy: `the value without them; if they are part of it, ${quoted(variable, value)} in .env`,
    };
  }
  return characterMistake(variable, value) ?? placeholderMistake(variable, value) ?? { value };
}

/** Returns a sentence to add to the message about a refused secret. Such spaces are rarely intended, but they may be. */
export function spacesAtEnds(name: string, secret: string): string {
  return secret.trim() === secret
    ? ''
    : ` ${name} begins or ends with a space, which was sent as part of it.`;
}

/** Returns the mistake if an assignment would be read differently from how it is written. */
export function alteredValueMistake(
  variable: Variable,
  { quote, raw, line }: Assignment,
): WritingMistake | undefined {
  const at = `line ${String(line)}`;
  if (quote !== undefined) {
    if (quote === '"' && /\\[nr]/.test(raw)) {
      return {
        problem: `contains \\n or \\r in double quotes (${at}), which would become a line break`,
        remedy: quoted(variable, raw),
      };
    }
    if (raw.includes(`\\${quote}`)) {
      return {
        problem: `has a backslash before a quotation mark (${at}), which would stay in the value`,
        remedy: quoted(variable, raw.replaceAll(`\\${quote}`, quote)),
      };
    }
    return quote === '"'
      ? (invisibleMistake(variable, raw) ?? placeholderMistake(variable, raw))
      : invisibleMistake(variable, raw);
  }
  const text = raw.trim();
  const kept = (raw.split('#')[0] ?? '').trim();
  // An empty value is reported with all other empty variables.
  if (kept === '' && !raw.startsWith('#')) return undefined;
  const [first = ''] = text;
  if (QUOTES.test(first)) {
    if (!text.slice(1).includes(first)) {
      return {
        problem: `has no closing quotation mark (${at})`,
        remedy: quoted(variable, text.slice(1)),
      };
    }
    if (!variable.isCommand || kept.endsWith(first)) {
      return {
        problem: `has text after the closing quotation mark (${at})`,
        remedy: quoted(variable, text),
      };
    }
  }
  if (/(?:^|\S)#/.test(raw)) {
    return {
      problem: `contains a # (${at}), and would be cut off there as a comment`,
      remedy: quoted(variable, text),
    };
  }
  const [, comment] = /#(.*)$/.exec(text) ?? [];
  if (
    comment !== undefined &&
    (variable.secret !== undefined ||
      ['"', "'", '`'].some((mark) => isOpen(kept, mark) && comment.includes(mark)))
  ) {
    return {
      problem: `has a # after a space (${at}); it is unclear whether that starts a comment`,
      remedy: `${quoted(variable, kept)}, with any comment on a line of its own`,
    };
  }
  return characterMistake(variable, text) ?? placeholderMistake(variable, kept);
}

/** Returns how to write a value so that it is read unchanged. */
function quoted({ name }: Variable, value: string): string {
  const mark = (["'", '`', '"'] as const).find((each) => !value.includes(each));
  const marks: Record<Quote, string> = { "'": 'single quotes', '`': 'backticks', '"': 'double quotes' };
  return mark === undefined
    ? `another value: one with ', " and \` together cannot be quoted`
    : `${name}=${mark}…${mark}, the whole value in ${marks[mark]}`;
}

function isOpen(text: string, mark: string): boolean {
  return text.split(mark).length % 2 === 0;
}

function characterMistake(variable: Variable, value: string): WritingMistake | undefined {
  if (TYPOGRAPHIC.test(value)) {
    return {
      problem: 'is in curly quotes, which are not removed',
      remedy: `straight quotes: ${quoted(variable, '')}`,
    };
  }
  return invisibleMistake(variable, value);
}

function invisibleMistake(variable: Variable, value: string): WritingMistake | undefined {
  const [character] = INVISIBLE.exec(value) ?? [];
  if (character === '\ufffd')
    return { problem: 'contains an undecodable character', remedy: 'the value in UTF-8' };
  if (character !== undefined) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return {
      problem: `contains an invisible character (U+${code})`,
      remedy: 'the value, retyped',
    };
  }
  if (variable.secret !== undefined && /[\r\n]/.test(value))
    return { problem: 'contains a line break', remedy: 'the value on one line' };
  return undefined;
}

function placeholderMistake(variable: Variable, value: string): WritingMistake | undefined {
  if (variable.secret === undefined || !PLACEHOLDER.test(value)) return undefined;
  return {
    problem: 'is a placeholder, which is not expanded',
    remedy: `the value itself; if this is the literal value, ${quoted(variable, value)} in .env`,
  };
}
