import { randomInt } from 'node:crypto';
import packageJson from '../package.json' with { type: 'json' };

/** The environment variable that carries the run id from the runner to its workers. */
export const RUN_ID_VARIABLE = 'KEYTURN_RUN_ID';

/** What a run id looks like, for recognising our own marks: ten lower-case letters and digits. */
export const RUN_ID = /^[a-z0-9]{10}$/;

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * The id of this run: in the `User-Agent` and in the name of everything it creates. Made once by the
 * process that loads the configuration first, and inherited by every process it starts.
 */
export function runId(): string {
  const given = process.env[RUN_ID_VARIABLE];
  if (given !== undefined && RUN_ID.test(given)) return given;
  const made = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  process.env[RUN_ID_VARIABLE] = made;
  return made;
}

/** The version of Keyturn. */
export const version = packageJson.version;

/** The `User-Agent` of every call, so that a tenant's log shows who called, and in which run. */
export function userAgent(): string {
  return `Keyturn/${version} (run ${runId()})`;
}
