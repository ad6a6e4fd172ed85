import type { z } from 'zod';
import type { SecretKind } from '../secrets/kinds.ts';

/** Reports a mistake in a variable. The problem is the end of a sentence that begins with its name. */
export type Fail<Name extends string> = (variable: Name, problem: string) => void;

/** What all settings together mean, for mistakes that involve several variables. */
interface Situation {
  /** Whether tenants may be called at all. */
  live: boolean;
  /** Whether a tenant is configured and may be called. */
  hasTenant: boolean;
  /** The variables of all systems that name a tenant, ready for a message: `A_BASE_URL or B_BASE_URL`. */
  tenantVariables: string;
}

/**
 * The settings of one system, or of the run itself: its variables, their allowed values, and the result for the rest of
 * Keyturn. Each system declares its group in its own folder.
 */
export interface Group<Shape extends z.ZodRawShape, Result> {
  /** The prefix of its variables, without the `_`. A name with this prefix that is not declared is a mistake. */
  prefix: string;
  /** Where a person finds the right value of each variable. */
  variables: Record<keyof Shape & string, string>;
  shape: Shape;
  /** The secret variables, with the kind of each secret. */
  secrets: Partial<Record<keyof Shape & string, SecretKind>>;
  /** The secrets that are used on an emulator as well. The others belong to a tenant. */
  secretsOfEmulator: readonly (keyof Shape & string)[];
  /** The variables that name a tenant. Any of them makes the run live. Messages recommend the first one. */
  tenant: readonly (keyof Shape & string)[];
  // Methods rather than properties, so that one list can contain groups of different shapes.
  /** Finds mistakes that involve several variables. `given` contains the variables that are set. */
  checkTogether(
    given: Partial<Record<keyof Shape & string, string>>,
    fail: Fail<keyof Shape & string>,
    situation: Situation,
  ): void;
  /** Returns the settings for the rest of Keyturn. `live`: whether tenants may be called at all. */
  read(values: z.output<z.ZodObject<Shape>>, live: boolean): Result;
}

/** A group with any variables. */
export type AnyGroup<Result = unknown> = Group<z.ZodRawShape, Result>;

/** Declares a group. Its types are inferred from its shape. */
export function group<Shape extends z.ZodRawShape, Result>(
  declared: Group<Shape, Result>,
): Group<Shape, Result> {
  return declared;
}
