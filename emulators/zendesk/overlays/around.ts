/** Standing around the calls to an endpoint: before, instead, after. */
import type { CallMiddleware } from '../../common/overlays.ts';
import { type Endpoint, isCallTo } from './endpoints.ts';
import type { CallContext } from '../../common/env.ts';

/** Does something before calls of a kind get to the tenant. */
export function before(kind: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return async (c, next) => {
    if (isCallTo(c, kind)) await act(c);
    await next();
  };
}

/** Calls of a kind may be answered in the tenant's place, which then does not hear of them. */
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

/** Does something when the tenant has answered calls of a kind, whatever the answer. */
export function after(kind: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return async (c, next) => {
    await next();
    if (isCallTo(c, kind)) await act(c);
  };
}

/** The same, after answers of success only. */
export function afterSuccess(kind: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return after(kind, (c) => (c.res.ok ? act(c) : undefined));
}

/** The same, after refusals only. */
export function afterRefusal(kind: Endpoint, act: (c: CallContext) => Promise<void> | void): CallMiddleware {
  return after(kind, (c) => (c.res.status >= 400 ? act(c) : undefined));
}

/** Several of these, the first one outermost. */
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
