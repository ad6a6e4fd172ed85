/** Explains why the browser could not open a page. Chromium gives only codes, and often a proxy is the cause. */
import type { HelpTopic } from '../../help/topics.ts';
import type { WhatToDo } from '../../verdict/errors.ts';

/** The reason, as a clause, and the remedy. */
export interface NotOpened extends WhatToDo {
  reason: string;
}

const PROXY = 'HTTPS_PROXY';
const NETWORK =
  'open the page in your own browser on this machine; check the network, and HTTPS_PROXY if there is a proxy';

/** What to do if a page is too busy to accept or refuse anything. */
export const RUN_LATER: WhatToDo = {
  remedy: 'run again later; the tenant is busy, or saw too many sign-ins from this machine',
  help: 'rate-limit',
};

/** How to make the browser trust a company's own certificates. Node's variable has no effect on it. */
const CERTIFICATES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n company -i company-ca.pem',
  darwin: 'add it to the System keychain, and trust it there',
  win32: 'certutil -addstore Root company-ca.pem',
};

const REASONS: readonly [code: RegExp, reason: string, help: HelpTopic, remedy: string, where?: string][] = [
  [
    /ERR_(?:INVALID_AUTH_CREDENTIALS|PROXY_AUTH\w*|UNEXPECTED_PROXY_AUTH|UNSUPPORTED_AUTH_SCHEME|MISSING_AUTH_CREDENTIALS)/,
    'the proxy did not accept the user name and password',
    'proxy',
    'check the user name and password in HTTPS_PROXY (write characters such as @ and : as %40 and %3A); only Basic and Digest authentication work with these alone',
    PROXY,
  ],
  [
    /ERR_TUNNEL_CONNECTION_FAILED/,
    'the proxy blocked the browser from that host',
    'proxy',
    'check that the proxy allows this host, and that its user name and password in HTTPS_PROXY are right; or bypass the proxy for this host with NO_PROXY',
    PROXY,
  ],
  [
    /ERR_PROXY_CERTIFICATE_INVALID/,
    "the browser does not trust the proxy's own certificate",
    'proxy',
    'make this machine trust it, or use http:// for the proxy',
    PROXY,
  ],
  [
    /ERR_(?:PROXY_CONNECTION_FAILED|SOCKS_CONNECTION_FAILED|SOCKS_CONNECTION_HOST_UNREACHABLE|NO_SUPPORTED_PROXIES)/,
    'the proxy could not be reached',
    'proxy',
    'check the address of the proxy, and that this machine can reach it',
    PROXY,
  ],
  [
    /ERR_CERT_DATE_INVALID/,
    'its certificate has expired or is not valid yet',
    'certificates',
    'check the clock of this machine, and the certificate',
  ],
  [
    /ERR_CERT_COMMON_NAME_INVALID/,
    'its certificate is for another host',
    'certificates',
    'check the address of the tenant, and whether a proxy answers in its place',
  ],
  [
    /ERR_CERT_|ERR_SSL_(?:SERVER_CERT|PINNED)|ERR_CERTIFICATE/,
    'the browser does not trust its certificate (browsers ignore NODE_EXTRA_CA_CERTS)',
    'certificates',
    `make the browser trust your network's certificate: ${CERTIFICATES[process.platform] ?? 'add it to the system certificate store'}`,
  ],
  [/ERR_SSL_/, 'browser and server could not agree on TLS', 'certificates', NETWORK],
  [
    /ERR_BLOCKED_BY_(?:ADMINISTRATOR|CLIENT)|ERR_NETWORK_ACCESS_DENIED/,
    'a policy on this machine blocks the page',
    'browser',
    'ask the administrator of this machine to allow the tenant, or set KEYTURN_BROWSER to another browser',
  ],
  [
    /ERR_NAME_NOT_RESOLVED|ERR_NAME_RESOLUTION_FAILED/,
    'the host name could not be resolved',
    'network',
    NETWORK,
  ],
  [/ERR_CONNECTION_REFUSED/, 'the connection was refused', 'network', NETWORK],
  [/ERR_(?:CONNECTION_)?TIMED_OUT|Timeout \d+ms exceeded/, 'it did not answer in time', 'network', NETWORK],
  [
    /ERR_(?:INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|NETWORK_CHANGED)/,
    'the host cannot be reached',
    'network',
    NETWORK,
  ],
  [
    /ERR_(?:CONNECTION_(?:RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|HTTP2_\w+|INVALID_HTTP_RESPONSE)/,
    'the connection broke',
    'network',
    NETWORK,
  ],
  [/ERR_TOO_MANY_REDIRECTS/, 'it redirects in a loop', 'sign-in-page', 'sign in there in your own browser'],
];

/** @param message the first line of Playwright's error: `page.goto: net::ERR_… at https://…` */
export function whyNotOpened(message: string): NotOpened {
  const short = message.replace(/^page\.goto: /, '').replace(/ at (?:http|chrome).*/, '');
  const known = REASONS.find(([code]) => code.test(short));
  if (known === undefined) return { reason: short, remedy: NETWORK, help: 'network' };
  const [, reason, help, remedy, where] = known;
  return { reason: `${reason} (${short})`, remedy, ...(where === undefined ? {} : { where }), help };
}

/** Returns what to do if an error page appears instead of a sign-in page. `undefined` if the status does not suggest one. */
export function remedyForStatus(status: number): WhatToDo | undefined {
  if (status === 407)
    return {
      remedy: 'the proxy requires authentication: check the user name and password in HTTPS_PROXY',
      help: 'proxy',
    };
  if (status === 429 || status === 503) return RUN_LATER;
  if (status === 403 || status === 406 || status === 451)
    return {
      remedy:
        "something between this machine and the tenant may have answered (bot protection, a firewall, a proxy): open the page in your own browser on this machine, and have this machine's address or the User-Agent “Keyturn” allowed",
      help: 'firewall',
    };
  return undefined;
}
