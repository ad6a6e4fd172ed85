/**
 * Turns every way to be told to stop into an orderly end: cells stop, everything is cleaned up, reports are written. And
 * sees to it that this end comes: Playwright stops on SIGINT alone, waits for some workers in vain (`workers.ts`), and leaves
 * them all to themselves at a second SIGINT.
 */
import { EXIT } from '../verdict/verdict.ts';
import { isCleaningUp, MAX_SWEEP_MS } from './after-run.ts';
import { Workers } from './workers.ts';

/** A terminal that closes, and a scheduler that has had enough. */
const EXTRA_STOP_SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

/** Told twice within this, it was told once: a terminal tells npm and the run, and npm tells the run. */
const DUPLICATE_SIGNAL_MS = 1_000;

/** How often what may have ended is looked at. */
const POLL_INTERVAL_MS = 500;

/** When all workers are gone: a sweep, and the reports. */
const MAX_REPORTS_MS = MAX_SWEEP_MS + 60_000;

/** For the reports alone, when everything shall end at once. */
const MAX_REPORTS_AFTER_KILL_MS = 15_000;

/** Our own listeners, beside Playwright's. */
const ours = new Set<NodeJS.SignalsListener>();

/** Where the run stands. */
let stage: 'starting' | 'running' | 'over' = 'starting';

const workers = new Workers({ hasOpenEntries: isCleaningUp, say });

const atOnce = new AbortController();

/** Whoever was told to end at once hears of it here. */
export const immediateStop = atOnce.signal;

/**
 * Until the run begins there is nothing to clean up and nothing to report. To be called when the configuration is loaded; in
 * a worker it does nothing.
 */
export function handleSignalsDuringStartup(): void {
  if (process.env['TEST_WORKER_INDEX'] !== undefined && process.send !== undefined) return;
  const end = () => {
    if (stage !== 'starting') return;
    say('Interrupted while it was starting: nothing has begun.\n');
    process.exit(EXIT.interrupted);
  };
  ours.add(end);
  for (const signal of ['SIGINT', ...EXTRA_STOP_SIGNALS] as const) process.on(signal, end);
  stopWhenParentExits();
}

/** To be called once, in the main process, when the run begins. */
export function handleStopSignals(): void {
  stage = 'running';
  workers.watch();
  let times = 0;
  let last = -Infinity;
  const told = () => {
    const now = performance.now();
    if (now - last < DUPLICATE_SIGNAL_MS) return;
    last = now;
    times++;
    if (times === 1) stop();
    else if (times === 2) announceWait();
    else stopImmediately();
  };
  ours.add(told);
  process.on('SIGINT', told);
  for (const signal of EXTRA_STOP_SIGNALS) process.on(signal, () => process.emit('SIGINT'));
  // Ctrl-\ is for who will not wait.
  process.on('SIGQUIT', stopImmediately);
  // Whoever read the output has gone (`npm start | head`, a closed terminal): that is no reason to leave anything.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/** The cells are done, one way or the other: what is left to do is done to its end. */
export function markRunOver(): void {
  stage = 'over';
  workers.over();
  detachPlaywright();
}

/**
 * In a worker: a closed terminal, and Ctrl-\, tell a whole group, but when the worker ends is the main process's business.
 * (Playwright does the same for the others.)
 */
export function ignoreSignalsInWorker(): void {
  if (process.env['TEST_WORKER_INDEX'] === undefined) return;
  for (const signal of ['SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => undefined);
}

function announceStop(): void {
  if (atOnce.signal.aborted) return;
  if (stage === 'over') say('Stopping. The cells are done; the reports are being written.');
  else if (workers.any) say('Stopping. What this run has created is removed first; that may take a minute.');
  else say('Stopping. Nothing was created yet.');
}

function stop(): void {
  announceStop();
  workers.stop();
  // It has been told, or is being told now; a second time it would leave its workers to themselves.
  setImmediate(detachPlaywright);
  let gone: number | undefined;
  // It keeps the process, too: a run whose last worker has gone would otherwise be over for Node before it has reported.
  setInterval(() => {
    workers.check();
    gone = workers.running > 0 ? undefined : (gone ?? performance.now());
    if (gone !== undefined && performance.now() - gone > MAX_REPORTS_MS) abandonReports();
  }, POLL_INTERVAL_MS);
}

function announceWait(): void {
  if (atOnce.signal.aborted) return;
  say(
    isCleaningUp()
      ? 'Stopping already: what this run has created is being removed, which takes eight minutes at most. ' +
          'Once more, and it ends at once, leaving that to the next run or to npm run sweep.'
      : 'Stopping already. Once more, and it ends at once.',
  );
}

function stopImmediately(): void {
  if (atOnce.signal.aborted) return;
  say(
    isCleaningUp()
      ? 'Ending at once. What this run has created is left to the next run, or to npm run sweep.'
      : 'Ending at once.',
  );
  atOnce.abort();
  // Playwright has to hear of it as well.
  process.emit('SIGINT');
  workers.endAtOnce();
  setTimeout(abandonReports, MAX_REPORTS_AFTER_KILL_MS).unref();
}

/** The search for secrets comes all the same: it is done when the process ends. */
function abandonReports(): void {
  say('The reports did not come to an end. What there is of them may be incomplete.');
  process.exit(EXIT.interrupted);
}

/** From now on, no signal reaches Playwright. */
function detachPlaywright(): void {
  for (const listener of process.listeners('SIGINT'))
    if (!ours.has(listener)) process.off('SIGINT', listener);
}

/**
 * npm and its like hand a SIGTERM on to the shell between them and the run, which ends and tells nobody: that its parent has
 * gone is all that the run gets to know. (Started without them, it may be in the background on purpose.)
 */
function stopWhenParentExits(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    say('What has started this run was ended.');
    process.emit('SIGTERM');
  }, POLL_INTERVAL_MS).unref();
}

function say(sentence: string): void {
  console.error(`\n  ${sentence}`);
}
