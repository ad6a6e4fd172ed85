import { isLoopback } from './loopback.ts';
import { Blocked } from '../verdict/errors.ts';

/** Which hosts may be called: loopback, and those of `KEYTURN_WRITE_HOSTS`. */
export class HostGuard {
  readonly #allowed: ReadonlySet<string>;

  constructor(writeHosts: readonly string[]) {
    this.#allowed = new Set(writeHosts);
  }

  /** Whether traffic to this URL may leave. A listed name may carry a port, and then holds for it alone. */
  allows(url: URL): boolean {
    return isLoopback(url.hostname) || this.lists(url);
  }

  /** Whether somebody has listed this host; a loopback address may be called without that. */
  lists(url: URL): boolean {
    return this.#allowed.has(url.hostname) || this.#allowed.has(url.host);
  }

  /**
   * Refuses a host that is not listed, before anything is sent to it.
   *
   * @throws {Blocked} with the line to add.
   */
  check(url: URL): void {
    if (this.allows(url)) return;
    const list = [...this.#allowed, url.host].join(',');
    throw new Blocked(
      `Nothing was sent to ${url.host}: it is not listed as a host that Keyturn may act on.`,
      {
        remedy: `if this is the tenant to be tested, set KEYTURN_WRITE_HOSTS=${list}`,
      },
    );
  }
}
