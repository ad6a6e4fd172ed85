/** Makes answers of bodies and refusals, with their content type, caching and request ID. */
import { createHash, randomUUID } from 'node:crypto';
import type { Refusal } from './errors.ts';
import type { Tenant } from './tenant.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** A JSON answer. With the option `extraFields`, its objects have undocumented fields. */
export function json(
  tenant: Tenant,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  const shown = tenant.options.extraFields ? withExtraFields(body) : body;
  return new Response(JSON.stringify(shown), { status, headers: { 'content-type': JSON_TYPE, ...headers } });
}

/** 204 without a body. */
export function noContent(): Response {
  return new Response(null, { status: 204 });
}

/** Makes an answer of a refusal. A body that is a string is sent as plain text. */
export function refused(refusal: Refusal): Response {
  const plain = typeof refusal.body === 'string';
  return new Response(plain ? refusal.body : JSON.stringify(refusal.body), {
    status: refusal.status,
    headers: {
      'content-type': plain ? 'text/plain' : JSON_TYPE,
      'cache-control': 'no-cache',
      ...refusal.headers,
    },
  });
}

/**
 * The headers that recordings of live tenants show on every API answer.
 * @param startedAt `performance.now()` when the call arrived
 */
export function addApiHeaders(reply: Response, startedAt: number): void {
  const set = (name: string, value: string): void => {
    if (!reply.headers.has(name)) reply.headers.set(name, value);
  };
  set('cache-control', reply.status >= 400 ? 'no-cache' : 'max-age=0, private, must-revalidate');
  set('x-request-id', randomUUID());
  set('x-zendesk-api-version', 'v2');
  set('x-zendesk-application-version', 'v20000');
  set('x-zendesk-origin-server', 'emulator.local');
  set('x-zendesk-zorg', 'yes');
  set('x-runtime', ((performance.now() - startedAt) / 1000).toFixed(6));
  set('x-frame-options', 'SAMEORIGIN');
  set('x-content-type-options', 'nosniff');
  set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (reply.status === 200) set('etag', weakTag());
}

function weakTag(): string {
  return `W/"${createHash('md5').update(randomUUID()).digest('hex')}"`;
}

function withExtraFields(body: unknown, depth = 0): unknown {
  if (Array.isArray(body)) return body.map((item) => withExtraFields(item, depth));
  if (typeof body !== 'object' || body === null) return body;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    // Two levels deep: the envelope and its resources, not their inner maps.
    copy[key] = depth < 1 ? withExtraFields(value, depth + 1) : value;
  }
  copy['undocumented_flag'] = true;
  copy['undocumented_details'] = { since: '2026', values: [1, 'two', null] };
  return copy;
}
