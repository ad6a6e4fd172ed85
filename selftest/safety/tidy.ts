import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { filesBelow } from '../support/keyturn.ts';

/**
 * Removes the settings of the runs in a folder. They contain credentials, although only those of an emulator that has
 * ended.
 */
export function removeSettings(folder: string): void {
  for (const file of filesBelow(folder)) if (file.endsWith('settings.env')) rmSync(file);
}

/**
 * The processes of a run that still exist: workers, Chromium, passcode commands. They are recognized by the results
 * folder in their environment. Only Linux shows it; on other systems, the list is empty.
 */
export function processesOf(results: string): string[] {
  return pidsOf(results).flatMap((pid) => {
    try {
      return [`${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 80)}`];
    } catch {
      // It has just ended.
      return [];
    }
  });
}

/** The IDs of the same processes. */
export function pidsOf(results: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`KEYTURN_RESULTS=${results}\0`);
      } catch {
        // It has just ended, or belongs to another user.
        return false;
      }
    });
}
