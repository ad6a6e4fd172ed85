/**
 * Certificates that only the settings file names. Node reads `NODE_EXTRA_CA_CERTS` when it starts, so a command that makes calls
 * itself has to start once more. (A run does not: its workers start with the variable.)
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Node's variable. */
const VARIABLE = 'NODE_EXTRA_CA_CERTS';

/** Set in the process that was started once more. */
const STARTED_AGAIN = 'KEYTURN_TRUSTING';

/** Its value when this process started. */
const AT_START = process.env[VARIABLE];

// Node has read it. For the settings, the file that names it is its source, and not the environment.
if (process.env[STARTED_AGAIN] !== undefined) Reflect.deleteProperty(process.env, VARIABLE);

/** Shells add this to the number of the signal that ended a program. */
const KILLED = 128;

/**
 * Runs this command once more, in a process that trusts these certificates.
 *
 * @param certificates the absolute path of a file of PEM certificates
 * @returns the exit code of that process. `undefined` if this one trusts them already.
 */
export async function runAgainTrusting(certificates: string | undefined): Promise<number | undefined> {
  if (certificates === undefined || certificates === AT_START) return undefined;
  const child = spawn(process.execPath, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, [VARIABLE]: certificates, [STARTED_AGAIN]: '1' },
  });
  // A terminal signals both processes, anyone else only this one. The other process takes two signals at once for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) =>
      done(code ?? KILLED + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
