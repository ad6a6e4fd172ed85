/** What is around an emulated tenant: the distance to it, a firewall in front of it, and its clock. */
import { randomBytes } from 'node:crypto';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, Env } from './env.ts';
import type { MiddlewareHandler } from 'hono';

interface Surroundings {
  firewall: boolean;
  clockSkewSeconds: number;
  latencyMs: number;
}

/** The tenant's clock, which may be ahead of or behind the clock of this machine. The option may change while the tenant runs. */
export function tenantClock(options: { now: () => number; clockSkewSeconds: number }): () => number {
  return () => options.now() + options.clockSkewSeconds * 1000;
}

/**
 * Puts the distance and the firewall before the tenant, and the tenant's clock into the `Date` of its answers. Call this before
 * `recordCalls`, because the tenant never receives what a firewall stops.
 */
export function addSurroundings(
  app: App,
  options: Surroundings,
  { now, exceptPrefix }: { now: () => number; exceptPrefix?: string },
): void {
  const surround: MiddlewareHandler<Env> = async (c, next) => {
    const { pathname } = new URL(c.req.url);
    if (exceptPrefix !== undefined && pathname.startsWith(exceptPrefix)) return next();
    // Calls at the same time do not wait for each other.
    if (options.latencyMs > 0) await sleep(options.latencyMs);
    if (options.firewall) return blocked();
    await next();
    if (options.clockSkewSeconds === 0) return undefined;
    // An answer that is never sent has no headers to change.
    if (c.res !== RESPONSE_ALREADY_SENT) c.header('date', new Date(now()).toUTCString());
    return undefined;
  };
  app.use('*', surround);
}

/** The page of a firewall, like that of a well-known vendor. */
function blocked(): Response {
  const ray = randomBytes(8).toString('hex');
  return new Response(
    `<!DOCTYPE html>
<html lang="en-US"><head><meta charset="UTF-8"><title>Attention Required! | Firewall</title></head>
<body><h1>Sorry, you have been blocked</h1>
<p>This website is using a security service to protect itself from online attacks.</p>
<p>Ray ID: ${ray} · Your IP: 127.0.0.1</p></body></html>
`,
    {
      status: 403,
      headers: {
        'content-type': 'text/html; charset=UTF-8',
        'cache-control': 'private, max-age=0, no-store',
        server: 'cloudflare',
        'cf-ray': `${ray}-FRA`,
      },
    },
  );
}
