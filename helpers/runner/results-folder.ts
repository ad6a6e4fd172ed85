import { join } from 'node:path';
import { commandOf } from '../command-line/command.ts';
import type { Loaded } from '../settings/load.ts';

/** Where this run writes, also when the settings are wrong: what is wrong is written there. */
export function resultsFolder({ results }: Pick<Loaded, 'results'>): string {
  // A sweep that follows a run must not replace its record.
  return commandOf() === 'sweep' ? join(results, 'sweep') : results;
}
