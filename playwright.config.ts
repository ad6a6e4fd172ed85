import { defineConfig, type Project, type ReporterDescription } from '@playwright/test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { selectionOfProcess } from './helpers/command-line/arguments.ts';
import { commandOf, SPECS_OF } from './helpers/command-line/command.ts';
import { exitUnlessWritable } from './helpers/runner/folders.ts';
import { resultsFolder } from './helpers/runner/results-folder.ts';
import { unknownProjects } from './helpers/command-line/selection.ts';
import { handleSignalsDuringStartup } from './helpers/runner/signals.ts';
import { watchForLeaks } from './helpers/leaks/watch.ts';
import { detectTerminal } from './helpers/passcode/terminal.ts';
import { runId } from './helpers/run-id.ts';
import { teach } from './helpers/settings/secrets.ts';
import { envFilePath } from './helpers/settings/settings-file.ts';
import { loadSettings } from './helpers/systems/settings.ts';
import { targetsOfLoaded } from './helpers/systems/targets.ts';

// Made here, by the process that starts the workers, so that all of them share it.
runId();

// A mistake in the settings must be a sentence, not the stack of a configuration that failed to load. So
// everything is configured as if nothing were wrong, and `global-setup.ts` stops the run before any call.
const loaded = loadSettings();
const targets = targetsOfLoaded(loaded);
const results = resultsFolder(loaded);

exitUnlessWritable(loaded);
detectTerminal();

// As early as can be: all that is written from here on is searched for secrets when the process ends.
const settingsFile = envFilePath();
watchForLeaks({
  results,
  never: [loaded.state, ...(settingsFile.ok ? [settingsFile.path] : [])],
  teach: (secrets) => teach(loaded, secrets),
});
// Behind it, so that an interrupted start is searched as well.
handleSignalsDuringStartup();

// Certificates must be in the environment before a worker starts, by their whole path: Node reads them once.
if (loaded.ok && loaded.settings.extraCertificates !== undefined) {
  process.env['NODE_EXTRA_CA_CERTS'] = loaded.settings.extraCertificates;
}

const command = commandOf();
const { lists, projects: asked } = selectionOfProcess();

// Whatever reporters the command line asks for, the exit code and the record are drawn from the verdict. (In this way
// Playwright is given a further reporter, behind all others, whichever these are.)
const RECORD_REPORTER = fileURLToPath(new URL('reporters/run-record.ts', import.meta.url));
if (lists) delete process.env['PW_TEST_REPORTER'];
else process.env['PW_TEST_REPORTER'] = RECORD_REPORTER;

/** The name of no file. */
const NOTHING = '*.nothing';

/** What there is to be listed is no run, and writes nothing. */
const LISTING: ReporterDescription[] = [['list'], ['./reporters/selection.ts']];

export default defineConfig({
  testDir: 'specs',
  outputDir: join(results, 'artifacts'),
  globalSetup: './helpers/runner/global-setup.ts',
  // The notebook is one story on one tenant: nothing runs beside it, and nothing is tried again.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Every call, page and mail has a shorter limit of its own; this one is for what none of them foresees.
  timeout: 180_000,
  captureGitInfo: { commit: true, diff: false },
  reporter: lists
    ? LISTING
    : [
        ['./reporters/late-redaction.ts'],
        ['html', { outputFolder: join(results, 'playwright'), open: 'never' }],
        // The last one, so that the verdict is the last thing a person reads.
        ['./reporters/console.ts', { origin: loaded.origin }],
      ],
  projects: [
    ...targets.flatMap(({ system: { name } }): Project[] => {
      const specs = { name, testDir: join('specs', name), testMatch: SPECS_OF[command] };
      // A tenant that cannot be tested can still be swept.
      if (command === 'sweep') return [specs];
      const preflight = { ...specs, name: `${name}-preflight`, testMatch: '*.setup.ts' };
      return [preflight, { ...specs, dependencies: [preflight.name] }];
    }),
    // Playwright would end with a stack, and leave the reports of the run before: so it is there, and `global-setup.ts` says
    // that it is not.
    ...unknownProjects(asked, targets).map((name) => ({ name, testMatch: NOTHING })),
  ],
});
