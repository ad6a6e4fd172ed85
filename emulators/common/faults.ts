/**
 * Named faults and honest variations of an emulated tenant. They stand apart from the tenant itself, which knows nothing
 * of them: each is put over a tenant that is otherwise complete, by replacing what its parts do, or by standing in the
 * way of its calls.
 */
import type { MiddlewareHandler } from 'hono';
import type { App, Env } from './env.ts';

/** Stands before all routes: may change the call, answer it, or change the answer. */
export type Around = MiddlewareHandler<Env>;

/** What is put over a tenant; `State` is the whole of it. */
export interface Overlay<State> {
  /** Lower-case words with hyphens; unique in its list. */
  name: string;
  /** What it does, as one sentence. */
  sentence: string;
  /** It shows on the pages of a sign-in alone, so that only a browser can tell. */
  pages?: true;
  /** The optional field that it leaves out or lies about, by its name. */
  field?: string;
  /** Replaces what parts of the tenant do, and returns what shall stand before its routes. */
  install?: (state: State) => Around | undefined;
}

/** The smallest lie that a service could tell: a contract that holds cannot hold with it. */
export type NamedFault<State> = Overlay<State>;

/** Something that honest tenants differ in. `options` are those of the emulator, where one has them. */
export interface Variation<State, Options> extends Overlay<State> {
  options?: Partial<Options>;
}

/**
 * A field that honest tenants may leave out of an answer. Where it is not there, a suite has to say that it did not try
 * what it is about; and where it is a lie, it has to be caught.
 */
export interface OptionalField<State> {
  /** Lower-case words with hyphens: `token-user-id`. */
  name: string;
  /** As a noun: “the owner of a token”. */
  what: string;
  leaveOut: (state: State) => Around | undefined;
  /** What the lie is, as one sentence. */
  sentence: string;
  lie: (state: State) => Around | undefined;
}

/**
 * The one of a list that was asked for by name; none for no name.
 * @throws {Error} one sentence, for a name that is not in the list
 */
export function named<Each extends { name: string }>(list: readonly Each[], name: string | null): Each[] {
  if (name === null) return [];
  const found = list.filter((each) => each.name === name);
  if (found.length === 0)
    throw new Error(`There is no "${name}"; there are: ${list.map((each) => each.name).join(', ')}.`);
  return found;
}

/** To be called before any route is added, and after the calls are counted. */
export function installOverlays<State>(app: App, state: State, overlays: readonly Overlay<State>[]): void {
  for (const { install } of overlays) {
    const around = install?.(state);
    if (around !== undefined) app.use('*', around);
  }
}

/** The options of the variation that is asked for, under those that are asked for themselves. */
export function withVariation<Options extends object>(
  list: readonly Variation<never, Options>[],
  given: Partial<Options> & { variation?: string | null },
): Partial<Options> {
  const [variation] = named(list, given.variation ?? null);
  return { ...variation?.options, ...given };
}
