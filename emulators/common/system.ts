/** What every emulated system offers to commands and tests. */
import type { CallHook } from './call-hook.ts';
import type { SecureHost } from './listen.ts';
import type { OptionHelp } from './options.ts';
import type { TenantWitness } from './witness.ts';

interface StartOptions {
  /** TCP port; undefined for the system's own default. */
  port: number | undefined;
  /** `option=value` strings. */
  settings: string[];
  /** For HTTPS; undefined for plain HTTP. */
  secure?: SecureHost | undefined;
}

/** An emulator that was started manually. */
export interface ManualEmulator {
  baseUrl: string;
  /** The TCP port on 127.0.0.1. */
  port: number;
  /** Lines for an `.env` file. They contain secrets. */
  environment: string[];
  /** What an admin of the tenant finds on its screens, as [what, value] pairs for a person who types. They contain secrets. */
  screens: [string, string][];
  /** Stops it, and returns one line about what happened since the start. */
  stop(): Promise<string>;
}

/** What code can set on any system's tenant. */
export interface TestOptions {
  callHook?: CallHook;
  /** Names, separated by commas. */
  fault?: string | null;
  variation?: string | null;
  /** How much later each answer arrives. */
  latencyMs?: number;
}

/** An emulator that was started for tests. */
export interface EmulatedTenant {
  baseUrl: string;
  /** The settings with which a run uses it like a live tenant. */
  settings: Record<string, string>;
  witness: TenantWitness;
  /** Stops listening and drops open connections at once. */
  close(): Promise<void>;
}

/** The name of a fault, a variation or a field. */
interface Named {
  name: string;
}

/** A fault or a variation as lists show it. */
export interface NamedOverlay extends Named {
  sentence: string;
  pages?: true;
  needs?: 'server token';
  field?: string;
}

export interface EmulatedSystem {
  /** Shown to people. */
  title: string;
  /** `tenant` or `site`. */
  noun: string;
  /** The options that can be set manually. */
  options(): OptionHelp[];
  /** @throws {Error} with a one-line message if a setting is wrong or the port is in use */
  startManually(options: StartOptions): Promise<ManualEmulator>;
  /** Starts an emulator for tests. */
  start(options?: TestOptions): Promise<EmulatedTenant>;
  faults: readonly NamedOverlay[];
  variations: readonly NamedOverlay[];
  fields: readonly Named[];
}

/** Returns one line about what happened since the start, for the person who stops the emulator. */
export function summary({ witness }: Pick<EmulatedTenant, 'witness'>, tokens: string): string {
  const { left, touched } = witness.remains();
  return [
    `${witness.calls().length} calls answered`,
    `${left.length} users created since start are still active`,
    tokens,
    `${touched.length} pre-existing users changed`,
  ].join(', ');
}
