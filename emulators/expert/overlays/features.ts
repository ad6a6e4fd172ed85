/** The feature that a call is for, whatever comes of it. */
import type { Context } from 'hono';
import type { Env } from '../../common/env.ts';
import { DekiRequest } from '../http/request.ts';
import { match, type Feature } from '../http/routes.ts';

/** The feature that a request is for, whatever comes of it. */
export function featureOf({ uri, verb }: DekiRequest): Feature | undefined {
  return match(uri.replace(/^https?:\/\/[^/?]*/i, '').replace(/[?#].*$/s, ''))?.verbs[verb];
}

/** The same of a call before it is read. */
export function featureAt(c: Context<Env>): Feature | undefined {
  return featureOf(new DekiRequest(c.req.raw, c.req.url));
}

/** Whether a call is for the password feature, as far as its path says. */
export function isForPassword(c: Context<Env>): boolean {
  return match(new URL(c.req.url).pathname)?.verbs['PUT'] === 'password';
}
