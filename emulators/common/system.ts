/** What everybody who lists the emulated systems needs to know of one. */
import type { Interceptor } from './intercept.ts';
import type { OptionHelp } from './options.ts';
import type { TenantWitness } from './witness.ts';

interface StartOptions {
  /** TCP port; undefined takes the system's own default. */
  port: number | undefined;
  /** `option=value` texts. */
  settings: string[];
}

/** One that was started by hand. */
export interface StartedByHand {
  baseUrl: string;
  /** Lines for an `.env` file; they hold secrets. */
  environment: string[];
  /** Stops it; the answer is one line about what happened meanwhile. */
  stop(): Promise<string>;
}

/** What can be said of any system's tenant in code. */
export interface TestOptions {
  intercept?: Interceptor;
  /** Names, with commas between them. */
  fault?: string | null;
  variation?: string | null;
}

/** One that was started for tests. */
export interface EmulatedTenant {
  baseUrl: string;
  /** The settings that point a run at it, as at a live tenant. */
  settings: Record<string, string>;
  witness: TenantWitness;
  /** Stops listening and drops open connections at once. */
  close(): Promise<void>;
}

/** A fault, a variation or a field, as far as its name goes. */
interface Named {
  name: string;
}

/** A fault or a variation, as whoever lists them shows it. */
interface NamedOverlay extends Named {
  sentence: string;
  pages?: true;
  needs?: 'server token';
  field?: string;
}

export interface EmulatedSystem {
  /** For people. */
  title: string;
  /** What one of them is called. */
  noun: string;
  /** What can be switched by hand. */
  options(): OptionHelp[];
  /** @throws {Error} with one sentence when a setting is wrong or the port is taken */
  startByHand(order: StartOptions): Promise<StartedByHand>;
  /** Starts one that can be tested. */
  start(options?: TestOptions): Promise<EmulatedTenant>;
  faults: readonly NamedOverlay[];
  variations: readonly NamedOverlay[];
  fields: readonly Named[];
}

/** One line about what happened meanwhile, for whoever stops one by hand. */
export function summary({ witness }: Pick<EmulatedTenant, 'witness'>, tokens: string): string {
  const { left, touched } = witness.remains();
  return [
    `${witness.calls().length} calls answered`,
    `${left.length} users created since start are still active`,
    tokens,
    `${touched.length} pre-existing users changed`,
  ].join(', ');
}
