/** Request bodies, read once. Their secrets are recorded for the witness. */
import type { Context } from 'hono';
import type { Env } from '../../common/env.ts';
import { UNPARSABLE_JSON } from '../tenant/assumptions.ts';
import type { SecretLog } from '../tenant/secrets.ts';
import { Refusal } from './errors.ts';

export type JsonObject = Record<string, unknown>;

/** Whether a value is an object with named fields. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object in a string; empty if there is none. */
export function jsonObjectIn(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

/**
 * The JSON object of a request. A body without a JSON content type is not read: such a call has no
 * parameters (https://developer.zendesk.com/api-reference/introduction/requests/).
 */
export async function jsonBody(c: Context<Env>, secrets: SecretLog): Promise<JsonObject> {
  const text = await c.req.text();
  if (text.trim() === '' || !(c.req.header('content-type') ?? '').includes('json')) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Refusal(UNPARSABLE_JSON.status, UNPARSABLE_JSON.body);
  }
  recordPasswords(parsed, secrets);
  return isJsonObject(parsed) ? parsed : {};
}

/** The fields of a form. If a name is repeated, its last value counts. */
export async function formBody(c: Context<Env>): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

/** The string in a field; undefined if the field is missing or of another type. */
export function textOf(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

function recordPasswords(value: unknown, secrets: SecretLog): void {
  if (Array.isArray(value)) for (const item of value) recordPasswords(item, secrets);
  if (!isJsonObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('password') && typeof inner === 'string') secrets.record('password', inner);
    else recordPasswords(inner, secrets);
  }
}
