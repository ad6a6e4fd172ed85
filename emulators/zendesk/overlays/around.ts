/** Overlays that act before calls to an endpoint, answer them, or act after them. */
import type { CallContext } from '../../common/env.ts';
import type { CallMiddleware } from '../../common/overlays.ts';
import { type Endpoint, isCallTo } from './endpoints.ts';

/** Does something before calls to an endpoint reach the tenant. */
export function before(endpoint: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return async (c, next) => {
    if (isCallTo(c, endpoint)) await act(c);
    await next();
  };
}

/** May answer calls to an endpoint in place of the tenant, which then does not receive them. */
export function instead(
  endpoint: Endpoint,
  reply: (c: CallContext) => Promise<Response | undefined> | Response | undefined,
): CallMiddleware {
  return async (c, next) => {
    const given = isCallTo(c, endpoint) ? await reply(c) : undefined;
    if (given === undefined) await next();
    else c.res = given;
  };
}

/** Does something after the tenant has answered calls to an endpoint, whatever the answer. */
export function after(endpoint: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return async (c, next) => {
    await next();
    if (isCallTo(c, endpoint)) await act(c);
  };
}

/** The same, but only after a success. */
export function afterSuccess(
  endpoint: Endpoint,
  act: (c: CallContext) => Promise<void> | void,
): CallMiddleware {
  return after(endpoint, (c) => (c.res.ok ? act(c) : undefined));
}

/** The same, but only after an error. */
export function afterRefusal(
  endpoint: Endpoint,
  act: (c: CallContext) => Promise<void> | void,
): CallMiddleware {
  return after(endpoint, (c) => (c.res.status >= 400 ? act(c) : undefined));
}

/** Combines several of these. The first one is outermost. */
export function all(...middlewares: CallMiddleware[]): CallMiddleware {
  return async (c, next) => {
    const run = (at: number): Promise<void> => {
      const middleware = middlewares[at];
      if (middleware === undefined) return next();
      return Promise.resolve(middleware(c, () => run(at + 1))).then(() => undefined);
    };
    await run(0);
  };
}
