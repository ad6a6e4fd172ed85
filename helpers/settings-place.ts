/** Where a person changes the settings. Everything that may end a run says so, also what does not read them. */
import { devNull } from 'node:os';

/** Names the settings file. It must be set in the environment, not in the file itself. */
export const ENV_FILE = 'KEYTURN_ENV_FILE';

/** The words that begin the place of settings that are not in `.env`. */
export const OTHER_SETTINGS = 'the settings';

/** Returns where the settings of this run are, for a message: in `.env`, or where the environment says. */
export function settingsPlace(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment[ENV_FILE];
  if (named === undefined) return '.env';
  return named === '' || named === devNull
    ? `${OTHER_SETTINGS} in the environment`
    : `${OTHER_SETTINGS} in ${named}`;
}
