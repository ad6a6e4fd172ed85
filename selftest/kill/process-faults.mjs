// Loaded into every process of a run (`NODE_OPTIONS=--import`). Injects the failure that `PROCESS_FAULT` names, which
// would otherwise depend on luck or on the load of the machine. Plain JavaScript, because Node runs it directly.
import { subscribe } from 'node:diagnostics_channel';
import { promises } from 'node:fs';
import { clearInterval, setImmediate, setInterval, setTimeout } from 'node:timers';

const isWorker = /workerProcessEntry\.js$/.test(process.argv[1] ?? '');
const isMain = /(?:keyturn\.mjs|cli\.js)$/.test(process.argv[1] ?? '') && process.send === undefined;

/** Whether a process with this ID exists. */
function isThere(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const FAULTS = {
  /** A worker never starts to listen, whatever it is sent. */
  hang() {
    if (!isWorker) return;
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
    console.error('a worker hangs');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },

  /**
   * The run is told to stop after it has decided to start a worker and before it does so. Its reports are written only
   * after every worker that it starts from then on has ended, so that it has enough time for what it must not do.
   */
  late() {
    if (!isMain) return;
    let told = false;
    /** @type {number[]} */
    const late = [];
    subscribe('child_process', (message) => {
      const { process: child } = /** @type {{ process: import('node:child_process').ChildProcess }} */ (
        message
      );
      process.nextTick(() => {
        if (told && child.pid !== undefined) late.push(child.pid);
      });
    });
    const { mkdir, writeFile } = promises;
    promises.mkdir = /** @type {typeof mkdir} */ (
      async (/** @type {string} */ path, /** @type {import('node:fs').MakeDirectoryOptions} */ options) => {
        if (!told && path.includes('.playwright-artifacts-')) {
          told = true;
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
    // The JUnit report is written in this way.
    promises.writeFile = /** @type {typeof writeFile} */ (
      async (/** @type {[any, any, any]} */ ...what) => {
        while (told && (late.length === 0 || late.some(isThere)))
          await new Promise((done) => setTimeout(done, 50));
        return writeFile(...what);
      }
    );
  },

  /** The run is told to stop while its configuration is loading and there is already something to tidy up. */
  early() {
    if (!isMain) return;
    const look = () => {
      if (process.env['KEYTURN_VAULT'] === undefined) setImmediate(look);
      else process.kill(process.pid, 'SIGINT');
    };
    setImmediate(look);
  },
};

FAULTS[/** @type {keyof typeof FAULTS} */ (process.env['PROCESS_FAULT'])]();
