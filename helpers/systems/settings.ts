/** The settings of a run: those of each system, and those of the run itself. */
import { PROJECT } from '../machine/project.ts';
import { type Loaded, SettingsLoader } from '../settings/load.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { Variables } from '../settings/variables.ts';
import { SYSTEMS } from './index.ts';

const loader = new SettingsLoader(SYSTEMS.map(({ settings }) => settings));

/** Every variable that Keyturn reads. `.env.example` documents the same list; a selftest keeps the two together. */
export const VARIABLES: Variables = loader.variables;

/** See {@link SettingsLoader.load}. */
export function loadSettings(environment: NodeJS.ProcessEnv = process.env, folder = PROJECT): Loaded {
  return loader.load(environment, folder);
}

/** See {@link SettingsLoader.loadWith}. */
export function loadSettingsWith(file: SettingsFile, environment: NodeJS.ProcessEnv = process.env): Loaded {
  return loader.loadWith(file, environment);
}
