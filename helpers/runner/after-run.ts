/**
 * Reports what is still open in the ledger when all workers of a run have ended. Leftovers make the exit code 1. If a worker
 * ended without cleaning up (it crashed, or the system killed it), the run sweeps first.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { commandOf } from '../command-line/command.ts';
import { printable } from '../http/printable.ts';
import { type Entry, isUser } from '../ledger/entry.ts';
import { openEntriesOf } from '../ledger/ledger.ts';
import { PROJECT } from '../machine/project.ts';
import { RUN_ID_VARIABLE, runId } from '../run-id.ts';
import { mergedRun } from '../shards/merge.ts';
import { loadSettings } from '../systems/settings.ts';
import { EXIT } from '../verdict/verdict.ts';

/** Time limit of a sweep after a run, in ms. What it has not removed by then is left to the next run. */
export const MAX_SWEEP_MS = 180_000;

/** Something that a run recorded in the ledger and did not remove. */
export interface LeftItem {
  tenant: string;
  kind: 'user' | 'token';
  /** The email address or name of a user, or the identity that a token belongs to. */
  whose: string;
  id: number | undefined;
  /** Whether it certainly exists: its creation was confirmed, and nothing has removed it since. */
  certain: boolean;
  sentence: string;
}

/** Returns what this run recorded in the ledger and did not remove, or what was left when the blobs of a merge were written. */
export function leftItemsOfThisRun(): LeftItem[] {
  const merged = mergedRun();
  if (merged !== undefined)
    return merged.left.map((each) => ({ ...each, id: each.id, sentence: each.sentence ?? '' }));
  const entries = openEntries();
  return entries.map((entry) => {
    const { tenant, thing, id, answered } = entry;
    const { kind } = thing;
    const whose = kind === 'user' ? thing.address : thing.identity;
    // A test user's token ends with its user, even if that could not be confirmed.
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

/** Whether the leftovers were printed. They are printed once, by whichever reporter comes first. */
let areReported = false;

/** Returns the messages about what is left, on the first call only. */
export function unreportedLeftItems(): string[] {
  if (areReported) return [];
  areReported = true;
  return leftItemsOfThisRun().map(({ sentence }) => sentence);
}

/** Reports leftovers as the process exits, in case the command line replaced the reporters. */
export function reportLeftAtExit(): void {
  ledgerFolder();
  process.on('exit', () => {
    for (const sentence of unreportedLeftItems()) console.error(printable(sentence));
    if (leftItemsOfThisRun().some(({ certain }) => certain)) process.exitCode = EXIT.failed;
  });
}

/** Whether a running process of this run still has something to remove. */
export function isCleaningUp(): boolean {
  return openEntries().some(({ alive, notFound, left }) => alive && !notFound && !left);
}

/** Variables that the sweep must not inherit: it is another run, and continues if this one is killed. */
const NOT_FOR_SWEEP = [RUN_ID_VARIABLE, 'npm_lifecycle_event'];

/**
 * Sweeps in a separate process if a worker ended without cleaning up. Call this when all workers have ended.
 *
 * @param stop ends the sweep, or prevents it from starting.
 */
export async function sweepIfNeeded(stop: AbortSignal): Promise<void> {
  const crashed = openEntries().some(({ alive, notFound, left }) => !alive && !notFound && !left);
  if (!crashed || stop.aborted || commandOf() === 'sweep') return;
  console.log('\n  A worker ended without cleaning up. Sweeping.');
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

/** Read once, because the settings may be gone when the process exits. */
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
    const until = `It expires at ${new Date(Date.parse(at) + thing.lifetimeS * 1000).toISOString()}.`;
    if (!answered)
      return `UNCERTAIN: a token ${whose} may have been issued on ${tenant}, although the answer was lost. ${until} npm run sweep looks for it.`;
    if (isOrphaned)
      return `UNCERTAIN: a token ${whose} on ${tenant} could not be confirmed dead after its user was removed. ${until} npm run sweep looks for it.`;
    return id === undefined
      ? `LEFT on ${tenant}: a token ${whose}, with an ID that the tenant did not show. ${until} npm run sweep looks for it.`
      : `LEFT on ${tenant}: token ${String(id)} ${whose}. ${until} To revoke it: npm run sweep`;
  }
  if (!answered)
    return `UNCERTAIN: ${thing.address} may have been created on ${tenant}, although the answer was lost. The next run and npm run sweep look for them.`;
  const who = id === undefined ? thing.address : `user ${String(id)}, ${thing.address}`;
  return `LEFT on ${tenant}: ${who}. To remove them: npm run sweep`;
}
