/**
 * Reads the text of a settings file, `.env`. The values are those that dotenv reads. But dotenv silently ignores lines that
 * it cannot parse, and cuts off or changes some values. Both are mistakes here: if a file names a tenant, a run must not go on
 * without it.
 */
import { parse } from 'dotenv';
import type { Mistake } from './mistake.ts';
import { normalizeName, type Variable, type Variables } from './variables.ts';
import { type Assignment, type Quote, alteredValueMistake } from './written.ts';

/** The values that a file assigns, and the mistakes in how it is written. */
export interface EnvFile {
  values: Record<string, string>;
  mistakes: Mistake[];
}

/** Whitespace within a line. */
const SPACES = String.raw`[^\S\n]*`;
const NAME = new RegExp(String.raw`${SPACES}(?:export[^\S\n]+)?([\w.-]+)(?:${SPACES}=|:(?=[^\S\n]))`, 'y');
const QUOTED = new RegExp(
  String.raw`${SPACES}(['"\`])((?:\\\1|(?!\1)[^])*)\1${SPACES}(?:#[^\n]*)?(?=\n|$)`,
  'y',
);
const BLANK_OR_COMMENT = /^\s*(?:#|$)/;

/** How many line numbers one message names. */
const MAX_LINES_NAMED = 5;

/** Reads the text of a file. Only mistakes about these variables are returned. */
export function parseEnvFile(text: string, variables: Variables): EnvFile {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const values = parse(lines);
  const { assignments, unparsed } = scan(lines);
  const mistakes: Mistake[] = [];
  if (unparsed.length > 0) mistakes.push(unparsedLinesMistake(unparsed, variables));
  const last = new Map<Variable, Assignment>();
  for (const assignment of assignments) {
    const { name } = assignment;
    const variable = variables.get(name);
    if (variable === undefined) continue;
    const before = last.get(variable);
    last.set(variable, assignment);
    if (before !== undefined && before.raw !== assignment.raw) {
      mistakes.push({
        variable: name,
        problem: `is set to two different values, in lines ${String(before.line)} and ${String(assignment.line)}`,
        remedy: 'one value',
      });
    }
    const altered = findUnclosedQuote(assignment, variables) ?? alteredValueMistake(variable, assignment);
    if (altered !== undefined) mistakes.push({ variable: name, ...altered });
  }
  for (const [{ name }, { line, quote, raw }] of last) {
    const written = quote === undefined ? (raw.split('#')[0] ?? '').trim() : raw;
    if (values[name] === written || mistakes.some(({ variable }) => variable === name)) continue;
    mistakes.push({
      variable: name,
      problem: `would be read differently from how it is written (line ${String(line)})`,
      remedy: `${name}='…', on a line of its own`,
    });
  }
  return { values, mistakes };
}

interface Line {
  number: number;
  text: string;
}

/** An assignment, and where it is in the text. */
export interface LocatedAssignment extends Assignment {
  /** Offset of the first character after the equals sign. */
  from: number;
  /** Offset of the line break after it, or of the end of the text. */
  end: number;
}

/**
 * Finds the assignments, and the lines that are not an assignment, a comment, empty, or part of a quoted value.
 *
 * @param text with `\n` as its only line break
 */
export function scan(text: string): { assignments: LocatedAssignment[]; unparsed: Line[] } {
  const assignments: LocatedAssignment[] = [];
  const unparsed: Line[] = [];
  for (let from = 0, number = 1; from <= text.length;) {
    const end = endOfLine(text, from);
    const [whole = '', name = ''] = matchAt(NAME, text, from) ?? [];
    let next = end;
    if (whole !== '') {
      const value = from + whole.length;
      const quoted = matchAt(QUOTED, text, value);
      next = quoted === undefined ? end : value + quoted[0].length;
      assignments.push({
        name,
        line: number,
        quote: quoted?.[1] as Quote | undefined,
        raw: quoted?.[2] ?? text.slice(value, end),
        from: value,
        end: next,
      });
    } else {
      const line = text.slice(from, end);
      if (!BLANK_OR_COMMENT.test(line)) unparsed.push({ number, text: line });
    }
    number += text.slice(from, next).split('\n').length;
    from = next + 1;
  }
  return { assignments, unparsed };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Returns the mistake if a quoted value of several lines contains an assignment to one of our variables: its quote is open. */
function findUnclosedQuote(
  { raw, line }: Assignment,
  variables: Variables,
): Omit<Mistake, 'variable'> | undefined {
  const inside = raw.split('\n').findIndex((text, index) => index > 0 && variables.has(nameIn(text)));
  if (inside < 0) return undefined;
  return {
    problem: `has an opening quotation mark in line ${String(line)} that is still open in line ${String(line + inside)}`,
    remedy: 'opening and closing quotation marks on the same line',
  };
}

function nameIn(line: string): string {
  return matchAt(NAME, line, 0)?.[1] ?? '';
}

/** A line that could not be parsed may contain a secret, so no part of it is quoted except a variable's name. */
function unparsedLinesMistake(lines: readonly Line[], variables: Variables): Mistake {
  const shown = lines.slice(0, MAX_LINES_NAMED).map(({ number }) => String(number));
  const more = lines.length > shown.length ? ` and ${String(lines.length - shown.length)} more` : '';
  const [intendedName] = lines.flatMap(({ text }) =>
    (text.match(/[\w-]+/g) ?? []).map(normalizeName).filter((word) => variables.has(word)),
  );
  return {
    variable: lines.length === 1 ? `Line ${shown.join('')}` : `Lines ${shown.join(', ')}${more}`,
    problem: `${lines.length === 1 ? 'is neither an assignment nor a comment' : 'are neither assignments nor comments'}, and would be ignored`,
    remedy: `one NAME=value per line${intendedName === undefined ? '' : `: ${intendedName}=…`}`,
  };
}
