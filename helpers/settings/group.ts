import type { z } from 'zod';
import type { SecretKind } from '../secrets/kinds.ts';

/** Says that a variable is wrong, as the end of a sentence that begins with its name. */
export type Fail<Name extends string> = (variable: Name, problem: string) => void;

/** What is set as a whole, for mistakes that no variable makes alone. */
interface Situation {
  /** Whether tenants may be called at all. */
  live: boolean;
  /** Whether there is one to be called. */
  hasTenant: boolean;
  /** The variables that name a tenant, of every system, for a sentence: `A_BASE_URL or B_BASE_URL`. */
  tenantVariables: string;
}

/**
 * The settings of one system, or of the run itself: which variables there are, what they may hold, and what becomes of
 * them. Each system's stand in its own folder.
 */
export interface Group<Shape extends z.ZodRawShape, Result> {
  /** What the names of its variables begin with, before `_`. A name like that which is not declared is a mistake. */
  prefix: string;
  /** Where a person finds the right value of each variable. */
  variables: Record<keyof Shape & string, string>;
  shape: Shape;
  /** Which of them are secret, and what kind of secret that is. */
  secrets: Partial<Record<keyof Shape & string, SecretKind>>;
  /** Which of the secrets are used on an emulator as well; the others are those of a tenant. */
  secretsOfEmulator: readonly (keyof Shape & string)[];
  /** Which of them name a tenant: any of them makes the run live. The first one is the one to advise. */
  tenant: readonly (keyof Shape & string)[];
  // Methods, so that a list can hold groups of different shapes.
  /** Finds the mistakes that no variable makes alone. `given` holds what is set. */
  checkTogether(
    given: Partial<Record<keyof Shape & string, string>>,
    fail: Fail<keyof Shape & string>,
    situation: Situation,
  ): void;
  /** What the rest of Keyturn sees. `live`: whether tenants may be called at all. */
  read(values: z.output<z.ZodObject<Shape>>, live: boolean): Result;
}

/** A group, whichever variables it has. */
export type AnyGroup<Result = unknown> = Group<z.ZodRawShape, Result>;

/** Declares a group: its types follow from its shape. */
export function group<Shape extends z.ZodRawShape, Result>(
  declared: Group<Shape, Result>,
): Group<Shape, Result> {
  return declared;
}
