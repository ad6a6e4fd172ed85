/**
 * Sign-in pages that misbehave, by mistake or on purpose. Each ends the walk with a message, in bounded time, and never as
 * “refused”.
 */
import { expect } from '../support/test.ts';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import type { SignedIn, SignInLimits } from '../../helpers/sign-in/outcome.ts';
import { signIn } from '../../helpers/sign-in/walk.ts';
import { Blocked } from '../../helpers/verdict/errors.ts';
import { test as base } from '../support/chromium.ts';

type Page = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** Pages by method and path, such as `POST /login`. Every other request gets the sign-in form. */
type Site = Record<string, Page | string>;

interface Lab {
  walk: (site: Site, limits?: Partial<SignInLimits>) => Promise<SignedIn>;
  /** The requests, such as `GET /login`. */
  requests: string[];
}

const test = base.extend<{ lab: Lab }>({
  lab: async ({ chromium }, use) => {
    const requests: string[] = [];
    let site: Site = {};
    const server = createServer((request, response) => {
      response.on('error', () => undefined);
      const name = `${request.method ?? ''} ${request.url?.split('?')[0] ?? ''}`;
      if (name.endsWith('favicon.ico')) return void response.writeHead(404).end();
      requests.push(name);
      const page = site[name] ?? site['*'] ?? FORM;
      request.resume();
      if (typeof page === 'string') html(response, page);
      else page(request, response, requests.filter((one) => one === name).length);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    await use({
      requests,
      walk: (pages, limits = {}) => {
        site = pages;
        return signIn(
          {
            url: `${origin}/authorize`,
            redirectUris: ['http://127.0.0.1:9/callback'],
            credentials: { email: 'nora@example.com', password: 'Correct-Horse-7-Battery' },
            passwordFormUrl: `${origin}/form`,
            deviceCookies: [],
          },
          {
            browser: chromium,
            guard: new HostGuard([]),
            secrets: new SecretRegistry(),
            passcodes: undefined,
            usedPasscodes: new Set(),
            userAgentSuffix: 'Keyturn',
            limits,
          },
        );
      },
    });
    server.closeAllConnections();
    server.close();
  },
});

const FORM = `<!doctype html><title>Sign in</title><form method=post action=/login>
  <input type=email name=email><input type=password name=password><button>Sign in</button></form>`;

/** The same page again, with a message. */
const WRONG = FORM.replace('<form', '<p role=alert>That password is wrong.</p><form');

const SCRIPTED = `<!doctype html><title>Sign in</title><form>
  <input type=email name=email><input type=password name=password><button>Sign in</button></form><p role=alert></p>
  <script>document.forms[0].onsubmit = async (event) => {
    event.preventDefault();
    let said = 'Something went wrong';
    try { said = (await fetch('/login', { method: 'POST' })).ok ? 'Wrong password' : said; } catch {}
    document.querySelector('[role=alert]').textContent = said;
  }</script>`;

function html(response: ServerResponse, body: string, status = 200, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
  response.end(body);
}

/** Writes for as long as the browser reads. */
const endless: Page = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  const chunk = `<p>${'x'.repeat(65_000)}</p>`;
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
};

const answer =
  (status: number, body = '', headers: Record<string, string> = {}): Page =>
  (_, response) =>
    html(response, body, status, headers);
const reset: Page = (_, response) => response.socket?.resetAndDestroy();
const hang: Page = () => undefined;

/**
 * Limits for a walk that must end because its time is up. A walk that must succeed has the usual limits, because machines can
 * be slow.
 */
const IMPATIENT: Partial<SignInLimits> = { deadlineMs: 2000, patienceMs: 500, answerMs: 1000 };

/** For a page that ends the walk itself: on a busy machine, even that may take longer than {@link IMPATIENT} allows. */
const NOT_BY_DEADLINE: Partial<SignInLimits> = { deadlineMs: 15_000 };

/** For a page that keeps the browser working: it may answer late, and still the deadline comes first. */
const SLOW_BROWSER: Partial<SignInLimits> = { patienceMs: 2000 };

async function expectBlocked(walking: Promise<SignedIn>, pattern: RegExp, withinMs = 20_000): Promise<void> {
  const started = Date.now();
  const result: unknown = await walking.catch((error: unknown) => error);
  expect(result).toBeInstanceOf(Blocked);
  const [firstLine = ''] = (result as Error).message.split('\n');
  expect(firstLine).toMatch(pattern);
  expect((result as Error).message).not.toContain('Correct-Horse');
  for (const control of ['\u001b', '\u202e', '\u009b'])
    expect((result as Error).message).not.toContain(control);
  expect(Date.now() - started).toBeLessThan(withinMs);
}

test.describe('a sign-in page', () => {
  const BUSY = /keeps the browser too busy to continue/;
  const PAGES: [title: string, page: Page | string, pattern: RegExp, limits?: Partial<SignInLimits>][] = [
    ['that never ends', endless, /sent too much data|too busy/],
    [
      'that arrives a few bytes at a time',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        const drops = setInterval(() => response.write('<p>x'), 50);
        response.on('close', () => clearInterval(drops));
      },
      /The sign-in did not finish/,
    ],
    [
      'that never answers',
      hang,
      /could not open https?:\/\/\S+: it did not answer in time \(Timeout 2000ms exceeded/,
    ],
    [
      'with a broken connection',
      reset,
      /could not open https?:\/\/\S+: the connection broke \(net::ERR_(?:CONNECTION_RESET|EMPTY_RESPONSE)/,
    ],
    ['with an endless script', `${FORM}<script>for (;;);</script>`, BUSY],
    ['that keeps opening alerts', '<script>for (;;) alert("hello")</script>', BUSY],
    [
      'that keeps opening dialogs for input',
      '<script>setInterval(() => { confirm("sure?"); prompt("name?"); }, 1)</script>',
      /none of the expected fields|did not finish|could not open|too busy/,
    ],
    [
      'that keeps opening windows',
      '<script>setInterval(() => { window.open("/window"); }, 5)</script>',
      /none of the expected fields|did not finish/,
      SLOW_BROWSER,
    ],
    [
      'that is a download',
      answer(200, 'x', { 'content-disposition': 'attachment; filename=x.exe' }),
      /could not open https?:\/\/\S+: Download is starting/,
      NOT_BY_DEADLINE,
    ],
    [
      'that reloads itself',
      `<script>location.reload()</script>`,
      /did not finish|none of the expected fields/,
      SLOW_BROWSER,
    ],
    [
      'that refreshes itself',
      '<meta http-equiv=refresh content=0>',
      /did not finish|none of the expected fields/,
      SLOW_BROWSER,
    ],
    [
      'that redirects to itself',
      answer(302, '', { location: '/authorize' }),
      /net::ERR_TOO_MANY_REDIRECTS/,
      NOT_BY_DEADLINE,
    ],
    ['that answers 429', answer(429, 'slow down'), /The page answered 429/, NOT_BY_DEADLINE],
    [
      'that asks to wait for a day',
      answer(429, 'slow down', { 'retry-after': '86400' }),
      /The page answered 429/,
      NOT_BY_DEADLINE,
    ],
    [
      'with control sequences in its title',
      '<title>\u001b[31mred\u202e\u009b1m</title><h1>hello</h1>',
      /none of the expected fields/,
      NOT_BY_DEADLINE,
    ],
  ];
  for (const [title, page, pattern, limits] of PAGES) {
    test(`${title} ends the walk with a message`, async ({ lab }) => {
      await expectBlocked(lab.walk({ '*': page }, { ...IMPATIENT, ...limits }), pattern);
      expect(lab.requests.filter((one) => one.startsWith('POST'))).toEqual([]);
      expect(lab.requests.filter((one) => one.includes('window')).length).toBeLessThan(3);
    });
  }

  test('of 50 MB is either walked through or blocks the sign-in', async ({ lab }) => {
    const big = `${FORM}${'<b><i>x</i></b>'.repeat(3_500_000)}`;
    const result = await lab
      .walk({ 'GET /authorize': big, 'POST /login': WRONG }, IMPATIENT)
      .catch((error: unknown) => error);
    if (result instanceof Error) expect(result).toBeInstanceOf(Blocked);
    else expect(result).toMatchObject({ outcome: 'refused' });
  });

  test('that sets a thousand cookies can be walked through', async ({ lab }) => {
    const cookies: Page = (_, response) => {
      response.setHeader('content-type', 'text/html');
      response.setHeader(
        'set-cookie',
        Array.from(
          { length: 1000 },
          (_, n) => `cookie${String(n)}=value-number-${String(n)}; Path=/${String(n)}`,
        ),
      );
      response.end(FORM);
    };
    expect(await lab.walk({ '*': cookies, 'POST /login': WRONG })).toMatchObject({ outcome: 'refused' });
  });

  test('that is lost once is requested again', async ({ lab }) => {
    const once: Page = (request, response, count) =>
      count === 1 ? reset(request, response, count) : html(response, FORM);
    expect(await lab.walk({ 'GET /authorize': once, 'POST /login': WRONG })).toMatchObject({
      outcome: 'refused',
    });
  });

  test('that asks to wait a moment is requested again', async ({ lab }) => {
    const once: Page = (request, response, count) =>
      count <= 2
        ? answer(429, 'slow down', { 'retry-after': '1' })(request, response, count)
        : html(response, FORM);
    expect(await lab.walk({ 'GET /authorize': once, 'POST /login': WRONG })).toMatchObject({
      outcome: 'refused',
    });
    expect(lab.requests.filter((one) => one === 'GET /authorize')).toHaveLength(3);
  });

  test('that rebuilds its fields while they are filled in can be walked through', async ({ lab }) => {
    const restless = `<!doctype html><title>Sign in</title><main></main><template>${FORM}</template><script>
      const build = () => document.querySelector('main')
        .replaceChildren(document.querySelector('template').content.cloneNode(true));
      build();
      // Right after the page was observed: at the first sign of a mark, and at the second.
      let rebuilt = 0;
      new MutationObserver(() => { if (rebuilt++ < 2) build(); })
        .observe(document, { subtree: true, attributes: true });
    </script>`;
    expect(await lab.walk({ 'GET /authorize': restless, 'POST /login': WRONG })).toMatchObject({
      outcome: 'refused',
    });
    expect(lab.requests.filter((one) => one.startsWith('POST'))).toEqual(['POST /login']);
  });

  test('that shows that the password is wrong has refused it, and gets it once', async ({ lab }) => {
    const walked = await lab.walk({ 'POST /login': WRONG });
    expect(walked).toMatchObject({ outcome: 'refused', message: 'That password is wrong.' });
    expect(lab.requests.filter((one) => one.startsWith('POST'))).toEqual(['POST /login']);
  });

  test('that keeps asking for the password without a message has not refused it, and gets it once', async ({
    lab,
  }) => {
    await expectBlocked(lab.walk({}), /The page asks for the password again without saying why/);
    expect(lab.requests.filter((one) => one.startsWith('POST'))).toEqual(['POST /login']);
  });
});

test.describe('a password that was neither accepted nor refused blocks the sign-in', () => {
  const LIMITS = { deadlineMs: 20_000, patienceMs: 3000, answerMs: 2000 };
  for (const [title, login, pattern] of [
    ['lost', reset, /The password was sent, and got no answer \(net::ERR/],
    ['unanswered', hang, /The password was sent, and got no answer/],
    ['answered 503', answer(503, 'down for maintenance'), /The page answered 503/],
    ['answered 429', answer(429, 'slow down'), /The page answered 429/],
    [
      'answered by bot protection',
      answer(
        403,
        '<title>Access denied</title><h1>Access denied</h1><p>This site uses a service to restrict access.</p>',
        {
          'content-type': 'text/html',
          'cf-mitigated': 'block',
        },
      ),
      /Something between this machine and the tenant answered the browser with 403: bot protection \(cf-mitigated: block\)/,
    ],
    [
      'answered by a firewall that does not identify itself',
      answer(403, '<title>Request Rejected</title><p>Access denied: your login request is invalid.</p>', {
        'content-type': 'text/html',
      }),
      /asks for the password again|the page requires something else and cannot be skipped/,
    ],
    ['answered 429, with the form', answer(429, FORM), /The password was sent, and was answered 429/],
    ['answered 503, with the form', answer(503, FORM), /The password was sent, and was answered 503/],
    [
      'redirected in a loop',
      answer(302, '', { location: '/round' }),
      /The password was sent, and was redirected to a page that did not load \(net::ERR_TOO_MANY_REDIRECTS\)/,
    ],
  ] as const) {
    test(`if it was ${title}`, async ({ lab }) => {
      const round = answer(302, '', { location: '/round' });
      await expectBlocked(lab.walk({ 'POST /login': login, 'GET /round': round }, LIMITS), pattern, 30_000);
    });
  }
  for (const [title, login, pattern] of [
    ['lost', reset, /The password was sent, and got no answer \(net::ERR/],
    ['answered 503', answer(503, 'down'), /The password was sent, and was answered 503/],
    ['unanswered', hang, /The password was sent, and got no answer|did not finish/],
  ] as const) {
    test(`if a script sent it, and it was ${title}`, async ({ lab }) => {
      await expectBlocked(lab.walk({ '*': SCRIPTED, 'POST /login': login }, LIMITS), pattern, 30_000);
    });
  }
  test('but not if a script sent it and shows that it was refused', async ({ lab }) => {
    const walked = await lab.walk({ '*': SCRIPTED, 'POST /login': answer(200, 'no') }, LIMITS);
    expect(walked).toMatchObject({ outcome: 'refused', message: 'Wrong password' });
  });
});
