import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../json.ts';

const candidate = z.object({
  title: z.string(),
  launch: z.object({ channel: z.string().optional(), executablePath: z.string().optional() }),
});

/** A browser to try, and its name in messages. */
export type Candidate = z.infer<typeof candidate>;

/** Playwright's own browser. It must be started to find out whether it is installed. */
export const PLAYWRIGHT_CHROMIUM: Candidate = { title: "Playwright's Chromium", launch: {} };

/** Passes the browser that started in the main process on to its workers. */
const CHOSEN_BROWSER_VARIABLE = 'KEYTURN_BROWSER_SEEN';

const chosenBrowser = z.object({ configured: z.string().optional(), candidate });

/** Makes this browser the only candidate for that setting, in this process and its children. */
export function choose(configured: string | undefined, candidate: Candidate): void {
  process.env[CHOSEN_BROWSER_VARIABLE] = JSON.stringify({ configured, candidate });
}

/** Names under which Linux distributions install browsers of the Chromium family. */
const EXECUTABLE_NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** Their paths on macOS and Windows. */
const INSTALL_PATHS = [
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

/** Returns the browsers to try, best first: the one that already started, or else every candidate. */
export function findBrowsers(configured: string | undefined): Candidate[] {
  const chosen = chosenBrowser.safeParse(parseJson(process.env[CHOSEN_BROWSER_VARIABLE] ?? ''));
  return chosen.success && chosen.data.configured === configured
    ? [chosen.data.candidate]
    : candidateBrowsers(configured);
}

/**
 * Returns the browsers that may start, best first: only the configured one, if there is one, or else Playwright's own and
 * then each installed Chrome, Chromium or Edge.
 */
export function candidateBrowsers(configured: string | undefined): Candidate[] {
  if (configured !== undefined) return [configuredBrowser(configured)];
  const found: Candidate[] = [PLAYWRIGHT_CHROMIUM];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const installed = [
    ...EXECUTABLE_NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...INSTALL_PATHS,
  ];
  // Folders may be links to each other, so one program may be found several times.
  const seen = new Set<string>();
  for (const executablePath of installed) {
    if (!isFile(executablePath)) continue;
    const program = realpathSync(executablePath);
    if (!seen.has(program)) found.push({ title: executablePath, launch: { executablePath } });
    seen.add(program);
  }
  return found;
}

/** Whether this is a file. A folder in PATH may belong to another user and not be readable. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Reads the setting as a path if it looks like one or exists, or else as a Playwright channel (`chrome`, `msedge` …).
 */
function configuredBrowser(configured: string): Candidate {
  if (isAbsolute(configured) || /[\\/]/.test(configured) || existsSync(configured)) {
    return { title: configured, launch: { executablePath: resolve(configured) } };
  }
  return { title: `channel ${configured}`, launch: { channel: configured } };
}
