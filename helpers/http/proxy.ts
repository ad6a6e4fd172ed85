/**
 * The company's proxy: which one, for which hosts, and the options for both clients. Neither client reads the environment
 * itself.
 */
import { bypassRules, bypassesProxy } from './no-proxy.ts';

/** A proxy from the settings. */
export interface Proxy {
  /** The variable that sets it, for messages. */
  variable: string;
  /** `http://proxy.example:8080`, without credentials. */
  server: string;
  /** Decoded from the URL. */
  credentials: { username: string; password: string } | undefined;
  /** `NO_PROXY`: the hosts that are reached without it. */
  noProxy: string;
}

/** A proxy in Playwright's options. */
export interface ClientProxy {
  server: string;
  bypass?: string;
  username?: string;
  password?: string;
}

/**
 * The protocols that both Playwright clients support, and their spelling there. With SOCKS 5, the proxy resolves host
 * names in either spelling.
 */
const PROTOCOLS: Record<string, string> = {
  'http:': 'http:',
  'https:': 'https:',
  'socks5:': 'socks5:',
  'socks5h:': 'socks5:',
};

/** A proxy's URL and credentials, or the problem with them, as the end of a sentence that begins with the variable. */
export type ProxyRead =
  { ok: true; proxy: Pick<Proxy, 'server' | 'credentials'> } | { ok: false; problem: string };

/** Reads a proxy from a URL or from `host:port`. */
export function readProxy(text: string): ProxyRead {
  // At such a character, the URL parser would end the host and drop the rest, including the real host.
  const [, raw] = RAW_IN_CREDENTIALS.exec(text.replace(SCHEME, '')) ?? [];
  if (raw !== undefined)
    return {
      ok: false,
      problem: `has a ${raw} in its user name or password; write it as ${encodeURIComponent(raw)}`,
    };
  const hasScheme = SCHEME.test(text);
  const address = hasScheme ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !HOST.test(url.hostname))
    return { ok: false, problem: 'is not the address of a proxy' };
  if (!hasScheme && !/:\d+\/?$/.test(text)) return { ok: false, problem: 'has no port' };
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    return { ok: false, problem: 'has a path after the port (PAC files are not supported)' };
  const protocol = PROTOCOLS[url.protocol];
  if (protocol === undefined) {
    return {
      ok: false,
      problem: /^socks/.test(url.protocol)
        ? 'names a SOCKS proxy, but only version 5 is supported (socks5://)'
        : 'must begin with http://, https:// or socks5://',
    };
  }
  const { username, password, host } = url;
  const hasCredentials = username !== '' || password !== '';
  if (hasCredentials && protocol === 'socks5:') {
    return {
      ok: false,
      problem: 'has a user name or password for a SOCKS proxy, which browsers do not support',
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

/** Returns the proxy for an API call, or `undefined` if the call goes directly. */
export function proxyForCall(proxy: Proxy | undefined, url: URL): ClientProxy | undefined {
  if (proxy === undefined || bypassesProxy(url, proxy.noProxy)) return undefined;
  const { server, credentials } = proxy;
  if (credentials === undefined) return { server };
  // Playwright puts the credentials for its API client into a URL and decodes them later.
  return {
    server,
    username: encodeURIComponent(credentials.username),
    password: encodeURIComponent(credentials.password),
  };
}

/** Returns the proxy for the browser. The browser takes the user name and password only from here, unencoded. */
export function proxyForBrowser({ server, credentials, noProxy }: Proxy): ClientProxy {
  return { server, bypass: bypassRules(noProxy), ...credentials };
}

/** Names a proxy in a message: `the proxy proxy.example:8080 (HTTPS_PROXY)`. */
export function describeProxy({ server, variable }: Pick<Proxy, 'server' | 'variable'>): string {
  return `the proxy ${server.replace(/^.*:\/\//, '')} (${variable})`;
}

/**
 * Returns the secrets in a proxy's URL, even if the URL cannot be read: the password, or a user name without a password,
 * which is then a key.
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

/** A raw special character anywhere before an @. */
const RAW_IN_CREDENTIALS = /^[^@]*?([\\#/?])[^]*@/;

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;

/** Stricter than the URL parser, which would accept quotes in a host, for example. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i;

/** Returns the text as it was before URL encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
