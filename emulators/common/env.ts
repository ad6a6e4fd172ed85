import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';

/** Node's objects for a request. With them, a call hook can drop the connection. */
export interface Env {
  Bindings: HttpBindings;
}

export type App = Hono<Env>;

/** A call while it is being answered: the request, and the answer once there is one. */
export type CallContext = Context<Env>;
