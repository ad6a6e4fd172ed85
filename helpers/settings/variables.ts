/** Every variable that Keyturn reads, as the groups of settings declare them. */
import { closest, distance } from 'fastest-levenshtein';
import type { SecretKind } from '../secrets/kinds.ts';
import type { AnyGroup } from './group.ts';

/** One variable that Keyturn reads. */
export interface Variable {
  name: string;
  /** Where a person finds the right value. */
  remedy: string;
  /** The kind of secret that it contains, or `undefined` if it is public. */
  secret: SecretKind | undefined;
  /** Whether its secret is used on an emulator as well. */
  isUsedOnEmulator: boolean;
  /** Whether its name has one of our prefixes. Network variables belong to other programs as well. */
  isOurs: boolean;
  /** Whether it contains a shell command, which may have its own quotes. */
  isCommand: boolean;
}

/** How many characters a typo may change. Other programs have similar names, but not that similar. */
const MAX_TYPO_DISTANCE = 2;

/** How many characters may differ if the name has one of our prefixes, and so belongs to no other program. */
const MAX_GUESS_DISTANCE = 4;

/** All variables, in the order of their groups. */
export class Variables {
  /** The prefixes of our variables, without the `_`. */
  readonly prefixes: readonly string[];
  /** The variables that name a tenant, by system. Messages recommend the first one of each. */
  readonly ofTenants: readonly (readonly string[])[];
  readonly #variables = new Map<string, Variable>();

  constructor(groups: readonly AnyGroup[]) {
    this.prefixes = groups.map(({ prefix }) => prefix);
    this.ofTenants = groups.map(({ tenant }) => tenant).filter((names) => names.length > 0);
    for (const each of groups) {
      for (const [name, remedy] of Object.entries(each.variables)) {
        if (this.#variables.has(name)) throw new Error(`The variable ${name} is declared by two groups.`);
        this.#variables.set(name, {
          name,
          remedy,
          secret: each.secrets[name],
          isUsedOnEmulator: each.secretsOfEmulator.includes(name),
          isOurs: this.isOurs(name),
          isCommand: name.endsWith('_COMMAND'),
        });
      }
    }
  }

  [Symbol.iterator](): Iterator<Variable> {
    return this.#variables.values();
  }

  get names(): string[] {
    return [...this.#variables.keys()];
  }

  get(name: string): Variable | undefined {
    return this.#variables.get(name);
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  /** Returns where a person finds the right value of a variable. */
  remedyFor(name: string): string {
    return this.#variables.get(name)?.remedy ?? 'a name from .env.example';
  }

  /** Whether a name has one of our prefixes. If it is unknown, it is a mistake and not another program's. */
  isOurs(name: string): boolean {
    return this.prefixes.some((prefix) => name.startsWith(`${prefix}_`));
  }

  /**
   * Returns the variable that an unknown name probably means: the same letters with other separators, or nearly the same
   * letters. `undefined` if the name may be another program's.
   */
  meantBy(name: string): Variable | undefined {
    const letters = lettersOf(name);
    const ours = [...this].filter(({ isOurs }) => isOurs);
    return (
      ours.find((each) => lettersOf(each.name) === letters) ??
      (this.isOurs(normalizeName(name))
        ? ours.find((each) => distance(lettersOf(each.name), letters) <= MAX_TYPO_DISTANCE)
        : undefined)
    );
  }

  /** Returns the variable most similar to an unknown name, except `butFor`, or `undefined` if none is similar. */
  nearest(name: string, butFor: string): Variable | undefined {
    const candidates = this.names.filter((each) => each !== butFor);
    const near = this.get(closest(normalizeName(name), candidates));
    return near !== undefined && distance(normalizeName(name), near.name) <= MAX_GUESS_DISTANCE
      ? near
      : undefined;
  }
}

function lettersOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z\d]/g, '');
}

/** Rewrites a name in the form of our variables. `keyturn-results` may be meant, but no settings reader accepts it. */
export function normalizeName(name: string): string {
  return name.toUpperCase().replaceAll(/[-.]/g, '_');
}

/** Joins names for a message: `A`, `A or B`, `A, B or C`. */
export function joinWithOr(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
