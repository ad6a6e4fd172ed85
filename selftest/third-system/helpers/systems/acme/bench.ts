/** What the specs of Acme work with. */
import type { CellContext } from '../../../../../helpers/contract/cell.ts';
import type { ResettingBench } from '../../../../../helpers/contract/check.ts';
import { type Thing, Things } from './things.ts';

/** What a cell gets. */
export interface AcmeCell extends CellContext<{ thing: Thing; password: string }> {
  things: Things;
}

/** What a check works with: each check makes its own thing. */
export class AcmeBench extends Things implements ResettingBench {
  begin(): Promise<void> {
    return Promise.resolve();
  }

  markDirty(): void {
    // Checks share nothing.
  }
}
