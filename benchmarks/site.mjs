// An emulated Expert site in a process of its own, as `npm run emulator` starts it.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'dotenv';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Site
 * @property {string} origin
 * @property {string} admin user name and password, as in a Basic header
 * @property {string} envFile the settings for Keyturn
 */

/**
 * Starts the site.
 * @param {string} folder
 * @param {number} latencyMs
 */
export async function startSite(folder, latencyMs) {
  const envFile = join(folder, 'emulator.env');
  const emulator = spawn(
    process.execPath,
    [
      ...['--import', 'jiti/register', 'emulators/start.ts', 'expert'],
      ...['--write-env', envFile, '--set', `latencyMs=${String(latencyMs)}`],
    ],
    { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  process.once('exit', () => emulator.kill());
  let said = '';
  emulator.stdout.on('data', (chunk) => (said += String(chunk)));
  const ended = once(emulator, 'close');
  while (!said.includes('Stop it with')) {
    const [code] = await Promise.race([once(emulator.stdout, 'data'), ended]);
    if (code === null || typeof code === 'number') throw new Error('The emulator did not start.');
  }
  const site = siteOf(envFile);
  return {
    site,
    /** Makes the test users free and inactive, whatever the run before has left, and forgets their failed sign-ins. */
    reset: () => reset(site),
    stop: async () => {
      emulator.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * The same site behind another address.
 * @param {Site} site
 * @param {string} origin
 * @returns {Site}
 */
export function behind(site, origin) {
  const envFile = `${site.envFile}.recorded`;
  const lines = readFileSync(site.envFile, 'utf8').replace(
    /^EXPERT_BASE_URL=.*$/m,
    `EXPERT_BASE_URL=${origin}`,
  );
  writeFileSync(envFile, lines, { mode: 0o600 });
  return siteOf(envFile);
}

/**
 * @param {string} envFile
 * @returns {Site}
 */
function siteOf(envFile) {
  const settings = parse(readFileSync(envFile, 'utf8'));
  const {
    EXPERT_BASE_URL: origin = '',
    EXPERT_ADMIN_USERNAME: name,
    EXPERT_ADMIN_PASSWORD: password,
  } = settings;
  return { origin, envFile, admin: Buffer.from(`${String(name)}:${String(password)}`).toString('base64') };
}

/**
 * @param {Site} site
 */
async function reset({ origin, admin }) {
  /**
   * @param {string} path
   * @param {object} [how]
   */
  const call = async (path, how = {}) => {
    const headers = { authorization: `Basic ${admin}`, 'content-type': 'application/xml; charset=utf-8' };
    const answer = await fetch(`${origin}/@api/deki/users${path}`, { headers, ...how });
    if (!answer.ok) throw new Error(`The test users could not be reset: HTTP ${String(answer.status)}.`);
    return answer.text();
  };
  const list = await call('?usernamefilter=keyturn-&limit=100');
  for (const [, id = '', user = ''] of list.matchAll(/<user\b[^>]*\bid="(\d+)"(.*?)<\/user>/gs)) {
    if (!user.includes('<fullname>Keyturn test user')) continue;
    // The failed sign-ins of a user who becomes active are forgotten.
    for (const fields of [
      '<status>inactive</status>',
      '<status>active</status>',
      '<status>inactive</status><fullname>Keyturn test user (free)</fullname>',
    ])
      await call(`/${id}`, { method: 'PUT', body: `<user>${fields}</user>` });
  }
}
