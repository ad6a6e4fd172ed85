/** The list of calls that a tenant got, and the place where a test's interceptor has its way with them. */
import type { App } from './env.ts';
import { callTakesEffect, interceptedReply, losesAnswer, type Interceptor } from './intercept.ts';

/** One answered call: ids in the path are written as a template; status 0 where no answer was sent. */
export interface Call {
  method: string;
  path: string;
  status: number;
}

export interface CallsToCount {
  /** Where they are noted, in order. */
  calls: Call[];
  intercept: Interceptor | undefined;
  /** The path with templates in the place of ids. */
  template: (path: string) => string;
  /** Paths that begin like this are not the tenant's: neither counted nor intercepted. */
  exceptPrefix?: string;
}

/** To be called before any route is added: every call passes here first. */
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
      // Without what the tenant had set: Hono would carry its headers over.
      c.res = undefined;
      c.res = reply;
    }
    if (!losesAnswer(order)) call.status = c.res.status;
    return undefined;
  });
}
