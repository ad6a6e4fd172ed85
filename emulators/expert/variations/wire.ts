/** Variations on the wire: interceptors, proxies, limits, and other headers. */
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CallMiddleware } from '../../common/overlays.ts';
import { rewriteAnswers, replaceAnswer } from '../../common/written-answers.ts';
import type { ExpertVariation } from '../overlays/types.ts';

const compressed = promisify(gzip);

/** Refuses every n-th matching call, before the site receives it. */
function refuseEvery(
  nth: number,
  { status, words, isMeant }: { status: number; words: string; isMeant: (method: string) => boolean },
): CallMiddleware {
  let calls = 0;
  return async (c, next) => {
    if (!isMeant(c.req.method)) return next();
    calls += 1;
    if (calls % nth !== 0) return next();
    const headers = { 'retry-after': '1', 'content-type': 'text/html; charset=utf-8' };
    return new Response(`<html><body>${words}</body></html>`, { status, headers });
  };
}

/** Every answer is delayed by this time. */
function slow(milliseconds: number): CallMiddleware {
  return async (_, next) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return next();
  };
}

/** Answers are compressed for clients that accept it. */
function zipped(): CallMiddleware {
  return async (c, next) => {
    await next();
    const { status } = c.res;
    const plain = Buffer.from(await c.res.clone().arrayBuffer());
    if (plain.length === 0 || !/\bgzip\b/i.test(c.req.header('accept-encoding') ?? '')) return;
    const headers = new Headers(c.res.headers);
    const bytes = await compressed(plain);
    headers.set('content-encoding', 'gzip');
    headers.append('vary', 'Accept-Encoding');
    if (headers.has('content-length')) headers.set('content-length', String(bytes.length));
    replaceAnswer(c, new Response(bytes, { status, headers }));
  };
}

/** The headers of a CDN in front of the site, without those of the old server. */
function otherHeaders(): CallMiddleware {
  return rewriteAnswers(({ headers }) => {
    for (const name of ['server', 'x-deki-site', 'x-data-stats', 'p3p']) headers.delete(name);
    headers.set('server', 'cloud');
    headers.set('x-cache', 'Miss from cloud');
    headers.set('x-request-id', '8a6e0804-2bd0-4672-b79d-d97027f9071a');
    headers.set('cache-control', 'no-store');
    headers.set('strict-transport-security', 'max-age=31536000');
    return { headers };
  });
}

/**
 * The answers of a load balancer in front of the site: a quoted cookie with a semicolon, a session with attributes, and a
 * header of 2,000 characters.
 */
function structuredHeaders(): CallMiddleware {
  return rewriteAnswers(({ headers }) => {
    const session = randomBytes(12).toString('hex');
    headers.append('set-cookie', 'lb="node=7; spare"; Path=/; HttpOnly');
    headers.set('x-deki-session', `session=${session}; path="/"; note="a, b; c=d"`);
    headers.set('x-padding', 'x'.repeat(2000));
    return { headers };
  });
}

/**
 * Public values in places where a secret could be: words, dates, numbers, the host, the client's `User-Agent`, and the
 * beginning of an archive.
 */
function publicValues(): CallMiddleware {
  return rewriteAnswers(({ headers }, c) => {
    const { host, 'user-agent': agent = 'nobody' } = c.env.incoming.headers;
    const now = new Date();
    for (const cookie of [
      `last_visit=${now.toISOString()}; Path=/; HttpOnly`,
      `since=${String(now.getTime())}; Path=/; HttpOnly`,
      `back=${encodeURIComponent(`http://${host ?? ''}/`)}; Path=/; HttpOnly`,
      `kind=authentication-by-password; Path=/; HttpOnly`,
      `view=compact-navigation; Path=/`,
      `session=${'x'.repeat(40)}; Path=/; HttpOnly`,
      `client="${agent}"; Path=/; HttpOnly`,
    ])
      headers.append('set-cookie', cookie);
    headers.set(
      'x-deki-session',
      `${/[a-z\d]{10}(?=\))/.exec(agent)?.[0] ?? ''}; expires="${now.toUTCString()}"`,
    );
    headers.set('x-deki-token', now.toISOString());
    headers.set('x-view-state', `H4sIAAAAAAAAA${'state7'.repeat(20)}`);
    return { headers };
  });
}

export const wireVariations: readonly ExpertVariation[] = [
  { name: 'chunked', sentence: 'Answers are sent in several chunks.', options: { chunked: true } },
  { name: 'gzip', sentence: 'Answers are compressed for clients that accept it.', install: zipped },
  {
    name: 'other-headers',
    sentence: 'The headers are those of a proxy, without P3P.',
    install: otherHeaders,
  },
  {
    name: 'structured-headers',
    sentence:
      'Every answer has a quoted cookie with a semicolon, a session with attributes, and a very long header.',
    install: structuredHeaders,
  },
  {
    name: 'public-values',
    sentence:
      'Cookies and headers that could contain tokens contain public text: words, dates, the host, the run.',
    install: publicValues,
  },
  { name: 'slow', sentence: 'Every answer takes 20 milliseconds longer.', install: () => slow(20) },
  {
    name: 'busy',
    sentence: 'Every hundredth call is refused with 429 and Retry-After, without effect.',
    install: () => refuseEvery(100, { status: 429, words: 'Too many requests', isMeant: () => true }),
  },
  {
    name: 'under-maintenance',
    sentence: 'Every fiftieth GET is refused with 503 and Retry-After.',
    install: () =>
      refuseEvery(50, {
        status: 503,
        words: 'Service unavailable',
        isMeant: (method) => method === 'GET' || method === 'HEAD',
      }),
  },
];
