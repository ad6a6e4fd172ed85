/** Reads the settings file that setup is going to write. */
import { secrets } from '../secrets/registry.ts';
import { parseEnvFile } from '../settings/env-file.ts';
import { readEnvFileToEdit, type StoredEnvFile } from '../settings/env-file-write.ts';
import { readPath } from '../settings/fields.ts';
import { describeMistakes, type Mistake } from '../settings/mistake.ts';
import { publicSettings } from '../settings/public-secrets.ts';
import { secretsIn, teach } from '../settings/secrets.ts';
import { envFilePath } from '../settings/settings-file.ts';
import { collect, type Values } from '../settings/values.ts';
import { SYSTEMS } from '../systems/index.ts';
import { VARIABLES } from '../systems/settings.ts';
import { storedValues } from './sources.ts';
import { Stopped } from './stopped.ts';

/** The settings file, and what it sets. */
export interface ReadFile extends StoredEnvFile {
  /** Its values. Empty ones count as missing. */
  stored: Values;
  /** The settings of the run, from the file and the environment. */
  runValues: Values;
}

/**
 * Reads the file, and learns its secrets.
 *
 * @param named the path on the command line
 * @throws {Stopped} if it contains mistakes
 * @throws {Blocked} if it cannot be edited
 */
export function readFile(named: string | undefined): ReadFile {
  const at = named === undefined ? envFilePath() : readPath(named);
  if (!at.ok) throw new Stopped(`The path of the settings file ${at.problem}.`);
  const file = readEnvFileToEdit(at.path);
  const parsed = parseEnvFile(file.text.replace(/^\ufeff/, ''), VARIABLES);
  const mistakes: Mistake[] = [...parsed.mistakes];
  const { values, given } = collect(VARIABLES, process.env, parsed.values, mistakes);
  teach(
    {
      secrets: secretsIn({ ...given, ...parsed.values }, VARIABLES),
      publicValues: publicSettings(given, VARIABLES),
    },
    secrets,
  );
  // What is empty is what setup asks for.
  const wrong = mistakes.filter(({ problem }) => !problem.startsWith('is set but empty'));
  if (wrong.length > 0)
    throw new Stopped(
      describeMistakes(wrong, file.path).replace('Keyturn cannot start', 'Correct these first'),
    );
  const isOfSystem = (name: string) => SYSTEMS.some(({ settings }) => name.startsWith(`${settings.prefix}_`));
  const runValues = Object.fromEntries(Object.entries(values).filter(([name]) => !isOfSystem(name)));
  return { ...file, stored: storedValues(parsed.values), runValues };
}
