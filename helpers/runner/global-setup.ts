/**
 * Runs once, in the main process, before any worker: stops on a mistake in the settings, makes sure that there
 * is a browser, and turns every stop signal into a graceful shutdown.
 */
import { ensureBrowser } from '../browser/install.ts';
import { selectionOfProcess } from '../command-line/arguments.ts';
import { commandOf } from '../command-line/command.ts';
import { isRequested } from '../command-line/selection.ts';
import { findUnknownSelections, unknownSelectionsError } from '../command-line/unknown-selections.ts';
import { deleteUserCap } from '../contract/cap.ts';
import { HostGuard } from '../http/hosts.ts';
import type { Outputs } from '../leaks/places.ts';
import { watchOutputs } from '../leaks/watch.ts';
import { ledgerError } from '../ledger/files.ts';
import { historyError } from '../history/history.ts';
import { beginUnfinishedReports, clearReports } from '../executed-notebook/minimal-reports.ts';
import { runId, version } from '../run-id.ts';
import { mistakesError } from '../settings/mistake.ts';
import { joinWithOr } from '../settings/variables.ts';
import { SYSTEMS } from '../systems/index.ts';
import { loadSettings } from '../systems/settings.ts';
import { targetsOf } from '../systems/targets.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import { sweepIfNeeded, reportLeftAtExit } from './after-run.ts';
import { describeLeakingVariables } from './leaking-variables.ts';
import { resultsFolder } from './results-folder.ts';
import { handleStopSignals, immediateStop, markRunOver } from './signals.ts';

/** The remedy if no tenant is configured. */
const CONFIGURE = `configure a tenant in .env (${joinWithOr(SYSTEMS.flatMap(({ settings }) => settings.tenant.slice(0, 1)))}, and its credentials)`;

/** By then, the first worker has been started, and is loading its code. */
const DRAW_AFTER_MS = 50;

/** The parts of Playwright's configuration that this file reads. */
interface Config extends Outputs {
  projects: readonly (Outputs['projects'][number] & { use?: { headless?: boolean | undefined } })[];
}

/** @returns the function that Playwright calls when all workers have ended. */
export default async function globalSetup(config: Config): Promise<() => Promise<void>> {
  watchOutputs(config);
  handleStopSignals();
  reportLeftAtExit();
  const loaded = loadSettings();
  const { interactive, projects } = selectionOfProcess();
  const drawNotebook = begin(resultsFolder(loaded), interactive);
  const leaking = describeLeakingVariables();
  if (leaking.length > 0)
    throw plain(
      new Blocked(`This environment would leak secrets. ${leaking.join('\n')}`, {
        remedy: 'unset these variables, and run again',
        where: 'the environment in which the command runs',
        help: 'leaking-variables',
      }),
    );
  if (!loaded.ok) throw plain(mistakesError(loaded));
  const unknown = await findUnknownSelections(config.configFile);
  if (unknown.length > 0) throw plain(unknownSelectionsError(unknown));
  const { settings } = loaded;
  const targets = targetsOf(settings);
  const tenants = targets.flatMap(({ tenant }) => tenant ?? []);
  const command = commandOf();
  if (command === 'sweep' && tenants.length === 0) {
    throw plain(
      new Blocked('No tenant is configured, so there is nothing to sweep. (Emulators end with their run.)', {
        remedy: CONFIGURE,
        where: '.env.example explains each setting',
        help: 'no-tenant',
      }),
    );
  }
  if (command === 'contract' && tenants.length === 0 && !settings.emulatorOnly) {
    throw plain(
      new Blocked(
        'No tenant is configured. The release gate tests an emulator only if KEYTURN_TARGET=emulator is set.',
        {
          remedy: `${CONFIGURE}, or set KEYTURN_TARGET=emulator`,
          where: '.env.example explains each setting',
          help: 'no-tenant',
        },
      ),
    );
  }
  for (const tenant of tenants) {
    try {
      new HostGuard(settings.writeHosts).check(new URL(tenant));
    } catch (error) {
      throw plain(error as Error);
    }
  }
  for (const tenant of tenants) {
    const problem = ledgerError(tenant, loaded.state);
    if (problem !== undefined) throw plain(problem);
  }
  for (const { system, tenant } of command === 'sweep' ? [] : targets) {
    const problem = historyError(system.name, tenant, loaded.history);
    if (problem !== undefined) throw plain(problem);
  }
  const needsBrowser = targets
    .filter(({ system }) => isRequested(system.name, projects))
    .some(
      ({ system }) =>
        system.adminNeedsBrowser(settings) || (command !== 'sweep' && system.testUserNeedsBrowser),
    );
  if (needsBrowser) {
    const headless = config.projects.every(({ use }) => use?.headless !== false);
    const wanted = { configured: settings.browser, headless };
    const missing = await ensureBrowser(wanted, (line) => console.log(line));
    if (missing !== undefined) throw plain(missing);
  }
  const drawing = setTimeout(() => {
    try {
      drawNotebook();
    } catch {
      // The reports at the end of the run tell why the notebook cannot be drawn.
    }
  }, DRAW_AFTER_MS);
  return () => {
    clearTimeout(drawing);
    return tearDown();
  };
}

/** Replaces the previous run's reports, so that its verdict never looks like this run's, however this one ends. */
/** @returns draws the notebook of the unfinished run */
function begin(folder: string, interactive: boolean): () => void {
  const run = { run: runId(), command: commandOf(), keyturn: version, startedAt: new Date() };
  try {
    // In a UI, it is not known whether any test will run.
    if (!interactive) return beginUnfinishedReports(folder, run);
    clearReports(folder);
    return () => undefined;
  } catch (error) {
    throw plain(
      new Blocked(`Cannot write the reports to ${folder}: ${messageOf(error)}`, {
        remedy: 'make the folder writable, or set KEYTURN_RESULTS to another one',
        where: 'KEYTURN_RESULTS',
        help: 'folders',
      }),
    );
  }
}

/** Runs when all workers have ended. */
async function tearDown(): Promise<void> {
  markRunOver();
  deleteUserCap(runId());
  await sweepIfNeeded(immediateStop);
}

/** Removes the stack trace: the line of our code does not help the person who reads the message. */
function plain(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
