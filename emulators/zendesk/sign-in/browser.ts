/** What the pages need to know of a browser: its cookies, its session, and where it may be redirected. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Env } from '../../common/env.ts';
import { isJsonObject, type JsonObject } from '../http/body.ts';
import { Refusal } from '../http/errors.ts';
import type { Tenant } from '../http/tenant.ts';
import { CSRF_STATUS, DEVICE_COOKIE, SESSION_COOKIE } from '../tenant/assumptions.ts';
import type { Person } from '../tenant/people.ts';
import type { Session } from '../tenant/sessions.ts';
import { fieldNames } from './field-names.ts';

/** Where a person who came from no other page is redirected after the sign-in. */
export const HOME = '/agent';

/** The browser's session. If there is none, a new, anonymous one is opened, and its cookie is set. */
export function sessionOf(c: Context<Env>, tenant: Tenant): Session {
  const known = tenant.sessions.find(getCookie(c, SESSION_COOKIE));
  if (known !== undefined) return known;
  const session = tenant.sessions.open();
  giveSessionCookie(c, session);
  return session;
}

/** The person who is signed in, or undefined. */
export function signedInPerson(tenant: Tenant, session: Session): Person | undefined {
  const person = session.personId === null ? undefined : tenant.people.get(session.personId);
  return tenant.gate.mayUsePages(person) ? person : undefined;
}

export function giveSessionCookie(c: Context<Env>, session: Session): void {
  setCookie(c, SESSION_COOKIE, session.cookie, { path: '/', httpOnly: true, sameSite: 'Lax' });
}

export function giveDeviceCookie(c: Context<Env>, value: string): void {
  const maxAge = 400 * 24 * 3600;
  setCookie(c, DEVICE_COOKIE, value, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge });
}

/** The fields of a form or of a script's JSON. A wrong CSRF token is refused. */
export async function submitted(
  c: Context<Env>,
  tenant: Tenant,
  session: Session,
): Promise<Record<string, string>> {
  const text = await c.req.text();
  const isJson = (c.req.header('content-type') ?? '').includes('json');
  const fields = isJson ? stringsIn(text) : Object.fromEntries(new URLSearchParams(text));
  const token = isJson ? c.req.header('x-csrf-token') : fields[fieldNames[tenant.options.markup].csrf];
  if (token !== session.csrfToken) throw new Refusal(CSRF_STATUS, 'Invalid authenticity token');
  return fields;
}

/** Whether the answer goes to a script. */
export function isScriptCall(c: Context<Env>): boolean {
  return (c.req.header('content-type') ?? '').includes('json');
}

/** A location on this tenant, as a path. Anything else becomes the home page. */
export function safeReturnTo(tenant: Tenant, wanted: string | undefined): string {
  if (wanted === undefined || wanted === '') return HOME;
  try {
    const url = new URL(wanted, tenant.baseUrl);
    return url.origin === new URL(tenant.baseUrl).origin ? url.pathname + url.search : HOME;
  } catch {
    return HOME;
  }
}

function stringsIn(text: string): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return {};
  }
  const fields: JsonObject = isJsonObject(parsed) ? parsed : {};
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
