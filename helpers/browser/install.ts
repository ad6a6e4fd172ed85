import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { environmentWithoutVault } from '../secrets/vault.ts';
import { describe } from '../verdict/errors.ts';
import { choose, candidateBrowsers } from './find.ts';
import { BROWSER_REMEDY, noDisplayError } from './launch.ts';
import { findWorkingBrowser } from './try.ts';

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
 * Makes sure that there is a browser that starts: one that is there, else one that Playwright's installer or, as root,
 * the system's package manager brings. It is started once, and closed again; from then on, only that one is used. Says what
 * it does through `say`.
 *
 * @param options.configured `KEYTURN_BROWSER`: no other is used in its place.
 * @returns what is wrong, as sentences, or nothing when a browser starts.
 */
export async function ensureBrowser(
  { configured, headless = true }: { configured: string | undefined; headless?: boolean },
  say: (line: string) => void,
): Promise<string | undefined> {
  const display = headless ? undefined : noDisplayError();
  if (display !== undefined) return display.message;
  let failures: string[] = [];
  const hasGood = async () => {
    const tried = await findWorkingBrowser(candidateBrowsers(configured), { headless });
    failures = tried.failures;
    if (tried.good !== undefined) choose(configured, tried.good);
    return tried.good !== undefined;
  };
  if (await hasGood()) return undefined;
  if (configured !== undefined) {
    return describe(
      `The browser of KEYTURN_BROWSER does not start, and no other is used in its place:\n${failures.join('\n')}`,
      { remedy: 'set KEYTURN_BROWSER to a Chrome, Chromium or Edge that starts, or leave it out' },
    );
  }
  say(
    failures.length === 0
      ? 'No browser was found.'
      : `No browser that was found starts:\n${failures.join('\n')}`,
  );
  say('Installing one, which is done once and takes a minute …');
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

  if (!isRoot) reasons.push("  The system's package manager was not tried, because that takes root.");
  else if (process.platform === 'linux') {
    say("Playwright's download did not work here; asking the system's package manager …");
    for (const [program, ...argumentLists] of PACKAGE_MANAGERS) {
      if ((await run(program, ['--version'])) !== undefined) continue;
      let failed: string | undefined;
      for (const list of argumentLists) failed = await run(program, list);
      if (failed === undefined && (await hasGood())) return undefined;
      reasons.push(`  ${program}: ${failed ?? 'what it installed does not start'}`);
    }
  }
  // As they are now: what was installed may have taken the place of another one.
  const [now, but] =
    failures.length === 0
      ? ['No browser is installed', 'none could be installed']
      : ['No browser that is installed starts', 'none that does could be installed'];
  return describe(`${now}, and ${but}:\n${[...failures, ...reasons].join('\n')}`, { remedy: BROWSER_REMEDY });
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
      env: { ...environmentWithoutVault(), DEBIAN_FRONTEND: 'noninteractive' },
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
      const lines = output
        .split('\n')
        .filter((line) => /error|fail|unable|\bE: /i.test(line) && !/^\s+at /.test(line));
      done((lines.at(-1) ?? `ended with ${String(code ?? signal)}`).trim());
    });
  });
}
