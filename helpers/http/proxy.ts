import { PROXY_BYPASS } from './loopback.ts';

/** A proxy, as Playwright takes it. */
export interface Proxy {
  server: string;
  bypass: string;
  username?: string;
  password?: string;
}

/** The company's proxy by its URL, which may carry a user name and a password. What is on this machine goes without it. */
export function proxyFrom(address: string): Proxy {
  const { protocol, host, username, password } = new URL(address);
  return {
    server: `${protocol}//${host}`,
    bypass: PROXY_BYPASS,
    // Playwright takes them from here alone for the browser, and as they are: not as they were written into the URL.
    ...(username === '' ? {} : { username: decoded(username), password: decoded(password) }),
  };
}

/** As it was before it was put into a URL. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
