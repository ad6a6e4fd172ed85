/** Why a page did not open in the browser, in words: Chromium says it in codes, and the way out is often to blame. */
import type { Remedy } from '../../verdict/errors.ts';

/** A reason, as a clause, and what to do about it. */
export interface NotOpened extends Remedy {
  reason: string;
}

const PROXY = 'HTTPS_PROXY';
const NETWORK =
  'open the page in a browser of your own, on this machine; check the network, and HTTPS_PROXY where there is a proxy';

/** How to make the browser trust a company's own certificates, which Node's variable does not. */
const CERTIFICATES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n company -i company-ca.pem',
  darwin: 'put it into the System keychain, and trust it there',
  win32: 'certutil -addstore Root company-ca.pem',
};

const REASONS: readonly [code: RegExp, reason: string, remedy: string, where?: string][] = [
  [
    /ERR_(?:INVALID_AUTH_CREDENTIALS|PROXY_AUTH\w*|UNEXPECTED_PROXY_AUTH|UNSUPPORTED_AUTH_SCHEME|MISSING_AUTH_CREDENTIALS)/,
    'the proxy did not accept the user name and the password',
    'check the user name and the password in HTTPS_PROXY (characters such as @ and : written as %40 and %3A); only Basic and Digest need no more than these',
    PROXY,
  ],
  [
    /ERR_TUNNEL_CONNECTION_FAILED/,
    'the proxy did not let the browser through to that host',
    'check that the proxy allows this host, and that its user name and password in HTTPS_PROXY are right; or reach the host without it: NO_PROXY',
    PROXY,
  ],
  [
    /ERR_PROXY_CERTIFICATE_INVALID/,
    'the browser does not trust the certificate of the proxy itself',
    'let the machine trust it, or name the proxy as http://',
    PROXY,
  ],
  [
    /ERR_(?:PROXY_CONNECTION_FAILED|SOCKS_CONNECTION_FAILED|SOCKS_CONNECTION_HOST_UNREACHABLE|NO_SUPPORTED_PROXIES)/,
    'the proxy could not be reached',
    'check the address of the proxy, and that it answers on this machine',
    PROXY,
  ],
  [
    /ERR_CERT_DATE_INVALID/,
    'its certificate is not valid today',
    'check the clock of this machine, and the certificate',
  ],
  [
    /ERR_CERT_COMMON_NAME_INVALID/,
    'its certificate is for another host',
    'check the address of the tenant, and whether a proxy answers in its place',
  ],
  [
    /ERR_CERT_|ERR_SSL_(?:SERVER_CERT|PINNED)|ERR_CERTIFICATE/,
    'the browser does not trust its certificate; it has a store of its own, beside NODE_EXTRA_CA_CERTS',
    `let it trust the certificate of your network: ${CERTIFICATES[process.platform] ?? 'put it into the store of the system'}`,
  ],
  [/ERR_SSL_/, 'browser and server do not agree on how to encrypt', NETWORK],
  [
    /ERR_BLOCKED_BY_(?:ADMINISTRATOR|CLIENT)|ERR_NETWORK_ACCESS_DENIED/,
    'a rule of this machine forbids the browser to open it',
    'let whoever administers this machine allow the tenant, or set KEYTURN_BROWSER to another browser',
  ],
  [/ERR_NAME_NOT_RESOLVED|ERR_NAME_RESOLUTION_FAILED/, 'the browser finds no host of that name', NETWORK],
  [/ERR_CONNECTION_REFUSED/, 'the connection was refused', NETWORK],
  [/ERR_(?:CONNECTION_)?TIMED_OUT|Timeout \d+ms exceeded/, 'it did not answer in time', NETWORK],
  [
    /ERR_(?:INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|NETWORK_CHANGED)/,
    'the browser has no way to it',
    NETWORK,
  ],
  [
    /ERR_(?:CONNECTION_(?:RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|HTTP2_\w+|INVALID_HTTP_RESPONSE)/,
    'the connection broke',
    NETWORK,
  ],
  [/ERR_TOO_MANY_REDIRECTS/, 'it sends the browser in a circle', 'sign in there in a browser of your own'],
];

/** @param said the first line of what Playwright has thrown: `page.goto: net::ERR_… at https://…` */
export function whyNotOpened(said: string): NotOpened {
  const short = said.replace(/^page\.goto: /, '').replace(/ at (?:http|chrome).*/, '');
  const known = REASONS.find(([code]) => code.test(short));
  if (known === undefined) return { reason: short, remedy: NETWORK };
  const [, reason, remedy, where] = known;
  return { reason: `${reason} (${short})`, remedy, ...(where === undefined ? {} : { where }) };
}

/** What to do where an error page came instead of one to sign in on; nothing where the status says nothing about that. */
export function remedyForStatus(status: number): string | undefined {
  if (status === 407)
    return 'the proxy asks who is there: check the user name and the password in HTTPS_PROXY';
  if (status === 429 || status === 503)
    return 'run again later: the tenant is busy, or has had too many sign-ins from this machine';
  if (status === 403 || status === 406 || status === 451)
    return 'something before the tenant may have answered (bot protection, a firewall, a proxy): open the page in a browser of your own, on this machine, and have its address or the User-Agent “Keyturn” let through';
  return undefined;
}
