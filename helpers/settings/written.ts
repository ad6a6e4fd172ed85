/**
 * Whether a value is what its author has written. Shells, `.env` readers, CI systems and word processors each have rules of
 * their own for quotes, `#` and backslashes; where two of them differ, a secret arrives as another one, and the tenant's
 * refusal says nothing about why. So that is said here, before any call.
 */
import type { Mistake } from './mistake.ts';
import type { Variable } from './variables.ts';

/** What is wrong with a value as it was written. Neither repeats it. */
export type WritingMistake = Pick<Mistake, 'problem' | 'remedy'>;

/** A quotation mark that a file of settings knows. */
export type Quote = '"' | "'" | '`';

/** An assignment as it stands in a file. */
export interface Assignment {
  name: string;
  /** Where it begins; the first line is 1. */
  line: number;
  /** What it stands in, if it does. */
  quote: Quote | undefined;
  /** What stands between the quotes; without them, all behind the equals sign, also what is cut off as a comment. */
  raw: string;
}

const QUOTES = /^["'`]$/;
const QUOTED = /^(["'`])([^]*)\1$/;
const TYPOGRAPHIC = /^[“”„‟‘’‚‛«»″′＂＇][^]*[“”„‟‘’‚‛«»″′＂＇"']$/u;

/** Controls, marks of direction and width, and what stands for what could not be decoded. */
const INVISIBLE = /(?![\t\n\r])[\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd]/u;

/** What a shell, a CI system or a template would have filled in. */
const PLACEHOLDER = /^(?:\$\{[^{}]*\}|\$\{\{.*\}\}|\{\{.*\}\}|\$\(.*\)|%[A-Z_]\w*%|\$[A-Z_][A-Z0-9_]*)$/;

/** A value of the environment as it is used, or what is wrong with how it was written. */
export function fromEnvironment(variable: Variable, given: string): { value: string } | WritingMistake {
  // Blanks may belong to a secret; the line break behind it is that of the file it was read from.
  const value = variable.secret !== undefined ? given.replace(/[\r\n]+$/, '') : given.trim();
  const [, quote, inner = ''] = QUOTED.exec(value) ?? [];
  if (quote !== undefined && !(variable.isCommand && inner.includes(quote))) {
    return {
      problem:
        'begins and ends with a quotation mark: whatever has set it did not take the quotes off, as a shell would',
      remedy: `the value without them; where they belong to it, ${quoted(variable, value)} in .env`,
    };
  }
  return characterMistake(variable, value) ?? placeholder(variable, value) ?? { value };
}

/** A sentence to be put behind that of a refused secret: such blanks are seldom meant, but they may be. */
export function blanksAtEnds(name: string, secret: string): string {
  return secret.trim() === secret
    ? ''
    : ` ${name} begins or ends with a blank, which was sent as a part of it.`;
}

/** What of an assignment would be read otherwise than it is written. */
export function alteredValueMistake(
  variable: Variable,
  { quote, raw, line }: Assignment,
): WritingMistake | undefined {
  const at = `line ${String(line)}`;
  if (quote !== undefined) {
    if (quote === '"' && /\\[nr]/.test(raw)) {
      return {
        problem: `has a backslash before an n or r in double quotes (${at}), which would be read as a line break`,
        remedy: quoted(variable, raw),
      };
    }
    if (raw.includes(`\\${quote}`)) {
      return {
        problem: `has a backslash before a quotation mark (${at}), and it would stay in the value`,
        remedy: quoted(variable, raw.replaceAll(`\\${quote}`, quote)),
      };
    }
    return quote === '"' ? (unseen(variable, raw) ?? placeholder(variable, raw)) : unseen(variable, raw);
  }
  const text = raw.trim();
  const kept = (raw.split('#')[0] ?? '').trim();
  // That it is empty is said as of any other.
  if (kept === '' && !raw.startsWith('#')) return undefined;
  const [first = ''] = text;
  if (QUOTES.test(first)) {
    if (!text.slice(1).includes(first)) {
      return {
        problem: `begins with a quotation mark that is never closed (${at})`,
        remedy: quoted(variable, text.slice(1)),
      };
    }
    if (!variable.isCommand || kept.endsWith(first)) {
      return {
        problem: `begins with a quotation mark, and goes on behind the one that closes it (${at})`,
        remedy: quoted(variable, text),
      };
    }
  }
  if (/(?:^|\S)#/.test(raw)) {
    return {
      problem: `holds a # (${at}): it would be cut off there, as if a comment began`,
      remedy: quoted(variable, text),
    };
  }
  const [, behind] = /#(.*)$/.exec(text) ?? [];
  if (
    behind !== undefined &&
    (variable.secret !== undefined ||
      ['"', "'", '`'].some((mark) => isOpen(kept, mark) && behind.includes(mark)))
  ) {
    return {
      problem: `has a # behind a blank (${at}), and nobody can tell whether a comment begins there`,
      remedy: `${quoted(variable, kept)}, and a comment on a line of its own`,
    };
  }
  return characterMistake(variable, text) ?? placeholder(variable, kept);
}

/** How to write a value so that nothing of it is changed. */
function quoted({ name }: Variable, value: string): string {
  const mark = (["'", '`', '"'] as const).find((each) => !value.includes(each));
  const marks: Record<Quote, string> = { "'": 'single quotes', '`': 'backticks', '"': 'double quotes' };
  return mark === undefined
    ? `another value: nothing can quote one that holds all of ' " and \``
    : `${name}=${mark}…${mark}, the whole value in ${marks[mark]}`;
}

function isOpen(text: string, mark: string): boolean {
  return text.split(mark).length % 2 === 0;
}

function characterMistake(variable: Variable, value: string): WritingMistake | undefined {
  if (TYPOGRAPHIC.test(value)) {
    return {
      problem: 'stands in typographic quotes, which no program takes off',
      remedy: `straight ones: ${quoted(variable, '')}`,
    };
  }
  return unseen(variable, value);
}

function unseen(variable: Variable, value: string): WritingMistake | undefined {
  const [character] = INVISIBLE.exec(value) ?? [];
  if (character === '\ufffd')
    return { problem: 'holds a character that could not be read', remedy: 'the value in UTF-8' };
  if (character !== undefined) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return {
      problem: `holds a character that cannot be seen (U+${code})`,
      remedy: 'the value, typed by hand',
    };
  }
  if (variable.secret !== undefined && /[\r\n]/.test(value))
    return { problem: 'has a line break in it', remedy: 'the value on one line' };
  return undefined;
}

function placeholder(variable: Variable, value: string): WritingMistake | undefined {
  if (variable.secret === undefined || !PLACEHOLDER.test(value)) return undefined;
  return {
    problem: 'is the name of another value, which is not expanded here',
    remedy: `the value itself; where it really reads so, ${quoted(variable, value)} in .env`,
  };
}
