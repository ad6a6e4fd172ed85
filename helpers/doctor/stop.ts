/** Stops an examination on a signal, after what it obtained was revoked. A second signal stops it at once. */
import { EXIT } from '../verdict/verdict.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Two signals within this time count as one: a terminal signals npm and this process, and npm forwards its signal. */
const DUPLICATE_SIGNAL_MS = 1_000;

/** What listens to the signals. */
export interface Stopping {
  /** Aborted at the first signal. */
  stop: AbortSignal;
  /** The first signal, or why the output ended. */
  stoppedBy: () => string | undefined;
  /** Stops listening. */
  dispose: () => void;
}

/** Begins to listen to the signals. */
export function stopOnSignals(say: (text: string) => void): Stopping {
  const controller = new AbortController();
  let first: string | undefined;
  let last = -Infinity;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (now - last < DUPLICATE_SIGNAL_MS) return;
    last = now;
    if (first !== undefined) {
      say('\n  Ended at once. If a token was issued, the ledger has it: npm run sweep\n');
      process.exit(EXIT.interrupted);
    }
    first = signal;
    say('\n  Stopping, as soon as the token is revoked. Once more to stop at once.\n');
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  // The reader of the output has gone (`| head`, a closed terminal). The token must be revoked anyway.
  const onLost = () => {
    first ??= 'the end of its output';
    controller.abort();
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onLost);
  return {
    stop: controller.signal,
    stoppedBy: () => first,
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
