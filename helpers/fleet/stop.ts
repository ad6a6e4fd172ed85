/** Passes stop signals on to the runs of a fleet. */
import { whenParentExits } from '../runner/parent.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Two signals within this time count as one: a terminal signals npm and this process, and npm forwards its signal. */
const DUPLICATE_SIGNAL_MS = 1_000;

/** What happens at each signal. */
export interface Stops {
  /** At the first one. */
  stop: (signal: NodeJS.Signals) => void;
  /** At the second one: shows what is waited for. */
  show: () => void;
  /** At the third one: nothing is waited for any longer. */
  quit: () => void;
}

/**
 * Begins to listen to signals.
 *
 * @returns whether there was one, and how to stop listening
 */
export function stopOnSignals({ stop, show, quit }: Stops): {
  wasStopped: () => boolean;
  dispose: () => void;
} {
  let times = 0;
  let last = -Infinity;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (now - last < DUPLICATE_SIGNAL_MS) return;
    last = now;
    times++;
    if (times === 1) stop(signal);
    else if (times === 2) show();
    else quit();
  };
  // Ctrl-\ means at once, as for a run.
  const onQuit = () => {
    times = Math.max(times, 1);
    quit();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('SIGQUIT', onQuit);
  whenParentExits(() => onSignal('SIGTERM'));
  // The reader of the output may go (`| head`, a closed terminal). The runs go on, or are stopped by a signal.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  return {
    wasStopped: () => times > 0,
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      process.off('SIGQUIT', onQuit);
    },
  };
}
