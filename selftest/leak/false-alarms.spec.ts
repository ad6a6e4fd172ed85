/** Public values of an honest tenant or of a setting are not reported as a leak, which would cost a night's reports. */
import { expect, test } from '../support/test.ts';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles } from '../support/find-secrets.ts';
import { expertSettingsFor, filesBelow, run } from '../support/keyturn.ts';

/** From this call on, the site issues a token with a value that it showed in another header before. */
const FIRST_TOKEN = 12;

test('public values in a site’s headers are no leak, nor is a value that was shown before it became a token', async ({}, testInfo) => {
  const token = randomBytes(12).toString('hex');
  const emulator = await startExpert({
    variation: 'public-values,structured-headers',
    callHook: ({ index }) => ({
      setHeaders: { 'x-trace': token, ...(index < FIRST_TOKEN ? {} : { 'x-authtoken': token }) },
    }),
  });
  const env = expertSettingsFor(emulator);
  // A check that tries every value that may be a token.
  const flags = ['expert/password/wrong-current'];
  const { output, record, results } = await run(testInfo, { command: 'contract', flags, env });
  // This run selects one of many checks, and all of them are expected.
  expect(record, output).toMatchObject({ verdict: 'incomplete', leaks: [] });
  expect(record?.cells.filter(({ status }) => /blocked|non-/.test(status))).toEqual([]);
  expect(emulator.witness.calls().length).toBeGreaterThan(FIRST_TOKEN);
  const files = filesBelow(results);
  expect(files).toContain(join(results, 'playwright', 'index.html'));
  const secrets = [...emulator.witness.secrets(), { kind: 'token', value: token }];
  expect(findInFiles(files, secrets, results)).toEqual([]);
  expectClean(emulator);
  await emulator.close();
});

test('without a live tenant, no proxy is used, so its password may be public text', async ({}, testInfo) => {
  const { output, record } = await run(testInfo, {
    command: 'start',
    flags: ['--project=expert', '--grep=Preflight'],
    environment: { HTTPS_PROXY: 'http://qa:admin@127.0.0.1:3128' },
  });
  expect(record?.cells[0], output).toMatchObject({ status: 'passed' });
  expect(record?.leaks).toEqual([]);
  expect(output).not.toContain('redacted');
});
