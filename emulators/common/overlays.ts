/**
 * What can be put over an emulated tenant: faults, which are lies, and variations, in which honest tenants differ. They
 * stand apart from the tenant itself, which knows nothing of them: each is put over a tenant that is otherwise complete, by
 * replacing what its parts do, or by standing in the way of its calls.
 */
import type { MiddlewareHandler } from 'hono';
import type { App, Env } from './env.ts';

/** Stands before all routes: may change the call, answer it, or change the answer. */
export type CallMiddleware = MiddlewareHandler<Env>;

/** Puts something over a tenant: replaces what its parts do, and returns what shall stand before its routes. */
export type Install<Tenant> = (tenant: Tenant) => CallMiddleware | undefined;

/** What is put over a tenant. */
export interface Overlay<Tenant> {
  /** Lower-case words with hyphens; unique in its list. */
  name: string;
  /** What it does, as one sentence. */
  sentence: string;
  /** It shows on the pages of a sign-in alone, so that only a browser can tell. */
  pages?: true;
  /** The name of the optional field that it is about. */
  field?: string;
  /** Left out where the options of a variation are all of it. */
  install?: Install<Tenant>;
}

/** The smallest lie that a service could tell: a contract that holds cannot hold with it. */
export type Fault<Tenant> = Overlay<Tenant>;

/** Something that honest tenants differ in. `options` are those of the emulator, where one has them. */
export interface Variation<Tenant, Options> extends Overlay<Tenant> {
  options?: Partial<Options>;
}

/**
 * A field that honest tenants may leave out of an answer. A suite that relies on it must say that it did not try, where
 * it is not there; and must catch it where it is a lie.
 */
export interface OptionalField<Tenant> {
  /** Lower-case words with hyphens; unique in its list. */
  name: string;
  /** What it is, as the object of a sentence. */
  what: string;
  /** Takes it out of every answer that has it. */
  omit: Install<Tenant>;
  /** Makes it a lie in every answer that has it. */
  lie: Install<Tenant>;
  /** The lie, as one sentence. */
  lies: string;
}

/** An install that replaces what parts do, and stands before no route. */
export function replacing<Tenant>(change: (tenant: Tenant) => void): Install<Tenant> {
  return (tenant) => {
    change(tenant);
    return undefined;
  };
}

/**
 * Asks for whoever came since this was called, oldest first: what a fault does beside its call, it does to them, and to
 * nobody who was there before.
 */
export function newSince<Person extends { id: number }>(all: () => readonly Person[]): () => Person[] {
  const before = new Set(all().map(({ id }) => id));
  return () => all().filter(({ id }) => !before.has(id));
}

/** Honest tenants that leave out these fields, one each. */
export function withoutFields<Tenant>(fields: readonly OptionalField<Tenant>[]): Overlay<Tenant>[] {
  return fields.map(({ name, what, omit }) => ({
    name: `without-${name}`,
    sentence: `Answers leave out ${what}.`,
    field: name,
    install: omit,
  }));
}

/** Tenants that lie in these fields, one each. */
export function falsifiedFields<Tenant>(fields: readonly OptionalField<Tenant>[]): Fault<Tenant>[] {
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
export function installOverlays<Tenant>(
  app: App,
  tenant: Tenant,
  overlays: readonly Overlay<Tenant>[],
): void {
  for (const { install } of overlays) {
    const around = install?.(tenant);
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
