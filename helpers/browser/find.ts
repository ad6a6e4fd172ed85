import { existsSync, realpathSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { chromium, type LaunchOptions } from 'playwright';

/** One way to start a browser, and what to call it in a message. */
export interface Candidate {
  title: string;
  launch: Pick<LaunchOptions, 'channel' | 'executablePath'>;
}

/** Names under which Linux distributions install browsers of the Chromium family. */
const PROGRAMS = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** Where macOS and Windows put them. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const root = process.env[variable];
    if (root === undefined) return [];
    return [
      join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(root, 'Chromium', 'Application', 'chrome.exe'),
      join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
];

/**
 * The browsers to try, best first: the configured one and no other; else Playwright's own, else an
 * installed Chrome, Chromium or Edge.
 */
export function findBrowsers(configured: string | undefined): Candidate[] {
  if (configured !== undefined) return [configuredBrowser(configured)];
  const found: Candidate[] = [];
  // `executablePath()` names where it would be; whether it is there is another matter.
  if (existsSync(chromium.executablePath())) found.push({ title: "Playwright's Chromium", launch: {} });
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const installed = [...PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES];
  // One program may stand in several folders, when these are links to each other.
  const seen = new Set<string>();
  for (const executablePath of installed) {
    if (!existsSync(executablePath)) continue;
    const program = realpathSync(executablePath);
    if (!seen.has(program)) found.push({ title: executablePath, launch: { executablePath } });
    seen.add(program);
  }
  return found;
}

/** A path if it looks like one or exists, else one of Playwright's channels (`chrome`, `msedge` …). */
function configuredBrowser(configured: string): Candidate {
  if (isAbsolute(configured) || /[\\/]/.test(configured) || existsSync(configured)) {
    return { title: configured, launch: { executablePath: resolve(configured) } };
  }
  return { title: `the channel ${configured}`, launch: { channel: configured } };
}
