/** The endpoints that faults and variations are about. */
import type { CallContext } from '../../common/env.ts';

/** A method and a path, from which `.json` is already removed. */
export interface Endpoint {
  method: string;
  path: RegExp;
}

export const SET_PASSWORD: Endpoint = { method: 'POST', path: /^\/api\/v2\/users\/\d+\/password$/ };
export const CHANGE_PASSWORD: Endpoint = { method: 'PUT', path: /^\/api\/v2\/users\/\d+\/password$/ };
export const REQUIREMENTS: Endpoint = {
  method: 'GET',
  path: /^\/api\/v2\/users\/\d+\/password\/requirements$/,
};
export const CREATE_USER: Endpoint = { method: 'POST', path: /^\/api\/v2\/users$/ };
export const SHOW_USER: Endpoint = { method: 'GET', path: /^\/api\/v2\/users\/\d+$/ };
export const SHOW_ME: Endpoint = { method: 'GET', path: /^\/api\/v2\/users\/me$/ };
export const UPDATE_USER: Endpoint = { method: 'PUT', path: /^\/api\/v2\/users\/\d+$/ };
export const DELETE_USER: Endpoint = { method: 'DELETE', path: /^\/api\/v2\/users\/\d+$/ };
export const SEARCH_USERS: Endpoint = { method: 'GET', path: /^\/api\/v2\/users\/search$/ };
export const GET_TOKEN: Endpoint = { method: 'POST', path: /^\/oauth\/tokens$/ };
export const LIST_TOKENS: Endpoint = { method: 'GET', path: /^\/api\/v2\/oauth\/tokens$/ };
export const SHOW_TOKEN: Endpoint = { method: 'GET', path: /^\/api\/v2\/oauth\/tokens\/(\d+|current)$/ };
export const CURRENT_TOKEN: Endpoint = { method: 'GET', path: /^\/api\/v2\/oauth\/tokens\/current$/ };
export const REVOKE_TOKEN: Endpoint = { method: 'DELETE', path: /^\/api\/v2\/oauth\/tokens\/(\d+|current)$/ };
export const AUTHORIZE: Endpoint = { method: 'GET', path: /^\/oauth\/authorizations\/new$/ };
export const ANY_READ: Endpoint = { method: 'GET', path: /^\/api\/v2\// };
export const SIGN_IN: Endpoint = { method: 'POST', path: /^\/access\/login$/ };

export function isCallTo(c: CallContext, { method, path }: Endpoint): boolean {
  return c.req.method === method && path.test(c.req.path);
}

/** Whether the path of a call was sent with `.json` at its end. */
export function hasSuffix(c: CallContext): boolean {
  return new URL(c.req.url).pathname.endsWith('.json');
}
