/** How many runs at the same time a machine can take. */
import { availableParallelism, totalmem } from 'node:os';

/**
 * A run waits for its tenant for more than half of its time. With more runs per core, they wait for each other: see the
 * measurements in docs/fleet.md.
 */
const RUNS_PER_CORE = 2;

/** A run with its browser uses less than one. The rest is for the system, and for larger pages. */
const GIB_PER_RUN = 1.25;

const GIB = 2 ** 30;

/** Even on one core with little memory, a dead tenant must not hold up the others. */
const MIN_JOBS = 2;

/** What limits the number of runs. */
export interface Machine {
  cores: number;
  memoryGib: number;
}

/** Returns the default of `--jobs`. */
export function defaultJobs({ cores, memoryGib }: Machine = thisMachine()): number {
  return Math.max(MIN_JOBS, Math.min(cores * RUNS_PER_CORE, Math.floor(memoryGib / GIB_PER_RUN)));
}

/** In a container, its limits. */
function thisMachine(): Machine {
  // 0 or undefined if there is no limit, depending on the version of Node.
  const limit = process.constrainedMemory() || Infinity;
  return { cores: availableParallelism(), memoryGib: Math.min(totalmem(), limit) / GIB };
}
