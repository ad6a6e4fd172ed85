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
        `--confirm-host names another host than ${url.host}. Nothing was sent. Correct the one that is wrong.`,
      );
    if (this.#confirmHost === undefined) {
      if (this.#prompter === undefined)
        throw new Stopped(
          `Nothing was sent to ${url.host}. --confirm-host must name the host of your own tenant.`,
        );
      // Typed out, because a key that was pressed too often must not confirm it.
      const typed = await this.#prompter.text({
        message: `Is ${url.origin} your own tenant?`,
        hint:
          `Nothing was sent to it yet. From here on, Keyturn calls it, and you will be asked for its secrets. Type ${url.host} to ` +
          'confirm it. Leave it empty to name another tenant.',
        initial: undefined,
        validate: (text) =>
          text.trim() === '' || isSame(text, url)
            ? undefined
            : `That is not ${url.host}. Leave it empty to name another tenant.`,
      });
      if (!isSame(typed, url)) {
        this.#screen.warn(`Nothing was sent to ${url.host}.`);
        return false;
      }
    }
    this.#confirmed = url;
    return true;
  }
}

/** Whether a person has typed this host. */
function isSame(typed: string, { host, origin }: URL): boolean {
  const text = typed.trim().toLowerCase().replace(/\/$/, '');
  return text === host || text === origin;
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
