/** The tenant's answer, and how to replace it. */
import type { CallContext } from '../../common/env.ts';
import { replaceAnswer } from '../../common/written-answers.ts';
import { isJsonObject, type JsonObject, jsonObjectIn } from '../http/body.ts';
import type { Install } from './types.ts';

/** Replaces status and body of the tenant's answer, and keeps its headers. Without `body`, the body is empty. */
export function answer(c: CallContext, status: number, body?: unknown): void {
  const headers = new Headers(c.res.headers);
  if (status === 204) headers.delete('content-type');
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  if (typeof body === 'object') headers.set('content-type', 'application/json; charset=utf-8');
  replaceAnswer(c, new Response(status === 204 ? null : (text ?? ''), { status, headers }));
}

/** Sets a header of the tenant's answer. `undefined` removes it. */
export function answerHeader(c: CallContext, name: string, value: string | undefined): void {
  const headers = new Headers(c.res.headers);
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
  replaceAnswer(c, new Response(c.res.body, { status: c.res.status, headers }));
}

/** The JSON object in the tenant's answer; empty if there is none. */
export async function replyOf(c: CallContext): Promise<JsonObject> {
  return jsonObjectIn(await c.res.clone().text());
}

/** Changes the JSON object of the tenant's answer. */
export async function changeReply(c: CallContext, change: (body: JsonObject) => JsonObject): Promise<void> {
  answer(c, c.res.status, change(await replyOf(c)));
}

/** Changes the object under `key` in the tenant's answer. */
export function changeIn(
  c: CallContext,
  key: string,
  change: (inner: JsonObject) => JsonObject,
): Promise<void> {
  return changeReply(c, (body) => {
    const inner = body[key];
    return { ...body, [key]: isJsonObject(inner) ? change(inner) : inner };
  });
}

/** Changes the redirect to the client. */
export function changeRedirect(change: (location: URL) => void): Install {
  return (tenant) => async (c, next) => {
    await next();
    const location = c.res.headers.get('location');
    if (location === null || !URL.canParse(location) || location.startsWith(tenant.baseUrl)) return;
    const url = new URL(location);
    change(url);
    answerHeader(c, 'location', url.href);
  };
}
