/**
 * Overlays: what can be put over an emulated tenant. Faults are wrong behavior; variations are differences between honest
 * tenants. The tenant itself knows nothing of them. Each is put over a complete tenant, either by replacing what its parts
 * do or by handling its calls first.
 */
import type { MiddlewareHandler } from 'hono';
import type { App, Env } from './env.ts';

/** Runs before all routes. It may change the call, answer it, or change the answer. */
export type CallMiddleware = MiddlewareHandler<Env>;

/** Installs an overlay: replaces what the tenant's parts do, and returns what must run before its routes. */
export type Install<Tenant> = (tenant: Tenant) => CallMiddleware | undefined;

/** A fault or a variation. */
export interface Overlay<Tenant> {
  /** Lower-case words with hyphens; unique in its list. */
  name: string;
  /** What the tenant does, as one sentence. */
  sentence: string;
  /** It shows only on the sign-in pages, so only a browser can tell. */
  pages?: true;
  /** The optional field that it is about. */
  field?: string;
  /** Missing if a variation consists of options only. */
  install?: Install<Tenant>;
}

/** The smallest wrong behavior: no tenant that keeps its contract can have it. */
export type Fault<Tenant> = Overlay<Tenant>;

/** A difference between honest tenants. `options` are options of the emulator, if there is one for it. */
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
  /** What the field is, as the object of a sentence. */
  what: string;
  /** Removes it from every answer that has it. */
  omit: Install<Tenant>;
  /** Falsifies it in every answer that has it. */
  lie: Install<Tenant>;
  /** The fault, as one sentence. */
  lies: string;
}

/** An install function that replaces what parts do and runs before no route. */
export function replacing<Tenant>(change: (tenant: Tenant) => void): Install<Tenant> {
  return (tenant) => {
    change(tenant);
    return undefined;
  };
}

/**
 * Returns a function that lists everyone created since this call, oldest first. Side effects of a fault reach only
 * them, never a user who was there before.
 */
export function newSince<Person extends { id: number }>(all: () => readonly Person[]): () => Person[] {
  const before = new Set(all().map(({ id }) => id));
  return () => all().filter(({ id }) => !before.has(id));
}

/** Honest tenants that leave out these fields, one field each. */
export function withoutFields<Tenant>(fields: readonly OptionalField<Tenant>[]): Overlay<Tenant>[] {
  return fields.map(({ name, what, omit }) => ({
    name: `without-${name}`,
    sentence: `Answers leave out ${what}.`,
    field: name,
    install: omit,
  }));
}

/** Tenants that falsify these fields, one field each. */
export function falsifiedFields<Tenant>(fields: readonly OptionalField<Tenant>[]): Fault<Tenant>[] {
  return fields.map(({ name, lies, lie }) => ({
    name: `${name}-untrue`,
    sentence: lies,
    field: name,
    install: lie,
  }));
}

/**
 * Returns the entries of a list that are named, in the order of the names; none for null.
 * @param names one name, or several separated by commas
 * @throws {Error} with one sentence if a name is not in the list
 */
export function named<Each extends { name: string }>(list: readonly Each[], names: string | null): Each[] {
  return (names?.split(',') ?? []).map((name) => {
    const found = list.find((each) => each.name === name);
    if (found === undefined)
      throw new Error(`There is no "${name}". Names: ${list.map((each) => each.name).join(', ')}.`);
    return found;
  });
}

/** Call this before any route is added, and after the calls are counted. */
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

/** The options of the requested variations. Options that are requested directly override them. */
export function withVariation<Options extends object>(
  list: readonly Variation<never, Options>[],
  given: Partial<Options> & { variation?: string | null },
): Partial<Options> {
  const options = named(list, given.variation ?? null).map((variation) => variation.options);
  return Object.assign({}, ...options, given) as Partial<Options>;
}
