import { loadSettings } from '../systems/settings.ts';
import { targetsOfLoaded } from '../systems/targets.ts';
import { Blocked, describe, type WhatToDo } from '../verdict/errors.ts';
import { problemsIn } from '../verdict/problems.ts';
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

/** Returns the error about a selection that does not exist. The messages contain what to do. */
export function unknownSelectionsError(messages: readonly string[]): Blocked {
  const isDescribed = true;
  const whatToDo: WhatToDo = { remedy: 'correct the command line', help: 'command-line' };
  const isExplained = messages.every((message) =>
    problemsIn(message).every(({ help }) => help !== undefined),
  );
  const text = messages.join('\n');
  return new Blocked(isExplained ? text : describe(text, { help: whatToDo.help }), whatToDo, isDescribed);
}
