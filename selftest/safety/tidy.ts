import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, PROJECT } from '../support/keyturn.ts';
import { LEDGER_FOLDER, ledgerOf } from '../../helpers/ledger/files.ts';

/** Removes the ledger of a tenant that is gone for good: its port may be another tenant's tomorrow. */
export function tidyLedger(baseUrl: string): void {
  rmSync(ledgerOf(baseUrl, join(PROJECT, LEDGER_FOLDER)), { recursive: true, force: true });
}

/** Removes the settings of the runs in a folder: they hold credentials, if only those of a tenant that is gone. */
export function removeSettings(folder: string): void {
  for (const file of filesBelow(folder)) if (file.endsWith('settings.env')) rmSync(file);
}

/**
 * The processes that a run has started and that are still there: workers, Chromium, passcode commands. They are
 * told by the results folder in their environment. Nothing where the system does not show that (not Linux).
 */
export function processesOf(results: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`KEYTURN_RESULTS=${results}\0`)) return [];
        return [`${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 80)}`];
      } catch {
        // Ended just now, or somebody else's.
        return [];
      }
    });
}
