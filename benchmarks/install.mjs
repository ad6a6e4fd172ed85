// Installs the peers on first use. They are dependencies of the benchmarks alone.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from './flags.mjs';
import { BENCHMARKS, dependencies } from './peers/index.mjs';

/** Installs the packages of the benchmarks, unless all of them are there in the pinned versions. */
export function installPeers() {
  const missing = Object.entries(dependencies()).filter(([name, version]) => installed(name) !== version);
  if (missing.length === 0) return;
  console.error('Installing the peers (npm ci in benchmarks/; some 200 MB) …');
  // None of them needs its install script.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'], {
    cwd: BENCHMARKS,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0)
    refuse(
      'The peers could not be installed. Try it by hand, and see what npm says: npm ci --prefix benchmarks',
    );
}

/**
 * The installed version of a package, or undefined.
 * @param {string} name
 * @returns {string | undefined}
 */
function installed(name) {
  try {
    return JSON.parse(readFileSync(join(BENCHMARKS, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
