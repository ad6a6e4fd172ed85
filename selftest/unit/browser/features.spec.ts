import { expect, test } from '../../support/test.ts';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { DISABLED_FEATURES } from '../../../helpers/browser/features.ts';

const featuresIn = (argument: string) => argument.replace(/^--disable-features=/, '').split(',');

test('everything that Playwright switches off stays off, although our list replaces its own', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'the stub is a shell script');
  const folder = testInfo.outputPath('browser');
  mkdirSync(folder, { recursive: true });
  const stub = `${folder}/chromium`;
  writeFileSync(stub, `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/arguments"\nexit 1\n`);
  chmodSync(stub, 0o755);
  await chromium
    .launch({ executablePath: stub, args: [DISABLED_FEATURES] })
    .catch(() => 'it is no browser, and ends at once');
  const passed = readFileSync(`${folder}/arguments`, 'utf8')
    .split('\n')
    .filter((argument) => argument.startsWith('--disable-features='));
  expect(passed, "Playwright's own list, and ours after it").toHaveLength(2);
  const [theirs = '', last = ''] = passed;
  expect(last).toBe(DISABLED_FEATURES);
  expect(featuresIn(last)).toEqual(expect.arrayContaining(featuresIn(theirs)));
});
