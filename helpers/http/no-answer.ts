import type { HelpTopic } from '../help/topics.ts';

/** Why there was no answer. */
export interface NoAnswer {
  /** What happened, as a clause. */
  failure: string;
  /** Whether the connection was lost or refused, so that an immediate retry may help. */
  lost: boolean;
  /** Whether the tenant may have received the call. */
  sent: boolean;
  remedy: string;
  help: HelpTopic;
}

/** The remedy if the proxy is the problem. */
export const CHECK_PROXY =
  "check the proxy's address, and whether it allows this host; list hosts to reach without it in NO_PROXY";

/**
 * Turns the message of a failed fetch, including its call log, into a clause that a person can act on.
 *
 * @param route.addressIn the variables that set the tenant's URL: `EXPERT_BASE_URL`
 * @param route.proxy the proxy that the call went through, if any: `the proxy proxy.example:8080 (HTTPS_PROXY)`
 */
export function explainFailure(
  message: string,
  deadlineMs: number,
  { addressIn, proxy }: { addressIn: string; proxy?: string | undefined },
): NoAnswer {
  const checkTarget: Pick<NoAnswer, 'remedy' | 'help'> =
    proxy === undefined
      ? { remedy: `check the address (${addressIn}), and the network`, help: 'network' }
      : { remedy: CHECK_PROXY, help: 'proxy' };
  const first = message.split('\n')[0] ?? '';
  if (/Timeout \d+ms exceeded/i.test(message)) {
    return {
      failure: `no answer within ${seconds(deadlineMs)}${through(proxy)}`,
      lost: false,
      sent: true,
      ...checkRoute(proxy),
    };
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(first)) {
    return {
      failure:
        proxy === undefined
          ? 'the host name could not be resolved'
          : `the name of ${proxy} could not be resolved`,
      lost: false,
      sent: false,
      ...checkTarget,
      ...(proxy === undefined
        ? { remedy: `${checkTarget.remedy}; if your network has a proxy, set HTTPS_PROXY` }
        : {}),
    };
  }
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/.test(first)) {
    return {
      failure: proxy === undefined ? 'the connection was refused' : `${proxy} refused the connection`,
      lost: true,
      sent: false,
      ...checkTarget,
    };
  }
  // The proxy's own error about its connection or about this client, before anything was sent.
  if (proxy !== undefined && /\bsocks|proxy/i.test(reason(first))) {
    return { failure: `${proxy}: ${reason(first)}`, lost: false, sent: false, ...checkTarget };
  }
  if (proxy !== undefined && /wrong version number|EPROTO/i.test(first)) {
    return {
      failure: `${proxy} does not speak TLS (${reason(first)})`,
      lost: false,
      sent: false,
      remedy: 'if its URL begins with https://, try http://: most proxies expect that, even for HTTPS sites',
      help: 'proxy',
    };
  }
  if (/certificate|self.signed|SSL|TLS|CERT_/i.test(first)) {
    return {
      failure: `TLS failed${through(proxy)} (${reason(first)})`,
      lost: false,
      sent: false,
      remedy: `if your network re-signs TLS, set NODE_EXTRA_CA_CERTS to the file with its certificates${certificatesInUse()}`,
      help: 'certificates',
    };
  }
  if (/ECONNRESET|EPIPE|socket hang up|aborted|ECONNABORTED|Parse Error/i.test(first)) {
    return {
      failure: `the connection${through(proxy)} broke (${reason(first)})`,
      lost: true,
      sent: true,
      ...checkRoute(proxy),
    };
  }
  return { failure: `${reason(first)}${through(proxy)}`, lost: false, sent: true, ...checkRoute(proxy) };
}

/**
 * Adds to the failure of TLS that the certificate was accepted before. It returns any other reason unchanged.
 *
 * @param noAnswer of a tenant that answered earlier in this run
 */
export function sinceItAnswered(noAnswer: NoAnswer): NoAnswer {
  if (noAnswer.help !== 'certificates') return noAnswer;
  return {
    ...noAnswer,
    failure: `${noAnswer.failure}; the certificate was accepted earlier in this run, so it was replaced meanwhile, or has expired`,
    remedy:
      'look at the certificate in a browser; if it is right, set NODE_EXTRA_CA_CERTS to the file with its authority' +
      `${certificatesInUse()}; then run npm run sweep, which removes what this run could not, and run again`,
  };
}

/** What to do if the route to the tenant broke, or is slow. */
function checkRoute(proxy: string | undefined): Pick<NoAnswer, 'remedy' | 'help'> {
  return proxy === undefined
    ? { remedy: 'check the network and whether the tenant answers at all, and run again', help: 'network' }
    : { remedy: CHECK_PROXY, help: 'proxy' };
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

/** The environment overrides the settings file, which is easily missed. */
function certificatesInUse(): string {
  const { NODE_EXTRA_CA_CERTS: file = '' } = process.env;
  return file === '' ? '' : ` (now it is ${file}; the environment overrides the settings file)`;
}
