import { expect, test } from '../../support/test.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isNotInstalled } from '../../../helpers/browser/launch.ts';

test("Playwright's browser is certainly missing only if none of its Chromium family is there", ({}, testInfo) => {
  const cache = testInfo.outputPath('ms-playwright');
  const expected = join(cache, 'chromium-1255', 'chrome-linux64', 'chrome');
  expect(isNotInstalled(expected)).toBe(true);
  mkdirSync(join(cache, 'firefox-1500'), { recursive: true });
  expect(isNotInstalled(expected)).toBe(true);
  // The one that starts without a window.
  mkdirSync(join(cache, 'chromium_headless_shell-1255'));
  expect(isNotInstalled(expected)).toBe(false);
});

test('a path of another form is not known, and neither is one of Windows that exists', () => {
  expect(isNotInstalled('/opt/browser/chrome')).toBe(false);
  expect(isNotInstalled('')).toBe(false);
  expect(isNotInstalled('C:\\nowhere\\ms-playwright\\chromium-1255\\chrome-win64\\chrome.exe')).toBe(true);
});
