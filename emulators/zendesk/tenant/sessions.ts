/** Browser sessions, from the first page on, and the devices that have passed two-step verification. */
import { randomHex } from '../../common/random.ts';
import type { IdSequence } from './ids.ts';
import type { SecretLog } from './secrets.ts';

/** 480 minutes, as in the security settings: `agent_session_timeout` and `end_user_session_timeout`. */
const SESSION_LIFE_MS = 480 * 60_000;

/** A person who gave the right password and still has to enter the passcode. */
export interface PendingSignIn {
  personId: number;
  returnTo: string;
  passcode: string;
  /** Milliseconds since 1970. */
  passcodeExpiresAt: number;
}

export interface Session {
  id: number;
  cookie: string;
  csrfToken: string;
  personId: number | null;
  authenticatedAt: number | null;
  lastSeenAt: number;
  /** The address given on the first of two sign-in pages. */
  identifiedAs: string | null;
  pending: PendingSignIn | null;
}

export class Sessions {
  private readonly byCookie = new Map<string, Session>();
  private readonly devices = new Map<string, number>();
  private readonly ids: IdSequence;
  private readonly secrets: SecretLog;
  private readonly now: () => number;

  constructor(ids: IdSequence, secrets: SecretLog, now: () => number) {
    this.ids = ids;
    this.secrets = secrets;
    this.now = now;
  }

  open(personId: number | null = null): Session {
    const now = this.now();
    const session: Session = {
      id: this.ids.next(),
      cookie: randomHex(24),
      csrfToken: randomHex(24),
      personId,
      authenticatedAt: personId === null ? null : now,
      lastSeenAt: now,
      identifiedAs: null,
      pending: null,
    };
    this.secrets.record('session_cookie', session.cookie);
    this.secrets.record('csrf_token', session.csrfToken);
    this.byCookie.set(session.cookie, session);
    return session;
  }

  /** The session of a cookie, unless it is unknown or expired. */
  find(cookie: string | undefined): Session | undefined {
    const session = cookie === undefined ? undefined : this.byCookie.get(cookie);
    if (session === undefined) return undefined;
    if (this.now() - session.lastSeenAt > SESSION_LIFE_MS) {
      this.close(session);
      return undefined;
    }
    session.lastSeenAt = this.now();
    return session;
  }

  /** Ends all sessions, and forgets the devices. */
  forgetAll(): void {
    this.byCookie.clear();
    this.devices.clear();
  }

  close(session: Session): void {
    this.byCookie.delete(session.cookie);
  }

  /** Sessions of people who are signed in. */
  signedIn(): Session[] {
    return [...this.byCookie.values()].filter((session) => session.personId !== null);
  }

  closeAllOf(personId: number): void {
    for (const session of this.signedIn()) if (session.personId === personId) this.close(session);
  }

  /** Makes a device known for one person, and returns the value of its cookie. */
  rememberDevice(personId: number): string {
    const cookie = randomHex(24);
    this.secrets.record('device_cookie', cookie);
    this.devices.set(cookie, personId);
    return cookie;
  }

  /** Whether this device is known for this person. */
  knowsDevice(cookie: string | undefined, personId: number): boolean {
    return cookie !== undefined && this.devices.get(cookie) === personId;
  }

  forgetDevicesOf(personId: number): void {
    for (const [cookie, owner] of this.devices) if (owner === personId) this.devices.delete(cookie);
  }
}
