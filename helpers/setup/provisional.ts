/** The settings as far as they are known: what the answers so far would mean. */
import { z } from 'zod';
import type { AnyGroup } from '../settings/group.ts';
import { publicSecretMistake, publicSettings } from '../settings/public-secrets.ts';
import { runSettings } from '../settings/run.ts';
import { type Settings, settingsOf } from '../settings/settings.ts';
import type { Values } from '../settings/values.ts';
import type { Variables } from '../settings/variables.ts';
import { fromEnvironment } from '../settings/written.ts';
import type { System } from '../systems/system.ts';

/**
 * Returns the settings that these values mean. Settings of the system that are missing have no value yet, so this must not be
 * used for anything but checks.
 *
 * @param values valid on their own
 */
export function provisionalSettings({ settings }: System, values: Values): Settings {
  const run = runSettings.read(z.object(runSettings.shape).parse(values), true);
  return settingsOf(
    run,
    new Map<AnyGroup, unknown>([[settings, settings.read(z.object(settings.shape).parse(values), true)]]),
  );
}

/** Returns the field of a variable, which validates it. */
function fieldOf({ settings }: System, name: string): z.ZodType | undefined {
  const shapes: Record<string, unknown> = { ...runSettings.shape, ...settings.shape };
  return shapes[name] as z.ZodType | undefined;
}

/** Whether a value is the one that the settings have without it. */
export function isDefault(system: System, name: string, value: string): boolean {
  return fieldOf(system, name)?.safeParse(undefined).data === value;
}

/** Returns what is wrong with a value, as a sentence that does not repeat it, or `undefined` if it is valid. */
export function mistakeIn(
  system: System,
  name: string,
  value: string,
  { variables, answers }: { variables: Variables; answers: Values },
): string | undefined {
  const variable = variables.get(name);
  if (variable === undefined) return undefined;
  const written = fromEnvironment(variable, value);
  if (!('value' in written)) return `This ${written.problem}. Expected: ${written.remedy}.`;
  const issue = fieldOf(system, name)?.safeParse(value).error?.issues[0]?.message;
  if (issue !== undefined) return `${name} ${issue}. Expected: ${variable.remedy}.`;
  if (variable.secret === undefined) return undefined;
  const shown = publicSettings({ ...answers, [name]: undefined }, variables);
  const mistake = publicSecretMistake({ value, kind: variable.secret, source: name }, shown);
  return mistake === undefined ? undefined : `${name} ${mistake.problem}.`;
}
