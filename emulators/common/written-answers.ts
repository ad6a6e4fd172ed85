/** Changes finished answers, whichever part wrote them. */
import type { Context } from 'hono';
import type { Env } from './env.ts';
import type { CallMiddleware } from './overlays.ts';

/** An answer on the wire. */
export interface Wire {
  status: number;
  headers: Headers;
  text: string;
}

/** Changes finished answers. `undefined` leaves an answer unchanged. */
export function onTheWire(
  change: (wire: Wire, c: Context<Env>) => Partial<Wire> | undefined,
): CallMiddleware {
  return async (c, next) => {
    await next();
    const reply = c.res;
    const before: Wire = {
      status: reply.status,
      headers: new Headers(reply.headers),
      text: await reply.clone().text(),
    };
    const after = change(before, c);
    if (after === undefined) return;
    const { status, headers, text } = { ...before, ...after };
    const bytes = Buffer.from(text);
    if (headers.has('content-length')) headers.set('content-length', String(bytes.length));
    replaceAnswer(c, new Response(bytes.length === 0 ? null : bytes, { status, headers }));
  };
}

/** Clears the site's response first: Hono would carry its headers over. */
export function replaceAnswer(c: Context<Env>, reply: Response): void {
  c.res = undefined;
  c.res = reply;
}
