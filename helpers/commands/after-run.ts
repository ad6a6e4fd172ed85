/**
 * What is still noted in the ledger when all workers of a run are gone: it is said, and it makes the exit code 1. Where
 * a worker has ended without cleaning up (it crashed, or the system killed it), the run sweeps first.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Entry, LEDGER_FOLDER, openEntriesOf } from '../cleanup/ledger.ts';
import { printable } from '../http/printable.ts';
import { PROJECT } from '../run/project.ts';
import { RUN_ID_VARIABLE, runId } from '../run/run.ts';
import { EXIT } from '../verdict/verdict.ts';
import { commandOf } from './command.ts';

/** After this a sweep that is still at work is left to the next run. */
export const LONGEST_SWEEP_MS = 180_000;

/** Something that a run has noted and not removed. */
export interface Left {
  tenant: string;
  kind: 'user' | 'token';
  /** The address of a user; whose token it is. */
  whose: string;
  id: number | undefined;
  /** Whether it is there for sure: its creation was answered. */
  certain: boolean;
  sentence: string;
}

/** What this run has noted in the ledger and not removed. */
export function leftByThisRun(): Left[] {
  return openEntries().map((entry) => {
    const { tenant, thing, id } = entry;
    const { kind } = thing;
    const whose = kind === 'user' ? thing.address : thing.identity;
    return { tenant, kind, whose, id, certain: id !== undefined, sentence: sentenceOf(entry) };
  });
}

/** What was told already, so that it is told once, whichever reporter is there to do it. */
let told = false;

/** The sentences about what is left, once. */
export function untoldLeft(): string[] {
  if (told) return [];
  told = true;
  return leftByThisRun().map(({ sentence }) => sentence);
}

/** At the very end, for runs whose reporters were replaced on the command line. */
export function tellAtExit(): void {
  process.on('exit', () => {
    for (const sentence of untoldLeft()) console.error(printable(sentence));
    if (leftByThisRun().some(({ certain }) => certain)) process.exitCode = EXIT.failed;
  });
}

/** Whether a process of this run is still there that has something to remove. */
export function isCleaningUp(): boolean {
  return openEntries().some(({ alive, notFound, left }) => alive && !notFound && !left);
}

/** What belongs to this run, and not to the sweep behind it: it is another run, and goes on if this one is killed. */
const NOT_FOR_SWEEP = [RUN_ID_VARIABLE, 'npm_lifecycle_event'];

/**
 * Sweeps, in a process of its own, if workers have ended without cleaning up. To be called when all are gone.
 *
 * @param stop ends the sweep, or keeps it from beginning.
 */
export async function sweepIfLeft(stop: AbortSignal): Promise<void> {
  const crashed = openEntries().some(({ alive, notFound, left }) => !alive && !notFound && !left);
  if (!crashed || stop.aborted || commandOf() === 'sweep') return;
  console.log('\n  A worker ended without cleaning up after itself: sweeping.');
  const environment = Object.entries(process.env).filter(([name]) => !NOT_FOR_SWEEP.includes(name));
  await new Promise<void>((done) => {
    const child = spawn(process.execPath, [join(PROJECT, 'helpers', 'commands', 'run.mjs'), 'sweep'], {
      cwd: PROJECT,
      env: Object.fromEntries(environment),
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: LONGEST_SWEEP_MS,
      signal: stop,
    });
    child.on('error', () => done());
    child.on('close', () => done());
  });
}

function openEntries(): Entry[] {
  return openEntriesOf(runId(), join(PROJECT, LEDGER_FOLDER));
}

function sentenceOf(entry: Entry): string {
  const { tenant, thing, id, at } = entry;
  if (thing.kind === 'token') {
    const until = new Date(Date.parse(at) + thing.lifetimeS * 1000).toISOString();
    return id === undefined
      ? `NOT SURE, on ${tenant}: a token of the ${thing.identity} may have been given, although no answer said so. It ends by itself, at ${until}; npm run sweep looks for it.`
      : `LEFT on ${tenant}: token ${String(id)} of the ${thing.identity}. It ends by itself, at ${until}; npm run sweep takes it back.`;
  }
  return id === undefined
    ? `NOT SURE, on ${tenant}: ${thing.address} may have been created, although no answer said so. The next run looks for it, and so does npm run sweep.`
    : `LEFT on ${tenant}: user ${String(id)}, ${thing.address}. Remove it: npm run sweep`;
}
