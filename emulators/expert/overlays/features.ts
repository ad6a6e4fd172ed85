/** Which feature a call is for. */
import type { Context } from 'hono';
import type { Env } from '../../common/env.ts';
import { DekiRequest } from '../http/request.ts';
import { match, type Feature } from '../http/routes.ts';
import { pathOf } from '../http/uri.ts';

/** The feature that a request is for, whatever its result. */
export function featureOf({ uri, verb }: DekiRequest): Feature | undefined {
  return match(pathOf(uri))?.verbs[verb];
}

/** The same for a call that has not been read yet. */
export function featureAt(c: Context<Env>): Feature | undefined {
  return featureOf(new DekiRequest(c.req.raw, c.req.url));
}

/** Whether a call is for the password feature, judged by its path only. */
export function isForPassword(c: Context<Env>): boolean {
  return match(new URL(c.req.url).pathname)?.verbs['PUT'] === 'password';
}
