/** How settings reach a run: all its processes read the same ones, in whichever folder the command runs. */
import { expect, test } from '../support/test.ts';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import { PROJECT, run, settingsFor } from '../support/keyturn.ts';

test('a pipe is read once, and all processes of the run get its settings', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'Windows has no pipes of this kind');
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  const folder = testInfo.outputPath('pipe');
  mkdirSync(folder, { recursive: true });
  const pipe = join(folder, '.env');
  execFileSync('mkfifo', [pipe]);
  const lines = Object.entries(settingsFor(emulator)).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(join(folder, 'settings.env'), lines.join(''));
  const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', join(folder, 'settings.env'), pipe], {
    stdio: 'ignore',
  });
  try {
    const { code, output } = await run(testInfo, {
      command: 'sweep',
      flags: ['--grep', 'Look'],
      environment: { KEYTURN_ENV_FILE: pipe },
    });
    expect(output).toMatch(/Settings: 4 variables from .*\.env; from the environment: KEYTURN_RESULTS/);
    // A worker read the settings for this test. The test that the filter leaves out is known from the list of all tests.
    expect(output).toContain('✓ Look for what earlier runs have left');
    expect(output).toContain('zendesk/sweep/2');
    expect(code, output).toBe(2);
  } finally {
    writer.kill();
    await emulator.close();
  }
});

test('in another folder, paths are relative to the project folder, and all results are in one place', async ({}, testInfo) => {
  const elsewhere = testInfo.outputPath('elsewhere');
  const inProject = testInfo.outputPath('project');
  for (const folder of [elsewhere, inProject]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(elsewhere, '.env'), 'EXPERT_BASE_URL=https://elsewhere.example\n');
  writeFileSync(join(inProject, 'a.env'), Buffer.from('\ufeffZENDESK_SUBDOMAIN=acme\r\n', 'utf16le'));
  const { code, output, results } = await run(testInfo, {
    cwd: elsewhere,
    flags: ['--config', join(PROJECT, 'playwright.config.ts')],
    environment: {
      KEYTURN_ENV_FILE: relative(PROJECT, join(inProject, 'a.env')),
      KEYTURN_RESULTS: relative(PROJECT, join(inProject, 'out')),
    },
  });
  expect(code, output).toBe(2);
  expect(output).toContain(
    `Settings: 1 variable from ${join(inProject, 'a.env')}; from the environment: KEYTURN_RESULTS`,
  );
  expect(output).toContain('ZENDESK_CLIENT_ID is not set');
  expect(output).not.toContain('elsewhere.example');
  expect(results).toBe(join(inProject, 'out'));
  for (const file of ['run.json', 'junit.xml', 'playwright/index.html'])
    expect(existsSync(join(results, file)), file).toBe(true);
  expect(output).toContain(`Report: ${join(results, 'playwright', 'index.html')}`);
  expect(readdirSync(elsewhere)).toEqual(['.env']);
});

test('a settings file that cannot be decoded blocks a contract run, and the message contains no secret', async ({}, testInfo) => {
  const file = testInfo.outputPath('latin.env');
  mkdirSync(testInfo.outputPath(), { recursive: true });
  writeFileSync(
    file,
    Buffer.from('ZENDESK_SUBDOMAIN=acme\nZENDESK_CLIENT_SECRET=Schl\xfcssel-1\n', 'latin1'),
  );
  const { code, output, record } = await run(testInfo, {
    command: 'contract',
    environment: { KEYTURN_ENV_FILE: file },
  });
  expect(code, output).toBe(2);
  expect(record?.verdict).toBe('blocked');
  expect(output).toMatch(
    /Settings: .*latin\.env, which cannot be read; from the environment: KEYTURN_RESULTS/,
  );
  expect(output).toMatch(/latin\.env, which is not valid UTF-8 \(first in line 2\)/);
  expect(output).not.toContain('ssel-1');
});
