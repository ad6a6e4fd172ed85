/** The mailbox in `KEYTURN_PASSCODE_IMAP`: `imaps://user@host[:port][/folder]`. */
import { isLoopback } from '../http/loopback.ts';

/** A folder of a mailbox on an IMAP server. User and folder are decoded. */
export interface Mailbox {
  host: string;
  port: number;
  /** TLS from the first byte. Only a server on this machine may be reached without it. */
  secure: boolean;
  user: string;
  folder: string;
}

/** A mailbox, or the problem with its URL, as the end of a sentence that begins with the variable. */
export type MailboxRead = { ok: true; mailbox: Mailbox } | { ok: false; problem: string };

/** The variable for the password, which must not be in the URL. */
export const IMAP_PASSWORD = 'KEYTURN_PASSCODE_IMAP_PASSWORD';

const DEFAULT_PORTS = { imaps: 993, imap: 143 };

/** As strict as for a proxy: the URL parser would accept quotes in a host, for example. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i;

/** Reads a mailbox from its URL. No problem repeats any part of it, because it may contain a password. */
export function readMailbox(text: string): MailboxRead {
  const fail = (problem: string): MailboxRead => ({ ok: false, problem });
  if (secretsInMailbox(text).length > 0)
    return fail(`contains a password, which belongs in ${IMAP_PASSWORD}`);
  const [, scheme = ''] = /^(imaps?):\/\//i.exec(text) ?? [];
  if (scheme === '') return fail('must begin with imaps://');
  const protocol = scheme.toLowerCase() === 'imap' ? 'imap' : 'imaps';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !HOST.test(url.hostname)) return fail('is not the URL of a mailbox');
  if (url.search !== '' || url.hash !== '') return fail('has a ? or # that is not percent-encoded');
  const user = decoded(url.username);
  const folder = decoded(url.pathname.replace(/^\/|\/$/g, ''));
  if (user === undefined || folder === undefined)
    return fail('has a % that is not part of a percent-encoded character; write it as %25');
  if (user === '') return fail('has no user name before its host');
  // A line break would end the command to the server.
  if (/\p{Cc}/u.test(user + folder)) return fail('contains a control character');
  const secure = protocol === 'imaps';
  if (!secure && !isLoopback(url.hostname))
    return fail('must begin with imaps:// (imap:// is allowed for this machine only)');
  return {
    ok: true,
    mailbox: {
      host: url.hostname.replace(/^\[|\]$/g, '').toLowerCase(),
      port: url.port === '' ? DEFAULT_PORTS[protocol] : Number(url.port),
      secure,
      user,
      folder: folder === '' ? 'INBOX' : folder,
    },
  };
}

/** Returns the password in a URL, encoded and decoded, even if the URL cannot be read. It is a mistake there, and secret anyway. */
export function secretsInMailbox(text: string): string[] {
  const [, rest = ''] = /^[a-z]+:\/\/([^]*)$/i.exec(text) ?? [];
  const raw = URL.canParse(text)
    ? new URL(text).password === ''
      ? undefined
      : /^[^:]*:([^]*)@/.exec(rest)?.[1]
    : /^[^:@]*:([^]+)@/.exec(rest)?.[1];
  return raw === undefined ? [] : [...new Set([raw, decoded(raw) ?? raw])];
}

/** Returns the public part of a URL, with nothing encoded, or `undefined` if it cannot be read. */
export function publicMailbox(text: string): string | undefined {
  const read = readMailbox(text);
  return read.ok ? describeMailbox(read.mailbox) : undefined;
}

/** Names a mailbox in a message: `INBOX of qa@company.example at imap.company.example:993`. */
export function describeMailbox({ folder, user, host, port }: Mailbox): string {
  return `${folder} of ${user} at ${host}:${String(port)}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
