/** The company's proxy: which one, for which hosts, and how either client is told. Neither reads the environment itself. */
import { bypassRules, bypassesProxy } from './no-proxy.ts';

/** A proxy of the settings. */
export interface Proxy {
  /** The variable that names it, for sentences about it. */
  variable: string;
  /** `http://proxy.example:8080`, without what proves who asks. */
  server: string;
  /** As they are, not as they were written into the URL. */
  credentials: { username: string; password: string } | undefined;
  /** `NO_PROXY`: the hosts that it is not asked for. */
  noProxy: string;
}

/** A proxy as Playwright takes it. */
export interface ClientProxy {
  server: string;
  bypass?: string;
  username?: string;
  password?: string;
}

/** What Playwright's two clients both speak, and as what: SOCKS 5 looks up names at the proxy, in either spelling. */
const PROTOCOLS: Record<string, string> = {
  'http:': 'http:',
  'https:': 'https:',
  'socks5:': 'socks5:',
  'socks5h:': 'socks5:',
};

/** The URL of a proxy and whose it is, or what is wrong with it, as the end of a sentence that begins with the variable. */
export type ProxyRead =
  { ok: true; proxy: Pick<Proxy, 'server' | 'credentials'> } | { ok: false; problem: string };

/** Reads the URL of a proxy, or `host:port`. */
export function readProxy(text: string): ProxyRead {
  // A URL would end there, and what is behind it, the host among it, be dropped.
  const [, raw] = RAW_IN_CREDENTIALS.exec(text.replace(SCHEME, '')) ?? [];
  if (raw !== undefined)
    return {
      ok: false,
      problem: `has a ${raw} in its user name or password, which is to be percent-encoded: ${encodeURIComponent(raw)}`,
    };
  const hasScheme = SCHEME.test(text);
  const address = hasScheme ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !HOST.test(url.hostname))
    return { ok: false, problem: 'is not the address of a proxy' };
  if (!hasScheme && !/:\d+\/?$/.test(text)) return { ok: false, problem: 'names a proxy without its port' };
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    return { ok: false, problem: 'names a proxy with something behind its port (a PAC file is not read)' };
  const protocol = PROTOCOLS[url.protocol];
  if (protocol === undefined) {
    return {
      ok: false,
      problem: /^socks/.test(url.protocol)
        ? 'names a SOCKS proxy that is not of version 5 for sure, and others are not served'
        : 'names a proxy that is none of http, https and socks5',
    };
  }
  const { username, password, host } = url;
  const hasCredentials = username !== '' || password !== '';
  if (hasCredentials && protocol === 'socks5:') {
    return {
      ok: false,
      problem: 'names a SOCKS proxy with a user name or a password, which the browser cannot give to it',
    };
  }
  return {
    ok: true,
    proxy: {
      server: `${protocol}//${host}`,
      credentials: hasCredentials ? { username: decoded(username), password: decoded(password) } : undefined,
    },
  };
}

/** For an API call: nothing if it goes straight. */
export function proxyForCall(proxy: Proxy | undefined, url: URL): ClientProxy | undefined {
  if (proxy === undefined || bypassesProxy(url, proxy.noProxy)) return undefined;
  const { server, credentials } = proxy;
  if (credentials === undefined) return { server };
  // For its API client, Playwright puts them back into a URL, and takes them out again decoded.
  return {
    server,
    username: encodeURIComponent(credentials.username),
    password: encodeURIComponent(credentials.password),
  };
}

/** For the browser, which takes user name and password from here alone, and as they are. */
export function proxyForBrowser({ server, credentials, noProxy }: Proxy): ClientProxy {
  return { server, bypass: bypassRules(noProxy), ...credentials };
}

/** Words for a sentence about something that went through it: `the proxy proxy.example:8080 (HTTPS_PROXY)`. */
export function describeProxy({ server, variable }: Pick<Proxy, 'server' | 'variable'>): string {
  return `the proxy ${server.replace(/^.*:\/\//, '')} (${variable})`;
}

/**
 * What in the address of a proxy is secret, also where it cannot be read as one: the password, or a user name without one,
 * which is a key then.
 */
export function secretsInProxy(text: string): string[] {
  const read = readProxy(text);
  const { username, password } = (read.ok ? read.proxy.credentials : undefined) ?? {
    username: '',
    password: '',
  };
  if (password !== '' || username !== '') return [password === '' ? username : password];
  const [, user = '', secret = ''] = /^(?:[^/]*:\/\/)?([^:]*):?([^]*)@/.exec(text) ?? [];
  const found = secret === '' ? user : secret;
  return found === '' ? [] : [...new Set([found, decoded(found)])];
}

/** Somewhere before an @. */
const RAW_IN_CREDENTIALS = /^[^@]*?([\\#/?])[^]*@/;

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;

/** What stands in quotes, for example, would pass for a host as well. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i;

/** As it was before it was put into a URL. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
