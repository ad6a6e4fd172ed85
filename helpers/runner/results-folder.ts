import { join } from 'node:path';
import { commandOf } from '../command-line/command.ts';
import type { Loaded } from '../settings/load.ts';

/** Returns the folder that this run writes to. Mistakes in the settings are reported there as well. */
export function resultsFolder({ results }: Pick<Loaded, 'results'>): string {
  // A sweep after a run must not replace the run's record.
  return commandOf() === 'sweep' ? join(results, 'sweep') : results;
}
