import type { z } from 'zod';
import type { SecretKind } from '../secrets/kinds.ts';

/** Says that a variable is wrong, as the end of a sentence that begins with its name. */
export type Fail<Name extends string> = (variable: Name, problem: string) => void;

/**
 * The settings of one system, or of the run itself: which variables there are, what they may hold, and what becomes of
 * them. Each system's stand in its own folder.
 */
export interface Group<Shape extends z.ZodRawShape, Result> {
  /** Where a person finds the right value of each variable. */
  variables: Record<keyof Shape & string, string>;
  shape: Shape;
  /** Which of them are secret, and what kind of secret that is. */
  secrets: Partial<Record<keyof Shape & string, SecretKind>>;
  /** Which of them name a tenant. */
  tenant: readonly (keyof Shape & string)[];
  /**
   * Mistakes that no variable makes alone. `given` holds what is set; `live` whether tenants may be called at all,
   * `hasTenant` whether there is one to be called.
   */
  checkTogether: (
    given: Partial<Record<keyof Shape & string, string>>,
    fail: Fail<keyof Shape & string>,
    live: boolean,
    hasTenant: boolean,
  ) => void;
  /** What the rest of Keyturn sees. */
  read: (values: z.output<z.ZodObject<Shape>>, live: boolean) => Result;
}

/** Declares a group: its types follow from its shape. */
export function group<Shape extends z.ZodRawShape, Result>(
  declared: Group<Shape, Result>,
): Group<Shape, Result> {
  return declared;
}
