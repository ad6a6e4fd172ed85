import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';

/** What Hono knows about our requests: Node's own objects, for cutting a connection. */
export interface Env {
  Bindings: HttpBindings;
}

export type App = Hono<Env>;

/** A call while it is answered: what was asked, and the answer as far as there is one. */
export type CallContext = Context<Env>;
