/** Path parameters. */
import type { Context } from 'hono';
import type { Env } from '../../common/env.ts';
import type { Person } from '../tenant/people.ts';
import { invalidAttribute, recordNotFound } from './errors.ts';
import type { Tenant } from './tenant.ts';

/** An ID in the path. Anything but an integer is refused with the object shape. */
export function idParam(c: Context<Env>, name = 'id'): number {
  const text = c.req.param(name) ?? '';
  if (!/^\d+$/.test(text)) throw invalidAttribute(name, 'must be an integer');
  return Number(text);
}

/** The person in the path, deleted or not. A purged one is not found. */
export function personParam(c: Context<Env>, tenant: Tenant): Person {
  const person = tenant.people.get(idParam(c));
  if (person === undefined || person.purged) throw recordNotFound();
  return person;
}

/** The person in the path. A deleted one is not found. */
export function activePersonParam(c: Context<Env>, tenant: Tenant): Person {
  const person = personParam(c, tenant);
  if (!person.active) throw recordNotFound();
  return person;
}
