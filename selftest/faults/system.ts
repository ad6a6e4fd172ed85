/** What this harness needs of a system. Each has its own folder here, and an entry in `systems.ts`. */
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
  /** After the first thing that was not as the contract says, the rest says nothing more. */
  stopWhenCaught: boolean;
}

/** Starts an emulated tenant, judges it, and ends it. */
type JudgeTenant = (tenant: EmulatedTenant, how: HowToJudge) => Promise<Judgement>;

export interface System {
  /** As addresses begin. */
  name: string;
  /** As a heading. */
  title: string;
  faults: readonly Overlay[];
  variations: readonly Overlay[];
  /** The names of those that `npm test` tries. */
  sample: { faults: readonly string[]; variations: readonly string[] };
  /** By the contract checks, and by the cells of the notebook. Whoever only lists the tenants need not load them. */
  judges: () => Promise<{ byChecks: JudgeTenant; byCells: JudgeTenant }>;
}
