/**
 * Every variable that Keyturn reads, and where a person finds the right value for it. `.env.example`
 * documents the same list; a selftest keeps the two together.
 */
import { distance } from 'fastest-levenshtein';
import type { SecretKind } from '../secrets/kinds.ts';
import { GROUPS } from './settings.ts';

type NamesOf<Declared> = Declared extends { variables: infer Variables } ? keyof Variables & string : never;

/** The name of a variable that Keyturn reads. */
export type Variable = NamesOf<(typeof GROUPS)[number]>;

export const VARIABLES = Object.assign({}, ...GROUPS.map(({ variables }) => variables)) as Readonly<
  Record<Variable, string>
>;

/** Those that are secret. */
export const SECRETS = Object.assign({}, ...GROUPS.map(({ secrets }) => secrets)) as Readonly<
  Partial<Record<Variable, SecretKind>>
>;

/** Names under these prefixes are ours: one that we do not know is a mistake, not somebody else's. */
export const OWN_PREFIXES = /^(?:ZENDESK|EXPERT|KEYTURN)_/;

export function isVariable(name: string): name is Variable {
  return Object.hasOwn(VARIABLES, name);
}

export function isSecret(name: Variable): boolean {
  return SECRETS[name] !== undefined;
}

/** Whether it is a line for a shell, which has quotes of its own. */
export function isCommand(name: Variable): boolean {
  return name.endsWith('_COMMAND');
}

/** How far a name may be from one of ours to be a slip of the pen: other programs have names like ours, and not that like. */
const SLIP = 2;

/**
 * The variable of ours that is meant by a name that is none: the same letters with other marks between them, or nearly the
 * same. Nothing where it may be another program's.
 */
export function meantBy(name: string): Variable | undefined {
  const letters = lettersOf(name);
  const own = Object.keys(VARIABLES).filter((each) => OWN_PREFIXES.test(each)) as Variable[];
  return (
    own.find((each) => lettersOf(each) === letters) ??
    (OWN_PREFIXES.test(asOurs(name))
      ? own.find((each) => distance(lettersOf(each), letters) <= SLIP)
      : undefined)
  );
}

function lettersOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z\d]/g, '');
}

/** A name as we would write it: `zendesk-subdomain` may be meant for ours, but no reader of settings takes it so. */
export function asOurs(name: string): string {
  return name.toUpperCase().replaceAll(/[-.]/g, '_');
}
