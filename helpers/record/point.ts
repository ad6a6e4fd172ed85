/** The point of a run in the plots, and in the history. */
import { outcomeOf } from './outcome.ts';
import type { RunPoint, RunRecord } from './schema.ts';
import { verdictOfTenant } from './tenant.ts';

/**
 * Returns the point of a tenant's run. Verdict, time and calls are those of the tenant's cells.
 *
 * @param record with the cells of the tenant alone
 */
export function pointOf(record: RunRecord): RunPoint {
  const { run, startedAt, command, cells } = record;
  return {
    run,
    startedAt,
    command,
    verdict: verdictOfTenant(record, cells),
    outcome: outcomeOf(record),
    durationMs: cells.reduce((sum, { durationMs }) => sum + durationMs, 0),
    calls: cells.reduce((sum, { calls }) => sum + calls, 0),
    proved: cells.filter(({ status }) => status === 'passed').length,
    expected: cells.length,
  };
}
