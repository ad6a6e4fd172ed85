/** An emulator under a host name that leads nowhere, over HTTPS and through a proxy; and one that is far away. */
import { test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { connect as connectPlain } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { readArguments } from '../../emulators/command-line.ts';
import { makeCertificates } from '../../emulators/common/certificates.ts';
import { startForwardProxy } from '../../emulators/common/forward-proxy.ts';
import { SYSTEMS } from '../../emulators/index.ts';
import { startZendesk } from '../../emulators/zendesk/index.ts';

const { expect } = test;
const HOST = 'acme.zendesk.com';
const root = join(__dirname, '..', '..', sep);

/** What a raw client sees: the proxy's first line, and the tenant's first line if it was reached. */
async function through(
  proxy: URL,
  target: string,
  authority: string,
  credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`,
): Promise<string[]> {
  const socket = connectPlain(Number(proxy.port), '127.0.0.1');
  const basic = Buffer.from(credentials).toString('base64');
  socket.write(
    `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\nproxy-authorization: Basic ${basic}\r\n\r\n`,
  );
  const answer = await firstLine(socket);
  if (!answer.includes(' 200 ')) {
    socket.destroy();
    return [answer];
  }
  const secure = connectSecurely({ socket, servername: HOST, ca: authority });
  secure.write(`GET /api/v2/users/me HTTP/1.1\r\nhost: ${HOST}\r\nconnection: close\r\n\r\n`);
  const reply = await firstLine(secure);
  secure.destroy();
  return [answer, reply];
}

function firstLine(socket: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\r\n')[0] ?? ''));
  });
}

test('through the proxy, the host leads to the emulator, and every other host nowhere', async () => {
  const { authority, certificate, key } = makeCertificates(HOST);
  const emulator = await startZendesk({ secure: { certificate, key, originAt: () => `https://${HOST}` } });
  const proxy = await startForwardProxy({
    port: 0,
    routes: new Map([[`${HOST}:443`, emulator.port]]),
    credentials: 'me:p@ss:word',
  });
  const url = new URL(proxy.url);
  try {
    expect(emulator.baseUrl).toBe(`https://${HOST}`);
    expect(await through(url, `${HOST}:443`, authority)).toEqual([
      'HTTP/1.1 200 Connection Established',
      'HTTP/1.1 200 OK',
    ]);
    expect(await through(url, 'example.com:443', authority)).toEqual(['HTTP/1.1 403 Forbidden']);
    expect(await through(url, `${HOST}:443`, authority, 'me:wrong')).toEqual([
      'HTTP/1.1 407 Proxy Authentication Required',
    ]);
    const own = makeCertificates(HOST);
    await expect(through(url, `${HOST}:443`, own.authority)).rejects.toThrow(/certificate/);
    // Mails are read over plain HTTP, without the certificate.
    expect(emulator.controlUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const mails = await fetch(`${emulator.controlUrl}/__emulator__/mailbox?to=x`);
    expect(await mails.json()).toEqual({ mails: [] });
  } finally {
    await proxy.close();
    await emulator.close();
  }
});

test('plain HTTP is forwarded as well', async () => {
  const emulator = await startZendesk();
  const target = `127.0.0.1:${emulator.port}`;
  const proxy = await startForwardProxy({ port: 0, routes: new Map([[target, emulator.port]]) });
  const ask = (url: string): Promise<string> => {
    const socket = connectPlain(Number(new URL(proxy.url).port), '127.0.0.1');
    socket.write(`GET ${url} HTTP/1.1\r\nhost: ${new URL(url).host}\r\nconnection: close\r\n\r\n`);
    return firstLine(socket).finally(() => socket.destroy());
  };
  try {
    expect(await ask(`http://${target}/api/v2/users/me`)).toBe('HTTP/1.1 200 OK');
    expect(await ask('http://example.com/')).toBe('HTTP/1.1 403 Forbidden');
  } finally {
    await proxy.close();
    await emulator.close();
  }
});

test('the certificate is for the host and this machine, and its authority vouches for nothing else', () => {
  const { authority, certificate } = makeCertificates(HOST);
  const issuer = new X509Certificate(authority);
  const leaf = new X509Certificate(certificate);
  expect(leaf.verify(issuer.publicKey)).toBe(true);
  expect(leaf.checkIssued(issuer)).toBe(true);
  expect([leaf.ca, issuer.ca]).toEqual([false, true]);
  expect(leaf.subjectAltName).toBe(`DNS:${HOST}, DNS:localhost, IP Address:127.0.0.1`);
  // The extension NameConstraints, with the two names.
  const der = issuer.raw.toString('latin1');
  expect(der).toContain('\x55\x1d\x1e');
  expect(der.split('\x55\x1d\x1e')[1]).toContain(`\x82${String.fromCharCode(HOST.length)}${HOST}`);
});

test('API requests of Playwright take the same way', async ({ playwright }) => {
  const { certificate, key } = makeCertificates(HOST);
  const emulator = await startZendesk({ secure: { certificate, key, originAt: () => `https://${HOST}` } });
  const proxy = await startForwardProxy({ port: 0, routes: new Map([[`${HOST}:443`, emulator.port]]) });
  try {
    const context = await playwright.request.newContext({
      proxy: { server: proxy.url },
      ignoreHTTPSErrors: true,
    });
    const answer = await context.get(`https://${HOST}/api/v2/users/me`);
    expect(answer.status()).toBe(200);
    expect((await context.get('https://example.com/').catch(() => null))?.status() ?? 403).toBe(403);
    await context.dispose();
  } finally {
    await proxy.close();
    await emulator.close();
  }
});

test('the command prints the proxy and the file with the authority, and removes the file', async () => {
  test.skip(process.platform === 'win32', 'Windows has no signals.');
  const args = ['expert', '--tls', 'ACME.mindtouch.example', '--proxy', '--proxy-user', 'me:p@ss'];
  const program = ['emulators/run.mjs', ...args];
  const child = spawn(process.execPath, program, { cwd: root, env: { PATH: process.env['PATH'] } });
  let printed = '';
  let authority = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (!printed.includes('Ctrl+C') || authority !== '') return;
    authority = readFileSync(/^NODE_EXTRA_CA_CERTS=(\S+)$/m.exec(printed)?.[1] ?? '', 'utf8');
    child.kill('SIGINT');
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(0);
  expect(authority).toContain('-----BEGIN CERTIFICATE-----');
  expect(printed).toMatch(/^EXPERT_BASE_URL=https:\/\/acme\.mindtouch\.example$/m);
  expect(printed).toMatch(/^HTTPS_PROXY=http:\/\/me:p%40ss@127\.0\.0\.1:\d+$/m);
  expect(printed).toMatch(/^ {2}Site: +https:\/\/acme\.mindtouch\.example$/m);
  const file = /^NODE_EXTRA_CA_CERTS=(\S+)$/m.exec(printed)?.[1] ?? '';
  expect(() => readFileSync(file)).toThrow('ENOENT');
});

for (const [args, sentence] of [
  [['--tls', 'https://acme.zendesk.com'], /--tls takes a host name without "https:\/\/"/],
  [['--proxy-user', 'me:x'], /add --proxy/],
  [['--proxy', '--proxy-user', 'me'], /--proxy-user takes a user name and a password/],
  [['--proxy', '--proxy-port', 'x'], /--proxy-port takes a number/],
] as const)
  test(`"${args.join(' ')}" ends with one message`, () => {
    expect(() => readArguments(['zendesk', ...args])).toThrow(sentence);
  });

for (const [name, system] of Object.entries(SYSTEMS))
  test(`the answers of a distant ${name} tenant arrive later`, async () => {
    const near = await system.start();
    const far = await system.start({ latencyMs: 60_000 });
    try {
      let isAnswered = false;
      const answer = fetch(far.baseUrl).then(
        () => (isAnswered = true),
        () => false,
      );
      for (let calls = 0; calls < 20; calls++) await fetch(near.baseUrl, { redirect: 'manual' });
      expect(isAnswered).toBe(false);
      await far.close();
      expect(await answer).toBe(false);
      expect(far.witness.calls()).toEqual([]);
    } finally {
      for (const each of [near, far]) await each.close();
    }
  });
