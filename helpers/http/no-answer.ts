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

/** Where the address of a tenant is configured. */
export const ADDRESS_VARIABLES = 'ZENDESK_SUBDOMAIN, ZENDESK_BASE_URL or EXPERT_BASE_URL';

const CHECK_NAME = `check the address (${ADDRESS_VARIABLES}), and the network`;

/** Turns the message of a failed fetch, with its call log, into a clause a person can act on. */
export function explainFailure(message: string, deadlineMs: number): NoAnswer {
  const first = message.split('\n')[0] ?? '';
  if (/Timeout \d+ms exceeded/i.test(message)) {
    return { failure: `nothing came within ${seconds(deadlineMs)}`, lost: false, sent: true };
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(first)) {
    return { failure: 'no host of that name was found', lost: false, sent: false, remedy: CHECK_NAME };
  }
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(first)) {
    return { failure: 'the connection was refused', lost: true, sent: false, remedy: CHECK_NAME };
  }
  if (/certificate|self.signed|SSL|TLS|CERT_/i.test(first)) {
    return {
      failure: `no trusted TLS connection (${reason(first)})`,
      lost: false,
      sent: false,
      remedy: "if your network re-signs TLS, set NODE_EXTRA_CA_CERTS to its certificates' file",
    };
  }
  if (/ECONNRESET|EPIPE|socket hang up|aborted|ECONNABORTED|Parse Error/i.test(first)) {
    return { failure: `the connection broke (${reason(first)})`, lost: true, sent: true };
  }
  return { failure: reason(first), lost: false, sent: true };
}

function reason(message: string): string {
  return message.replace(/^.*?apiRequestContext\.\w+: /, '').trim();
}

/** `1.5 s` */
export function seconds(ms: number): string {
  return `${String(Math.round(ms / 100) / 10)} s`;
}
