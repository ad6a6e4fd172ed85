/** A merge learns of every leak of a shard: from its blob, or because the blob is missing. */
import { expect, test, type TestInfo } from '../support/test.ts';
import { renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import { readBlob } from '../../helpers/shards/blob.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles } from '../support/find-secrets.ts';
import { expertSettingsFor, filesBelow, type Outcome, PROJECT, run } from '../support/keyturn.ts';

const LEAKING = join(PROJECT, 'selftest', 'leak', 'leaking-reporter.ts');

/** Runs the preflight as a shard whose reporter leaks. Its blob is written after the reporter has ended. */
async function leakingShard(testInfo: TestInfo, channel: string, folder: string): Promise<Outcome> {
  const emulator = await startExpert();
  const settings = expertSettingsFor(emulator);
  const outcome = await run(testInfo, {
    command: 'start',
    flags: ['--project=expert', '--grep=Preflight', '--shard=1/1', `--reporter=${LEAKING},blob`],
    environment: {
      // Not in a file: the reporter finds the secret in its environment.
      ...settings,
      LEAK: channel,
      PLAYWRIGHT_BLOB_OUTPUT_DIR: folder,
      // Otherwise, Playwright empties the folder first.
      PWTEST_BLOB_DO_NOT_REMOVE: '1',
    },
  });
  const planted = [{ kind: 'password', value: settings['EXPERT_ADMIN_PASSWORD'] ?? '' }];
  const files = [...filesBelow(outcome.results), ...filesBelow(folder)];
  expect(findInFiles(files, planted, outcome.results)).toEqual([]);
  expectClean(emulator);
  await emulator.close();
  return outcome;
}

test('a blob names the leaks that were found before it was written, and is removed if one is found later', async ({}, testInfo) => {
  const folder = testInfo.outputPath('blobs');
  const early = await leakingShard(testInfo, 'file', folder);
  expect(early.code, early.output).toBe(1);
  expect(early.output).toContain('leak.txt contained a secret (password) and was removed.');
  const [written = ''] = filesBelow(folder);
  expect(readBlob(written), early.output).toMatchObject({
    ok: true,
    blob: { record: { leaks: [{ kinds: ['password'], removed: true }] } },
  });

  // The next run writes to the same path.
  const kept = join(folder, 'of-the-first-run.zip');
  renameSync(written, kept);
  const late = await leakingShard(testInfo, 'exit', folder);
  expect(late.code, late.output).toBe(1);
  expect(late.output).toContain('late.txt contained a secret (password) and was removed.');
  expect(late.output).toContain(
    `${basename(written)} was removed, because a leak was found after it was written.`,
  );
  // The blob of the other run misses nothing.
  expect(filesBelow(folder)).toEqual([kept]);
});
