/** Whether traffic to this host never leaves the machine. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/i.test(hostname);
}

/** What is on this machine is not reached through a proxy. */
export const PROXY_BYPASS = 'localhost,127.0.0.1,[::1]';
