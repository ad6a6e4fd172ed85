import { settingsPlace } from '../settings-place.ts';
import { isLoopback } from './loopback.ts';
import { Blocked } from '../verdict/errors.ts';

/** The hosts that may be called: loopback addresses, and the hosts in `KEYTURN_WRITE_HOSTS`. */
export class HostGuard {
  readonly #allowed: ReadonlySet<string>;

  constructor(writeHosts: readonly string[]) {
    this.#allowed = new Set(writeHosts);
  }

  /** Whether traffic to this URL may leave. A name that is listed with a port is valid for that port only. */
  allows(url: URL): boolean {
    return isLoopback(url.hostname) || this.lists(url);
  }

  /** Whether this host is listed. A loopback address may be called even if it is not listed. */
  lists(url: URL): boolean {
    return this.#allowed.has(url.hostname) || this.#allowed.has(url.host);
  }

  /**
   * Blocks a call to a host that is not listed, before anything is sent to it.
   *
   * @throws {Blocked} with the setting to add
   */
  check(url: URL): void {
    if (this.allows(url)) return;
    const list = [...this.#allowed, url.host].join(',');
    throw new Blocked(`Nothing was sent to ${url.host}: the host is not in KEYTURN_WRITE_HOSTS.`, {
      remedy: `if this is the tenant to be tested, set KEYTURN_WRITE_HOSTS=${list}`,
      where: settingsPlace(),
      help: 'host-not-listed',
    });
  }
}
