import { defineConfig, type Project } from '@playwright/test';
import { join } from 'node:path';
import { commandOf, SPECS_OF } from './helpers/commands/command.ts';
import { watchForLeaks } from './helpers/leaks/watch.ts';
import { runId } from './helpers/run/run.ts';
import { loadSettings, resultsFolder } from './helpers/settings/load.ts';
import { SYSTEMS, targetsOf } from './helpers/systems.ts';

// Made here, by the process that starts the workers, so that all of them share it.
runId();

// A mistake in the settings must be a sentence, not the stack of a configuration that failed to load. So
// everything is configured as if nothing were wrong, and `global-setup.ts` stops the run before any call.
const loaded = loadSettings();
const targets = loaded.ok
  ? targetsOf(loaded.settings)
  : SYSTEMS.map((system) => ({ system, tenant: undefined }));
const results = resultsFolder(loaded);

// As early as can be: all that is written from here on is searched for secrets when the process ends.
watchForLeaks(loaded);

// Certificates must be in the environment before a worker starts, by their whole path: Node reads them once.
if (loaded.ok && loaded.settings.extraCertificates !== undefined) {
  process.env['NODE_EXTRA_CA_CERTS'] = loaded.settings.extraCertificates;
}

const command = commandOf();

export default defineConfig({
  testDir: 'specs',
  outputDir: join(results, 'artifacts'),
  globalSetup: './helpers/commands/global-setup.ts',
  // The notebook is one story on one tenant: nothing runs beside it, and nothing is tried again.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Every call, page and mail has a shorter limit of its own; this one is for what none of them foresees.
  timeout: 180_000,
  captureGitInfo: { commit: true, diff: false },
  reporter: [
    ['./reporters/run-record.ts', { results }],
    ['junit', { outputFile: join(results, 'junit.xml') }],
    ['html', { outputFolder: join(results, 'playwright'), open: 'never' }],
    // The last one, so that the verdict is the last thing a person reads.
    ['./reporters/console.ts', { origin: loaded.origin }],
  ],
  projects: targets.flatMap(({ system: { name } }): Project[] => {
    const specs = { name, testDir: join('specs', name), testMatch: SPECS_OF[command] };
    // A tenant that cannot be tested can still be swept.
    if (command === 'sweep') return [specs];
    const preflight = { ...specs, name: `${name}-preflight`, testMatch: '*.setup.ts' };
    return [preflight, { ...specs, dependencies: [preflight.name] }];
  }),
});
