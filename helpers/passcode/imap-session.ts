/**
 * One connection to a mailbox. The folder is opened with EXAMINE and emails are fetched with BODY.PEEK, so nothing is marked,
 * moved or deleted. Every command has a time limit.
 */
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { ImapFlow, ImapFlowOptions } from 'imapflow';
import { type Proxy, proxyForCall } from '../http/proxy.ts';
import type { Mailbox } from './imap-url.ts';
import { type Mail, mailOfMime } from './mails.ts';
import { isSentTo, RECIPIENT_HEADERS } from './recipients.ts';

/** How a mailbox is reached, and with what. */
export interface Route {
  mailbox: Mailbox;
  credential: { password: string } | { accessToken: string };
  proxy: Proxy | undefined;
  /** A file of PEM certificates, in addition to those of Node. */
  extraCertificates: string | undefined;
  /** The time limit of each command, in ms. */
  commandMs: number;
}

/** The mail server did not answer a command in time. */
export class NoReply extends Error {
  override name = 'NoReply';
}

/** The emails that arrived since a moment. */
export interface Arrived {
  /** To the address, oldest first, each dated by the mail server. */
  mails: Mail[];
  /** How many were sent to other addresses only. */
  toOthers: number;
  /** Whether an older email to the address is in the folder. */
  hasOlder: boolean;
}

/** A larger email is read only to this length, in bytes. A passcode is at its beginning. */
const MAX_MAIL_BYTES = 1024 * 1024;

/** How many emails are looked at in one search, and how many are read: the newest ones. */
const MAX_HEADERS = 200;
const MAX_MAILS = 20;

/** A polite end is not worth a longer wait. */
const LOGOUT_MS = 2000;

/** Search by date ignores the time and the time zone, so it begins a day earlier. */
const DAY_MS = 24 * 60 * 60_000;

interface Message {
  at: number;
  isToAddress: boolean;
  mail: Mail | undefined;
}

/** Call `close` at the end. */
export class ImapSession {
  readonly #client: ImapFlow;
  readonly #commandMs: number;
  /** By UID. Emails do not change, so each is fetched once. */
  readonly #known = new Map<number, Message>();

  private constructor(client: ImapFlow, commandMs: number) {
    this.#client = client;
    this.#commandMs = commandMs;
  }

  /**
   * Connects, signs in, and opens the folder.
   *
   * @throws what `explainImap` explains
   */
  static async open(route: Route): Promise<ImapSession> {
    // Most runs never need it.
    const { ImapFlow } = await import('imapflow');
    const session = new ImapSession(new ImapFlow(optionsOf(route)), route.commandMs);
    const client = session.#client;
    // The command that is waiting fails as well, and reports it.
    client.on('error', () => undefined);
    try {
      await session.#within(() => client.connect());
      await session.#within(() => client.mailboxOpen(route.mailbox.folder.split('/'), { readOnly: true }));
    } catch (error) {
      client.close();
      throw error;
    }
    return session;
  }

  /** Finds what has arrived since a moment (ms) by the mail server's clock. */
  async arrived(address: string, earliest: number): Promise<Arrived> {
    const client = this.#client;
    // Some servers announce new emails only in answers to other commands.
    await this.#within(() => client.noop());
    const since = new Date(earliest - DAY_MS);
    const found = await this.#within(() => client.search({ since }, { uid: true }));
    if (!Array.isArray(found)) throw new Error('the search for new emails was refused');
    const uids = found.sort((a, b) => b - a).slice(0, MAX_HEADERS);
    await this.#readHeaders(
      uids.filter((uid) => !this.#known.has(uid)),
      address,
    );
    const recent = uids.flatMap((uid) => {
      const message = this.#known.get(uid);
      return message === undefined ? [] : { uid, message };
    });
    const inTime = recent.filter(({ message }) => message.at >= earliest);
    const toAddress = inTime.filter(({ message }) => message.isToAddress).slice(0, MAX_MAILS);
    for (const { uid, message } of toAddress) message.mail ??= await this.#readMail(uid, message.at);
    return {
      mails: toAddress.flatMap(({ message: { mail } }) => mail ?? []).reverse(),
      toOthers: inTime.filter(({ message }) => !message.isToAddress).length,
      hasOlder: recent.some(({ message }) => message.isToAddress && message.at < earliest),
    };
  }

  /** Waits until an email arrives or the time is up. Returns early if the server has dropped the connection. */
  async nextMail(ms: number): Promise<void> {
    const client = this.#client;
    await new Promise<void>((done) => {
      const finish = () => {
        clearTimeout(late);
        client.off('exists', finish);
        client.off('close', finish);
        done();
      };
      const late = setTimeout(finish, ms);
      client.on('exists', finish);
      client.on('close', finish);
      // The next command ends it.
      if (client.capabilities.has('IDLE')) client.idle().catch(() => undefined);
    });
  }

  /** Closes the connection. Never throws. */
  async close(): Promise<void> {
    await this.#within(() => this.#client.logout(), Math.min(LOGOUT_MS, this.#commandMs)).catch(
      () => undefined,
    );
    this.#client.close();
  }

  async #readHeaders(uids: readonly number[], address: string): Promise<void> {
    if (uids.length === 0) return;
    const query = { uid: true, internalDate: true, headers: [...RECIPIENT_HEADERS] };
    const messages = await this.#within(() => this.#client.fetchAll([...uids], query, { uid: true }));
    for (const { uid, internalDate, headers } of messages) {
      const isToAddress = isSentTo(headers?.toString('utf8') ?? '', address);
      this.#known.set(uid, { at: new Date(internalDate ?? 0).getTime(), isToAddress, mail: undefined });
    }
  }

  /** Reads one email. It is dated by the mail server, whose clock does not depend on the sender's. */
  async #readMail(uid: number, at: number): Promise<Mail> {
    const query = { source: { start: 0, maxLength: MAX_MAIL_BYTES } };
    const message = await this.#within(() => this.#client.fetchOne(uid, query, { uid: true }));
    const raw = message === false ? undefined : message.source;
    return { ...((raw && (await mailOfMime(raw))) ?? { texts: [] }), date: at };
  }

  /** Ends the connection if a command is not answered in time. */
  async #within<T>(act: () => Promise<T>, ms = this.#commandMs): Promise<T> {
    let late: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_done, fail) => {
      late = setTimeout(() => {
        fail(new NoReply(whatIsMissing(this.#client)));
        this.#client.close();
      }, ms);
    });
    try {
      return await Promise.race([act(), timeout]);
    } finally {
      clearTimeout(late);
    }
  }
}

/** Returns how far a connection got, as the beginning of a clause: "it did not … within 30 s". */
function whatIsMissing(client: ImapFlow): string {
  if (client.connectedAt === null) return 'no connection was established';
  if (client.greeting === undefined) return 'it accepted the connection but sent nothing';
  return client.authenticated === false ? 'it did not answer the sign-in' : 'it did not answer a command';
}

function optionsOf({ mailbox, credential, proxy, extraCertificates, commandMs }: Route): ImapFlowOptions {
  const { host, port, secure, user } = mailbox;
  const url = proxyUrl(proxy, mailbox);
  return {
    host,
    port,
    secure,
    // Without TLS from the start, the server is on this machine.
    ...(secure ? {} : { doSTARTTLS: false }),
    auth: {
      user,
      ...('password' in credential ? { pass: credential.password } : { accessToken: credential.accessToken }),
    },
    // It would print what it sends and receives. Nothing of that is for a report.
    logger: false,
    emitLogs: false,
    disableAutoIdle: true,
    clientInfo: { name: 'Keyturn', version: false, vendor: false, 'support-url': false, os: false },
    connectionTimeout: commandMs,
    greetingTimeout: commandMs,
    // Emails are limited in length, and so is everything else that a server may send.
    maxLineLength: MAX_MAIL_BYTES,
    maxLiteralSize: 2 * MAX_MAIL_BYTES,
    maxResponseSize: 4 * MAX_MAIL_BYTES,
    ...(url === undefined ? {} : { proxy: url }),
    ...(extraCertificates === undefined
      ? {}
      : { tls: { ca: [...rootCertificates, readFileSync(extraCertificates, 'utf8')] } }),
  };
}

/** Returns the company's proxy with its credentials, unless the host is reached directly. */
function proxyUrl(proxy: Proxy | undefined, { host, port }: Mailbox): string | undefined {
  const name = host.includes(':') ? `[${host}]` : host;
  const chosen = proxyForCall(proxy, new URL(`https://${name}:${String(port)}`));
  if (chosen === undefined) return undefined;
  const { server, username, password } = chosen;
  if (username === undefined) return server;
  return server.replace('://', `://${username}:${password ?? ''}@`);
}
