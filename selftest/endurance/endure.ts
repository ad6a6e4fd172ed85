/** One run after the other against one emulated tenant, with the same folders, as a schedule does it night after night. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { describeRemains } from '../../emulators/common/witness.ts';
import { COMPILED } from '../support/compiled.ts';
import { filesBelow, type Running, startIn } from '../support/keyturn.ts';
import { leaksOf } from '../safety/run-case.ts';
import type { SafetySystem } from '../safety/systems.ts';
import { pidsOf } from '../safety/tidy.ts';

/** What there was after a run. */
export interface Night {
  code: number | null;
  seconds: number;
  /** The most memory that one process of the run used, in MiB. 0 where the system does not show it (only Linux does). */
  peakMiB: number;
  /** Users that the runs have created so far, deleted or not. */
  users: number;
  /** API calls of this run. */
  calls: number;
  /** Files in the ledger's folder. */
  ledgerFiles: number;
  /** Files in the folder for temporary files. */
  temporaryFiles: number;
  /** Files of results, without the history. */
  resultFiles: number;
  /** Size of the results, without the history, in KiB. */
  resultKiB: number;
  historyFiles: number;
  historyKiB: number;
  /** Empty if all is well. */
  problems: string[];
}

/**
 * @param folder for everything that the runs write
 * @param onNight is called after each run
 */
export async function endure(
  system: SafetySystem,
  runs: number,
  folder: string,
  onNight: (night: Night, index: number) => void = () => undefined,
): Promise<Night[]> {
  rmSync(folder, { recursive: true, force: true });
  const places = {
    KEYTURN_RESULTS: join(folder, 'results'),
    KEYTURN_STATE: join(folder, 'state'),
    KEYTURN_HISTORY: join(folder, 'history'),
    TMPDIR: join(folder, 'tmp'),
    ...COMPILED,
  };
  mkdirSync(places.TMPDIR, { recursive: true });
  const tenant = await system.start({});
  const nights: Night[] = [];
  try {
    for (let index = 0; index < runs; index++) {
      const before = tenant.witness.calls().length;
      const known = tenant.witness.secrets().length;
      const startedAt = Date.now();
      const running = startIn(join(folder, 'run'), {
        command: 'start',
        env: tenant.settings,
        environment: places,
      });
      const peak = watchMemory(running, places.KEYTURN_RESULTS);
      const { code, output } = await running.ended;
      const night: Night = {
        code,
        seconds: (Date.now() - startedAt) / 1000,
        peakMiB: peak(),
        users: tenant.witness.created().length,
        calls: tenant.witness.calls().length - before,
        ledgerFiles: filesBelow(places.KEYTURN_STATE).length,
        temporaryFiles: readdirSync(places.TMPDIR).length,
        resultFiles: filesBelow(places.KEYTURN_RESULTS).length,
        resultKiB: sizeOf(places.KEYTURN_RESULTS),
        historyFiles: filesBelow(places.KEYTURN_HISTORY).length,
        historyKiB: sizeOf(places.KEYTURN_HISTORY),
        problems: [],
      };
      if (code !== 0) night.problems.push(`exit code ${String(code)}:\n${output}`);
      night.problems.push(...describeRemains(tenant.witness.remains()));
      // Those of earlier runs were searched for after those runs.
      const fresh = tenant.witness
        .secrets()
        .slice(known)
        .filter((each) => !system.isPublic(each));
      const leaks = [places.KEYTURN_RESULTS, places.KEYTURN_HISTORY].flatMap((results) =>
        leaksOf({ output, results }, fresh),
      );
      night.problems.push(...leaks.map((hit) => `leaked: ${JSON.stringify(hit)}`));
      nights.push(night);
      onNight(night, index);
      // What comes after a run that left something says nothing new.
      if (night.problems.length > 0) break;
    }
  } finally {
    await tenant.close();
    rmSync(join(folder, 'run'), { recursive: true, force: true });
  }
  return nights;
}

/** What may not be more after the last run than after the second one. (The first one creates the pool, the folders and the history.) */
const CONSTANT = ['ledgerFiles', 'temporaryFiles', 'resultFiles', 'calls'] as const;

/** The most that a size may have grown since the second run. */
const TOLERANCE = 1.25;

/** The history has two records of a tenant and at most 400 points, and each record at most 100 of them. */
const MAX_HISTORY_KIB_PER_RUN = 1;

/** Returns what grows from run to run, and all other problems. */
export function problemsOf(nights: readonly Night[]): string[] {
  const problems = nights.flatMap((night, index) =>
    night.problems.map((problem) => `run ${String(index + 1)}: ${problem}`),
  );
  const [, second] = nights;
  const last = nights.at(-1);
  if (second === undefined || last === undefined || problems.length > 0) return problems;
  const grown = CONSTANT.filter((name) => last[name] > second[name]).map(
    (name) => `${name}: ${String(second[name])} after the second run, ${String(last[name])} after the last`,
  );
  const larger = (['resultKiB', 'peakMiB'] as const).filter((name) => last[name] > second[name] * TOLERANCE);
  const history = last.historyKiB - second.historyKiB;
  return [
    ...grown,
    ...larger.map(
      (name) =>
        `${name}: ${second[name].toFixed(0)} after the second run, ${last[name].toFixed(0)} after the last`,
    ),
    ...(history > MAX_HISTORY_KIB_PER_RUN * nights.length * 2
      ? [`historyKiB: grew by ${history.toFixed(0)} in ${String(nights.length)} runs`]
      : []),
  ];
}

/** Whether the users of a system are a pool that must not grow, or one for each run. */
export function usersProblem(nights: readonly Night[], users: 'one per run' | 'a pool'): string | undefined {
  const [first] = nights;
  const last = nights.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const expected = users === 'a pool' ? first.users : first.users * nights.length;
  return last.users === expected
    ? undefined
    : `users: ${String(expected)} expected after ${String(nights.length)} runs, but there are ${String(last.users)}`;
}

/** Looks at the processes of a run again and again, because nothing shows their memory after their end. */
function watchMemory({ ended }: Pick<Running, 'ended'>, results: string): () => number {
  let peak = 0;
  const look = () => {
    for (const pid of pidsOf(results)) peak = Math.max(peak, peakOf(pid));
  };
  const timer = setInterval(look, 200);
  void ended.finally(() => clearInterval(timer));
  return () => peak;
}

/** The most memory that a process has used so far, in MiB. */
function peakOf(pid: string): number {
  try {
    const [, kiB = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kiB) / 1024;
  } catch {
    // It has just ended.
    return 0;
  }
}

function sizeOf(folder: string): number {
  return filesBelow(folder).reduce((sum, file) => sum + statSync(file).size, 0) / 1024;
}
