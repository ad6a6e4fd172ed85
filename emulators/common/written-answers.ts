/** Changes complete answers, whichever part wrote them. */
import type { Context } from 'hono';
import type { Env } from './env.ts';
import type { CallMiddleware } from './overlays.ts';

/** A complete answer. */
export interface WrittenAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Changes complete answers. If `change` returns undefined, the answer is unchanged. */
export function rewriteAnswers(
  change: (answer: WrittenAnswer, c: Context<Env>) => Partial<WrittenAnswer> | undefined,
): CallMiddleware {
  return async (c, next) => {
    await next();
    const reply = c.res;
    const before: WrittenAnswer = {
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

/** Replaces the answer. It is cleared first, because Hono would carry its headers over. */
export function replaceAnswer(c: Context<Env>, reply: Response): void {
  c.res = undefined;
  c.res = reply;
}
