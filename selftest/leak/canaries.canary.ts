/**
 * Tests that would leak through every channel through which Playwright is known to leak, if the fixtures did not redact.
 * `canaries.spec.ts` runs them. Do not run them directly: nearly all of them fail on purpose.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, request } from 'playwright';
import { test as base } from '../../fixtures/redaction.ts';
import { candidateBrowsers } from '../../helpers/browser/find.ts';
import { findWorkingBrowser } from '../../helpers/browser/try.ts';
import { secrets } from '../../helpers/secrets/registry.ts';

const canary = process.env['CANARY'] ?? '';
const password = process.env['CANARY_PASSWORD'] ?? '';
const expect = base.expect;

/** A server that drops the connection, never answers, shows a form, or echoes the request, depending on the path. */
const test = base.extend<object, { server: string }>({
  server: [
    async ({}, use) => {
      const server = createServer((incoming, response) => {
        if (incoming.url?.startsWith('/reset') === true) incoming.socket.destroy();
        else if (incoming.url?.startsWith('/form') === true) {
          response.setHeader('content-type', 'text/html');
          response.end('<input type="password"><input type="text"><div role="alert"></div>');
        } else if (incoming.url?.startsWith('/hang') !== true) {
          response.statusCode = 400;
          response.setHeader('set-cookie', `session=${canary}`);
          response.end(
            JSON.stringify({ access_token: canary, headers: incoming.headers, url: incoming.url }),
          );
        }
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      await use(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
      server.closeAllConnections();
      server.close();
    },
    { scope: 'worker' },
  ],
});

test.beforeEach(() => {
  secrets.learn(canary, 'access token', 'a test');
  secrets.learn(password, 'password', 'a test');
});

const headers = {
  Authorization: `Bearer ${canary}`,
  'X-Pair': `Basic ${Buffer.from(`me:${password}`).toString('base64')}`,
};

test('a call that passes, with a secret in its URL', async ({ server }) => {
  const context = await request.newContext({ extraHTTPHeaders: headers });
  await context.post(`${server}/echo?token=${encodeURIComponent(canary)}`, { data: { password } });
});

test('a call that times out', async ({ server }) => {
  const context = await request.newContext({ extraHTTPHeaders: headers });
  await context.get(`${server}/hang`, { timeout: 300 });
});

test('a call whose connection is reset', async ({ server }) => {
  const context = await request.newContext();
  await context.get(`${server}/reset`, { headers });
});

test('a call that is refused', async () => {
  const context = await request.newContext({ extraHTTPHeaders: headers });
  await context.get('http://127.0.0.1:9/');
});

test('a call whose failure is swallowed', async ({ server }) => {
  const context = await request.newContext({ extraHTTPHeaders: headers });
  await context.get(`${server}/reset`).catch(() => undefined);
});

test('a call that fails on its status', async ({ server }) => {
  const context = await request.newContext({ extraHTTPHeaders: headers });
  // eslint-disable-next-line no-restricted-syntax -- this is the leak if someone uses it
  await context.get(`${server}/echo`, { failOnStatusCode: true });
});

test('a call that is pending when the test runs out of time', async ({ server }) => {
  const context = await request.newContext({ extraHTTPHeaders: headers });
  await context.get(`${server}/hang`, { timeout: 30_000 });
});

test('an assertion on a response', async ({ server }) => {
  const context = await request.newContext({ extraHTTPHeaders: headers });
  const response = await context.get(`${server}/echo`);
  // eslint-disable-next-line no-restricted-properties -- this is the leak if someone uses it
  await expect(response).toBeOK();
});

test('a failed assertion that prints a body', async ({ server }) => {
  const context = await request.newContext({ extraHTTPHeaders: headers });
  const body: unknown = await (await context.get(`${server}/echo`)).json();
  expect(body).toEqual({ access_token: 'another' });
});

test('an error that is thrown', () => {
  throw new Error(`no good: ${canary}`, { cause: new Error(password) });
});

test('a value that is thrown', () => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- this is the leak if someone does it
  throw { password, nested: [canary] };
});

test('output on the console', () => {
  console.log('token', canary, { password });
  console.error(`password ${password}`);
  process.stdout.write(Buffer.from(`raw ${canary}\n`));
});

test('attachments, steps and annotations', async ({}, testInfo) => {
  await testInfo.attach('body', {
    body: JSON.stringify({ canary, password }),
    contentType: 'application/json',
  });
  // Not in the output folder, because Keyturn does not redact what a test writes there itself.
  const file = join(mkdtempSync(join(tmpdir(), 'keyturn-')), 'note.txt');
  writeFileSync(file, `${password}\n${encodeURIComponent(encodeURIComponent(password))}`);
  await testInfo.attach('file', { path: file });
  await test.step(`a step named ${canary}`, () => undefined);
  testInfo.annotations.push({ type: 'note', description: password });
});

test('a password typed into a page', async ({ server }) => {
  const { good } = await findWorkingBrowser(candidateBrowsers(process.env['KEYTURN_BROWSER']), {
    headless: true,
  });
  const { executablePath, channel } = good?.launch ?? {};
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    ...(channel === undefined ? {} : { channel }),
  });
  const page = await browser.newPage();
  await page.goto(`${server}/form?state=${canary}`);
  await page.locator('[type=password]').fill(password);
  await page.locator('[type=text]').fill(canary);
  await expect(page.locator('[type=text]')).toHaveValue('another', { timeout: 300 });
});
