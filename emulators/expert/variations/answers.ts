/** What stands before an honest site: proxies, limits, other headers, and other words. */
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Around } from '../../common/faults.ts';
import { onTheWire, replaceAnswer } from '../../common/on-the-wire.ts';

const compressed = promisify(gzip);

/** Refuses every n-th call that is meant, before the site hears of it. */
export function refuseEvery(
  nth: number,
  { status, words, isMeant }: { status: number; words: string; isMeant: (method: string) => boolean },
): Around {
  let calls = 0;
  return async (c, next) => {
    if (!isMeant(c.req.method)) return next();
    calls += 1;
    if (calls % nth !== 0) return next();
    const headers = { 'retry-after': '1', 'content-type': 'text/html; charset=utf-8' };
    return new Response(`<html><body>${words}</body></html>`, { status, headers });
  };
}

/** Every answer comes that much later. */
export function slow(milliseconds: number): Around {
  return async (_, next) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return next();
  };
}

/** Answers are compressed for clients that can read it. */
export function zipped(): Around {
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

/** The headers of a site that stands behind a network of caches, and those of the old server left out. */
export function otherHeaders(): Around {
  return onTheWire(({ headers }) => {
    for (const name of ['server', 'x-deki-site', 'x-data-stats', 'p3p']) headers.delete(name);
    headers.set('server', 'cloud');
    headers.set('x-cache', 'Miss from cloud');
    headers.set('x-request-id', '8a6e0804-2bd0-4672-b79d-d97027f9071a');
    headers.set('cache-control', 'no-store');
    headers.set('strict-transport-security', 'max-age=31536000');
    return { headers };
  });
}

/** Behind a balancer: a quoted cookie with a semicolon, a session with attributes, and a header of 2,000 characters. */
export function structuredHeaders(): Around {
  return onTheWire(({ headers }) => {
    const session = randomBytes(12).toString('hex');
    headers.append('set-cookie', 'lb="node=7; spare"; Path=/; HttpOnly');
    headers.set('x-deki-session', `session=${session}; path="/"; note="a, b; c=d"`);
    headers.set('x-padding', 'x'.repeat(2000));
    return { headers };
  });
}

/**
 * Whatever everybody may know, where a secret might stand: words, dates, numbers, the host, and what the client has said of
 * itself. And the beginning of an archive.
 */
export function publicValues(): Around {
  return onTheWire(({ headers }, c) => {
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

/** The challenge of a 401 names another realm. */
export function otherRealm(): Around {
  return onTheWire(({ headers }) => {
    if (!headers.has('www-authenticate')) return undefined;
    headers.set('www-authenticate', 'Basic realm="Example Docs", charset="UTF-8"');
    return { headers };
  });
}

const german: Record<number, string> = {
  400: 'Die Anforderung ist ungültig',
  401: 'Die Anmeldung ist fehlgeschlagen',
  403: 'Der Zugriff wurde verweigert',
  404: 'Der angegebene Benutzer wurde nicht gefunden',
  409: 'Der Benutzer ist bereits vorhanden',
};

/** Messages are in the language of the site. */
export function germanMessages(): Around {
  return onTheWire(({ status, text }) => {
    const words = german[status];
    if (words === undefined) return undefined;
    return {
      text: text
        .replace(/<message>[^<]*<\/message>/, `<message>${words}</message>`)
        .replace(/"message":"(?:[^"\\]|\\.)*"/, `"message":"${words}"`),
    };
  });
}
