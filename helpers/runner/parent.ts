/** Notices that the process which started this one has gone. */

/** How often it is checked. */
const POLL_INTERVAL_MS = 500;

/**
 * Calls `act` when the parent process has exited. npm and similar tools forward SIGTERM to the shell that started a command. That
 * shell exits without forwarding it, so the command can only notice that its parent has gone. (A command that was started
 * without them may be in the background on purpose.)
 */
export function whenParentExits(act: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const polling = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(polling);
    act();
  }, POLL_INTERVAL_MS).unref();
}
