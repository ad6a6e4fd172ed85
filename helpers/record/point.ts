/** The point of a run in the plots, and in the history. */
import type { RecordedCell, RunPoint, RunRecord } from './schema.ts';

/** Returns the point of a tenant's run. Time and calls are those of the tenant's cells. */
export function pointOf(
  { run, startedAt, command, verdict }: Pick<RunRecord, 'run' | 'startedAt' | 'command' | 'verdict'>,
  cells: readonly RecordedCell[],
): RunPoint {
  return {
    run,
    startedAt,
    command,
    verdict,
    durationMs: cells.reduce((sum, { durationMs }) => sum + durationMs, 0),
    calls: cells.reduce((sum, { calls }) => sum + calls, 0),
    proved: cells.filter(({ status }) => status === 'passed').length,
    expected: cells.length,
  };
}
