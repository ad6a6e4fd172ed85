/** Stops an examination on a signal, after what it obtained was revoked. A second signal stops it at once. */
import { EXIT } from '../verdict/verdict.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What listens to the signals. */
export interface Stopping {
  /** Aborted at the first signal. */
  stop: AbortSignal;
  /** The first signal. */
  stoppedBy: () => NodeJS.Signals | undefined;
  /** Stops listening. */
  dispose: () => void;
}

/** Begins to listen to the signals. */
export function stopOnSignals(say: (text: string) => void): Stopping {
  const controller = new AbortController();
  let first: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (first !== undefined) {
      say('\n  Ended at once. If a token was issued, the ledger has it: npm run sweep\n');
      process.exit(EXIT.interrupted);
    }
    first = signal;
    say('\n  Stopping, as soon as the token is revoked. Once more to stop at once.\n');
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    stop: controller.signal,
    stoppedBy: () => first,
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
