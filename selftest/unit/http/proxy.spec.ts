import { expect, test } from '../../support/test.ts';
import { explainFailure } from '../../../helpers/http/no-answer.ts';
import { bypassRules, bypassesProxy } from '../../../helpers/http/no-proxy.ts';
import {
  describeProxy,
  type Proxy,
  proxyForBrowser,
  proxyForCall,
  readProxy,
  secretsInProxy,
} from '../../../helpers/http/proxy.ts';

const LOOPBACK = 'localhost,127.0.0.0/8,[::1]';

const TENANT = new URL('https://acme.zendesk.com');

for (const [address, server, credentials] of [
  ['http://proxy.example:8080', 'http://proxy.example:8080'],
  ['HTTP://Proxy.example:8080/', 'http://proxy.example:8080'],
  ['https://proxy.example/', 'https://proxy.example'],
  ['http://[::1]:3128', 'http://[::1]:3128'],
  ['127.0.0.1:7890', 'http://127.0.0.1:7890'],
  ['proxy.example:8080', 'http://proxy.example:8080'],
  ['[fd00::1]:3128', 'http://[fd00::1]:3128'],
  ['me:p%40ss@127.0.0.1:3128', 'http://127.0.0.1:3128', ['me', 'p@ss']],
  ['http://me:p%40ss@127.0.0.1:3128', 'http://127.0.0.1:3128', ['me', 'p@ss']],
  ['http://corp%5Cme:p%3As%2Fs%25@proxy.example:1', 'http://proxy.example:1', ['corp\\me', 'p:s/s%']],
  ['http://m%C3%BC@proxy.example:1', 'http://proxy.example:1', ['mü', '']],
  // This is not valid in a URL, but its meaning is clear.
  ['http://me:100%@proxy.example:1', 'http://proxy.example:1', ['me', '100%']],
  ['http://me:p@ss@proxy.example:1', 'http://proxy.example:1', ['me', 'p@ss']],
  // Both resolve names at the proxy, which is what the h stands for.
  ['socks5://127.0.0.1:1080', 'socks5://127.0.0.1:1080'],
  ['socks5h://127.0.0.1:1080', 'socks5://127.0.0.1:1080'],
] as const) {
  test(`${address} is read as a proxy`, () => {
    const [username, password] = credentials ?? [];
    expect(readProxy(address)).toEqual({
      ok: true,
      proxy: { server, credentials: username === undefined ? undefined : { username, password } },
    });
  });
}

for (const [address, problem] of [
  ['proxy.example', /has no port/],
  ['me:secret-1@proxy.example', /has no port/],
  ['http://', /not the address/],
  ['http://me:a/b@proxy.example:1', /has a \/ in its user name or password/],
  ['http://CORP\\me:secret-1@proxy.example:1', /has a \\ in its user name or password; write it as %5C$/],
  ['http://me:2026#secret-1@proxy.example:1', /has a # in .*; write it as %23$/],
  ['http://me:1234?secret-1@proxy.example:1', /has a \? in .*; write it as %3F$/],
  ['http://proxy.example:1/proxy.pac', /has a path after the port/],
  ['"http://proxy.example:1"', /not the address/],
  ['ftp://proxy.example:21', /must begin with http/],
  ['socks://127.0.0.1:1080', /version 5/],
  ['socks4://127.0.0.1:1080', /version 5/],
  ['socks4a://127.0.0.1:1080', /version 5/],
  ['socks5://me:secret-1@127.0.0.1:1080', /browsers do not support/],
] as const) {
  test(`${address} is rejected as a proxy`, () => {
    const read = readProxy(address);
    const message = read.ok ? '' : read.problem;
    expect(message).toMatch(problem);
    expect(message).not.toContain('secret-1');
  });
}

for (const [address, secrets] of [
  ['http://proxy.example:1', []],
  ['http://me:p%40ss@proxy.example:1', ['p@ss']],
  ['me:p%40ss@proxy.example:1', ['p@ss']],
  ['socks5://me:p%40ss@proxy.example:1', ['p%40ss', 'p@ss']],
  ['http://me:a/b%40@proxy.example:1', ['a/b%40', 'a/b@']],
  ['http://me:a#b@proxy.example:1', ['a#b']],
  // Without a password, the user name is a key.
  ['http://key-4711@proxy.example:1', ['key-4711']],
  ['http://key-4711:@proxy.example:1', ['key-4711']],
] as const) {
  test(`the secrets in ${address} are found`, () => expect(secretsInProxy(address)).toEqual(secrets));
}

const PROXY: Proxy = {
  variable: 'https_proxy',
  server: 'http://proxy.example:8080',
  credentials: { username: 'corp\\me', password: '100%41@' },
  noProxy: '.corp.example',
};

test('an API call and the browser get the same proxy, each in its own form', () => {
  // Playwright puts the first pair into a URL unchanged, and decodes it.
  expect(proxyForCall(PROXY, TENANT)).toEqual({
    server: 'http://proxy.example:8080',
    username: 'corp%5Cme',
    password: '100%2541%40',
  });
  expect(proxyForBrowser(PROXY)).toEqual({
    server: 'http://proxy.example:8080',
    username: 'corp\\me',
    password: '100%41@',
    bypass: `${LOOPBACK},corp.example,*.corp.example`,
  });
  expect(proxyForCall(PROXY, new URL('https://help.corp.example'))).toBeUndefined();
  expect(proxyForCall(undefined, TENANT)).toBeUndefined();
  expect(describeProxy(PROXY)).toBe('the proxy proxy.example:8080 (https_proxy)');
});

for (const [noProxy, direct, proxied] of [
  [
    '',
    ['http://127.0.0.1:1', 'http://127.9.9.9', 'http://localhost', 'http://[::1]:3'],
    ['https://a.example'],
  ],
  ['*', ['https://a.example', 'https://10.0.0.1'], []],
  [
    'corp.example',
    ['https://corp.example', 'https://a.b.corp.example'],
    ['https://notcorp.example', 'https://corp.example.org'],
  ],
  ['.corp.example', ['https://corp.example', 'https://help.corp.example'], ['https://notcorp.example']],
  ['*.corp.example', ['https://corp.example', 'https://help.corp.example'], ['https://notcorp.example']],
  ['Corp.Example.', ['https://help.corp.example'], []],
  [
    'a.example b.example,c.example ;d.example',
    ['https://a.example', 'https://b.example', 'https://c.example', 'https://d.example'],
    ['https://e.example'],
  ],
  [
    'corp.example:8443',
    ['https://corp.example:8443', 'https://x.corp.example:8443'],
    ['https://corp.example'],
  ],
  ['corp.example:443', ['https://corp.example'], ['https://corp.example:444', 'http://corp.example']],
  [
    '10.0.0.1',
    ['https://10.0.0.1', 'https://10.0.0.1:8443'],
    ['https://10.0.0.11', 'https://x.10.0.0.1.example'],
  ],
  ['10.0.0.0/8', ['https://10.1.2.3'], ['https://11.0.0.1', 'https://a.example']],
  ['10.*', ['https://10.1.2.3'], ['https://110.1.2.3']],
  ['[fd00::1]:8443', ['https://[fd00::1]:8443'], ['https://[fd00::1]']],
  ['fd00::/8', ['https://[fd12::9]'], ['https://[fe80::1]']],
  ['fd00::1', ['https://[fd00::1]'], ['https://[fd00::2]']],
  ['bücher.example', ['https://xn--bcher-kva.example'], []],
  [
    'http://corp.example, <local>, a@b, 10.0.0.0/99',
    [],
    ['https://corp.example', 'https://intranet', 'https://10.0.0.1'],
  ],
] as const) {
  test(`NO_PROXY=${noProxy} selects the hosts without a proxy`, () => {
    for (const url of direct) expect(bypassesProxy(new URL(url), noProxy), url).toBe(true);
    for (const url of proxied) expect(bypassesProxy(new URL(url), noProxy), url).toBe(false);
  });
}

test('the browser does not get entries of NO_PROXY that cannot be read', () => {
  expect(bypassRules('http://corp.example <local>, a@b 10.0.0.0/99')).toBe(LOOPBACK);
  expect(bypassRules('a.example:8443,fd00::1,10.*,10.0.0.0/8')).toBe(
    `${LOOPBACK},a.example:8443,*.a.example:8443,[fd00::1],10.*,10.0.0.0/8`,
  );
});

for (const [message, failure, remedy] of [
  ['connect ECONNREFUSED 10.0.0.1:8080', /^the proxy p:1 \(HTTPS_PROXY\) refused the connection$/, /proxy/],
  ['getaddrinfo ENOTFOUND p', /^the name of the proxy p:1 \(HTTPS_PROXY\) could not be resolved$/, /proxy/],
  ['read ECONNRESET', /^the connection through the proxy p:1 \(HTTPS_PROXY\) broke/, /proxy/],
  ['Timeout 20000ms exceeded.', /^no answer within 20 s through the proxy p:1/, /proxy/],
  ['Socks5 proxy rejected connection - Failure', /^the proxy p:1 \(HTTPS_PROXY\): Socks5/, /proxy/],
  ['unable to get local issuer certificate', /through the proxy p:1/, /NODE_EXTRA_CA_CERTS/],
] as const) {
  test(`through a proxy, the message for “${message}” names it`, () => {
    const addressIn = 'ACME_BASE_URL';
    const noAnswer = explainFailure(`apiRequestContext.fetch: ${message}\nCall log:`, 20_000, {
      addressIn,
      proxy: 'the proxy p:1 (HTTPS_PROXY)',
    });
    expect(noAnswer.failure).toMatch(failure);
    expect(noAnswer.remedy).toMatch(remedy);
    const direct = explainFailure(`apiRequestContext.fetch: ${message}`, 20_000, { addressIn });
    expect(direct.failure).not.toContain('p:1');
  });
}
