/**
 * Runs once, in the main process, before any worker: stops on a mistake in the settings, makes sure that there
 * is a browser, and turns every way to be told to stop into an orderly end.
 */
import { ensureBrowser } from '../browser/install.ts';
import { deleteUserCap } from '../contract/cap.ts';
import { HostGuard } from '../http/hosts.ts';
import type { Outputs } from '../leaks/places.ts';
import { watchOutputs } from '../leaks/watch.ts';
import { writeUnfinishedReports, clearReports } from '../results/reports.ts';
import { runId, version } from '../run-id.ts';
import { describeMistakes } from '../settings/mistake.ts';
import { oneOfThese } from '../settings/variables.ts';
import { SYSTEMS } from '../systems/index.ts';
import { loadSettings } from '../systems/settings.ts';
import { targetsOf } from '../systems/targets.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import { sweepIfNeeded, reportLeftAtExit } from './after-run.ts';
import { selectionOfProcess } from '../command-line/arguments.ts';
import { findUnknownSelections } from '../command-line/asked.ts';
import { commandOf } from '../command-line/command.ts';
import { refusals } from './refusals.ts';
import { isRequested } from '../command-line/selection.ts';
import { resultsFolder } from './results-folder.ts';
import { handleStopSignals, immediateStop, markRunOver } from './signals.ts';
import { ledgerError } from '../ledger/files.ts';

/** What to do where no tenant is configured. */
const CONFIGURE = `set ${oneOfThese(SYSTEMS.flatMap(({ settings }) => settings.tenant.slice(0, 1)))}, and what belongs to it,`;

/** What is looked at of Playwright's configuration. */
interface Config extends Outputs {
  projects: readonly (Outputs['projects'][number] & { use?: { headless?: boolean | undefined } })[];
}

/** @returns what is to be done when all workers are gone. */
export default async function globalSetup(config: Config): Promise<() => Promise<void>> {
  watchOutputs(config);
  handleStopSignals();
  reportLeftAtExit();
  const loaded = loadSettings();
  const { interactive, projects } = selectionOfProcess();
  begin(resultsFolder(loaded), interactive);
  const refused = refusals();
  if (refused.length > 0) throw plain(new Blocked(`Secrets would leak. ${refused.join('\n')}`));
  if (!loaded.ok) throw plain(new Blocked(describeMistakes(loaded.mistakes, loaded.source)));
  const notThere = await findUnknownSelections(config.configFile);
  if (notThere.length > 0) throw plain(new Blocked(notThere.join('\n')));
  const { settings } = loaded;
  const targets = targetsOf(settings);
  const tenants = targets.flatMap(({ tenant }) => tenant ?? []);
  const command = commandOf();
  if (command === 'sweep' && tenants.length === 0) {
    throw plain(
      new Blocked('No tenant is configured, so there is nothing to sweep: emulators end with their run.', {
        remedy: `${CONFIGURE} in .env`,
        where: '.env.example explains each one',
      }),
    );
  }
  if (command === 'contract' && tenants.length === 0 && !settings.emulatorOnly) {
    throw plain(
      new Blocked('No tenant is configured, and the release gate does not judge an emulator unasked.', {
        remedy: `${CONFIGURE} in .env, or KEYTURN_TARGET=emulator`,
        where: '.env.example explains each one',
      }),
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
  const isNeeded = targets
    .filter(({ system }) => isRequested(system.name, projects))
    .some(
      ({ system }) =>
        system.adminNeedsBrowser(settings) || (command !== 'sweep' && system.testUserNeedsBrowser),
    );
  if (isNeeded) {
    const headless = config.projects.every(({ use }) => use?.headless !== false);
    const wanted = { configured: settings.browser, headless };
    const missing = await ensureBrowser(wanted, (line) => console.log(line));
    if (missing !== undefined) throw plain(new Blocked(missing));
  }
  return tearDown;
}

/** A verdict of yesterday must not stand for a run of today, whatever ends that. */
function begin(folder: string, interactive: boolean): void {
  const run = { run: runId(), command: commandOf(), keyturn: version, startedAt: new Date() };
  try {
    // At a screen nobody knows whether anything will run.
    if (interactive) clearReports(folder);
    else writeUnfinishedReports(folder, run);
  } catch (error) {
    throw plain(
      new Blocked(`The reports cannot be written to ${folder}: ${messageOf(error)}`, {
        remedy: 'let this user write there, or name another folder',
        where: 'KEYTURN_RESULTS',
      }),
    );
  }
}

/** When all workers are gone. */
async function tearDown(): Promise<void> {
  markRunOver();
  deleteUserCap(runId());
  await sweepIfNeeded(immediateStop);
}

/** A sentence for a person: the place in our code where it was thrown says nothing to them. */
function plain(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
