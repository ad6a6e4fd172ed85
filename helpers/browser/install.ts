import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { withoutVault } from '../secrets/vault.ts';
import { messageOf } from '../verdict/errors.ts';
import { findBrowsers } from './find.ts';
import { BROWSER_REMEDY, launchBrowser } from './launch.ts';

/** An installer that hangs must not hang the run. */
const INSTALL_DEADLINE_MS = 10 * 60_000;

/** What distributions call the package, by their package manager. Tried as root only, never by sudo. */
const PACKAGE_MANAGERS: [program: string, ...argumentLists: string[][]][] = [
  ['apt-get', ['update', '-q'], ['install', '-y', '-q', '--no-install-recommends', 'chromium']],
  ['dnf', ['install', '-y', '-q', 'chromium']],
  ['apk', ['add', '--no-cache', 'chromium']],
  ['zypper', ['--non-interactive', 'install', 'chromium']],
  ['pacman', ['-Sy', '--noconfirm', 'chromium']],
];

/**
 * Makes sure that there is a browser to start: one that is found, else one that Playwright's installer or,
 * as root, the system's package manager brings. Says what it does through `say`.
 *
 * @returns what is wrong, as sentences, or nothing when a browser is there.
 */
export async function ensureBrowser(
  configured: string | undefined,
  say: (line: string) => void,
): Promise<string | undefined> {
  if (findBrowsers(configured).length > 0) return undefined;
  say('No browser was found. Installing one, which is done once and takes a minute …');
  const reasons: string[] = [];
  const isRoot = process.getuid?.() === 0;

  const playwright = [playwrightCli(), 'install', 'chromium'];
  const downloaded = await run(process.execPath, playwright);
  if (downloaded !== undefined) reasons.push(`  Playwright's installer: ${downloaded}`);
  else {
    const broken = await tryToStart();
    if (broken === undefined) return undefined;
    if (isRoot) await run(process.execPath, [playwrightCli(), 'install-deps', 'chromium']);
    const still = isRoot ? await tryToStart() : broken;
    if (still === undefined) return undefined;
    reasons.push(`  Playwright's Chromium was installed, but does not start: ${still}`);
  }

  if (!isRoot) reasons.push("  The system's package manager was not tried, because that takes root.");
  else if (process.platform === 'linux') {
    say("Playwright's download did not work here; asking the system's package manager …");
    for (const [program, ...argumentLists] of PACKAGE_MANAGERS) {
      if ((await run(program, ['--version'])) !== undefined) continue;
      let failed: string | undefined;
      for (const list of argumentLists) failed = await run(program, list);
      failed ??= await tryToStart();
      if (failed === undefined) return undefined;
      reasons.push(`  ${program}: ${failed}`);
    }
  }
  return `No browser is installed, and none could be installed:\n${reasons.join('\n')}\n  To do: ${BROWSER_REMEDY}`;
}

async function tryToStart(): Promise<string | undefined> {
  try {
    const browser = await launchBrowser({ configured: undefined, proxy: undefined, headless: true });
    await browser.close();
    return undefined;
  } catch (error) {
    return messageOf(error).split('\n').slice(0, 2).join(' ');
  }
}

/** The package's own command line: a path, so that no shell and no `npx` is needed. */
function playwrightCli(): string {
  return join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');
}

/** Runs a program to its end, silently. Returns why it failed, or nothing. */
function run(program: string, argumentList: string[]): Promise<string | undefined> {
  return new Promise((done) => {
    const child = spawn(program, argumentList, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: INSTALL_DEADLINE_MS,
      env: { ...withoutVault(), DEBIAN_FRONTEND: 'noninteractive' },
    });
    // A run that is told to stop takes it along.
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
      const lines = output.split('\n').filter((line) => /error|fail|unable|E:/i.test(line));
      done((lines.at(-1) ?? `ended with ${String(code ?? signal)}`).trim());
    });
  });
}
