/** The ledgers on this machine, for tests of runs that were killed or stopped. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { LEDGER_FOLDER, ledgerOf } from '../../helpers/ledger/files.ts';
import { PROJECT } from './keyturn.ts';

/** The folder of all ledgers. */
export const LEDGERS = join(PROJECT, LEDGER_FOLDER);

/** The folder of a tenant's ledger. */
export function ledgerFolderOf({ baseUrl }: { baseUrl: string }): string {
  return ledgerOf(baseUrl, LEDGERS);
}

/** Removes the ledger of a tenant that has ended. Another tenant may use its port tomorrow. */
export function tidyLedger(tenant: { baseUrl: string }): void {
  rmSync(ledgerFolderOf(tenant), { recursive: true, force: true });
}
