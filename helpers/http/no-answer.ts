/** Why no answer came. */
export interface NoAnswer {
  /** What happened, as a clause. */
  failure: string;
  /** Whether the connection was lost, so that trying again at once may help. */
  lost: boolean;
  /** Whether the tenant may have got the call. */
  sent: boolean;
  remedy?: string;
}

/** What to do where it is the proxy that is in the way. */
export const CHECK_PROXY =
  'check the address of the proxy, and whether it lets this machine go to that host; what it is not to be asked for stands in NO_PROXY';

/**
 * Turns the message of a failed fetch, with its call log, into a clause a person can act on.
 *
 * @param way.addressIn the variables that the address of the tenant stands in: `EXPERT_BASE_URL`.
 * @param way.proxy the proxy that the call went through, if any: `the proxy proxy.example:8080 (HTTPS_PROXY)`.
 */
export function explainFailure(
  message: string,
  deadlineMs: number,
  { addressIn, proxy }: { addressIn: string; proxy?: string | undefined },
): NoAnswer {
  const checkAddress = `check the address (${addressIn}), and the network`;
  const first = message.split('\n')[0] ?? '';
  if (/Timeout \d+ms exceeded/i.test(message)) {
    return {
      failure: `nothing came within ${seconds(deadlineMs)}${through(proxy)}`,
      lost: false,
      sent: true,
      ...(proxy === undefined ? {} : { remedy: CHECK_PROXY }),
    };
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(first)) {
    return {
      failure: proxy === undefined ? 'no host of that name was found' : `${proxy} was not found by its name`,
      lost: false,
      sent: false,
      remedy: proxy === undefined ? checkAddress : CHECK_PROXY,
    };
  }
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/.test(first)) {
    return {
      failure: proxy === undefined ? 'the connection was refused' : `${proxy} refused the connection`,
      lost: true,
      sent: false,
      remedy: proxy === undefined ? checkAddress : CHECK_PROXY,
    };
  }
  // What the proxy says of its own way, or of us, before anything was sent.
  if (proxy !== undefined && /\bsocks|proxy/i.test(reason(first))) {
    return { failure: `${proxy}: ${reason(first)}`, lost: false, sent: false, remedy: CHECK_PROXY };
  }
  if (proxy !== undefined && /wrong version number|EPROTO/i.test(first)) {
    return {
      failure: `${proxy} does not speak TLS (${reason(first)})`,
      lost: false,
      sent: false,
      remedy:
        'if it is written as https://, write http://: that is how most proxies are spoken to, also for https',
    };
  }
  if (/certificate|self.signed|SSL|TLS|CERT_/i.test(first)) {
    return {
      failure: `no trusted TLS connection${through(proxy)} (${reason(first)})`,
      lost: false,
      sent: false,
      remedy: "if your network re-signs TLS, set NODE_EXTRA_CA_CERTS to its certificates' file",
    };
  }
  if (/ECONNRESET|EPIPE|socket hang up|aborted|ECONNABORTED|Parse Error/i.test(first)) {
    return {
      failure: `the connection${through(proxy)} broke (${reason(first)})`,
      lost: true,
      sent: true,
      ...(proxy === undefined ? {} : { remedy: CHECK_PROXY }),
    };
  }
  return { failure: `${reason(first)}${through(proxy)}`, lost: false, sent: true };
}

function through(proxy: string | undefined): string {
  return proxy === undefined ? '' : ` through ${proxy}`;
}

function reason(message: string): string {
  return message.replace(/^.*?apiRequestContext\.\w+: /, '').trim();
}

/** `1.5 s` */
export function seconds(ms: number): string {
  return `${String(Math.round(ms / 100) / 10)} s`;
}
