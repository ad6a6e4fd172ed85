/** Whom a call is about, and who came since the start. */
import type { Person } from '../tenant/people.ts';
import type { Tenant } from '../http/tenant.ts';
import type { CallContext } from '../../common/env.ts';
import { newSince } from '../../common/overlays.ts';

/** The number in the path behind `users` or `tokens`. */
export function idOf(c: CallContext): number {
  return Number(/\/(?:users|tokens)\/(\d+)/.exec(c.req.path)?.[1] ?? Number.NaN);
}

/** The person of the path. */
export function personOf(c: CallContext, tenant: Tenant): Person | undefined {
  return tenant.people.get(idOf(c));
}

/** Asks for the people who came since the start and are not deleted, oldest first. */
export function newcomers(tenant: Tenant): () => Person[] {
  const all = newSince(() => tenant.people.all());
  return () => all().filter(({ active }) => active);
}
