/**
 * What is still noted in the ledger when all workers of a run are gone: it is said, and it makes the exit code 1. Where
 * a worker has ended without cleaning up (it crashed, or the system killed it), the run sweeps first.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openEntriesOf } from '../ledger/ledger.ts';
import { printable } from '../http/printable.ts';
import { PROJECT } from '../machine/project.ts';
import { RUN_ID_VARIABLE, runId } from '../run-id.ts';
import { loadSettings } from '../systems/settings.ts';
import { EXIT } from '../verdict/verdict.ts';
import { commandOf } from '../command-line/command.ts';
import { type Entry, isUser } from '../ledger/entry.ts';

/** After this a sweep that is still at work is left to the next run. */
export const MAX_SWEEP_MS = 180_000;

/** Something that a run has noted and not removed. */
export interface LeftItem {
  tenant: string;
  kind: 'user' | 'token';
  /** The address of a user; whose token it is. */
  whose: string;
  id: number | undefined;
  /** Whether it is there for sure: its creation was answered, and nothing has taken it away since. */
  certain: boolean;
  sentence: string;
}

/** What this run has noted in the ledger and not removed. */
export function leftItemsOfThisRun(): LeftItem[] {
  const entries = openEntries();
  return entries.map((entry) => {
    const { tenant, thing, id, answered } = entry;
    const { kind } = thing;
    const whose = kind === 'user' ? thing.address : thing.identity;
    // A user's token goes with its user, even where that could not be seen.
    const isOrphaned = kind === 'token' && thing.identity !== 'admin' && !entries.some(isUser);
    return {
      tenant,
      kind,
      whose,
      id,
      certain: answered && !isOrphaned,
      sentence: sentenceOf(entry, isOrphaned),
    };
  });
}

/** What was told already, so that it is told once, whichever reporter is there to do it. */
let told = false;

/** The sentences about what is left, once. */
export function unreportedLeftItems(): string[] {
  if (told) return [];
  told = true;
  return leftItemsOfThisRun().map(({ sentence }) => sentence);
}

/** At the very end, for runs whose reporters were replaced on the command line. */
export function reportLeftAtExit(): void {
  ledgerFolder();
  process.on('exit', () => {
    for (const sentence of unreportedLeftItems()) console.error(printable(sentence));
    if (leftItemsOfThisRun().some(({ certain }) => certain)) process.exitCode = EXIT.failed;
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
export async function sweepIfNeeded(stop: AbortSignal): Promise<void> {
  const crashed = openEntries().some(({ alive, notFound, left }) => !alive && !notFound && !left);
  if (!crashed || stop.aborted || commandOf() === 'sweep') return;
  console.log('\n  A worker ended without cleaning up after itself: sweeping.');
  const environment = Object.entries(process.env).filter(([name]) => !NOT_FOR_SWEEP.includes(name));
  await new Promise<void>((done) => {
    const child = spawn(process.execPath, [join(PROJECT, 'bin', 'keyturn.mjs'), 'sweep'], {
      cwd: PROJECT,
      env: Object.fromEntries(environment),
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: MAX_SWEEP_MS,
      signal: stop,
    });
    child.on('error', () => done());
    child.on('close', () => done());
  });
}

let folder: string | undefined;

/** Read once: the settings may be gone when the process ends. */
function ledgerFolder(): string {
  return (folder ??= loadSettings().state);
}

function openEntries(): Entry[] {
  return openEntriesOf(runId(), ledgerFolder());
}

function sentenceOf(entry: Entry, isOrphaned: boolean): string {
  const { tenant, thing, id, at, answered } = entry;
  if (thing.kind === 'token') {
    const whose = `of the ${thing.identity}`;
    const until = `It ends by itself, at ${new Date(Date.parse(at) + thing.lifetimeS * 1000).toISOString()}`;
    if (!answered)
      return `NOT SURE, on ${tenant}: a token ${whose} may have been given, although no answer said so. ${until}; npm run sweep looks for it.`;
    if (isOrphaned)
      return `NOT SURE, on ${tenant}: a token ${whose} was given, and could not be seen to be dead when its user had gone. ${until}; npm run sweep looks for it.`;
    return id === undefined
      ? `LEFT on ${tenant}: a token ${whose}, of which the tenant has not shown the id. ${until}; npm run sweep looks for it.`
      : `LEFT on ${tenant}: token ${String(id)} ${whose}. ${until}; npm run sweep takes it back.`;
  }
  if (!answered)
    return `NOT SURE, on ${tenant}: ${thing.address} may have been created, although no answer said so. The next run looks for it, and so does npm run sweep.`;
  const who = id === undefined ? thing.address : `user ${String(id)}, ${thing.address}`;
  return `LEFT on ${tenant}: ${who}. Remove it: npm run sweep`;
}
