/** The list of calls that a tenant got, and where a test's call hook can change them. */
import type { App } from './env.ts';
import { callTakesEffect, interceptedReply, losesAnswer, type Interceptor } from './intercept.ts';

/** One answered call. IDs in the path are replaced with templates; status 0 if no answer was sent. */
export interface Call {
  method: string;
  path: string;
  status: number;
}

export interface CallsToCount {
  /** Where calls are recorded, in order. */
  calls: Call[];
  intercept: Interceptor | undefined;
  /** The path with templates instead of IDs. */
  template: (path: string) => string;
  /** Paths that begin like this do not belong to the tenant: they are neither counted nor intercepted. */
  exceptPrefix?: string;
}

/** Call this before any route is added: every call passes here first. */
export function countCalls(app: App, { calls, intercept, template, exceptPrefix }: CallsToCount): void {
  app.use('*', async (c, next) => {
    const { pathname } = new URL(c.req.url);
    if (exceptPrefix !== undefined && pathname.startsWith(exceptPrefix)) return next();
    const index = calls.length;
    const call: Call = { method: c.req.method, path: template(pathname), status: 0 };
    calls.push(call);
    const order = await intercept?.({ index, method: c.req.method, path: pathname, headers: c.req.header() });
    if (callTakesEffect(order)) await next();
    if (order !== undefined) {
      const reply = await interceptedReply(c.env, order, c.res);
      // Clear the tenant's response first: Hono would carry its headers over.
      c.res = undefined;
      c.res = reply;
    }
    if (!losesAnswer(order)) call.status = c.res.status;
    return undefined;
  });
}
