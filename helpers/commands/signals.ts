/** Turns every way to be told to stop into an orderly end: cells stop, everything is cleaned up, reports are written. */

/** A terminal that closes, and a scheduler that has had enough. */
const ALSO_STOP = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Playwright cleans up and reports on SIGINT alone; on the others it ends as it is. To be called once, in the main
 * process.
 */
export function endOrderly(): void {
  for (const signal of ALSO_STOP) process.on(signal, () => process.emit('SIGINT'));
  // Once only: a second one is Playwright's business, and ends the report; workers clean up all the same.
  process.once('SIGINT', () => {
    console.error('\n  Stopping. What this run has created is removed first; that may take a minute.');
  });
  // Whoever read the output has gone (`npm start | head`, a closed terminal): that is no reason to leave anything.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/**
 * In a worker: a closed terminal tells its whole group, but the worker still has to clean up, when the main process says
 * so. (Playwright does the same for the others.)
 */
export function leaveHangUpToRunner(): void {
  if (process.env['TEST_WORKER_INDEX'] !== undefined) process.on('SIGHUP', () => undefined);
}
