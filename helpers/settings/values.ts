/** Collects the values that are set, and finds names that are set but are not variables of Keyturn. */
import type { Mistake } from './mistake.ts';
import { ENV_FILE } from '../settings-place.ts';
import { normalizeName, type Variables } from './variables.ts';
import { fromEnvironment } from './written.ts';

/** Values by the names of their variables. */
export type Values = Partial<Record<string, string>>;

/** Two spellings of one setting: if the environment has one of them, the other one in the file does not count. */
const VARIABLE_ALIASES: readonly (readonly string[])[] = [
  ['https_proxy', 'HTTPS_PROXY'],
  ['all_proxy', 'ALL_PROXY'],
  ['no_proxy', 'NO_PROXY'],
];

/** What is set. */
export interface Collected {
  /** Including values with mistakes, which may be secret as well. */
  given: Values;
  /** The values that are used. */
  values: Values;
  /** The variables whose values come from the environment. */
  fromShell: string[];
}

/** Collects what is set in the environment and in the file. Adds mistakes in how values are written to `mistakes`. */
export function collect(
  variables: Variables,
  environment: NodeJS.ProcessEnv,
  file: Record<string, string>,
  mistakes: Mistake[],
): Collected {
  const given: Values = {};
  const values: Values = {};
  const fromShell: string[] = [];
  for (const variable of variables) {
    const { name, remedy, isOurs } = variable;
    const isSecret = variable.secret !== undefined;
    const family = VARIABLE_ALIASES.find((names) => names.includes(name)) ?? [name];
    const inShell = family.some((each) => environment[each] !== undefined);
    const value = inShell ? environment[name] : file[name];
    if (value === undefined) continue;
    if (value.trim() === '') {
      // An empty network variable is how a shell switches it off.
      if (isOurs)
        mistakes.push({
          variable: name,
          problem: 'is set but empty. Give it a value, or remove it',
          remedy,
        });
      continue;
    }
    if (inShell && name !== ENV_FILE) fromShell.push(name);
    given[name] = isSecret ? value.replace(/^(["'`])([^]*)\1$/, '$2') : value.trim();
    if (!inShell || !isOurs) {
      values[name] = isSecret ? value : value.trim();
      continue;
    }
    const written = fromEnvironment(variable, value);
    if ('value' in written) values[name] = written.value;
    else if (!mistakes.some((known) => known.variable === name))
      mistakes.push({ variable: name, ...written });
  }
  return { given, values, fromShell };
}

/** Finds names that have one of our prefixes, or nearly match one of our variables, but are not one of them. */
export function unknownNames(
  variables: Variables,
  environment: NodeJS.ProcessEnv,
  file: Record<string, string>,
): Mistake[] {
  const isUnknown = (name: string) => !variables.has(name);
  const inFile = Object.keys(file).filter(
    (name) =>
      name === ENV_FILE ||
      (isUnknown(name) && (variables.isOurs(normalizeName(name)) || variables.meantBy(name) !== undefined)),
  );
  // An unknown name may belong to another program. A misspelling of one of ours does not.
  const inEnvironment = Object.keys(environment).filter(
    (name) => isUnknown(name) && environment[name] !== undefined && variables.meantBy(name) !== undefined,
  );
  return [...inFile, ...inEnvironment].map((name) => unknownName(variables, name));
}

function unknownName(variables: Variables, name: string): Mistake {
  if (name === ENV_FILE)
    return {
      variable: name,
      problem: 'must not be set in the file that it names',
      remedy: variables.remedyFor(name),
    };
  const near = variables.meantBy(name) ?? variables.nearest(name, ENV_FILE);
  return {
    variable: name,
    problem: 'is not a Keyturn setting',
    remedy:
      near === undefined
        ? 'a name from .env.example'
        : `a name from .env.example. Did you mean ${near.name} (${near.remedy})?`,
  };
}
