/** The answers that are known without asking a person, and those that are missing. */
import type { Values } from '../settings/values.ts';
import type { Variables } from '../settings/variables.ts';
import type { System } from '../systems/system.ts';
import { flagOf } from './flags.ts';
import { provisionalSettings } from './provisional.ts';
import { type AskedQuestion, answersOf, isVariable, type Setup } from '../questions/question.ts';
import type { Given } from './sources.ts';

/** What is known before anything is asked. */
export interface Known {
  /** From flags, standard input and the environment. */
  given: ReadonlyMap<string, Given>;
  /** From the file, as far as it may be used as an answer: see {@link usableFor}. */
  usable: Values;
}

/**
 * Returns what is stored without the secrets of another tenant. A secret in the file belongs to the tenant in the file, and must
 * not be sent to another one.
 *
 * @param tenant the values that name the tenant now
 */
export function usableFor(system: System, stored: Values, tenant: Values, variables: Variables): Values {
  const before = baseUrlOf(system, stored);
  const now = baseUrlOf(system, tenant);
  if (before === undefined || now === undefined || before === now) return stored;
  return Object.fromEntries(
    Object.entries(stored).filter(
      ([name]) => variables.get(name)?.secret === undefined || !name.startsWith(`${system.settings.prefix}_`),
    ),
  );
}

/** Returns the URL of the tenant that these values name, or `undefined` if they name none. */
function baseUrlOf(system: System, values: Values): string | undefined {
  const named = Object.fromEntries(system.settings.tenant.map((name) => [name, values[name]]));
  try {
    return provisionalSettings(system, named).of(system.settings).target?.baseUrl;
  } catch {
    // Neither is a URL that is not valid.
    return undefined;
  }
}

/** Returns the answers of a question that are given. Empty if there are none. */
export function givenTo(question: AskedQuestion, { given }: Pick<Known, 'given'>): Values {
  return pick(question, (name) => given.get(name)?.value);
}

/** Returns the answers of a question that are stored in the file. */
export function storedFor(question: AskedQuestion, { usable }: Pick<Known, 'usable'>): Values {
  return pick(question, (name) => usable[name]);
}

function pick(question: AskedQuestion, valueOf: (name: string) => string | undefined): Values {
  return Object.fromEntries(
    answersOf(question).flatMap((name) => {
      const value = valueOf(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Returns what a choice must be, given the answers that are known. */
export function impliedFor({ implied }: AskedQuestion, { given, usable }: Known): string | undefined {
  const values = Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
  // What is given counts first: it may contradict what is stored.
  return implied?.(values) ?? implied?.(usable);
}

/** Returns the values that a typed answer means. */
export function valuesFor({ name, read }: AskedQuestion, typed: string): Values {
  return read === undefined ? { [name]: typed } : read(typed);
}

/** Returns the answers of a question that need no person: given, stored, implied, or its default. `undefined` if there are none. */
export function resolve(question: AskedQuestion, known: Known, answers: Values): Values | undefined {
  const given = givenTo(question, known);
  if (Object.keys(given).length > 0) return given;
  const implied = impliedFor(question, known);
  if (implied !== undefined) return valuesFor(question, implied);
  const stored = storedFor(question, known);
  if (Object.keys(stored).length > 0) return stored;
  const initial = question.initial?.(answers);
  if (initial !== undefined) return valuesFor(question, initial);
  return question.withoutAnswer?.(answers) === undefined ? undefined : {};
}

/** Everything that can be known without a person, and the questions that only a person could answer. */
export function resolveAll(setup: Setup, known: Known): { answers: Values; missing: AskedQuestion[] } {
  const answers: Values = {};
  const missing: AskedQuestion[] = [];
  for (const question of setup.questions) {
    if (question.applies?.(answers) === false) continue;
    const resolved = resolve(question, known, answers);
    if (resolved === undefined) missing.push(question);
    else Object.assign(answers, resolved);
  }
  return { answers, missing };
}

/** Returns the line about a missing answer: its flags, its variables, and where it is found. */
export function describeMissing(question: AskedQuestion, system: System, variables: Variables): string {
  const names = answersOf(question);
  const flags = names.map((name) => {
    const isSecret = variables.get(name)?.secret !== undefined;
    return `--${flagOf(name, system)}${isSecret ? '-from NAME' : ''}`;
  });
  const inEnvironment = names.filter(isVariable);
  const [first = ''] = names;
  const where = isVariable(first) ? variables.remedyFor(first) : question.message;
  const or = inEnvironment.length === 0 ? '' : ` (or ${inEnvironment.join(' or ')} in the environment)`;
  return `${flags.join(' or ')}${or}: ${where}`;
}
