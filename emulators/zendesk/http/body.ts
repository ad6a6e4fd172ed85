/** Request bodies, read once. Their secrets are recorded for the witness. */
import type { Context } from 'hono';
import { UNPARSABLE_JSON } from '../tenant/assumptions.ts';
import type { SecretLog } from '../tenant/secrets.ts';
import type { Env } from '../../common/env.ts';
import { Refusal } from './errors.ts';

export type JsonObject = Record<string, unknown>;

/** Whether a value is an object with named fields. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object in a string; empty if it is not one. */
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
  notePasswords(parsed, secrets);
  return isJsonObject(parsed) ? parsed : {};
}

/** The fields of a form, last value wins. */
export async function formBody(c: Context<Env>): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

/** A field's string, or undefined if it is missing or of another type. */
export function textOf(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

function notePasswords(value: unknown, secrets: SecretLog): void {
  if (Array.isArray(value)) for (const item of value) notePasswords(item, secrets);
  if (!isJsonObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('password') && typeof inner === 'string') secrets.note('password', inner);
    else notePasswords(inner, secrets);
  }
}
