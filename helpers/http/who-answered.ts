/**
 * Whether it is the service that has answered, or something before it: the company's proxy, bot protection, a firewall, the
 * login page of a network, a site that has moved. What these say proves nothing about the tenant.
 */
import { parseJson } from '../json.ts';
import type { Remedy } from '../verdict/errors.ts';
import { partOf } from './address.ts';
import { asObject, type Format } from './format.ts';
import { CHECK_PROXY } from './no-answer.ts';
import { printable } from './printable.ts';
import { isUnavailable } from './unavailable.ts';

/** What is looked at of an answer. */
export interface Answered {
  status: number;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** Who has answered in the place of the service. */
export interface Interceptor extends Remedy {
  /** What it is known by, and who it is as far as that tells: a noun. */
  sign: string;
  /** Whether it says so itself, and has passed nothing on: then nothing can have taken effect. */
  isCertain: boolean;
}

/** What to do where something stands in the way that cannot be named. */
export const LET_CALLS_THROUGH =
  'let this machine’s calls through: a firewall, bot protection or a proxy between here and the tenant stands in their way';

/** Headers by which something before the service marks what it has answered itself; it may write others on all answers. */
const MARKS: readonly [header: string, whose: string][] = [
  ['cf-mitigated', 'bot protection'],
  ['x-amzn-waf-action', 'a web application firewall'],
  ['x-sucuri-block', 'a web application firewall'],
  ['x-amzn-errortype', 'a gateway'],
  ['x-squid-error', 'a proxy'],
  ['proxy-authenticate', 'a proxy'],
];

/** What web servers refuse by themselves: a call that has strayed, headers that are too long, a certificate. */
const OF_WEB_SERVERS = [421, 431, 494, 495, 496, 497];

/** `Proxy-Status: gateway.example; error=http_request_denied`, as RFC 9209 writes it. */
const PROXY_ERROR = /;\s*error\s*=/i;

/** As a page begins, whatever it is called. */
const PAGE = /^\W*<(?:!doctype\s+html|html|head|body|title|meta|script|style|noscript|center|h1|!--)\b/i;

/** As a piece of one begins, where nothing says what it is. */
const PIECE = /^\s*<(?:p|div|span|b|br|a|table|form|pre|font|i)\b/i;

/** As the stores behind networks of caches say that there is nothing, or nothing for us: `<Error><Code>AccessDenied</Code>`. */
const STORE_ERROR = /^\W*(?:<\?xml[^>]*>\s*)?<Error>\s*<Code>/;

/** What Cloudflare says in words alone. */
const PLAIN_BLOCK = /^\s*error code: 1\d{3}\s*$/i;

/** Who has answered, where it was not the service; nothing where it was, or may have been. */
export function interceptorOf(answered: Answered, format: Format): Interceptor | undefined {
  const { status, headers, text } = answered;
  const named = namedInterceptorOf(answered);
  if (named !== undefined) return named;
  // A gateway that cannot reach the service says what the service would: that it has no time.
  if (isUnavailable(status) || format.isSigned?.(headers) === true) return undefined;
  if (!isPage(answered, format)) return undefined;
  return { sign: pageOf(text), isCertain: false, remedy: LET_CALLS_THROUGH };
}

/** The same, where it says so itself: by its status, by a header, or in its own words. A page may be answered by the service. */
export function namedInterceptorOf(answered: Answered): Interceptor | undefined {
  const { status, headers } = answered;
  if (status === 407) return refusedByProxy(answered);
  if (status === 511)
    return {
      sign: 'the network of this machine, which asks to sign in to it (511)',
      isCertain: true,
      remedy: 'sign this machine in to its network',
    };
  if (OF_WEB_SERVERS.includes(status))
    return certain(`a web server, which has not passed the call on (${String(status)})`, answered);
  const [mark, whose] = MARKS.find(([header]) => headers[header] !== undefined) ?? [];
  if (mark !== undefined) return certain(`${whose ?? ''} (${mark}: ${short(headers[mark] ?? '')})`, answered);
  if (status >= 400 && PROXY_ERROR.test(headers['proxy-status'] ?? ''))
    return certain(`a proxy (proxy-status: ${short(headers['proxy-status'] ?? '')})`, answered);
  return isCloudflareError(answered) ? certain('bot protection', answered) : undefined;
}

/**
 * Where an answer sends to, if that is another place: the site has moved, or a network, or a bot check, wants something
 * first. Nothing where it stays in the API.
 *
 * @param url the address that was called.
 * @param addressIn the variables that the address of the tenant stands in.
 */
export function movedTo({ status, headers }: Answered, url: URL, addressIn: string): Interceptor | undefined {
  const location = headers['location'];
  if (status < 300 || status >= 400 || location === undefined || !URL.canParse(location, url))
    return undefined;
  const { origin, pathname } = new URL(location, url);
  const isElsewhere = origin !== url.origin;
  // No API leads to a page: a login, or a bot check, does.
  if (!isElsewhere && partOf(pathname) === partOf(url.pathname)) return undefined;
  return {
    sign: `a redirect to ${isElsewhere ? origin : short(pathname)}`,
    isCertain: true,
    remedy: `if that is the tenant’s address by now, set it (${addressIn}); if it is a login page of your network, sign this machine in there`,
    where: '.env',
  };
}

/**
 * The company's proxy, which answers itself when it is to connect to the tenant: what it says of that is not encrypted.
 *
 * @param proxy its name and variable, for the sentence, where they are known.
 */
export function refusedByProxy(answered: Answered, proxy?: string): Interceptor {
  const { status, headers } = answered;
  if (status === 407) {
    const wanted = headers['proxy-authenticate'] ?? '';
    const isBasic = wanted === '' || /\bbasic\b/i.test(wanted);
    return {
      ...certain(`${proxy ?? 'a proxy'}, which asks for a user name and a password (407)`, answered),
      remedy: isBasic
        ? `give it those that it takes, in ${proxy === undefined ? 'HTTPS_PROXY, or whichever of its names is set' : 'that variable'}: ` +
          'http://name:password@host:port, with what is special in them percent-encoded (@ is %40)'
        : `it wants ${short(wanted.split(/[\s,]/)[0] ?? '')}, which is not spoken here: name a local proxy that does (cntlm, px …)`,
      where: '.env, or the environment',
    };
  }
  return {
    ...certain(`${proxy ?? 'a proxy'}, which did not connect to the tenant`, answered),
    remedy: CHECK_PROXY,
  };
}

function certain(sign: string, { text }: Answered): Interceptor {
  const title = titleOf(text);
  return {
    sign: title === undefined ? sign : `${sign}, by a web page, “${title}”`,
    isCertain: true,
    remedy: LET_CALLS_THROUGH,
  };
}

/** As it answers clients who ask for JSON. */
function isCloudflareError({ status, text, headers }: Answered): boolean {
  if (status < 400) return false;
  if (PLAIN_BLOCK.test(text)) return true;
  return (
    /\bproblem\+json\b/i.test(headers['content-type'] ?? '') &&
    asObject(parseJson(text))?.['cloudflare_error'] === true
  );
}

/** Whether a body is a web page, or what a store of pages says in its place. */
function isPage({ status, text, headers }: Answered, format: Format): boolean {
  const type = headers['content-type'] ?? '';
  if (PAGE.test(text) || STORE_ERROR.test(text) || (type === '' && PIECE.test(text))) return true;
  if (!/^(?:text\/html|application\/xhtml)\b/i.test(type)) return false;
  // Of an empty one that was done, nobody cares what it would have been.
  return format.isEmpty(text) ? status >= 400 : format.parse(text, type) === undefined;
}

function pageOf(text: string): string {
  const title = titleOf(text);
  return title === undefined ? 'a web page without a title' : `a web page, “${title}”`;
}

/** The title of a page, in one line; nothing where it has none. */
function titleOf(text: string): string | undefined {
  const [, title = ''] = /<title[^>]*>([^<]*)/i.exec(text.slice(0, 65_536)) ?? [];
  return short(title) === '' ? undefined : short(title);
}

function short(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim().slice(0, 100);
}
