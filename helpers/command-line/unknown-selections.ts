import { loadSettings } from '../systems/settings.ts';
import { targetsOfLoaded } from '../systems/targets.ts';
import { selectionOfProcess } from './arguments.ts';
import { commandOf, requestedAddresses } from './command.ts';
import { listTests } from './listing.ts';
import { selectionMistakes } from './selection.ts';

/** Returns a message for everything selected on the command line that does not exist. Costs nothing if nothing is selected. */
export async function findUnknownSelections(configFile: string | undefined): Promise<string[]> {
  const selection = { ...selectionOfProcess(), addresses: requestedAddresses() };
  const { addresses, files, projects, grep } = selection;
  const run = { command: commandOf(), targets: targetsOfLoaded(loadSettings()), tests: [] };
  // The projects are known without a call to Playwright.
  const mistakes = selectionMistakes({ projects, addresses: [], files: [], grep: undefined }, run);
  if (mistakes.length > 0 || configFile === undefined) return mistakes;
  if (addresses.length + files.length === 0 && grep === undefined) return [];
  const tests = await listTests(configFile);
  // If there is no list, the verdict reports that.
  return tests === undefined ? [] : selectionMistakes(selection, { ...run, tests });
}
