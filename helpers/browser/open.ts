import type { Browser } from 'playwright';
import type { Settings } from '../settings/settings.ts';
import { launchBrowser } from './launch.ts';

/** Starts a browser when it is first needed. */
export type OpenBrowser = (options: { headless: boolean }) => Promise<Browser>;

/** The browsers of one process: a headless one and a visible one, each started when it is first needed. */
export class Browsers {
  readonly #running = new Map<boolean, Promise<Browser>>();
  readonly #settings: Pick<Settings, 'browser' | 'proxy'>;

  constructor(settings: Pick<Settings, 'browser' | 'proxy'>) {
    this.#settings = settings;
  }

  /**
   * Returns a browser.
   *
   * @throws {Blocked} if none starts
   */
  readonly open: OpenBrowser = ({ headless }) => {
    const { browser: configured, proxy } = this.#settings;
    const browser = this.#running.get(headless) ?? launchBrowser({ configured, proxy, headless });
    this.#running.set(headless, browser);
    return browser;
  };

  /** Closes all that have started. */
  async close(): Promise<void> {
    for (const browser of await Promise.allSettled(this.#running.values()))
      if (browser.status === 'fulfilled') await browser.value.close();
  }
}
