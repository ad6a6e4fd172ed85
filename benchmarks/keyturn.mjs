// Keyturn as a tool of the comparison: how it is started, and what its record says.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownEnvironment } from './measure.mjs';

export const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} RecordedCell
 * @property {string} address
 * @property {string} title
 * @property {string} status
 * @property {string} startedAt
 */

/**
 * When each cell or check of a run began, from its record.
 * @param {string} results
 */
export function cellsOf(results) {
  return recordOf(results)
    .map(({ title, startedAt }) => ({ title, from: Date.parse(startedAt) }))
    .filter(({ from }) => !Number.isNaN(from))
    .sort((a, b) => a.from - b.from);
}

/**
 * Whether a run proved all of these cells or checks. If only some were asked for, a run is incomplete, whatever they prove.
 * @param {string} results
 * @param {readonly string[]} addresses
 */
export function hasProved(results, addresses) {
  const passed = new Set(
    recordOf(results)
      .filter(({ status }) => status === 'passed')
      .map(({ address }) => address),
  );
  return addresses.every((address) => passed.has(address));
}

/**
 * @param {string} results
 * @returns {RecordedCell[]}
 */
function recordOf(results) {
  return JSON.parse(readFileSync(join(results, 'run.json'), 'utf8')).cells;
}

/**
 * Checks that cannot be compared: some sign a token with the time, and a recorded one is not valid any more; some only record what
 * the site does; some run only on a tenant that Keyturn has started itself; and one declares a password as a form, which httpYac and
 * Redocly Respect then encode.
 */
const LEFT_OUT =
  /^expert\/(?:server-tokens\/.*|observed\/.*|change\/somebody-elses-by-role|order\/anonymous-current|encodings\/other-types)$/;

/**
 * The addresses of the first contract checks of Expert that can be compared, as `npm run contract -- --list` shows them.
 * @param {number} count
 * @param {string} folder for its files
 */
export function checkAddresses(count, folder) {
  const { stdout } = spawnSync(
    process.execPath,
    [join(PROJECT, 'bin', 'keyturn.mjs'), 'contract', '--list', '--project=expert'],
    {
      cwd: PROJECT,
      encoding: 'utf8',
      env: {
        ...ownEnvironment(),
        KEYTURN_ENV_FILE: devNull,
        KEYTURN_TARGET: 'emulator',
        KEYTURN_RESULTS: join(folder, 'list'),
        KEYTURN_STATE: join(folder, 'list-state'),
      },
    },
  );
  const all = [...stdout.matchAll(/› (expert\/[\w-]+\/[\w-]+) ·/g)].map(([, address = '']) => address);
  const usable = all.filter((address) => !LEFT_OUT.test(address));
  if (usable.length < count)
    throw new Error(`Expert has ${String(usable.length)} checks that can be compared, not ${String(count)}.`);
  return usable.slice(0, count);
}
