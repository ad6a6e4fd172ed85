/** Whether the service answered, or an interceptor. */
import { expect, test } from '../../support/test.ts';
import { expertFormat } from '../../../helpers/systems/expert/format.ts';
import { json } from '../../../helpers/http/format.ts';
import { interceptorOf, movedTo } from '../../../helpers/http/who-answered.ts';
import { zendeskFormat } from '../../../helpers/systems/zendesk/format.ts';

const PAGE = '<!doctype html><html><head><title>\n Checking </title></head><body>Checking</body></html>';
const HTML = { 'content-type': 'text/html; charset=UTF-8' };
const PLAIN = { 'content-type': 'text/plain' };
const JSON_TYPE = { 'content-type': 'application/json' };

type Case = [title: string, status: number, headers: Record<string, string>, text: string];

test.describe('an answer is from an interceptor if it is', () => {
  for (const [title, status, headers, text] of [
    ['a page instead of JSON or XML', 403, HTML, PAGE],
    ['a page with a success status', 200, HTML, PAGE],
    ['a page after a comment', 403, HTML, '\ufeff<!-- blocked -->\n<html></html>'],
    ['a fragment of a page', 403, HTML, '<h1>Forbidden</h1>'],
    ['a page without a content type', 404, {}, PAGE],
    ['a page with another content type', 403, JSON_TYPE, PAGE],
    ['text with the content type of a page', 403, HTML, 'Access denied'],
    ['a challenge', 403, { 'cf-mitigated': 'challenge', ...JSON_TYPE }, '{"error":"Forbidden"}'],
    ['a challenge without a body', 202, { 'x-amzn-waf-action': 'challenge' }, ''],
    ['a proxy that asks for a password', 407, { 'proxy-authenticate': 'Basic realm="corp"' }, ''],
    ['a 407 without headers', 407, {}, ''],
    ['from a proxy, by its own header', 403, { 'x-squid-error': 'ERR_ACCESS_DENIED 0', ...PLAIN }, 'no'],
    ['from a proxy, by the standard header', 403, { 'proxy-status': 'gw; error=http_request_denied' }, ''],
    ['a 511 from a network that requires a login', 511, HTML, PAGE],
    [
      'an object store’s error',
      403,
      { 'content-type': 'application/xml' },
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
    ],
    ['a web server’s 431', 431, {}, ''],
    [
      'from a gateway, by its own header',
      403,
      { 'x-amzn-errortype': 'ForbiddenException' },
      '{"message":"Forbidden"}',
    ],
    [
      'a fragment of a page without a content type',
      403,
      {},
      '<p>Your request has been blocked by the web gateway</p>',
    ],
    ['Cloudflare’s error in plain text', 403, PLAIN, 'error code: 1020'],
    [
      'Cloudflare’s error in JSON',
      403,
      { 'content-type': 'application/problem+json' },
      '{"cloudflare_error":true,"status":403}',
    ],
  ] as Case[]) {
    test(title, () => {
      for (const format of [zendeskFormat, expertFormat])
        expect(interceptorOf({ status, headers, text }, format), format.name).toBeDefined();
    });
  }
});

test.describe('an answer is or may be from the service if it is', () => {
  for (const [title, status, headers, text] of [
    ['an error as documented', 403, JSON_TYPE, '{"error":"Forbidden"}'],
    ['a rate limit in plain text', 429, PLAIN, 'Number of allowed API requests per minute exceeded'],
    ['a refusal in plain text', 403, PLAIN, 'You may not do this'],
    ['a refusal in XML', 403, { 'content-type': 'application/xml' }, '<error><status>403</status></error>'],
    ['an empty refusal', 403, PLAIN, ''],
    ['an empty success with the content type of a page', 200, HTML, ' '],
    ['a gateway’s 502, which the service may also send', 502, HTML, PAGE],
    [
      'passed on by a proxy that reports no error',
      403,
      { 'proxy-status': 'gw; received-status=403' },
      '{"error":"x"}',
    ],
    [
      'passed on by a content delivery network',
      404,
      { server: 'cloudflare', 'cf-ray': '8a6e' },
      '{"error":"x"}',
    ],
  ] as Case[]) {
    test(title, () => {
      for (const format of [zendeskFormat, expertFormat])
        expect(interceptorOf({ status, headers, text }, format), format.name).toBeUndefined();
    });
  }

  test('a page with the service’s own headers', () => {
    const page = (headers: Record<string, string>) => ({
      status: 403,
      headers: { ...HTML, ...headers },
      text: PAGE,
    });
    expect(interceptorOf(page({ 'x-deki-site': 'id="default"' }), expertFormat)).toBeUndefined();
    expect(interceptorOf(page({ 'x-zendesk-api-version': 'v2' }), zendeskFormat)).toBeUndefined();
    expect(
      interceptorOf(page({ 'x-zendesk-api-version': 'v2', 'cf-mitigated': 'block' }), zendeskFormat),
    ).toBeDefined();
  });
});

test('an interceptor is named with the title of its page, and its remedy is not about the URL or a password', () => {
  const page = interceptorOf({ status: 403, headers: HTML, text: PAGE }, json);
  expect(page).toMatchObject({ sign: 'a web page, “Checking”', isCertain: false });
  const challenge = interceptorOf(
    { status: 403, headers: { ...HTML, 'cf-mitigated': 'challenge' }, text: PAGE },
    json,
  );
  expect(challenge).toMatchObject({
    sign: 'bot protection (cf-mitigated: challenge), with a web page titled “Checking”',
    isCertain: true,
  });
  for (const { remedy = '' } of [page, challenge].flatMap((each) => each ?? []))
    expect(remedy).not.toMatch(/ZENDESK|EXPERT|password/);
  expect(interceptorOf({ status: 407, headers: {}, text: '' }, json)?.remedy).toContain('HTTPS_PROXY');
});

test('the title of a page is short and printable', () => {
  const text = `<title>a\u001b[2Jb\r\n${'c'.repeat(500)}</title>`;
  const { sign = '' } = interceptorOf({ status: 403, headers: HTML, text }, json) ?? {};
  expect(sign).not.toContain('\u001b');
  expect(sign.length).toBeLessThan(150);
});

test('a redirect that leaves the API names its target; one that stays is an answer', () => {
  const url = new URL('https://acme.example/api/v2/users/me');
  const to = (location: string, status = 301, isSigned = false) =>
    movedTo({ status, headers: { location }, text: '' }, url, 'ACME_BASE_URL', () => isSigned)?.sign;
  expect(to('https://new.example/api/v2/users/me?x=1')).toBe('a redirect to https://new.example');
  expect(to('//login.example/')).toBe('a redirect to https://login.example');
  expect(to('http://acme.example/')).toBe('a redirect to http://acme.example');
  expect(to('/api/v2/users/me/')).toBeUndefined();
  expect(to('https://acme.example/login', 302)).toBe('a redirect to /login');
  // With the service's own headers it is the service that redirects within its host, and only there.
  expect(to('https://acme.example/login', 302, true)).toBeUndefined();
  expect(to('https://new.example/', 302, true)).toBe('a redirect to https://new.example');
  expect(to('https://acme.example/api/v3/users', 302)).toBeUndefined();
  expect(to('https://new.example/', 201)).toBeUndefined();
  expect(to('https://%%%')).toBeUndefined();
});
