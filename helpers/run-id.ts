import { randomInt } from 'node:crypto';
import packageJson from '../package.json' with { type: 'json' };

/** The environment variable that passes the run ID from the main process to its workers. */
export const RUN_ID_VARIABLE = 'KEYTURN_RUN_ID';

/** The form of a run ID, by which our own markers are recognized: ten lower-case letters and digits. */
export const RUN_ID = /^[a-z0-9]{10}$/;

/** The characters of a run ID. Those that look like others are left out. */
export const RUN_ID_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
export const RUN_ID_LENGTH = 10;

/**
 * Returns the ID of this run. It is in the `User-Agent` header and in the name of everything that the run creates.
 * The process that loads the configuration first generates it, and every process that it starts inherits it.
 */
export function runId(): string {
  const given = process.env[RUN_ID_VARIABLE];
  if (given !== undefined && RUN_ID.test(given)) return given;
  const generated = Array.from(
    { length: RUN_ID_LENGTH },
    () => RUN_ID_ALPHABET[randomInt(RUN_ID_ALPHABET.length)],
  ).join('');
  process.env[RUN_ID_VARIABLE] = generated;
  return generated;
}

/** The version of Keyturn. */
export const version = packageJson.version;

/** Returns the `User-Agent` of every call, so that a tenant's log shows who called and in which run. */
export function userAgent(): string {
  return `Keyturn/${version} (run ${runId()})`;
}
