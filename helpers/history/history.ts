/**
 * The history of each tenant in a folder: a point for each run, and the whole records of the previous and of the last green
 * run. It contains nothing that the record does not contain.
 *
 * - Runs are compared with runs of the same command. `npm start` proves less than `npm run contract`.
 * - A run that tried only a part of its command (an address, `--grep`, a shard) is compared with the previous whole run, but is
 *   not remembered. Otherwise, the next night would be compared with a single check.
 * - An interrupted run, and one that ended before it tried anything on a tenant, is a point, but not the previous run.
 * - A sweep is not a run of the contract, and has no history.
 */
import { checkWritable, notWritableError } from '../machine/writable.ts';
import { compare } from '../record/compare.ts';
import { outcomeOf } from '../record/outcome.ts';
import { pointOf } from '../record/point.ts';
import type { RunPoint, RunRecord, Since } from '../record/schema.ts';
import { sealed } from '../record/seal.ts';
import type { Blocked } from '../verdict/errors.ts';
import { addPoint, folderOf, type Kept, readPoints, readRecord, writeRecord } from './files.ts';
import { tenantName, tenantsOf } from './tenant.ts';

/** What the history is for, and the variable that moves it. */
const PLACE = { purpose: 'the history, with which later runs are compared', variable: 'KEYTURN_HISTORY' };

/** The most earlier runs that a record contains for the plots. */
const MAX_SHOWN = 100;

/**
 * Returns why this folder cannot store the history of a tenant, or `undefined`. Checked before the first call.
 *
 * @param tenant its URL, or `undefined` for the emulator
 */
export function historyError(
  system: string,
  tenant: string | undefined,
  folder: string,
): Blocked | undefined {
  return checkWritable({ path: folderOf(folder, tenantName(system, tenant)), ...PLACE });
}

/** Compares a run with the earlier runs of each of its tenants. Call this before {@link remember}. Never throws. */
export function sinceOf(record: RunRecord, folder: string): Since[] {
  if (record.command === 'sweep') return [];
  return tenantsOf(record).map(({ tenant, record: now, wasTried }) => {
    const against = (kept: Kept) => {
      const before = readRecord(folder, tenant, kept, record.command);
      if (before === undefined || before.run === record.run || !wasTried) return null;
      return compare(now, before);
    };
    const isEarlier = ({ run, command, startedAt }: RunPoint) =>
      run !== record.run &&
      command === record.command &&
      Date.parse(startedAt) <= Date.parse(record.startedAt);
    return {
      tenant,
      previous: against('previous'),
      green: against('green'),
      runs: readPoints(folder, tenant).filter(isEarlier).slice(-MAX_SHOWN),
    };
  });
}

/**
 * Adds a run to the history. Call this once, with the final record. If the same run is remembered again, it replaces itself.
 *
 * @param key signs the stored records, if there is one
 * @returns the problem as a message if the history could not be written. Never throws.
 */
export function remember(record: RunRecord, folder: string, key?: string): string | undefined {
  if (record.command === 'sweep' || !record.ended) return undefined;
  try {
    for (const { tenant, record: own, isWhole, wasTried } of tenantsOf(record)) {
      if (!isWhole) continue;
      addPoint(folder, tenant, pointOf(own));
      if (record.interrupted || !wasTried) continue;
      const stored = sealed(own, key);
      writeRecord(folder, tenant, 'previous', stored);
      if (outcomeOf(own) === 'green') writeRecord(folder, tenant, 'green', stored);
    }
    return undefined;
  } catch (error) {
    return notWritableError({ path: folder, ...PLACE }, error).message;
  }
}
