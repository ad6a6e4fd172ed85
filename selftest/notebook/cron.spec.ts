/** `docs/recipes/nightly.sh`, which cron starts: what it prints, its exit code, and what it keeps. */
import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { cleanEnvironment, expertSettingsFor, filesBelow, PROJECT } from '../support/keyturn.ts';

test.skip(process.platform !== 'linux', 'It uses flock and the tools of GNU.');

/** Runs the script with the little environment that cron gives it. */
async function nightly(
  tenants: string,
  ...words: string[]
): Promise<{ code: number | null; output: string }> {
  const child = spawn(join(PROJECT, 'docs', 'recipes', 'nightly.sh'), words, {
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
    const settings = Object.entries(expertSettingsFor(site)).map(([name, value]) => `${name}='${value}'\n`);
    writeFileSync(join(folder, '.env'), settings.join(''));
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
