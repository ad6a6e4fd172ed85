/**
 * Overlays: what can be put over an emulated tenant. Faults are wrong behavior; variations are differences between honest
 * tenants. The tenant's code knows nothing of them. Each is put over a complete tenant: it replaces what the tenant's parts
 * do, or it handles the tenant's calls first.
 */
import type { MiddlewareHandler } from 'hono';
import type { App, Env } from './env.ts';

/** Runs before all routes. It may change the call, answer it, or change the answer. */
export type CallMiddleware = MiddlewareHandler<Env>;

/** Installs an overlay: replaces what the tenant's parts do, and returns the middleware that must run before its routes. */
export type Install<Tenant> = (tenant: Tenant) => CallMiddleware | undefined;

/** A fault or a variation. */
export interface Overlay<Tenant> {
  /** Lower-case words with hyphens; unique in its list. */
  name: string;
  /** What the tenant does, as one sentence. */
  sentence: string;
  /** It shows only on the sign-in pages, so only a browser can detect it. */
  pages?: true;
  /** The name of the optional field that it is about. */
  field?: string;
  /** Missing if a variation consists of options only. */
  install?: Install<Tenant>;
}

/** A wrong behavior, the smallest that a check must catch. No honest tenant has it. */
export type Fault<Tenant> = Overlay<Tenant>;

/** A difference between honest tenants. `options` are emulator options, if the emulator has them for this difference. */
export interface Variation<Tenant, Options> extends Overlay<Tenant> {
  options?: Partial<Options>;
}

/**
 * A field that honest tenants may leave out of an answer. A suite that relies on it must report “not tried” if the
 * field is missing, and must catch it if it is wrong.
 */
export interface OptionalField<Tenant> {
  /** Lower-case words with hyphens; unique in its list. */
  name: string;
  /** What the field is, as the end of the sentence “Answers leave out …”. */
  what: string;
  /** Removes it from every answer that has it. */
  omit: Install<Tenant>;
  /** Falsifies it in every answer that has it. */
  falsify: Install<Tenant>;
  /** The fault, as one sentence. */
  faultSentence: string;
}

/** Returns an install function that replaces what parts do, and adds no middleware. */
export function replacing<Tenant>(change: (tenant: Tenant) => void): Install<Tenant> {
  return (tenant) => {
    change(tenant);
    return undefined;
  };
}

/**
 * Returns a function that lists everyone created since this call, oldest first. Side effects of a fault reach only
 * these users, never one who was there before.
 */
export function newSince<Person extends { id: number }>(all: () => readonly Person[]): () => Person[] {
  const before = new Set(all().map(({ id }) => id));
  return () => all().filter(({ id }) => !before.has(id));
}

/** One honest tenant for each of these fields, which leaves the field out. */
export function withoutFields<Tenant>(fields: readonly OptionalField<Tenant>[]): Overlay<Tenant>[] {
  return fields.map(({ name, what, omit }) => ({
    name: `without-${name}`,
    sentence: `Answers leave out ${what}.`,
    field: name,
    install: omit,
  }));
}

/** One fault for each of these fields, which falsifies the field. */
export function falsifiedFields<Tenant>(fields: readonly OptionalField<Tenant>[]): Fault<Tenant>[] {
  return fields.map(({ name, faultSentence, falsify }) => ({
    name: `${name}-untrue`,
    sentence: faultSentence,
    field: name,
    install: falsify,
  }));
}

/**
 * Returns the entries of a list that `names` asks for, in the order of the names; none for null.
 * @param names one name, or several separated by commas
 * @throws {Error} with a one-line message if a name is not in the list
 */
export function named<Entry extends { name: string }>(list: readonly Entry[], names: string | null): Entry[] {
  return (names?.split(',') ?? []).map((name) => {
    const found = list.find((each) => each.name === name);
    if (found === undefined)
      throw new Error(`There is no "${name}". Names: ${list.map((each) => each.name).join(', ')}.`);
    return found;
  });
}

/** Call this before any route is added, and after `recordCalls`. */
export function installOverlays<Tenant>(
  app: App,
  tenant: Tenant,
  overlays: readonly Overlay<Tenant>[],
): void {
  for (const { install } of overlays) {
    const middleware = install?.(tenant);
    if (middleware !== undefined) app.use('*', middleware);
  }
}

/** The options of the requested variations. Options that are requested directly override them. */
export function withVariation<Options extends object>(
  list: readonly Variation<never, Options>[],
  given: Partial<Options> & { variation?: string | null },
): Partial<Options> {
  const options = named(list, given.variation ?? null).map((variation) => variation.options);
  return Object.assign({}, ...options, given) as Partial<Options>;
}
