/**
 * Every variable that Keyturn reads, and where a person finds the right value for it. `.env.example`
 * documents the same list; a selftest keeps the two together.
 */
import { GROUPS } from './settings.ts';

type NamesOf<Declared> = Declared extends { variables: infer Variables } ? keyof Variables & string : never;

/** The name of a variable that Keyturn reads. */
export type Variable = NamesOf<(typeof GROUPS)[number]>;

export const VARIABLES = Object.assign({}, ...GROUPS.map(({ variables }) => variables)) as Readonly<
  Record<Variable, string>
>;

/** Names under these prefixes are ours: one that we do not know is a mistake, not somebody else's. */
export const OWN_PREFIXES = /^(?:ZENDESK|EXPERT|KEYTURN)_/;
