/** A test's hand on the wire: faults are put in front of the tenant, not into it. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpBindings } from '@hono/node-server';

/** A call before it is routed. `index` counts tenant calls since start from 0; `path` has no query. */
export interface InterceptedCall {
  index: number;
  method: string;
  path: string;
}

/** An answer in the tenant's place. A `body` that is not a string is sent as JSON. */
export interface SubstituteReply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/**
 * `undefined` lets the tenant answer; `drop` cuts the connection; `hang` never answers; `act-then-drop` lets the
 * tenant act, and cuts the connection instead of answering.
 */
export type Interception = undefined | 'drop' | 'hang' | 'act-then-drop' | SubstituteReply;
export type Interceptor = (call: InterceptedCall) => Interception | Promise<Interception>;

/** Carries out what an interceptor ordered. */
export async function interceptedReply(
  { incoming }: HttpBindings,
  order: Exclude<Interception, undefined>,
): Promise<Response> {
  if (order === 'drop' || order === 'act-then-drop') {
    incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (order === 'hang') {
    // Ends when the client gives up or the emulator closes.
    await new Promise<void>((resolve) => incoming.socket.once('close', resolve));
    return RESPONSE_ALREADY_SENT;
  }
  const headers = new Headers(order.headers);
  const bodyless = [204, 205, 304].includes(order.status);
  if (bodyless || order.body === undefined) return new Response(null, { status: order.status, headers });
  if (typeof order.body === 'string') {
    if (!headers.has('content-type')) headers.set('content-type', 'text/plain; charset=utf-8');
    return new Response(order.body, { status: order.status, headers });
  }
  if (!headers.has('content-type')) headers.set('content-type', 'application/json; charset=utf-8');
  return new Response(JSON.stringify(order.body), { status: order.status, headers });
}
