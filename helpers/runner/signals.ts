/**
 * Turns every stop signal into a graceful shutdown: cells stop, everything is cleaned up, and the reports are written.
 *
 * It also makes sure that the shutdown ends. Playwright stops on SIGINT only, waits for some workers that never end
 * (`workers.ts`), and abandons all workers on a second SIGINT.
 */
import { EXIT } from '../verdict/verdict.ts';
import { isCleaningUp, MAX_SWEEP_MS } from './after-run.ts';
import { whenParentExits } from './parent.ts';
import { Workers } from './workers.ts';

/** Signals of a scheduler that stops the run, and of a terminal that closes. */
const EXTRA_STOP_SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

/** Two signals within this time count as one: a terminal signals npm and the run, and npm forwards its signal to the run. */
const DUPLICATE_SIGNAL_MS = 1_000;

/** How often the run checks whether its workers have ended. */
const POLL_INTERVAL_MS = 500;

/** Time limit for the sweep and the reports after the last worker has ended. */
const MAX_REPORTS_MS = MAX_SWEEP_MS + 60_000;

/** Time limit for the reports in an immediate shutdown. */
const MAX_REPORTS_AFTER_KILL_MS = 15_000;

/** Our own listeners. All others are Playwright's. */
const ours = new Set<NodeJS.SignalsListener>();

/** The current stage of the run. */
let stage: 'starting' | 'running' | 'over' = 'starting';

/** What stopped the run, as the end of a sentence. */
let stoppedBy: string | undefined;

const workers = new Workers({ hasOpenEntries: isCleaningUp, say });

const immediate = new AbortController();

/** Returns what stopped the run: `SIGTERM`. `undefined` if nothing did. */
export function whatStopped(): string | undefined {
  return stoppedBy;
}

/** Aborted when an immediate shutdown begins. */
export const immediateStop = immediate.signal;

/**
 * Exits on a signal until the run begins. Until then, there is nothing to clean up or to report. Call this once the
 * configuration is loaded. It does nothing in a worker.
 */
export function handleSignalsDuringStartup(): void {
  if (process.env['TEST_WORKER_INDEX'] !== undefined && process.send !== undefined) return;
  const end = () => {
    if (stage !== 'starting') return;
    say('Interrupted during startup. Nothing was created.\n');
    process.exit(EXIT.interrupted);
  };
  ours.add(end);
  for (const signal of ['SIGINT', ...EXTRA_STOP_SIGNALS] as const) process.on(signal, end);
  stopWhenParentExits();
}

/** Handles stop signals from now on. Call this once, in the main process, when the run begins. */
export function handleStopSignals(): void {
  stage = 'running';
  workers.watch();
  let times = 0;
  let last = -Infinity;
  const onSignal = () => {
    rememberStop('Ctrl-C or SIGINT');
    const now = performance.now();
    if (now - last < DUPLICATE_SIGNAL_MS) return;
    last = now;
    times++;
    if (times === 1) stop();
    else if (times === 2) announceWait();
    else stopImmediately();
  };
  ours.add(onSignal);
  process.on('SIGINT', onSignal);
  for (const signal of EXTRA_STOP_SIGNALS) {
    process.on(signal, () => {
      rememberStop(signal);
      process.emit('SIGINT');
    });
  }
  // Ctrl-\ means an immediate shutdown.
  process.on('SIGQUIT', () => {
    rememberStop('SIGQUIT');
    stopImmediately();
  });
  // If the reader of the output has gone (`npm start | head`, a closed terminal), the run must still clean up.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/** Call this when the cells are done. From then on, signals no longer interrupt the sweep and the reports. */
export function markRunOver(): void {
  stage = 'over';
  workers.over();
  detachPlaywright();
}

/**
 * Ignores signals in a worker. A closed terminal and Ctrl-\ signal the whole process group, but only the main process
 * decides when a worker ends. (Playwright ignores the other signals in the same way.)
 */
export function ignoreSignalsInWorker(): void {
  if (process.env['TEST_WORKER_INDEX'] === undefined) return;
  for (const signal of ['SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => undefined);
}

/** Only the first cause counts: one signal follows from another. After the cells, nothing stops the run. */
function rememberStop(cause: string): void {
  if (stage === 'running') stoppedBy ??= cause;
}

function announceStop(): void {
  if (immediate.signal.aborted) return;
  if (stage === 'over') say('Stopping. The cells are done; writing the reports.');
  else if (workers.hadAny) say('Stopping. Removing what this run created; this may take a minute.');
  else say('Stopping. Nothing was created yet.');
}

function stop(): void {
  announceStop();
  workers.stop();
  // Playwright gets this signal too. On a second one, it would abandon its workers.
  setImmediate(detachPlaywright);
  let withoutWorkersSince: number | undefined;
  // The interval also keeps the process alive. Otherwise, Node could exit before the reports are written.
  setInterval(() => {
    workers.check();
    withoutWorkersSince = workers.running > 0 ? undefined : (withoutWorkersSince ?? performance.now());
    if (withoutWorkersSince !== undefined && performance.now() - withoutWorkersSince > MAX_REPORTS_MS)
      abandonReports();
  }, POLL_INTERVAL_MS);
}

function announceWait(): void {
  if (immediate.signal.aborted) return;
  say(
    isCleaningUp()
      ? 'Already stopping: removing what this run created (at most eight minutes). ' +
          'Press Ctrl-C again to quit now and leave that to the next run or npm run sweep.'
      : 'Already stopping. Press Ctrl-C again to quit now.',
  );
}

function stopImmediately(): void {
  if (immediate.signal.aborted) return;
  say(
    isCleaningUp()
      ? 'Quitting now. What this run created is left for the next run or npm run sweep.'
      : 'Quitting now.',
  );
  immediate.abort();
  // Playwright has to stop as well.
  process.emit('SIGINT');
  workers.killAll();
  setTimeout(abandonReports, MAX_REPORTS_AFTER_KILL_MS).unref();
}

/** Exits without the reports. The leak search still runs, as the process exits. */
function abandonReports(): void {
  say('The reports could not be finished and may be incomplete.');
  process.exit(EXIT.interrupted);
}

/** Keeps further signals from Playwright. */
function detachPlaywright(): void {
  for (const listener of process.listeners('SIGINT'))
    if (!ours.has(listener)) process.off('SIGINT', listener);
}

/** Stops the run when the process that started it has exited. */
function stopWhenParentExits(): void {
  whenParentExits(() => {
    say('The process that started this run has ended.');
    rememberStop('the process that started it has ended');
    process.emit('SIGTERM');
  });
}

function say(sentence: string): void {
  console.error(`\n  ${sentence}`);
}
