/** What this harness needs to know about a system. Each system has its own folder here, and an entry in `systems.ts`. */
import type { Browser } from 'playwright';
import type { NamedOverlay } from '../../emulators/common/system.ts';
import type { Judgment } from './judge.ts';
import type { EmulatedTenant } from './tenant.ts';

/** How a tenant is judged. */
export interface HowToJudge {
  browser: () => Promise<Browser>;
  /** Whether to stop after the first finding. */
  stopWhenCaught: boolean;
}

/** Starts an emulated tenant, judges it, and closes it. */
type JudgeTenant = (tenant: EmulatedTenant, how: HowToJudge) => Promise<Judgment>;

export interface System {
  /** The first part of its addresses. */
  name: string;
  /** For headings. */
  title: string;
  faults: readonly NamedOverlay[];
  variations: readonly NamedOverlay[];
  /** The names of the faults and variations that `npm test` includes. */
  sample: { faults: readonly string[]; variations: readonly string[] };
  /** Judges by the contract checks, and by the cells of the notebook. It is loaded when a tenant is judged. */
  judges: () => { byChecks: JudgeTenant; byCells: JudgeTenant };
}
