/** Records the calls that a tenant gets, and lets a test's call hook change them. */
import { type CallHook, callTakesEffect, losesAnswer, replyAfterHook } from './call-hook.ts';
import type { App } from './env.ts';
import type { CallMiddleware } from './overlays.ts';
import { replaceAnswer } from './written-answers.ts';

/** One answered call. IDs in the path are replaced with templates; status 0 if no answer was sent. */
export interface Call {
  method: string;
  path: string;
  status: number;
}

export interface CallRecording {
  /** Where calls are recorded, in order. */
  calls: Call[];
  callHook: CallHook | undefined;
  /** The path with templates instead of IDs. */
  template: (path: string) => string;
  /** Paths with this prefix do not belong to the tenant: they are not recorded, and the call hook does not see them. */
  exceptPrefix?: string;
}

/** Call this before any route is added: every call passes here first. */
export function recordCalls(app: App, { calls, callHook, template, exceptPrefix }: CallRecording): void {
  const record: CallMiddleware = async (c, next) => {
    const { pathname } = new URL(c.req.url);
    if (exceptPrefix !== undefined && pathname.startsWith(exceptPrefix)) return next();
    const index = calls.length;
    const call: Call = { method: c.req.method, path: template(pathname), status: 0 };
    calls.push(call);
    const result = await callHook?.({ index, method: c.req.method, path: pathname, headers: c.req.header() });
    if (callTakesEffect(result)) await next();
    if (result !== undefined) replaceAnswer(c, await replyAfterHook(c.env, result, c.res));
    if (!losesAnswer(result)) call.status = c.res.status;
    return undefined;
  };
  app.use('*', record);
}
