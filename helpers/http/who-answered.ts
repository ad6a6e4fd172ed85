/**
 * Determines whether the service answered, or an interceptor: the company's proxy, bot protection, a firewall, a
 * network's login page, a site that has moved. Their answers prove nothing about the tenant.
 */
import { settingsPlace } from '../settings-place.ts';
import { parseJson } from '../json.ts';
import type { WhatToDo } from '../verdict/errors.ts';
import { partOf } from './address.ts';
import { asObject, type Format } from './format.ts';
import { CHECK_PROXY } from './no-answer.ts';
import { printable } from './printable.ts';
import { isUnavailable } from './unavailable.ts';

/** The parts of an answer that are checked. */
export interface Answered {
  status: number;
  /** By name, in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** Something that answered instead of the service. */
export interface Interceptor extends WhatToDo {
  /** What it is, or how it was recognized, as a noun. */
  sign: string;
  /** Whether it identifies itself and did not pass the call on, so that nothing can have taken effect. */
  isCertain: boolean;
}

/** The remedy for an interceptor that cannot be named. */
export const LET_CALLS_THROUGH =
  'a firewall, bot protection or proxy blocks this machine’s calls to the tenant; have them allowed';

/** Headers that interceptors write only on their own answers, and not on answers that they pass on. */
const INTERCEPTOR_HEADERS: readonly [header: string, interceptor: string][] = [
  ['cf-mitigated', 'bot protection'],
  ['x-amzn-waf-action', 'a web application firewall'],
  ['x-sucuri-block', 'a web application firewall'],
  ['x-amzn-errortype', 'a gateway'],
  ['x-squid-error', 'a proxy'],
  ['proxy-authenticate', 'a proxy'],
];

/**
 * Statuses with which web servers refuse calls on their own: a misdirected call, headers that are too long, a
 * certificate.
 */
const OF_WEB_SERVERS = [421, 431, 494, 495, 496, 497];

/** `Proxy-Status: gateway.example; error=http_request_denied`, as in RFC 9209. */
const PROXY_ERROR = /;\s*error\s*=/i;

/** The beginning of a web page, whatever its content type is. */
const PAGE = /^\W*<(?:!doctype\s+html|html|head|body|title|meta|script|style|noscript|center|h1|!--)\b/i;

/** The beginning of a fragment of a page, for answers without a content type. */
const PAGE_FRAGMENT = /^\s*<(?:p|div|span|b|br|a|table|form|pre|font|i)\b/i;

/** How the object stores behind CDNs report that something is missing or forbidden: `<Error><Code>AccessDenied</Code>`. */
const STORE_ERROR = /^\W*(?:<\?xml[^>]*>\s*)?<Error>\s*<Code>/;

/** Cloudflare's plain-text error. */
const PLAIN_BLOCK = /^\s*error code: 1\d{3}\s*$/i;

/** Returns the interceptor that answered, or `undefined` if it was or may have been the service. */
export function interceptorOf(answered: Answered, format: Format): Interceptor | undefined {
  const { status, headers, text } = answered;
  const named = namedInterceptorOf(answered);
  if (named !== undefined) return named;
  // A gateway that cannot reach the service answers with the same status as a busy service.
  if (isUnavailable(status) || format.isSigned?.(headers) === true) return undefined;
  if (!isPage(answered, format)) return undefined;
  return { sign: pageOf(text), isCertain: false, remedy: LET_CALLS_THROUGH, help: 'firewall' };
}

/**
 * Returns the interceptor only if it identifies itself, by its status, a header or its own words. A web page alone may
 * come from the service.
 */
export function namedInterceptorOf(answered: Answered): Interceptor | undefined {
  const { status, headers } = answered;
  if (status === 407) return refusedByProxy(answered);
  if (status === 511)
    return {
      sign: "this machine's network, which requires a login (511)",
      isCertain: true,
      remedy: 'log this machine in to its network',
      help: 'firewall',
    };
  if (OF_WEB_SERVERS.includes(status))
    return certain(`a web server that did not forward the call (${String(status)})`, answered);
  const [name, interceptor] = INTERCEPTOR_HEADERS.find(([header]) => headers[header] !== undefined) ?? [];
  if (name !== undefined)
    return certain(`${interceptor ?? ''} (${name}: ${short(headers[name] ?? '')})`, answered);
  if (status >= 400 && PROXY_ERROR.test(headers['proxy-status'] ?? ''))
    return certain(`a proxy (proxy-status: ${short(headers['proxy-status'] ?? '')})`, answered);
  return isCloudflareError(answered) ? certain('bot protection', answered) : undefined;
}

/**
 * Returns the target of a redirect that leaves the API: the site has moved, or a network login or bot check comes first.
 * `undefined` if it stays in the API.
 *
 * @param url the URL that was called
 * @param addressIn the variables that set the tenant's URL
 * @param isSigned whether the answer has the headers that all answers of the service share. If so, a redirect within the
 *   host is the service's own answer, even if it is wrong
 */
export function movedTo(
  { status, headers }: Answered,
  url: URL,
  addressIn: string,
  isSigned: () => boolean,
): Interceptor | undefined {
  const location = headers['location'];
  if (status < 300 || status >= 400 || location === undefined || !URL.canParse(location, url))
    return undefined;
  const { origin, pathname } = new URL(location, url);
  const isElsewhere = origin !== url.origin;
  // An API never redirects to a page, but a login or a bot check does.
  if (!isElsewhere && (partOf(pathname) === partOf(url.pathname) || isSigned())) return undefined;
  return {
    sign: `a redirect to ${isElsewhere ? origin : short(pathname)}`,
    isCertain: true,
    remedy: `if this is the tenant’s new address, update ${addressIn}; if it is your network’s login page, log this machine in`,
    where: settingsPlace(),
    help: 'wrong-address',
  };
}

/**
 * Returns the company's proxy as an interceptor. It answered instead of connecting to the tenant. Such an answer is not
 * encrypted.
 *
 * @param proxy its name and variable for the message, if they are known
 */
export function refusedByProxy(answered: Answered, proxy?: string): Interceptor {
  const { status, headers } = answered;
  if (status === 407) {
    const wanted = headers['proxy-authenticate'] ?? '';
    const isBasic = wanted === '' || /\bbasic\b/i.test(wanted);
    return {
      ...certain(`${proxy ?? 'a proxy'}, which requires a user name and password (407)`, answered),
      remedy: isBasic
        ? `set them in ${proxy === undefined ? 'HTTPS_PROXY (or the proxy variable that you use)' : 'that variable'}: ` +
          'http://name:password@host:port; percent-encode special characters (@ is %40)'
        : `it requires ${short(wanted.split(/[\s,]/)[0] ?? '')}, which is not supported; use a local proxy that supports it (cntlm, px …)`,
      where: `${settingsPlace()}, or the environment`,
      help: 'proxy',
    };
  }
  return {
    ...certain(`${proxy ?? 'a proxy'}, which could not connect to the tenant`, answered),
    remedy: CHECK_PROXY,
    help: 'proxy',
  };
}

function certain(sign: string, { text }: Answered): Interceptor {
  const title = titleOf(text);
  return {
    sign: title === undefined ? sign : `${sign}, with a web page titled “${title}”`,
    isCertain: true,
    remedy: LET_CALLS_THROUGH,
    help: 'firewall',
  };
}

/** Whether it is Cloudflare's error in plain text or, for clients that request JSON, as JSON. */
function isCloudflareError({ status, text, headers }: Answered): boolean {
  if (status < 400) return false;
  if (PLAIN_BLOCK.test(text)) return true;
  return (
    /\bproblem\+json\b/i.test(headers['content-type'] ?? '') &&
    asObject(parseJson(text))?.['cloudflare_error'] === true
  );
}

/** Whether a body is a web page, or an object store's error in its place. */
function isPage({ status, text, headers }: Answered, format: Format): boolean {
  const type = headers['content-type'] ?? '';
  if (PAGE.test(text) || STORE_ERROR.test(text) || (type === '' && PAGE_FRAGMENT.test(text))) return true;
  if (!/^(?:text\/html|application\/xhtml)\b/i.test(type)) return false;
  // An empty body counts as a page only in an error.
  return format.isEmpty(text) ? status >= 400 : format.parse(text, type) === undefined;
}

function pageOf(text: string): string {
  const title = titleOf(text);
  return title === undefined ? 'an untitled web page' : `a web page, “${title}”`;
}

/** Returns the title of a page on one line, or `undefined` if it has none. */
function titleOf(text: string): string | undefined {
  const [, title = ''] = /<title[^>]*>([^<]*)/i.exec(text.slice(0, 65_536)) ?? [];
  return short(title) === '' ? undefined : short(title);
}

function short(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim().slice(0, 100);
}
