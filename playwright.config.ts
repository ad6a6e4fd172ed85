import { defineConfig, type Project, type ReporterDescription } from '@playwright/test';
import { join } from 'node:path';
import { selectionOfProcess } from './helpers/command-line/arguments.ts';
import { commandOf, preflightIsProject, SPECS_OF } from './helpers/command-line/command.ts';
import { unknownProjects } from './helpers/command-line/selection.ts';
import { addKnownLeaks, type Leak, watchForLeaks } from './helpers/leaks/watch.ts';
import { detectTerminal } from './helpers/passcode/terminal.ts';
import { runId } from './helpers/run-id.ts';
import { exitUnlessWritable } from './helpers/runner/folders.ts';
import { resultsFolder } from './helpers/runner/results-folder.ts';
import { handleSignalsDuringStartup } from './helpers/runner/signals.ts';
import { teach } from './helpers/settings/secrets.ts';
import { envFilePath } from './helpers/settings/settings-file.ts';
import { isMerge, mergedRun, readShards } from './helpers/shards/merge.ts';
import { loadSettings } from './helpers/systems/settings.ts';
import { targetsOfLoaded } from './helpers/systems/targets.ts';

// A merge of shards is not a run of its own: the command, the run ID and the targets are those of the shards.
readShards();

// Generated here, in the process that starts the workers, so that all of them share it.
runId();

// A mistake in the settings must produce a message, not the stack trace of a configuration that failed to load. So
// everything is configured as if there were no mistake, and `global-setup.ts` stops the run before the first call.
const loaded = loadSettings();
const targets = targetsOfLoaded(loaded);
const results = resultsFolder(loaded);

exitUnlessWritable(loaded);
if (isMerge())
  (require('./helpers/shards/begin-merge.ts') as typeof import('./helpers/shards/begin-merge.ts')).beginMerge(
    results,
  );
detectTerminal();

const { lists, projects: requested, shard } = selectionOfProcess();

// As early as possible: everything written from here on is searched for secrets when the process exits.
const settingsFile = envFilePath();
watchForLeaks({
  results,
  history: loaded.history,
  never: [loaded.state, ...(settingsFile.ok ? [settingsFile.path] : [])],
  shard,
  teach: (secrets) => teach(loaded, secrets),
});
addKnownLeaks((mergedRun()?.leaks ?? []) as Leak[]);
// After the watch begins, so that the output of an interrupted start is searched as well.
handleSignalsDuringStartup();

// Node reads certificates once, as a process starts. So their absolute path must be in the environment of the workers.
if (loaded.ok && loaded.settings.extraCertificates !== undefined) {
  process.env['NODE_EXTRA_CA_CERTS'] = loaded.settings.extraCertificates;
}

const command = commandOf();

// Whichever reporters the command line selects, the exit code and the record must come from the verdict. This variable adds
// a reporter to Playwright after all others.
const RECORD_REPORTER = join(__dirname, 'reporters', 'run-record.ts');
if (lists) delete process.env['PW_TEST_REPORTER'];
else process.env['PW_TEST_REPORTER'] = RECORD_REPORTER;

/** A pattern that matches no file. */
const NO_FILE = '*.nothing';

/** A list of tests is not a run, and writes nothing. */
const LISTING: ReporterDescription[] = [['list'], ['./reporters/selection.ts']];

export default defineConfig({
  testDir: 'specs',
  outputDir: join(results, 'artifacts'),
  globalSetup: './helpers/runner/global-setup.ts',
  // A notebook is one sequence on one tenant, so nothing runs in parallel and nothing is retried.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Every call, page and email has its own shorter limit. This one catches everything else.
  timeout: 180_000,
  captureGitInfo: { commit: true, diff: false },
  reporter: lists
    ? LISTING
    : [
        ['./reporters/late-redaction.ts'],
        ['html', { outputFolder: join(results, 'playwright'), open: 'never' }],
        // Last, so that the verdict is the last thing a person reads.
        ['./reporters/console.ts', { origin: loaded.origin }],
      ],
  projects: [
    ...targets.flatMap(({ system: { name } }): Project[] => {
      const specs = { name, testDir: join('specs', name), testMatch: SPECS_OF[command] };
      // A tenant that cannot be tested can still be swept, and the notebook begins with the preflight.
      if (!preflightIsProject(command)) return [specs];
      const preflight = { ...specs, name: `${name}-preflight`, testMatch: '*.setup.ts' };
      return [preflight, { ...specs, dependencies: [preflight.name] }];
    }),
    // For an unknown project, Playwright would end with a stack trace and leave the previous run's reports. So an empty one is
    // added for each unknown name, and `global-setup.ts` reports that it does not exist.
    ...unknownProjects(requested, targets, command).map((name) => ({ name, testMatch: NO_FILE })),
  ],
});
