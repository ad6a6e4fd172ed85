/** A test's hand on the wire: faults are put in front of the tenant, not into it. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpBindings } from '@hono/node-server';

/** A call before it is routed. `index` counts tenant calls since start from 0; `path` has no query. */
export interface InterceptedCall {
  index: number;
  method: string;
  path: string;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** An answer in the tenant's place. A `body` that is not a string is sent as JSON. */
export interface SubstituteReply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The tenant hears of the call, and it takes effect; only its answer is another. */
  act?: true;
}

/** The tenant's own answer, with these headers set on it. */
interface ReplyWithHeaders {
  dress: Record<string, string>;
}

/**
 * What becomes of a call:
 * - `undefined`: the tenant answers;
 * - `drop`: the connection is cut, and the tenant never hears of the call;
 * - `hang`: nor does it, and nothing is ever answered;
 * - `act-then-drop`, `act-then-hang`: the call takes effect, and its answer is lost in one of these ways;
 * - a {@link ReplyWithHeaders}: the tenant answers, with other headers;
 * - a {@link SubstituteReply}: that is answered, and the tenant does not hear of the call unless it says so.
 */
export type Interception =
  undefined | 'drop' | 'hang' | 'act-then-drop' | 'act-then-hang' | ReplyWithHeaders | SubstituteReply;
export type Interceptor = (call: InterceptedCall) => Interception | Promise<Interception>;

/** Whether the tenant shall hear of the call before the order is carried out. */
export function callTakesEffect(order: Interception): boolean {
  return (
    order === undefined ||
    order === 'act-then-drop' ||
    order === 'act-then-hang' ||
    (typeof order === 'object' && ('dress' in order || order.act === true))
  );
}

/** Whether nothing at all shall be answered. */
export function losesAnswer(order: Interception): boolean {
  return typeof order === 'string';
}

/** Carries out what an interceptor ordered; `reply` is the tenant's own, if it was to act. */
export async function interceptedReply(
  { incoming }: HttpBindings,
  order: Exclude<Interception, undefined>,
  reply: Response,
): Promise<Response> {
  if (order === 'drop' || order === 'act-then-drop') {
    incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (order === 'hang' || order === 'act-then-hang') {
    // Ends when the client gives up or the emulator closes.
    await new Promise<void>((resolve) => incoming.socket.once('close', resolve));
    return RESPONSE_ALREADY_SENT;
  }
  if ('dress' in order) {
    for (const [name, value] of Object.entries(order.dress)) reply.headers.set(name, value);
    return reply;
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
