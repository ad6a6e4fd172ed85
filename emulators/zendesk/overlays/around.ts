/** Wraps the calls to an endpoint: before, instead, after. */
import type { CallMiddleware } from '../../common/overlays.ts';
import { type Endpoint, isCallTo } from './endpoints.ts';
import type { CallContext } from '../../common/env.ts';

/** Does something before calls of a kind reach the tenant. */
export function before(kind: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return async (c, next) => {
    if (isCallTo(c, kind)) await act(c);
    await next();
  };
}

/** May answer calls of a kind instead of the tenant, which then does not receive them. */
export function instead(
  kind: Endpoint,
  reply: (c: CallContext) => Promise<Response | undefined> | Response | undefined,
): CallMiddleware {
  return async (c, next) => {
    const given = isCallTo(c, kind) ? await reply(c) : undefined;
    if (given === undefined) await next();
    else c.res = given;
  };
}

/** Does something after the tenant answered calls of a kind, whatever the answer. */
export function after(kind: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return async (c, next) => {
    await next();
    if (isCallTo(c, kind)) await act(c);
  };
}

/** The same, only after answers of success. */
export function afterSuccess(kind: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return after(kind, (c) => (c.res.ok ? act(c) : undefined));
}

/** The same, only after refusals. */
export function afterRefusal(kind: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return after(kind, (c) => (c.res.status >= 400 ? act(c) : undefined));
}

/** Combines several of these, the first one outermost. */
export function all(...arounds: CallMiddleware[]): CallMiddleware {
  return async (c, next) => {
    const through = (at: number): Promise<void> => {
      const around = arounds[at];
      if (around === undefined) return next();
      return Promise.resolve(around(c, () => through(at + 1))).then(() => undefined);
    };
    await through(0);
  };
}
