/** Changes one kind of object wherever an answer shows it. */
import type { CallContext } from '../../common/env.ts';
import { isJsonObject, type JsonObject } from '../http/body.ts';
import type { Tenant } from '../http/tenant.ts';
import { answer, replyOf } from './replies.ts';
import type { Install } from './types.ts';

/** Where objects of one kind are shown: on which paths, and under which keys of the body, alone or in a list. */
export interface ObjectKind {
  path: RegExp;
  keys: readonly string[];
}

export type ChangeObject = (object: JsonObject, tenant: Tenant, c: CallContext) => JsonObject;

/** Changes each object of a kind in successful answers. */
export function everywhere({ path, keys }: ObjectKind, change: ChangeObject): Install {
  return (tenant) => async (c, next) => {
    await next();
    if (!c.res.ok || !path.test(c.req.path)) return;
    const body = await replyOf(c);
    const found = keys.filter((key) => key in body);
    if (found.length === 0) return;
    const changed = (object: unknown): unknown => (isJsonObject(object) ? change(object, tenant, c) : object);
    const parts = found.map((key) => [
      key,
      Array.isArray(body[key]) ? body[key].map(changed) : changed(body[key]),
    ]);
    answer(c, c.res.status, { ...body, ...(Object.fromEntries(parts) as JsonObject) });
  };
}

/** Removes a field from each object. */
export function without(kind: ObjectKind, field: string): Install {
  return everywhere(kind, (object) => ({ ...object, [field]: undefined }));
}

/** Replaces the value of a field in each object that has it. */
export function replaced(
  kind: ObjectKind,
  field: string,
  value: (now: unknown, object: JsonObject, tenant: Tenant, c: CallContext) => unknown,
): Install {
  return everywhere(kind, (object, tenant, c) =>
    field in object ? { ...object, [field]: value(object[field], object, tenant, c) } : object,
  );
}
