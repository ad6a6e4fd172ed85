/** The person in the path of a call, and the people created since the start. */
import type { CallContext } from '../../common/env.ts';
import { newSince } from '../../common/overlays.ts';
import type { Tenant } from '../http/tenant.ts';
import type { Person } from '../tenant/people.ts';

/** The ID in the path after `users` or `tokens`. */
export function idOf(c: CallContext): number {
  return Number(/\/(?:users|tokens)\/(\d+)/.exec(c.req.path)?.[1] ?? Number.NaN);
}

/** Another person's ID; null if there is no other person. */
export function anotherId(id: unknown, { people }: Tenant): number | null {
  return people.all().find((person) => person.id !== id)?.id ?? null;
}

/** The person in the path. */
export function personOf(c: CallContext, tenant: Tenant): Person | undefined {
  return tenant.people.get(idOf(c));
}

/** Returns a function that lists the people who were created since the start and are not deleted, oldest first. */
export function newcomers(tenant: Tenant): () => Person[] {
  const all = newSince(() => tenant.people.all());
  return () => all().filter(({ active }) => active);
}
