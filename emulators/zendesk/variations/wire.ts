/** Variations of HTTP: headers, bodies, speed, and calls that must be retried. */
import { compress } from 'hono/compress';
import type { CallContext } from '../../common/env.ts';
import type { CallMiddleware } from '../../common/overlays.ts';
import { replaceAnswer } from '../../common/written-answers.ts';
import { answerHeader, answer, replyOf } from '../overlays/replies.ts';
import type { ZendeskVariation } from '../overlays/types.ts';

const API = '/api/v2/';
const SLOWNESS_MS = 20;

function isApi(c: CallContext): boolean {
  return c.req.path.startsWith(API);
}

/** Answers every nth API call for which `fits` is true. The call has no effect, and must be retried. */
function everyNth(
  n: number,
  reply: () => Response,
  fits: (c: CallContext) => boolean = () => true,
): () => CallMiddleware {
  return () => {
    let count = 0;
    return async (c, next) => {
      if (isApi(c) && fits(c)) {
        count += 1;
        if (count % n === 0) return reply();
      }
      await next();
      return undefined;
    };
  };
}

function rateLimited(retryAfter: number): () => Response {
  return () =>
    new Response('Number of allowed API requests per minute exceeded', {
      status: 429,
      headers: {
        'content-type': 'text/plain',
        'retry-after': String(retryAfter),
        'x-rate-limit-remaining': '0',
      },
    });
}

/** Two calls met in the tenant's database, and this one took no effect. */
function conflict(): Response {
  return new Response(JSON.stringify({ error: 'DatabaseConflict', description: 'Database collision' }), {
    status: 409,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}

/** Bot protection answers in place of the tenant. */
function challenge(): Response {
  return new Response(
    '<!doctype html><html><head><title>Checking</title></head><body>Checking your connection</body></html>',
    { status: 403, headers: { 'content-type': 'text/html; charset=UTF-8', 'cf-mitigated': 'challenge' } },
  );
}

/** The body in small chunks, without its length. */
async function inChunks(reply: Response): Promise<ReadableStream<Uint8Array> | null> {
  if (reply.body === null) return null;
  const bytes = new Uint8Array(await reply.arrayBuffer());
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 64) controller.enqueue(bytes.slice(at, at + 64));
      controller.close();
    },
  });
}

function withoutSuffixes(text: string): string {
  return text.replace(/(\/api\/v2\/[\w/]+)\.json\b/g, '$1');
}

export const wireVariations: readonly ZendeskVariation[] = [
  {
    name: 'extra-fields',
    sentence: 'Answers contain undocumented fields.',
    options: { extraFields: true },
  },
  {
    name: 'extra-fields-in-errors',
    sentence: 'Bodies of errors contain further keys.',
    install: () => async (c, next) => {
      await next();
      if (c.res.status < 400) return;
      const body = await replyOf(c);
      if ('error' in body) answer(c, c.res.status, { ...body, request_id: '7c1f', documentation_url: null });
    },
  },
  {
    name: 'urls-without-json',
    sentence: 'The URLs of resources, in bodies and as Location, do not end in .json.',
    install: () => async (c, next) => {
      await next();
      if (!isApi(c) || !(c.res.headers.get('content-type') ?? '').includes('json')) return;
      const location = c.res.headers.get('location');
      if (location !== null) answerHeader(c, 'location', withoutSuffixes(location));
      const text = await c.res.clone().text();
      if (text.includes('.json')) answer(c, c.res.status, withoutSuffixes(text));
    },
  },
  {
    name: 'no-www-authenticate',
    sentence: 'A 401 has no WWW-Authenticate.',
    install: () => async (c, next) => {
      await next();
      if (c.res.status === 401) answerHeader(c, 'www-authenticate', undefined);
    },
  },
  {
    name: 'rate-limit-headers-of-2023',
    sentence: 'The rate limit is in the headers that recordings of 2023 show.',
    install: () => async (c, next) => {
      await next();
      for (const name of ['limit', 'remaining', 'reset']) {
        const value = c.res.headers.get(`ratelimit-${name}`);
        if (value === null) continue;
        answerHeader(c, `ratelimit-${name}`, undefined);
        answerHeader(c, name === 'limit' ? 'rate-limit' : `rate-limit-${name}`, value);
      }
    },
  },
  {
    name: 'no-rate-limit-headers',
    sentence: 'No header shows a rate limit.',
    install: () => async (c, next) => {
      await next();
      for (const name of [...c.res.headers.keys()])
        if (name.includes('ratelimit') || name.includes('rate-limit')) answerHeader(c, name, undefined);
    },
  },
  {
    name: 'other-content-type',
    sentence: 'JSON is sent as application/json without a charset.',
    install: () => async (c, next) => {
      await next();
      if ((c.res.headers.get('content-type') ?? '').startsWith('application/json'))
        answerHeader(c, 'content-type', 'application/json');
    },
  },
  {
    name: 'chunked-replies',
    sentence: 'Answers are sent in chunks, without their length.',
    install: () => async (c, next) => {
      await next();
      const { status, headers } = c.res;
      const chunks = await inChunks(c.res);
      replaceAnswer(c, new Response(chunks, { status, headers }));
    },
  },
  {
    name: 'gzip',
    sentence: 'Answers are compressed for callers that accept it.',
    install: () => compress({ encoding: 'gzip', threshold: 0 }),
  },
  {
    name: 'slow-answers',
    sentence: 'Every answer takes 20 milliseconds longer.',
    install: () => async (_c, next) => {
      await new Promise((resolve) => setTimeout(resolve, SLOWNESS_MS));
      await next();
    },
  },
  {
    name: 'rate-limited-now-and-then',
    sentence: 'Every hundredth API call is answered with 429 and a wait of one second.',
    install: everyNth(100, rateLimited(1)),
  },
  {
    name: 'rate-limited-without-wait',
    sentence: 'Every seventh API call is answered with 429 and no wait.',
    install: everyNth(7, rateLimited(0)),
  },
  {
    name: 'collides-now-and-then',
    sentence: 'Every third write is answered with 409, a database conflict.',
    install: everyNth(3, conflict, (c) => c.req.method !== 'GET' && !c.req.path.startsWith('/api/v2/oauth/')),
  },
  {
    name: 'challenged-now-and-then',
    sentence: 'Every fiftieth API read is answered by bot protection, with a page.',
    install: everyNth(50, challenge, (c) => c.req.method === 'GET'),
  },
  {
    name: 'unavailable-now-and-then',
    sentence: 'Every hundredth API read is answered with 503 and a wait of one second.',
    install: everyNth(
      100,
      () =>
        new Response(JSON.stringify({ error: 'ServiceUnavailable' }), {
          status: 503,
          headers: { 'content-type': 'application/json', 'retry-after': '1' },
        }),
      (c) => c.req.method === 'GET',
    ),
  },
];
