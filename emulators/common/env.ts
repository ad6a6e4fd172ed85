import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';

/** Node's own objects behind a request, for cutting a connection. */
export interface Env {
  Bindings: HttpBindings;
}

export type App = Hono<Env>;

/** A call while it is answered: the request, and the answer as far as there is one. */
export type CallContext = Context<Env>;
