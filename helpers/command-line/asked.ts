import { loadSettings } from '../systems/settings.ts';
import { targetsOfLoaded } from '../systems/targets.ts';
import { selectionOfProcess } from './arguments.ts';
import { requestedAddresses, commandOf } from './command.ts';
import { listTests } from './listing.ts';
import { selectionMistakes } from './selection.ts';

/** What the command line of this process asks for and there is not, as sentences. Costs nothing where it asks for all. */
export async function findUnknownSelections(configFile: string | undefined): Promise<string[]> {
  const selection = { ...selectionOfProcess(), addresses: requestedAddresses() };
  const { addresses, files, projects, grep } = selection;
  const run = { command: commandOf(), targets: targetsOfLoaded(loadSettings()), tests: [] };
  // Which projects there are is known without asking.
  const nowhere = selectionMistakes({ projects, addresses: [], files: [], grep: undefined }, run);
  if (nowhere.length > 0 || configFile === undefined) return nowhere;
  if (addresses.length + files.length === 0 && grep === undefined) return [];
  const tests = await listTests(configFile);
  // Where there is no list, that is said when the verdict is drawn.
  return tests === undefined ? [] : selectionMistakes(selection, { ...run, tests });
}
