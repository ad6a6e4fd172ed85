/** Call hooks: how a test changes calls on the wire. They are in front of the tenant, not inside it. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpBindings } from '@hono/node-server';

/** A call before it is routed. `index` counts tenant calls since start from 0; `path` has no query. */
export interface InterceptedCall {
  index: number;
  method: string;
  path: string;
  /** By name, in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** An answer instead of the tenant's. A `body` that is not a string is sent as JSON. */
export interface SubstituteReply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The tenant receives the call, and it takes effect. Only its answer is replaced. */
  act?: true;
}

/** The tenant's own answer, with these headers added. */
interface ReplyWithHeaders {
  dress: Record<string, string>;
}

/**
 * What happens to a call:
 * - `undefined`: the tenant answers;
 * - `drop`: the connection is cut, and the tenant never receives the call;
 * - `hang`: the tenant never receives the call, and nothing is ever answered;
 * - `act-then-drop`, `act-then-hang`: the call takes effect, and its answer is lost in the same two ways;
 * - a {@link ReplyWithHeaders}: the tenant answers, with changed headers;
 * - a {@link SubstituteReply}: this is answered, and the tenant receives the call only if the reply says so.
 */
export type Interception =
  undefined | 'drop' | 'hang' | 'act-then-drop' | 'act-then-hang' | ReplyWithHeaders | SubstituteReply;
export type Interceptor = (call: InterceptedCall) => Interception | Promise<Interception>;

/** Whether the tenant must receive the call before the order is carried out. */
export function callTakesEffect(order: Interception): boolean {
  return (
    order === undefined ||
    order === 'act-then-drop' ||
    order === 'act-then-hang' ||
    (typeof order === 'object' && ('dress' in order || order.act === true))
  );
}

/** Whether the call must stay unanswered. */
export function losesAnswer(order: Interception): boolean {
  return typeof order === 'string';
}

/** Carries out what a call hook ordered. `reply` is the tenant's own answer, if the tenant was to act. */
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
