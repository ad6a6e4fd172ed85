/**
 * Before anything is sent to a tenant, and before any secret is asked for, a person has seen its host in full and confirmed it. A
 * mistyped subdomain is somebody else's help desk.
 */
import { isLoopback } from '../http/loopback.ts';
import { Stopped } from './stopped.ts';
import type { Prompter, Screen } from './prompts/prompter.ts';
import type { Values } from '../settings/values.ts';

const WRITE_HOSTS = 'KEYTURN_WRITE_HOSTS';

/** Remembers which host was confirmed. */
export class HostConfirmation {
  readonly #screen: Screen;
  readonly #prompter: Prompter | undefined;
  readonly #confirmHost: string | undefined;
  readonly #listed: string | undefined;
  #confirmed: URL | undefined;

  constructor({
    screen,
    prompter,
    confirmHost,
    stored,
  }: {
    screen: Screen;
    prompter: Prompter | undefined;
    confirmHost: string | undefined;
    stored: Values;
  }) {
    this.#screen = screen;
    this.#prompter = prompter;
    this.#confirmHost = confirmHost;
    this.#listed = stored[WRITE_HOSTS];
  }

  /** The value of `KEYTURN_WRITE_HOSTS` with the confirmed host. `undefined` if it need not be set. */
  get writeHosts(): string | undefined {
    if (this.#confirmed === undefined) return this.#listed;
    return withHost(this.#listed, this.#confirmed);
  }

  /** Whether the host is confirmed: on the command line, or now. */
  async of(url: URL): Promise<boolean> {
    if (this.#confirmed?.origin === url.origin) return true;
    this.#confirmed = undefined;
    const what = isLoopback(url.hostname)
      ? 'It is on this machine, so it need not be listed in KEYTURN_WRITE_HOSTS.'
      : isListed(this.#listed, url)
        ? `${url.host} is already listed in KEYTURN_WRITE_HOSTS.`
        : `If you confirm it, ${url.host} is added to KEYTURN_WRITE_HOSTS, the hosts that Keyturn may act on.`;
    this.#screen.say(`${url.origin}\n${what}`, 'Your tenant');
    if (this.#confirmHost !== undefined && this.#confirmHost.toLowerCase() !== url.host.toLowerCase())
      throw new Stopped(
        `--confirm-host names another host than ${url.host}. Nothing was sent. If ${url.host} is your tenant, give --confirm-host ${url.host}.`,
      );
    if (this.#confirmHost === undefined) {
      if (this.#prompter === undefined)
        throw new Stopped(`Nothing was sent to ${url.host}: give --confirm-host ${url.host} to confirm it.`);
      const isRight = await this.#prompter.confirm({
        message: `Is ${url.origin} your own tenant?`,
        hint: 'From here on, Keyturn calls it, and you will be asked for its secrets. Until now, nothing was sent.',
        initial: false,
      });
      if (!isRight) {
        this.#screen.warn(`Nothing was sent to ${url.host}.`);
        return false;
      }
    }
    this.#confirmed = url;
    return true;
  }
}

function isListed(list: string | undefined, { host, hostname }: URL): boolean {
  const hosts = (list ?? '').split(',').map((each) => each.trim().toLowerCase());
  return hosts.includes(host) || hosts.includes(hostname);
}

/** Returns the list with this host, unless it is there or is on this machine. The hosts that are there are kept. */
function withHost(list: string | undefined, url: URL): string | undefined {
  if (isLoopback(url.hostname) || isListed(list, url)) return list;
  return list === undefined || list.trim() === '' ? url.host : `${list},${url.host}`;
}
