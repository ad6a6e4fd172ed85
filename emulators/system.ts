/** What `start.ts` needs to know of an emulated system. */

export interface OptionHelp {
  name: string;
  /** The default, as it would be written on the command line. */
  standard: string;
  /** The values it takes, in words. */
  values: string;
  meaning: string;
}

interface StartOrder {
  /** TCP port; undefined takes the system's own default. */
  port: number | undefined;
  /** `option=value` texts. */
  settings: string[];
}

export interface RunningSystem {
  baseUrl: string;
  /** Lines for an `.env` file; they hold secrets. */
  environment: string[];
  /** Stops it; the answer is one line about what happened meanwhile. */
  stop(): Promise<string>;
}

export interface System {
  /** For people. */
  title: string;
  options(): OptionHelp[];
  /** @throws {Error} with one sentence when a setting is wrong or the port is taken */
  start(order: StartOrder): Promise<RunningSystem>;
}
