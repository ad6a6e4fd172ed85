/** Reads the parameters that were sent, and replaces them. */
import type { CallContext } from '../../common/env.ts';
import { isJsonObject, type JsonObject, jsonObjectIn } from '../http/body.ts';

/** Whether a call's body is a form. */
export function isForm(c: CallContext): boolean {
  return (c.req.header('content-type') ?? '').includes('x-www-form-urlencoded');
}

/** The parameters of a call, from JSON or a form; empty if they cannot be read. */
export async function fieldsOf(c: CallContext): Promise<JsonObject> {
  const text = await c.req.text();
  if (isForm(c)) return Object.fromEntries(new URLSearchParams(text));
  return jsonObjectIn(text);
}

/** A string from the parameters; empty if it is missing. */
export async function fieldOf(c: CallContext, name: string): Promise<string> {
  const value = (await fieldsOf(c))[name];
  return typeof value === 'string' ? value : '';
}

/** Makes the tenant receive these parameters instead of those that were sent. */
export function send(c: CallContext, fields: JsonObject): void {
  const body = isForm(c)
    ? new URLSearchParams(fields as Record<string, string>).toString()
    : JSON.stringify(fields);
  const headers = new Headers(c.req.raw.headers);
  headers.delete('content-length');
  c.req.bodyCache = {};
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body });
}

/** Makes the tenant receive a changed `user` in the body. */
export async function sendUser(c: CallContext, change: (user: JsonObject) => JsonObject): Promise<void> {
  const body = await fieldsOf(c);
  if (isJsonObject(body['user'])) send(c, { ...body, user: change(body['user']) });
}
