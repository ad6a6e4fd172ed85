/** The ways in which faults and variations get between a tenant and its callers: what repeats in their lists. */
import type { Context } from 'hono';
import type { Env } from '../common/env.ts';
import type { Around } from '../common/faults.ts';
import { isFields, type Fields } from './http/body.ts';
import type { Caller } from './http/caller.ts';
import { Refusal } from './http/errors.ts';
import type { Person } from './tenant/people.ts';
import type { Tenant } from './tenant/tenant.ts';
import type { AccessToken } from './tenant/tokens.ts';

export type Call = Context<Env>;

/** How a fault is put over a tenant. */
export type Install = (tenant: Tenant) => Around | undefined;

/** One kind of calls: the method and the path, which has no `.json` any more. */
export interface Kind {
  method: string;
  path: RegExp;
}

export const SET_PASSWORD: Kind = { method: 'POST', path: /^\/api\/v2\/users\/\d+\/password$/ };
export const CHANGE_PASSWORD: Kind = { method: 'PUT', path: /^\/api\/v2\/users\/\d+\/password$/ };
export const REQUIREMENTS: Kind = { method: 'GET', path: /^\/api\/v2\/users\/\d+\/password\/requirements$/ };
export const CREATE_USER: Kind = { method: 'POST', path: /^\/api\/v2\/users$/ };
export const SHOW_USER: Kind = { method: 'GET', path: /^\/api\/v2\/users\/\d+$/ };
export const SHOW_ME: Kind = { method: 'GET', path: /^\/api\/v2\/users\/me$/ };
export const UPDATE_USER: Kind = { method: 'PUT', path: /^\/api\/v2\/users\/\d+$/ };
export const DELETE_USER: Kind = { method: 'DELETE', path: /^\/api\/v2\/users\/\d+$/ };
export const SEARCH_USERS: Kind = { method: 'GET', path: /^\/api\/v2\/users\/search$/ };
export const GET_TOKEN: Kind = { method: 'POST', path: /^\/oauth\/tokens$/ };
export const LIST_TOKENS: Kind = { method: 'GET', path: /^\/api\/v2\/oauth\/tokens$/ };
export const SHOW_TOKEN: Kind = { method: 'GET', path: /^\/api\/v2\/oauth\/tokens\/(\d+|current)$/ };
export const CURRENT_TOKEN: Kind = { method: 'GET', path: /^\/api\/v2\/oauth\/tokens\/current$/ };
export const REVOKE_TOKEN: Kind = { method: 'DELETE', path: /^\/api\/v2\/oauth\/tokens\/(\d+|current)$/ };
export const AUTHORIZE: Kind = { method: 'GET', path: /^\/oauth\/authorizations\/new$/ };
export const SIGN_IN: Kind = { method: 'POST', path: /^\/access\/login$/ };

export function isCall(c: Call, { method, path }: Kind): boolean {
  return c.req.method === method && path.test(c.req.path);
}

/** Whether the path of a call was sent with `.json` at its end. */
export function hasSuffix(c: Call): boolean {
  return new URL(c.req.url).pathname.endsWith('.json');
}

/** Does something before calls of a kind get to the tenant. */
export function before(kind: Kind, act: (c: Call) => Promise<void> | void): Around {
  return async (c, next) => {
    if (isCall(c, kind)) await act(c);
    await next();
  };
}

/** Calls of a kind may be answered in the tenant's place, which then does not hear of them. */
export function instead(
  kind: Kind,
  reply: (c: Call) => Promise<Response | undefined> | Response | undefined,
): Around {
  return async (c, next) => {
    const given = isCall(c, kind) ? await reply(c) : undefined;
    if (given === undefined) await next();
    else c.res = given;
  };
}

/** Does something when the tenant has answered calls of a kind, whatever the answer. */
export function after(kind: Kind, act: (c: Call) => Promise<void> | void): Around {
  return async (c, next) => {
    await next();
    if (isCall(c, kind)) await act(c);
  };
}

/** The same, after answers of success only. */
export function afterSuccess(kind: Kind, act: (c: Call) => Promise<void> | void): Around {
  return after(kind, (c) => (c.res.ok ? act(c) : undefined));
}

/** The same, after refusals only. */
export function afterRefusal(kind: Kind, act: (c: Call) => Promise<void> | void): Around {
  return after(kind, (c) => (c.res.status >= 400 ? act(c) : undefined));
}

/** Several of these, the first one outermost. */
export function all(...arounds: Around[]): Around {
  return async (c, next) => {
    const through = (at: number): Promise<void> => {
      const around = arounds[at];
      if (around === undefined) return next();
      return Promise.resolve(around(c, () => through(at + 1))).then(() => undefined);
    };
    await through(0);
  };
}

/** An install that replaces what parts do, and stands before no route. */
export function replacing(change: (tenant: Tenant) => void): Install {
  return (tenant) => {
    change(tenant);
    return undefined;
  };
}

/** The number in the path behind `users` or `tokens`. */
export function idOf(c: Call): number {
  return Number(/\/(?:users|tokens)\/(\d+)/.exec(c.req.path)?.[1] ?? Number.NaN);
}

/** The person of the path. */
export function personOf(c: Call, tenant: Tenant): Person | undefined {
  return tenant.people.get(idOf(c));
}

/** The token of the path. */
export function tokenOf(c: Call, tenant: Tenant): AccessToken | undefined {
  return c.req.path.endsWith('/current') ? bearerOf(c, tenant) : tenant.tokens.byId(idOf(c));
}

/** The bearer token of a call, alive or dead, if the tenant ever issued it. */
export function bearerOf(c: Call, tenant: Tenant): AccessToken | undefined {
  const value = /^bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return value === undefined ? undefined : tenant.tokens.byValue(value);
}

/** The caller as the tenant sees it, or null for whom it refuses. */
export function callerOf(c: Call, tenant: Tenant): Caller | null {
  try {
    return tenant.gate.identify(c);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** An admin in the place of a caller who is none. */
export function standIn(tenant: Tenant): Caller | null {
  const person = tenant.people.all().find(({ role }) => role === 'admin');
  return person === undefined ? null : { person, scopes: ['unrestricted'], token: null, session: null };
}

/** Whoever shows a credential of this sort on calls of a kind is let in as an admin. */
export function letIn(tenant: Tenant, kind: Kind, doesFit: (c: Call) => boolean): void {
  const usual = tenant.gate.identify.bind(tenant.gate);
  tenant.gate.identify = (c) => (isCall(c, kind) && doesFit(c) ? standIn(tenant) : usual(c));
}

/** Whether a call carries no credentials at all. */
export function isAnonymous(c: Call): boolean {
  return c.req.header('authorization') === undefined && c.req.header('cookie') === undefined;
}

/** Whether a call carries a bearer token that was never issued. */
export function isMadeUp(c: Call, tenant: Tenant): boolean {
  const header = c.req.header('authorization') ?? '';
  return /^bearer\s+\S/i.test(header) && bearerOf(c, tenant) === undefined;
}

/** Calls of a kind take tokens whose scopes are these, beside the right ones. */
export function takeScope(tenant: Tenant, kind: Kind, fits: (scopes: readonly string[]) => boolean): void {
  const usual = tenant.gate.hasScope.bind(tenant.gate);
  tenant.gate.hasScope = (c, caller, need) =>
    usual(c, caller, need) || (isCall(c, kind) && fits(caller.scopes));
}

/** Calls of a kind are for agents, too. */
export function takeAgents(tenant: Tenant, kind: Kind): void {
  const usual = tenant.gate.hasRole.bind(tenant.gate);
  tenant.gate.hasRole = (c, caller, roles) =>
    usual(c, caller, roles) || (isCall(c, kind) && caller.person.role === 'agent');
}

/**
 * Asks for the people who came since the start, oldest first: what a fault does beside its call, it does to them, and
 * to nobody who was there before.
 */
export function newcomers(tenant: Tenant): () => Person[] {
  const residents = new Set(tenant.people.all());
  return () => tenant.people.all().filter((person) => !residents.has(person) && person.active);
}

/** The parameters of a call, from JSON or a form; empty where they cannot be read. */
export async function fieldsOf(c: Call): Promise<Fields> {
  const text = await c.req.text();
  if ((c.req.header('content-type') ?? '').includes('x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  return parsed(text);
}

/** A text of the parameters; empty where it is missing. */
export async function fieldOf(c: Call, name: string): Promise<string> {
  const value = (await fieldsOf(c))[name];
  return typeof value === 'string' ? value : '';
}

/** The tenant gets these parameters in the place of those that were sent. */
export function send(c: Call, fields: Fields): void {
  const form = (c.req.header('content-type') ?? '').includes('x-www-form-urlencoded');
  const body = form
    ? new URLSearchParams(fields as Record<string, string>).toString()
    : JSON.stringify(fields);
  const headers = new Headers(c.req.raw.headers);
  headers.delete('content-length');
  c.req.bodyCache = {};
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body });
}

/** The tenant gets the `user` of a body changed. */
export async function sendUser(c: Call, change: (user: Fields) => Fields): Promise<void> {
  const body = await fieldsOf(c);
  if (isFields(body['user'])) send(c, { ...body, user: change(body['user']) });
}

/** Another status and body under the headers of the tenant's answer; no body for undefined. */
export function answer(c: Call, status: number, body?: unknown): void {
  const headers = new Headers(c.res.headers);
  if (status === 204) headers.delete('content-type');
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  if (typeof body === 'object') headers.set('content-type', 'application/json; charset=utf-8');
  replaceReply(c, new Response(status === 204 ? null : (text ?? ''), { status, headers }));
}

/** Another header on the tenant's answer; undefined takes it away. */
export function answerHeader(c: Call, name: string, value: string | undefined): void {
  const headers = new Headers(c.res.headers);
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
  replaceReply(c, new Response(c.res.body, { status: c.res.status, headers }));
}

/** The JSON object of the tenant's answer; empty where it is none. */
export async function replyOf(c: Call): Promise<Fields> {
  return parsed(await c.res.clone().text());
}

/** Changes the JSON object of the tenant's answer. */
export async function changeReply(c: Call, change: (body: Fields) => Fields): Promise<void> {
  answer(c, c.res.status, change(await replyOf(c)));
}

/** Changes the object under `key` in the tenant's answer. */
export function changeIn(c: Call, key: string, change: (inner: Fields) => Fields): Promise<void> {
  return changeReply(c, (body) => {
    const inner = body[key];
    return { ...body, [key]: isFields(inner) ? change(inner) : inner };
  });
}

/** Something is done to each token that is handed out; for one grant alone, where it is named. */
export function onToken(
  act: (token: AccessToken, c: Call, tenant: Tenant) => Promise<void> | void,
  grantType?: string,
): Install {
  return (tenant) =>
    afterSuccess(GET_TOKEN, async (c) => {
      const token = await issuedToken(c, tenant);
      const given = await fieldsOf(c);
      if (token !== undefined && (grantType ?? given['grant_type']) === given['grant_type'])
        await act(token, c, tenant);
    });
}

/** Something is done when a refresh token was exchanged: `old` is its own, `fresh` the one that came of it. */
export function onRefresh(
  act: (old: AccessToken, fresh: AccessToken, tenant: Tenant, c: Call) => Promise<void> | void,
): Install {
  return (tenant) => async (c, next) => {
    const isRefresh = isCall(c, GET_TOKEN) && (await fieldOf(c, 'grant_type')) === 'refresh_token';
    const old = isRefresh ? tenant.tokens.byRefreshToken(await fieldOf(c, 'refresh_token')) : undefined;
    await next();
    if (old === undefined || !c.res.ok) return;
    const fresh = await issuedToken(c, tenant);
    if (fresh !== undefined) await act(old, fresh, tenant, c);
  };
}

/** The way back to the client is another one. */
export function onReturn(change: (location: URL) => void): Install {
  return (tenant) => async (c, next) => {
    await next();
    const location = c.res.headers.get('location');
    if (location === null || !URL.canParse(location) || location.startsWith(tenant.baseUrl)) return;
    const url = new URL(location);
    change(url);
    answerHeader(c, 'location', url.href);
  };
}

/** The token that the tenant's answer hands out. */
async function issuedToken(c: Call, tenant: Tenant): Promise<AccessToken | undefined> {
  const value = (await replyOf(c))['access_token'];
  return typeof value === 'string' ? tenant.tokens.byValue(value) : undefined;
}

/** Puts an answer in the place of another: Hono would carry the other's headers over. */
function replaceReply(c: Call, reply: Response): void {
  c.res = undefined;
  c.res = reply;
}

function parsed(text: string): Fields {
  try {
    const value = JSON.parse(text) as unknown;
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}
