// Loaded into every process of a run (`NODE_OPTIONS=--import`). Injects the failure that `PROCESS_FAILURE` names. Without
// this, it would happen only by chance or on a busy machine. Plain JavaScript, because Node runs it directly.
import { subscribe } from 'node:diagnostics_channel';
import { promises } from 'node:fs';
import { clearInterval, setImmediate, setInterval, setTimeout } from 'node:timers';

const isWorker = /workerProcessEntry\.js$/.test(process.argv[1] ?? '');
const isMain = /(?:keyturn\.mjs|cli\.js)$/.test(process.argv[1] ?? '') && process.send === undefined;

/** Whether a process with this ID exists. */
function exists(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const FAILURES = {
  /** A worker hangs while it starts, and reacts to no message or signal. */
  hang() {
    if (!isWorker) return;
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
    console.error('a worker hangs');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },

  /**
   * The run is told to stop after it has decided to start a worker, but before it does. To give the worker enough time
   * for what it must not do, the reports are written only after every worker that started later has ended.
   */
  late() {
    if (!isMain) return;
    let isStopping = false;
    /** @type {number[]} */
    const late = [];
    subscribe('child_process', (message) => {
      const { process: child } = /** @type {{ process: import('node:child_process').ChildProcess }} */ (
        message
      );
      process.nextTick(() => {
        if (isStopping && child.pid !== undefined) late.push(child.pid);
      });
    });
    const { mkdir, writeFile } = promises;
    promises.mkdir = /** @type {typeof mkdir} */ (
      async (/** @type {string} */ path, /** @type {import('node:fs').MakeDirectoryOptions} */ options) => {
        if (!isStopping && path.includes('.playwright-artifacts-')) {
          isStopping = true;
          const stopped = new Promise((done) => process.once('SIGINT', () => setImmediate(done)));
          process.kill(process.pid, 'SIGINT');
          // Without this, a process that waits only for a signal would end.
          const alive = setInterval(() => undefined, 1_000);
          await stopped;
          clearInterval(alive);
        }
        return mkdir(path, options);
      }
    );
    // This writes the JUnit report.
    promises.writeFile = /** @type {typeof writeFile} */ (
      async (/** @type {[any, any, any]} */ ...what) => {
        while (isStopping && (late.length === 0 || late.some(exists)))
          await new Promise((done) => setTimeout(done, 50));
        return writeFile(...what);
      }
    );
  },

  /** The run is told to stop while its configuration is loading, when its vault already exists and must be removed. */
  early() {
    if (!isMain) return;
    const look = () => {
      if (process.env['KEYTURN_VAULT'] === undefined) setImmediate(look);
      else process.kill(process.pid, 'SIGINT');
    };
    setImmediate(look);
  },
};

FAILURES[/** @type {keyof typeof FAILURES} */ (process.env['PROCESS_FAILURE'])]();
