/** The point of a run in the plots, and in the history. */
import type { RecordedCell, RunPoint, RunRecord } from './schema.ts';
import { verdictOfTenant } from './tenant.ts';

/** Returns the point of a tenant's run. Verdict, time and calls are those of the tenant's cells. */
export function pointOf(
  record: Pick<RunRecord, 'run' | 'startedAt' | 'command' | 'verdict' | 'errors'>,
  cells: readonly RecordedCell[],
): RunPoint {
  const { run, startedAt, command } = record;
  return {
    run,
    startedAt,
    command,
    verdict: verdictOfTenant(record, cells),
    durationMs: cells.reduce((sum, { durationMs }) => sum + durationMs, 0),
    calls: cells.reduce((sum, { calls }) => sum + calls, 0),
    proved: cells.filter(({ status }) => status === 'passed').length,
    expected: cells.length,
  };
}
