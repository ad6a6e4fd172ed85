/** The last resort of a run whose worker ended without cleaning up (it crashed, or the system killed it). */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LEDGER_FOLDER, openEntriesOf } from '../cleanup/ledger.ts';
import { RUN_ID_VARIABLE, runId } from '../run/run.ts';
import { commandOf } from './command.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** After this a sweep that is still at work is left to the next run. */
const LONGEST_SWEEP_MS = 180_000;

/** What this run has noted in the ledger and not removed. */
export function leftByThisRun(): ReturnType<typeof openEntriesOf> {
  return openEntriesOf(runId(), `${PROJECT}${LEDGER_FOLDER}`);
}

/** Sweeps, in a process of its own, if anything is left of workers that are gone. To be called when all are. */
export async function sweepIfLeft(): Promise<void> {
  const left = leftByThisRun().filter(({ alive, notFound }) => !alive && !notFound);
  if (left.length === 0 || commandOf() === 'sweep') return;
  console.log('\n  A worker ended without cleaning up after itself: sweeping.');
  // As another run: what is to be removed is this one's.
  const environment = Object.entries(process.env).filter(([name]) => name !== RUN_ID_VARIABLE);
  await new Promise<void>((done) => {
    const child = spawn(process.execPath, [`${PROJECT}helpers/commands/run.mjs`, 'sweep'], {
      cwd: PROJECT,
      env: Object.fromEntries(environment),
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: LONGEST_SWEEP_MS,
    });
    child.on('error', () => done());
    child.on('close', () => done());
  });
}
