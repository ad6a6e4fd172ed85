/**
 * Runs once, in the main process, before any worker: stops on a mistake in the settings, makes sure that there
 * is a browser, and turns every way to be told to stop into an orderly end.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from '../browser/install.ts';
import { forgetUserCap } from '../contract/cap.ts';
import { HostGuard } from '../http/hosts.ts';
import type { Outputs } from '../leaks/places.ts';
import { watchOutputs } from '../leaks/watch.ts';
import { runId } from '../run/run.ts';
import { describeMistakes, loadSettings, resultsFolder } from '../settings/load.ts';
import { targetsOf } from '../systems.ts';
import { Blocked } from '../verdict/errors.ts';
import { sweepIfLeft, tellAtExit } from './after-run.ts';
import { commandOf } from './command.ts';
import { refusals } from './refusals.ts';
import { endOrderly, endsAtOnce, runIsOver } from './signals.ts';

/** What to do where no tenant is configured. */
const CONFIGURE = 'set ZENDESK_SUBDOMAIN or EXPERT_BASE_URL, and what belongs to it,';

/** @returns what is to be done when all workers are gone. */
export default async function globalSetup(config: Outputs): Promise<() => Promise<void>> {
  watchOutputs(config);
  endOrderly();
  tellAtExit();
  const loaded = loadSettings();
  // A verdict of yesterday must not stand for a run of today that ended before it had one.
  rmSync(join(resultsFolder(loaded), 'run.json'), { force: true });
  const refused = refusals();
  if (refused.length > 0) throw plain(new Blocked(`Secrets would leak. ${refused.join('\n')}`));
  if (!loaded.ok) throw plain(new Blocked(describeMistakes(loaded.mistakes, loaded.source)));
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
  if (command === 'contract' && tenants.length === 0 && !settings.insistsOnEmulator) {
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
  if (command === 'sweep' && !targets.some(({ system }) => system.adminNeedsBrowser(settings))) return tidyUp;
  const missing = await ensureBrowser(settings.browser, (line) => console.log(line));
  if (missing !== undefined) throw plain(new Blocked(missing));
  return tidyUp;
}

/** When all workers are gone. */
async function tidyUp(): Promise<void> {
  runIsOver();
  forgetUserCap(runId());
  await sweepIfLeft(endsAtOnce);
}

/** A sentence for a person: the place in our code where it was thrown says nothing to them. */
function plain(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
