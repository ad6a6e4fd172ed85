import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

/** What Hono knows about our requests: Node's own objects, for cutting a connection. */
export interface Env {
  Bindings: HttpBindings;
}

export type App = Hono<Env>;
