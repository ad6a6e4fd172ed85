/**
 * The text of a file of settings, `.env`. Its values are those that dotenv reads; but dotenv passes over in silence what it
 * does not understand, and cuts off or changes some of what stands there. That is a mistake here: a run that was told about a
 * tenant and cannot read it must not run without.
 */
import { parse } from 'dotenv';
import type { Mistake } from './mistake.ts';
import { normalizeName, type Variable, type Variables } from './variables.ts';
import { type Assignment, type Quote, alteredValueMistake } from './written.ts';

/** What a file assigns, and what is wrong with how it does. */
export interface EnvFile {
  values: Record<string, string>;
  mistakes: Mistake[];
}

/** Blanks of a line. */
const BLANKS = String.raw`[^\S\n]*`;
const NAME = new RegExp(String.raw`${BLANKS}(?:export[^\S\n]+)?([\w.-]+)(?:${BLANKS}=|:(?=[^\S\n]))`, 'y');
const QUOTED = new RegExp(
  String.raw`${BLANKS}(['"\`])((?:\\\1|(?!\1)[^])*)\1${BLANKS}(?:#[^\n]*)?(?=\n|$)`,
  'y',
);
const BLANK_OR_COMMENT = /^\s*(?:#|$)/;

/** So many lines are named. */
const MAX_LINES_NAMED = 5;

/** Reads the text of a file, as far as it is about these variables. */
export function parseEnvFile(text: string, variables: Variables): EnvFile {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const values = parse(lines);
  const { assignments, strange } = scan(lines);
  const mistakes: Mistake[] = [];
  if (strange.length > 0) mistakes.push(notUnderstood(strange, variables));
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
        problem: `is set twice, differently: in lines ${String(before.line)} and ${String(assignment.line)}`,
        remedy: 'one of them',
      });
    }
    const changed = findUnclosedQuote(assignment, variables) ?? alteredValueMistake(variable, assignment);
    if (changed !== undefined) mistakes.push({ variable: name, ...changed });
  }
  for (const [{ name }, { line, quote, raw }] of last) {
    const written = quote === undefined ? (raw.split('#')[0] ?? '').trim() : raw;
    if (values[name] === written || mistakes.some(({ variable }) => variable === name)) continue;
    mistakes.push({
      variable: name,
      problem: `would be read otherwise than it is written (line ${String(line)})`,
      remedy: `${name}='…', on a line of its own`,
    });
  }
  return { values, mistakes };
}

interface Line {
  number: number;
  text: string;
}

/** The assignments of a text, and the lines that are none, nor comments, nor blank, nor part of a quoted value. */
function scan(text: string): { assignments: Assignment[]; strange: Line[] } {
  const assignments: Assignment[] = [];
  const strange: Line[] = [];
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
      });
    } else {
      const line = text.slice(from, end);
      if (!BLANK_OR_COMMENT.test(line)) strange.push({ number, text: line });
    }
    number += text.slice(from, next).split('\n').length;
    from = next + 1;
  }
  return { assignments, strange };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** A value of several lines of which one is an assignment to us: the quote before was never closed. */
function findUnclosedQuote(
  { raw, line }: Assignment,
  variables: Variables,
): Omit<Mistake, 'variable'> | undefined {
  const inside = raw.split('\n').findIndex((text, index) => index > 0 && variables.has(nameIn(text)));
  if (inside < 0) return undefined;
  return {
    problem: `begins with a quotation mark that is not closed before line ${String(line + inside)} (line ${String(line)})`,
    remedy: 'each value with both of its quotation marks on the same line',
  };
}

function nameIn(line: string): string {
  return matchAt(NAME, line, 0)?.[1] ?? '';
}

/** Not a word of such a line is repeated, but for a name of ours. */
function notUnderstood(lines: readonly Line[], variables: Variables): Mistake {
  const shown = lines.slice(0, MAX_LINES_NAMED).map(({ number }) => String(number));
  const more = lines.length > shown.length ? ` and ${String(lines.length - shown.length)} more` : '';
  const [intendedUser] = lines.flatMap(({ text }) =>
    (text.match(/[\w-]+/g) ?? []).map(normalizeName).filter((word) => variables.has(word)),
  );
  return {
    variable: lines.length === 1 ? `Line ${shown.join('')}` : `Lines ${shown.join(', ')}${more}`,
    problem: `${lines.length === 1 ? 'is' : 'are'} neither an assignment nor a comment, and would be passed over`,
    remedy: `NAME=value, a line each${intendedUser === undefined ? '' : `: ${intendedUser}=…`}`,
  };
}
