/** Every variable that Keyturn reads, by its name, as the groups of settings declare them. */
import { closest, distance } from 'fastest-levenshtein';
import type { SecretKind } from '../secrets/kinds.ts';
import type { AnyGroup } from './group.ts';

/** One variable that Keyturn reads. */
export interface Variable {
  name: string;
  /** Where a person finds the right value for it. */
  remedy: string;
  /** What kind of secret it holds; nothing if it holds none. */
  secret: SecretKind | undefined;
  /** Whether its secret is used on an emulator as well. */
  isUsedOnEmulator: boolean;
  /** Whether its name begins as only ours do; those of a network are everybody's. */
  isOurs: boolean;
  /** Whether it holds a line for a shell, which has quotes of its own. */
  isCommand: boolean;
}

/** How far a name may be from one of ours to be a slip of the pen: other programs have names like ours, and not that like. */
const MAX_TYPO_DISTANCE = 2;

/** How far it may be where it begins as ours do, and is nobody else's. */
const GUESS = 4;

/** All variables, in the order of their groups. */
export class Variables {
  /** What names of ours begin with, before `_`. */
  readonly prefixes: readonly string[];
  /** Those that name a tenant, in groups of which the first one is to be advised. */
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

  /** Where a person finds the right value of a variable that there is. */
  remedyFor(name: string): string {
    return this.#variables.get(name)?.remedy ?? 'a name from .env.example';
  }

  /** Whether a name begins as only ours do: one that we do not know is a mistake, not somebody else's. */
  isOurs(name: string): boolean {
    return this.prefixes.some((prefix) => name.startsWith(`${prefix}_`));
  }

  /**
   * The variable of ours that is meant by a name that is none: the same letters with other marks between them, or nearly the
   * same. Nothing where it may be another program's.
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

  /** The variable, but for one, that is perhaps meant by a name that is none; nothing where none is like it. */
  nearest(name: string, butFor: string): Variable | undefined {
    const candidates = this.names.filter((each) => each !== butFor);
    const near = this.get(closest(normalizeName(name), candidates));
    return near !== undefined && distance(normalizeName(name), near.name) <= GUESS ? near : undefined;
  }
}

function lettersOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z\d]/g, '');
}

/** A name as we would write it: `keyturn-results` may be meant for ours, but no reader of settings takes it so. */
export function normalizeName(name: string): string {
  return name.toUpperCase().replaceAll(/[-.]/g, '_');
}

/** `A`, `A or B`, `A, B or C`. */
export function oneOfThese(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
