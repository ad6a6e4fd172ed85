import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { settingsPlace } from '../settings-place.ts';
import { environmentWithoutVault } from '../secrets/vault.ts';
import { Blocked } from '../verdict/errors.ts';
import { choose, candidateBrowsers } from './find.ts';
import { BROWSER_REMEDY, noDisplayError } from './launch.ts';
import { findWorkingBrowser } from './try.ts';

/** An installer that hangs must not hang the run. */
const INSTALL_DEADLINE_MS = 10 * 60_000;

/** The commands of each distribution's package manager. Tried as root only, never with sudo. */
const PACKAGE_MANAGERS: [program: string, ...argumentLists: string[][]][] = [
  ['apt-get', ['update', '-q'], ['install', '-y', '-q', '--no-install-recommends', 'chromium']],
  ['dnf', ['install', '-y', '-q', 'chromium']],
  ['apk', ['add', '--no-cache', 'chromium']],
  ['zypper', ['--non-interactive', 'install', 'chromium']],
  ['pacman', ['-Sy', '--noconfirm', 'chromium']],
];

/**
 * Returns the error about a configured browser that does not start.
 *
 * @param failures see `findWorkingBrowser`
 */
export function configuredBrowserError(failures: readonly string[]): Blocked {
  return new Blocked(
    `The browser in KEYTURN_BROWSER does not start. Keyturn does not fall back to another one.\n${failures.join('\n')}`,
    {
      remedy: 'set KEYTURN_BROWSER to a working Chrome, Chromium or Edge, or remove it',
      where: settingsPlace(),
      help: 'browser',
    },
  );
}

/**
 * Ensures that a browser starts. If no installed one does, it tries Playwright's installer and, as root, the system's
 * package manager. The browser is started once and closed again. From then on, only that one is used.
 *
 * @param options.configured `KEYTURN_BROWSER`. If it is set, no other browser is used instead.
 * @param say prints one step
 * @returns why no browser starts, or `undefined` if one does.
 */
export async function ensureBrowser(
  { configured, headless = true }: { configured: string | undefined; headless?: boolean },
  say: (line: string) => void,
): Promise<Blocked | undefined> {
  const display = headless ? undefined : noDisplayError();
  if (display !== undefined) return display;
  let failures: string[] = [];
  const hasGood = async () => {
    const tried = await findWorkingBrowser(candidateBrowsers(configured), { headless });
    failures = tried.failures;
    if (tried.good !== undefined) choose(configured, tried.good);
    return tried.good !== undefined;
  };
  if (await hasGood()) return undefined;
  if (configured !== undefined) return configuredBrowserError(failures);
  say(
    failures.length === 0
      ? 'No browser was found.'
      : `None of the installed browsers starts:\n${failures.join('\n')}`,
  );
  say('Installing one. This happens once, and takes about a minute …');
  const reasons: string[] = [];
  const isRoot = process.getuid?.() === 0;

  const downloaded = await run(process.execPath, [playwrightCli(), 'install', 'chromium']);
  if (downloaded !== undefined) reasons.push(`  Playwright's installer: ${downloaded}`);
  else {
    if (await hasGood()) return undefined;
    if (isRoot) {
      await run(process.execPath, [playwrightCli(), 'install-deps', 'chromium']);
      if (await hasGood()) return undefined;
    }
  }

  if (!isRoot) reasons.push("  The system's package manager was not tried: that needs root.");
  else if (process.platform === 'linux') {
    say("Playwright's download failed. Trying the system's package manager …");
    for (const [program, ...argumentLists] of PACKAGE_MANAGERS) {
      if ((await run(program, ['--version'])) !== undefined) continue;
      let failed: string | undefined;
      for (const list of argumentLists) failed = await run(program, list);
      if (failed === undefined && (await hasGood())) return undefined;
      reasons.push(`  ${program}: ${failed ?? 'the browser it installed does not start'}`);
    }
  }
  // The failures of the last try: a new installation may have replaced another browser.
  const now = failures.length === 0 ? 'No browser is installed' : 'None of the installed browsers starts';
  return new Blocked(`${now}, and none could be installed:\n${[...failures, ...reasons].join('\n')}`, {
    remedy: BROWSER_REMEDY,
    help: 'browser',
  });
}

/** Returns the path of the package's own command line, so that neither a shell nor `npx` is needed. */
function playwrightCli(): string {
  return join(dirname(require.resolve('playwright/package.json')), 'cli.js');
}

/** Runs a program to its end without printing its output. Returns why it failed, or `undefined`. */
function run(program: string, argumentList: string[]): Promise<string | undefined> {
  return new Promise((done) => {
    const child = spawn(program, argumentList, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: INSTALL_DEADLINE_MS,
      env: { ...environmentWithoutVault(), DEBIAN_FRONTEND: 'noninteractive' },
    });
    // If the run is told to stop, the installer must stop with it.
    const end = () => child.kill();
    process.once('exit', end);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
    }
    child.on('error', (error) => done(error.message));
    child.on('close', (code, signal) => {
      process.off('exit', end);
      if (code === 0) {
        done(undefined);
        return;
      }
      const lines = output
        .split('\n')
        .filter((line) => /error|fail|unable|\bE: /i.test(line) && !/^\s+at /.test(line));
      done((lines.at(-1) ?? `exited with ${String(code ?? signal)}`).trim());
    });
  });
}
