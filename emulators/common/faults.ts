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
  /** The name of the optional field that it is about. */
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
 * A field that honest tenants may leave out of an answer. A suite that relies on it must say that it did not try, where
 * it is not there; and must catch it where it is a lie.
 */
export interface OptionalField<State> {
  /** Lower-case words with hyphens; unique in its list. */
  name: string;
  /** What it is, as the object of a sentence. */
  what: string;
  /** Takes it out of every answer that has it. */
  leaveOut: (state: State) => Around | undefined;
  /** Makes it a lie in every answer that has it. */
  lie: (state: State) => Around | undefined;
  /** The lie, as one sentence. */
  lies: string;
}

/** Honest tenants that leave out these fields, one each. */
export function withoutFields<State>(fields: readonly OptionalField<State>[]): Overlay<State>[] {
  return fields.map(({ name, what, leaveOut }) => ({
    name: `without-${name}`,
    sentence: `Answers leave out ${what}.`,
    field: name,
    install: leaveOut,
  }));
}

/** Tenants that lie in these fields, one each. */
export function untrueFields<State>(fields: readonly OptionalField<State>[]): NamedFault<State>[] {
  return fields.map(({ name, lies, lie }) => ({
    name: `${name}-untrue`,
    sentence: lies,
    field: name,
    install: lie,
  }));
}

/**
 * Those of a list that were asked for by name, in the order of their names; none for no name.
 * @param names one, or several with commas between them
 * @throws {Error} one sentence, for a name that is not in the list
 */
export function named<Each extends { name: string }>(list: readonly Each[], names: string | null): Each[] {
  return (names?.split(',') ?? []).map((name) => {
    const found = list.find((each) => each.name === name);
    if (found === undefined)
      throw new Error(`There is no "${name}"; there are: ${list.map((each) => each.name).join(', ')}.`);
    return found;
  });
}

/** To be called before any route is added, and after the calls are counted. */
export function installOverlays<State>(app: App, state: State, overlays: readonly Overlay<State>[]): void {
  for (const { install } of overlays) {
    const around = install?.(state);
    if (around !== undefined) app.use('*', around);
  }
}

/** The options of the variations that are asked for, under those that are asked for themselves. */
export function withVariation<Options extends object>(
  list: readonly Variation<never, Options>[],
  given: Partial<Options> & { variation?: string | null },
): Partial<Options> {
  const options = named(list, given.variation ?? null).map((variation) => variation.options);
  return Object.assign({}, ...options, given) as Partial<Options>;
}
