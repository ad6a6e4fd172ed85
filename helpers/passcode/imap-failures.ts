/** Explains why a mailbox could not be read. */
import { settingsPlace } from '../settings-place.ts';
import { seconds } from '../http/no-answer.ts';
import { printable } from '../http/printable.ts';
import { describeProxy, type Proxy } from '../http/proxy.ts';
import { messageOf, type WhatToDo } from '../verdict/errors.ts';
import { NoReply, type Route } from './imap-session.ts';

/** Why, as a clause, and what to do about it. */
export interface ImapFailure {
  failure: string;
  remedy: Omit<WhatToDo, 'help'>;
  /** Whether another attempt may succeed: the connection was lost, or the server is busy. */
  isTemporary: boolean;
}

const URL_SETTING = 'KEYTURN_PASSCODE_IMAP';
const SETTINGS = { where: settingsPlace() };
const ADMIN = { who: 'the administrator of the mailbox' };

/** The properties of an error of `imapflow` or of Node that are read here. */
interface Facts {
  code?: unknown;
  responseText?: unknown;
  authenticationFailed?: unknown;
  mailboxMissing?: unknown;
  executedCommand?: unknown;
}

/** The longest quotation of a server's words. */
const MAX_QUOTE = 200;

/**
 * Explains an error of a session with a mailbox.
 *
 * @param proxy the proxy that the connection went through, if any
 */
export function explainImap(
  error: unknown,
  { mailbox, credential, commandMs }: Pick<Route, 'mailbox' | 'credential' | 'commandMs'>,
  proxy: Proxy | undefined,
): ImapFailure {
  const facts = Object(error) as Facts;
  const code = typeof facts.code === 'string' ? facts.code : '';
  const message = printable(messageOf(error)).slice(0, MAX_QUOTE);
  const through = proxy === undefined ? '' : ` through ${describeProxy(proxy)}`;
  const checkUrl = `check host and port in ${URL_SETTING}, and the network`;
  const checkRoute =
    proxy === undefined
      ? checkUrl
      : `check whether the proxy allows ${mailbox.host}:${String(mailbox.port)}; list the host in NO_PROXY to reach it directly`;
  if (error instanceof NoReply || code === 'CONNECT_TIMEOUT' || code === 'GREETING_TIMEOUT') {
    const what = error instanceof NoReply ? error.message : NOT_IN_TIME[code];
    const isSilent = code === 'GREETING_TIMEOUT' || what === NOT_IN_TIME['GREETING_TIMEOUT'];
    return {
      failure: `${what ?? message} within ${seconds(commandMs)}${through}`,
      remedy: {
        remedy: isSilent
          ? `check the port in ${URL_SETTING} (993 with imaps://), and whether a firewall is in between`
          : checkRoute,
        ...SETTINGS,
      },
      isTemporary: true,
    };
  }
  if (facts.authenticationFailed === true) return refusedSignIn(credential, quoted(facts));
  if (facts.mailboxMissing === true || /^\S+ EXAMINE\b/.test(String(facts.executedCommand)))
    return {
      failure: `the folder ${mailbox.folder} could not be opened${quoted(facts)}`,
      remedy: {
        remedy: `correct the folder in ${URL_SETTING}: the part after the host, percent-encoded, with its parents (INBOX/Codes)`,
        ...SETTINGS,
      },
      isTemporary: false,
    };
  if (code === 'ProxyError' || code === 'EPROXY' || (proxy !== undefined && /proxy|socks/i.test(message)))
    return {
      failure: `${proxy === undefined ? 'the proxy' : describeProxy(proxy)} did not connect to it (${message})`,
      remedy: { remedy: checkRoute, ...SETTINGS },
      isTemporary: false,
    };
  if (/^(?:ENOTFOUND|EAI_AGAIN)$/.test(code))
    return {
      failure: 'the host name could not be resolved',
      remedy: { remedy: checkUrl, ...SETTINGS },
      isTemporary: code === 'EAI_AGAIN',
    };
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code))
    return {
      failure: `the connection${through} was refused`,
      remedy: { remedy: checkRoute, ...SETTINGS },
      isTemporary: true,
    };
  if (/wrong version number|packet length too long|EPROTO/i.test(`${code} ${message}`))
    return {
      failure: `TLS failed${through}: the port does not expect TLS from the start (${message})`,
      remedy: { remedy: `check the port in ${URL_SETTING}: 993 with imaps://`, ...SETTINGS },
      isTemporary: false,
    };
  if (/CERT|SELF_SIGNED|UNABLE_TO_|TLS|SSL/.test(code) || /certificate/i.test(message))
    return {
      failure: `TLS failed${through} (${message})`,
      remedy: {
        remedy: `if your network re-signs TLS, or the server has a private certificate, set NODE_EXTRA_CA_CERTS to the file with the certificates of its issuer; otherwise check the host in ${URL_SETTING}`,
        ...SETTINGS,
      },
      isTemporary: false,
    };
  if (LOST.test(code))
    return {
      failure: `the connection${through} was lost`,
      remedy: { remedy: 'run again when the mail server is available', ...ADMIN },
      isTemporary: true,
    };
  return {
    failure: `${message}${quoted(facts)}${through}`,
    remedy: { remedy: checkRoute, ...SETTINGS },
    isTemporary: true,
  };
}

/** What was missing when a time limit was over: see {@link NoReply}. */
const NOT_IN_TIME: Record<string, string> = {
  CONNECT_TIMEOUT: 'no connection was established',
  GREETING_TIMEOUT: 'it accepted the connection but sent nothing',
};

const LOST =
  /^(?:NoConnection|EConnectionClosed|StateLogout|ClosedAfterConnect\w+|ECONNRESET|EPIPE|ETIMEDOUT|ETIMEOUT)$/;

function refusedSignIn(credential: Route['credential'], quote: string): ImapFailure {
  return 'password' in credential
    ? {
        failure: `the user name or password was refused${quote}`,
        remedy: {
          remedy: `check the user name in ${URL_SETTING} (percent-encoded: qa%40company.example) and KEYTURN_PASSCODE_IMAP_PASSWORD. Gmail and Microsoft 365 accept no passwords over IMAP: set KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND instead (docs/passcodes.md)`,
          ...SETTINGS,
          ...ADMIN,
        },
        isTemporary: false,
      }
    : {
        failure: `the access token was refused${quote}`,
        remedy: {
          remedy: `check that KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND prints a token for IMAP and for the user in ${URL_SETTING}, and that IMAP is switched on for that mailbox (docs/passcodes.md)`,
          ...SETTINGS,
          ...ADMIN,
        },
        isTemporary: false,
      };
}

/** Quotes the server, if it said anything. */
function quoted({ responseText }: Facts): string {
  if (typeof responseText !== 'string' || responseText.trim() === '') return '';
  const text = printable(responseText.trim());
  return ` (“${text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text}”)`;
}
