import { EXIT } from '../verdict/verdict.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How often a person presses Ctrl-C before setup ends at once. A token may then be left for the next run to revoke. */
const IMPATIENT = 3;

/** Ctrl-C, whether it comes as a signal or as a key. */
export interface Interrupt {
  signal: AbortSignal;
  interrupt: () => void;
  stop: () => void;
}

/** Handles Ctrl-C and the signals that end a process: the first one cancels setup, the third one ends it at once. */
export function handleInterrupts(): Interrupt {
  const controller = new AbortController();
  let count = 0;
  const interrupt = () => {
    count++;
    controller.abort();
    if (count >= IMPATIENT) process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    interrupt,
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
