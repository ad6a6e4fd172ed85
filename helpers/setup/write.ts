/** Shows what changes, writes it, and warns about what could keep it from doing what it is for. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { displayPath } from '../machine/project.ts';
import { ENV_FILE } from '../settings-place.ts';
import { editEnvFile } from '../settings/env-file-edit.ts';
import { parseEnvFile } from '../settings/env-file.ts';
import { writeEnvFile } from '../settings/env-file-write.ts';
import { describeMistakes } from '../settings/mistake.ts';
import { envFilePath } from '../settings/settings-file.ts';
import type { Values } from '../settings/values.ts';
import { loadSettingsWith, VARIABLES } from '../systems/settings.ts';
import type { System } from '../systems/system.ts';
import { type Change, describeChanges, groupsOf, overwriting } from './changes.ts';
import type { ReadFile } from './file.ts';
import { isUnignored } from './ignored.ts';
import { Cancelled, type Prompter, type Screen } from './prompts/prompter.ts';
import { Stopped } from './stopped.ts';

/**
 * Writes the changes into the file. A person is asked first if the file exists.
 *
 * @param written.all the answers
 * @throws {Cancelled} if the person says no
 * @throws {Stopped} if a value cannot be written, or would be overwritten without permission
 */
export async function write(
  file: ReadFile,
  { system, changes, all }: { system: System; changes: readonly Change[]; all: Values },
  screen: Screen,
  prompter: Prompter | undefined,
  mayOverwrite: boolean,
): Promise<void> {
  const path = displayPath(file.path);
  screen.say(describeChanges(changes, VARIABLES), `${path}:`);
  if (changes.every(({ kind }) => kind === 'unchanged')) {
    screen.say(`${path} has all of this already, so it stays as it is.`);
    return;
  }
  const replaced = overwriting(changes);
  if (prompter === undefined && replaced.length > 0 && !mayOverwrite)
    throw new Stopped(
      `${replaced.map(({ name }) => name).join(', ')} would be overwritten. Give --overwrite to allow that.`,
    );
  const edited = editEnvFile(file.text, groupsOf(system, changes), VARIABLES);
  if (!edited.ok)
    throw new Stopped(
      `The value of ${edited.variable} cannot be written so that it would be read back unchanged. Use another one (without quotation marks or a backslash at its end).`,
    );
  if (prompter !== undefined && file.bytes !== undefined) {
    const what =
      replaced.length === 0 ? 'Add this to' : `Change ${replaced.map(({ name }) => name).join(', ')} in`;
    const isWanted = () => prompter.confirm({ message: `${what} ${path}?`, initial: replaced.length === 0 });
    // One key must not lose all answers.
    const quits = () =>
      prompter.confirm({ message: 'Quit without writing? All answers are lost then.', initial: false });
    while (!(await isWanted())) if (await quits()) throw new Cancelled();
  }
  const { tightened } = writeEnvFile(file, edited.text);
  screen.say(
    `Wrote ${path}${process.platform === 'win32' ? '' : ', which only you can read'}` +
      (tightened === undefined ? '.' : ` (until now, its mode was ${tightened}).`),
  );
  warnAbout(file, edited.text, all, screen);
}

/** Warns about what could keep the file from doing what it is for. */
function warnAbout(file: ReadFile, text: string, all: Values, screen: Screen): void {
  if (existsSync(dirname(file.path)) && isUnignored(file.path))
    screen.warn(
      `${displayPath(file.path)} is in a Git repository that does not ignore it. It contains secrets: add it to .gitignore.`,
    );
  const differing = Object.entries(all).filter(
    ([name, value]) => VARIABLES.has(name) && process.env[name] !== undefined && process.env[name] !== value,
  );
  for (const [name] of differing)
    screen.warn(`The environment sets ${name} to another value, which overrides the file. Remove it there.`);
  const { values, mistakes } = parseEnvFile(text.replace(/^\ufeff/, ''), VARIABLES);
  const loaded = loadSettingsWith({ path: file.path, isRead: true, values, mistakes, why: '' }, process.env);
  if (!loaded.ok) screen.warn(describeMistakes(loaded.mistakes, file.path));
  else if (loaded.settings.emulatorOnly)
    screen.warn('KEYTURN_TARGET=emulator is set, so runs use the emulators and not this tenant.');
}

/** Returns what to do next. */
export function nextSteps({ path }: ReadFile): string {
  const standard = envFilePath({});
  const isStandard = standard.ok && standard.path === path;
  const shown = displayPath(path);
  const before = isStandard ? '' : `${ENV_FILE}=${/^[\w./-]+$/.test(shown) ? shown : `'${shown}'`} `;
  return `Next: ${before}npm run doctor (can this tenant be tested?), and then ${before}npm start`;
}
