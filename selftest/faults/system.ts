/** What this harness needs to know about a system. Each has its own folder here, and an entry in `systems.ts`. */
import type { Browser } from 'playwright';
import type { Judgement } from './judge.ts';
import type { EmulatedTenant } from './tenant.ts';

/** A fault or a variation, as the emulator of the system lists it. */
export interface Overlay {
  name: string;
  sentence: string;
  pages?: true;
  needs?: 'server token';
  field?: string;
}

/** How a tenant is judged. */
export interface HowToJudge {
  browser: () => Promise<Browser>;
  /** Whether to stop after the first finding. */
  stopWhenCaught: boolean;
}

/** Starts an emulated tenant, judges it, and closes it. */
type JudgeTenant = (tenant: EmulatedTenant, how: HowToJudge) => Promise<Judgement>;

export interface System {
  /** The first part of its addresses. */
  name: string;
  /** For headings. */
  title: string;
  faults: readonly Overlay[];
  variations: readonly Overlay[];
  /** The names of those that `npm test` includes. */
  sample: { faults: readonly string[]; variations: readonly string[] };
  /**
   * Judges by the contract checks, and by the cells of the notebook. Loaded only when needed, not for a list of
   * tenants.
   */
  judges: () => Promise<{ byChecks: JudgeTenant; byCells: JudgeTenant }>;
}
