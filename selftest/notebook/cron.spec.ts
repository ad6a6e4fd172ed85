/** The scripts in `docs/recipes` that cron starts: what they print, their exit codes, and what they keep. */
import { expect, test } from '../support/test.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { cleanEnvironment, expertSettingsFor, filesBelow, PROJECT } from '../support/keyturn.ts';
import { startStub } from '../support/stub-server.ts';

test.skip(process.platform !== 'linux', 'It uses flock and the tools of GNU.');

/** Runs a script with the little environment that cron gives it. */
async function runScript(
  script: string,
  tenants: string,
  words: readonly string[] = [],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(join(PROJECT, 'docs', 'recipes', script), words, {
    cwd: '/',
    env: { ...cleanEnvironment(), TENANTS: tenants },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, output };
}

const nightly = (tenants: string, ...words: string[]) => runScript('nightly.sh', tenants, words);

/** Writes the settings of a tenant as the scripts expect them. */
function writeSettings(folder: string, settings: Record<string, string>): void {
  mkdirSync(folder, { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(join(folder, '.env'), lines.join(''));
}

test('a green night is silent, a red one prints why, and two do not meet', async ({}, testInfo) => {
  let honest = true;
  const site = await startExpert({
    callHook: ({ method, path }) =>
      !honest && method === 'PUT' && path.endsWith('/password')
        ? { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' }
        : undefined,
  });
  // With a space, as in a home folder on some machines.
  const tenants = testInfo.outputPath('the tenants');
  const folder = join(tenants, 'acme');
  const logs = join(folder, 'logs');
  try {
    expect(await nightly(tenants, 'acme', 'start')).toEqual({
      code: 2,
      output: `There are no settings at ${folder}/.env\n`,
    });
    mkdirSync(logs, { recursive: true });
    writeSettings(folder, expertSettingsFor(site));
    for (let night = 10; night < 75; night++)
      writeFileSync(join(logs, `2020-01-01T0000${String(night)}Z.log`), '');

    expect(await nightly(tenants, 'acme', 'start')).toEqual({ code: 0, output: '' });
    expectClean(site);
    expect(readdirSync(folder).sort()).toEqual(['.env', 'history', 'lock', 'logs', 'results', 'state']);
    const kept = readdirSync(logs).sort();
    expect(kept).toHaveLength(60);
    const newest = join(logs, kept.at(-1) ?? '');
    expect(readFileSync(newest, 'utf8')).toContain('conformant: 12 of 12 cells proved');
    expect((statSync(newest).mode & 0o077).toString(8)).toBe('0');

    honest = false;
    const red = await nightly(tenants, 'acme', 'start');
    expect(red.code, red.output).toBe(1);
    expect(red.output).toMatch(/^acme: exit code 1\. The end of .*\.log:\n/);
    expect(red.output).toContain('non-conformant');
    expectClean(site);

    const secrets = site.witness.secrets();
    expect(findInText(red.output, secrets, 'the mail')).toEqual([]);
    expect(findInFiles(filesBelow(logs), secrets, logs)).toEqual([]);

    const holder = spawn('flock', [join(folder, 'lock'), 'sh', '-c', 'echo locked; read -r line'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    try {
      await once(holder.stdout, 'data');
      expect(await nightly(tenants, 'acme', 'start')).toEqual({
        code: 75,
        output: `The last run of acme has not ended. Its log is in ${folder}/logs.\n`,
      });
    } finally {
      holder.stdin.end();
      await once(holder, 'close');
    }
  } finally {
    await site.close();
  }
});

test('a fleet: a green night is silent, otherwise the channel hears of each tenant that has changed', async ({}, testInfo) => {
  const site = await startExpert();
  const channel = await startStub(() => ({ status: 200, body: 'ok' }));
  const tenants = testInfo.outputPath('the tenants');
  const fleet = () => runScript('nightly-fleet.sh', tenants);
  try {
    expect(await fleet()).toEqual({
      code: 2,
      output: `There is no fleet file at ${tenants}/fleet.yaml\n`,
    });
    writeSettings(join(tenants, 'acme'), expertSettingsFor(site));
    writeFileSync(join(tenants, '.env'), `KEYTURN_NOTIFY_URL=${channel.url}\n`);
    writeFileSync(
      join(tenants, 'fleet.yaml'),
      'tenants: [{ name: acme, envFile: acme/.env }, { name: later, severity: watch, envFile: later/.env }]',
    );
    expect(await fleet()).toEqual({ code: 0, output: '' });
    expectClean(site);
    const texts = () => channel.received.map(({ body }) => (JSON.parse(body) as { text: string }).text);
    expect(texts()).toEqual([
      expect.stringContaining('conformant'),
      expect.stringMatching(/blocked[^]*later/),
    ]);

    rmSync(join(tenants, 'acme', '.env'));
    const blocked = await fleet();
    expect(blocked.code, blocked.output).toBe(2);
    expect(blocked.output).toMatch(/^Fleet: exit code 2\. The end of .*\.log:\n/);
    expect(blocked.output).toContain('acme');
    const logs = join(tenants, 'logs');
    expect(findInFiles(filesBelow(logs), site.witness.secrets(), logs)).toEqual([]);
  } finally {
    await channel.close();
    await site.close();
  }
});
