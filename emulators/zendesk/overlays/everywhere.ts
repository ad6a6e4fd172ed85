/** Changes one kind of object wherever an answer shows it. */
import { isJsonObject, type JsonObject } from '../http/body.ts';
import type { Tenant } from '../http/tenant.ts';
import { answer, replyOf } from './replies.ts';
import type { CallContext } from '../../common/env.ts';
import type { Install } from './types.ts';

/** Where objects of one kind are shown: on which calls, and under which keys of the body, single or as a list. */
export interface Sort {
  path: RegExp;
  keys: readonly string[];
}

export type Change = (thing: JsonObject, tenant: Tenant, c: CallContext) => JsonObject;

/** Changes each object in answers of success. */
export function everywhere({ path, keys }: Sort, change: Change): Install {
  return (tenant) => async (c, next) => {
    await next();
    if (!c.res.ok || !path.test(c.req.path)) return;
    const body = await replyOf(c);
    const found = keys.filter((key) => key in body);
    if (found.length === 0) return;
    const changed = (thing: unknown): unknown => (isJsonObject(thing) ? change(thing, tenant, c) : thing);
    const parts = found.map((key) => [
      key,
      Array.isArray(body[key]) ? body[key].map(changed) : changed(body[key]),
    ]);
    answer(c, c.res.status, { ...body, ...(Object.fromEntries(parts) as JsonObject) });
  };
}

/** Removes a field from each. */
export function without(sort: Sort, field: string): Install {
  return everywhere(sort, (thing) => ({ ...thing, [field]: undefined }));
}

/** Replaces the value of a field, if the field is there. */
export function replaced(
  sort: Sort,
  field: string,
  value: (now: unknown, thing: JsonObject, tenant: Tenant, c: CallContext) => unknown,
): Install {
  return everywhere(sort, (thing, tenant, c) =>
    field in thing ? { ...thing, [field]: value(thing[field], thing, tenant, c) } : thing,
  );
}
