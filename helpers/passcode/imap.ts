/** Reads passcodes from a mailbox over IMAP. */
import { setTimeout as sleep } from 'node:timers/promises';
import { settingsPlace } from '../settings-place.ts';
import type { Proxy } from '../http/proxy.ts';
import { bypassesProxy } from '../http/no-proxy.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import { Blocked } from '../verdict/errors.ts';
import { whileWaiting } from '../waiting.ts';
import { readAccessToken } from './access-token.ts';
import { certainPasscode, CLOCK_SLACK_MS, noPasscodeReason, passcodesIn } from './find.ts';
import { explainImap, type ImapFailure } from './imap-failures.ts';
import { type Arrived, ImapSession, type Route } from './imap-session.ts';
import { describeMailbox, type Mailbox } from './imap-url.ts';
import type { PasscodeRequest, PasscodeSource } from './source.ts';

/** A mailbox from the settings, and how to sign in there. */
export interface ImapSettings {
  mailbox: Mailbox;
  login: { password: string } | { tokenCommand: string };
}

/** What a mailbox is reached through. */
export interface ImapNetwork {
  proxy: Proxy | undefined;
  /** A file of PEM certificates, in addition to those of Node. */
  extraCertificates: string | undefined;
}

/** Time limits in ms. */
export interface ImapLimits {
  /** A mailed passcode is valid for five minutes. */
  deadlineMs: number;
  /** For each command, for connecting and signing in, and for the command that prints a token. */
  commandMs: number;
  /** How long to wait before the next look, even if the server has not announced an email. */
  pollMs: number;
  /** How long to wait before another connection. */
  reconnectMs: number;
}

const DEFAULT_LIMITS: ImapLimits = {
  deadlineMs: 5 * 60_000,
  commandMs: 30_000,
  pollMs: 5000,
  reconnectMs: 1000,
};

/** Attempts in a row after which a lost connection is not opened again. */
const MAX_ATTEMPTS = 3;

/** A failure to read the mailbox, with its explanation. */
class Unreadable extends Error {
  readonly explained: ImapFailure;

  constructor(explained: ImapFailure) {
    super(explained.failure);
    this.explained = explained;
  }
}

/**
 * Reads passcodes from the mailbox in `KEYTURN_PASSCODE_IMAP`.
 *
 * Its host is not a tenant and needs no entry in KEYTURN_WRITE_HOSTS: it is only read, and the setting itself names it.
 */
export class ImapSource implements PasscodeSource {
  readonly title = 'the mailbox in KEYTURN_PASSCODE_IMAP';
  readonly isMailbox = true;
  readonly #settings: ImapSettings;
  readonly #network: ImapNetwork;
  readonly #secrets: Pick<SecretRegistry, 'learn' | 'redact'>;
  readonly #limits: ImapLimits;

  constructor(
    settings: ImapSettings,
    network: ImapNetwork,
    secrets: Pick<SecretRegistry, 'learn' | 'redact'>,
    limits: Partial<ImapLimits> = {},
  ) {
    this.#settings = settings;
    this.#network = network;
    this.#secrets = secrets;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  async tryOut(): Promise<string> {
    try {
      const session = await this.#open();
      await session.close();
    } catch (error) {
      if (error instanceof Unreadable) throw this.#blocked('cannot be read', error.explained);
      throw error;
    }
    const { folder, user, host } = this.#settings.mailbox;
    return `by IMAP from ${folder} of ${user} at ${host} (opened, nothing read)`;
  }

  read(request: PasscodeRequest): Promise<string> {
    return whileWaiting('No passcode has arrived in the mailbox yet.', this.#limits.deadlineMs, () =>
      this.#read(request),
    );
  }

  async #read(request: PasscodeRequest): Promise<string> {
    const { deadlineMs, pollMs, reconnectMs } = this.#limits;
    const deadline = Date.now() + deadlineMs;
    const left = () => Math.max(1, deadline - Date.now());
    let session: ImapSession | undefined;
    let reason: string | undefined;
    let failures = 0;
    let lastFailure: ImapFailure | undefined;
    try {
      // At least once, however busy this machine is.
      do {
        try {
          session ??= await this.#open();
          const outcome = await this.#look(session, request);
          if (outcome.passcode !== undefined) return outcome.passcode;
          ({ reason } = outcome);
          failures = 0;
          await session.nextMail(Math.min(pollMs, left()));
        } catch (error) {
          lastFailure = this.#explain(error);
          await session?.close();
          session = undefined;
          // Not after the deadline: then the mailbox may be fine, and the time was simply up.
          if (!lastFailure.isTemporary || ++failures >= MAX_ATTEMPTS)
            throw this.#blocked('could not be read', lastFailure);
          await sleep(Math.min(reconnectMs, left()));
        }
      } while (Date.now() < deadline);
    } finally {
      await session?.close();
    }
    if (reason === undefined && lastFailure !== undefined)
      throw this.#blocked('could not be read', lastFailure);
    const { mailbox } = this.#settings;
    throw new Blocked(
      `No passcode for ${request.address} arrived in ${describeMailbox(mailbox)} within ${String(Math.round(deadlineMs / 1000))} s: ${reason ?? 'it was not read'}.`,
      {
        remedy: `look into that folder: if the email is in another one (spam, a rule), name that one in KEYTURN_PASSCODE_IMAP; if there is none, check that mail to ${request.address} is delivered to this mailbox`,
        where: settingsPlace(),
        who: 'the administrator of the mailbox',
        help: 'imap',
      },
    );
  }

  /** Looks for the passcode once. */
  async #look(
    session: ImapSession,
    { address, since, used }: PasscodeRequest,
  ): Promise<{ passcode: string | undefined; reason: string }> {
    const arrived = await session.arrived(address, since.getTime() - CLOCK_SLACK_MS);
    const found = passcodesIn(arrived.mails);
    const passcode = certainPasscode(found, used);
    const count = arrived.mails.length;
    const reason =
      count === 0
        ? nothingArrived(arrived)
        : `the ${count === 1 ? 'email' : `${String(count)} emails`} to this address since the sign-in ${count === 1 ? 'contains' : 'contain'} ${noPasscodeReason(found, used)}`;
    return { passcode, reason };
  }

  /** Connects and opens the folder, with a new token if one is needed. */
  async #open(): Promise<ImapSession> {
    const { commandMs } = this.#limits;
    const { mailbox, login } = this.#settings;
    let credential: Route['credential'];
    if ('password' in login) credential = login;
    else {
      const read = await readAccessToken(login.tokenCommand, this.#secrets, commandMs);
      if ('failure' in read)
        throw new Unreadable({
          failure: read.failure,
          remedy: {
            remedy: 'run it manually in the project folder; it must print an access token and nothing else',
            where: settingsPlace(),
          },
          isTemporary: !read.isPermanent,
        });
      credential = { accessToken: read.token };
    }
    const route = { mailbox, credential, ...this.#network, commandMs };
    try {
      return await ImapSession.open(route);
    } catch (error) {
      throw new Unreadable(explainImap(error, route, this.#proxy));
    }
  }

  #explain(error: unknown): ImapFailure {
    if (error instanceof Unreadable) return error.explained;
    const { mailbox } = this.#settings;
    const { commandMs } = this.#limits;
    return explainImap(error, { mailbox, credential: { accessToken: '' }, commandMs }, this.#proxy);
  }

  /** The proxy, unless the host is reached directly. */
  get #proxy(): Proxy | undefined {
    const { proxy } = this.#network;
    const { host, port } = this.#settings.mailbox;
    const url = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${String(port)}`);
    return proxy === undefined || bypassesProxy(url, proxy.noProxy) ? undefined : proxy;
  }

  /** A server may repeat what was sent to it, so its words are redacted. */
  #blocked(what: string, { failure, remedy }: ImapFailure): Blocked {
    const mailbox = describeMailbox(this.#settings.mailbox);
    return new Blocked(
      this.#secrets.redact(`The mailbox ${mailbox} (KEYTURN_PASSCODE_IMAP) ${what}: ${failure}.`),
      { ...remedy, help: 'imap' },
    );
  }
}

function nothingArrived({ toOthers, hasOlder }: Arrived): string {
  if (toOthers > 0)
    return `${toOthers === 1 ? 'an email has' : `${String(toOthers)} emails have`} arrived since the sign-in, but to other addresses only`;
  return hasOlder
    ? 'the newest email to this address is older than the sign-in (by the mail server’s clock)'
    : 'no email has arrived since the sign-in';
}
