/** Call hooks: with them, a test changes calls in front of the tenant, not inside it. */
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

/** A call before it is routed. `index` is 0 for the first tenant call since the start; `path` has no query. */
export interface HookedCall {
  index: number;
  method: string;
  path: string;
  /** By name, in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** An answer in place of the tenant's. A `body` that is not a string is sent as JSON. */
export interface SubstituteReply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The tenant receives the call, and it takes effect. Only its answer is replaced. */
  act?: true;
}

/** The tenant's answer, with these headers set. */
interface ReplyWithHeaders {
  setHeaders: Record<string, string>;
}

/**
 * What happens to a call:
 * - `undefined`: the tenant answers;
 * - `drop`: the connection is dropped, and the tenant never receives the call;
 * - `hang`: the call is never answered, and the tenant never receives it;
 * - `act-then-drop`, `act-then-hang`: the call takes effect, and its answer is lost in the same two ways;
 * - a {@link ReplyWithHeaders}: the tenant answers, and headers of its answer are set;
 * - a {@link SubstituteReply}: this is the answer. The tenant receives the call only if `act` is set.
 */
export type HookResult =
  undefined | 'drop' | 'hang' | 'act-then-drop' | 'act-then-hang' | ReplyWithHeaders | SubstituteReply;
export type CallHook = (call: HookedCall) => HookResult | Promise<HookResult>;

/** Whether the tenant must receive the call first. */
export function callTakesEffect(result: HookResult): boolean {
  return (
    result === undefined ||
    result === 'act-then-drop' ||
    result === 'act-then-hang' ||
    (typeof result === 'object' && ('setHeaders' in result || result.act === true))
  );
}

/** Whether the call gets no answer. */
export function losesAnswer(result: HookResult): boolean {
  return typeof result === 'string';
}

/** The answer that a call hook asks for. `reply` is the tenant's answer, if the tenant received the call. */
export async function replyAfterHook(
  { incoming }: HttpBindings,
  result: Exclude<HookResult, undefined>,
  reply: Response,
): Promise<Response> {
  if (result === 'drop' || result === 'act-then-drop') {
    incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (result === 'hang' || result === 'act-then-hang') {
    // Ends when the client gives up or the emulator closes.
    await new Promise<void>((resolve) => incoming.socket.once('close', resolve));
    return RESPONSE_ALREADY_SENT;
  }
  if ('setHeaders' in result) {
    for (const [name, value] of Object.entries(result.setHeaders)) reply.headers.set(name, value);
    return reply;
  }
  const headers = new Headers(result.headers);
  const bodyless = [204, 205, 304].includes(result.status);
  if (bodyless || result.body === undefined) return new Response(null, { status: result.status, headers });
  if (typeof result.body === 'string') {
    if (!headers.has('content-type')) headers.set('content-type', 'text/plain; charset=utf-8');
    return new Response(result.body, { status: result.status, headers });
  }
  if (!headers.has('content-type')) headers.set('content-type', 'application/json; charset=utf-8');
  return new Response(JSON.stringify(result.body), { status: result.status, headers });
}
