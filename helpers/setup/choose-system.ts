import { VARIABLES } from '../systems/settings.ts';
import type { CommandLine } from './command-line.ts';
import type { ReadFile } from './file.ts';
import { flagsOf, type SystemWithSetup } from './flags.ts';
import { CONFIRM_HOST, withoutTerminal } from './missing.ts';
import { Cancelled, type Prompter } from './prompts/prompter.ts';
import { describeMissing, resolveAll } from './resolve.ts';
import { Stopped } from './stopped.ts';

/**
 * Returns the system that is set up: the one that is named, or the only one that the flags or the settings fit, or the one that a
 * person chooses.
 *
 * @throws {Stopped} if none is named, and no person can be asked
 */
export async function chooseSystem(
  { system: named, answers }: CommandLine,
  systems: readonly SystemWithSetup[],
  { stored }: ReadFile,
  prompter: Prompter | undefined,
): Promise<SystemWithSetup> {
  const names = systems.map(({ system }) => system.name);
  const byName = (name: string) => systems.find(({ system }) => system.name === name);
  if (named !== undefined) {
    const found = byName(named);
    if (found === undefined) throw new Stopped(`--system must be ${names.join(' or ')}.`);
    return found;
  }
  // A flag that only one system has shows which one is meant.
  const fitting = systems.filter((each) => {
    const own = flagsOf(each, VARIABLES).map(({ flag }) => flag);
    return [...answers.keys()].every((flag) => own.includes(flag));
  });
  if (answers.size > 0 && fitting.length === 1 && fitting[0] !== undefined) return fitting[0];
  const isStored = ({ system }: SystemWithSetup) =>
    system.settings.tenant.some((name) => stored[name] !== undefined);
  if (prompter === undefined) {
    const inPlace = systems.filter(
      (each) => isStored(each) || each.system.settings.tenant.some((name) => Boolean(process.env[name])),
    );
    if (inPlace.length === 1 && inPlace[0] !== undefined) return inPlace[0];
    const ofEach = systems.flatMap((each) => [
      `for ${each.system.title}:`,
      ...resolveAll(each.setup, { given: new Map(), usable: stored }).missing.map(
        (question) => `  ${describeMissing(question, each.system, VARIABLES)}`,
      ),
    ]);
    throw new Stopped(
      withoutTerminal([`--system: ${names.join(' or ')}`, CONFIRM_HOST, ...ofEach], prompter),
    );
  }
  const chosen = await prompter.select({
    message: 'Which system do you set up?',
    options: systems.map((each) => ({
      value: each.system.name,
      label: each.system.title,
      ...(isStored(each) ? { hint: 'set up in this file already' } : {}),
    })),
  });
  const found = byName(chosen);
  if (found === undefined) throw new Cancelled();
  return found;
}
