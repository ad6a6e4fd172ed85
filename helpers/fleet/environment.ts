/** The settings of the fleet itself, and the environment that the runs of its tenants begin with. */
import type { Loaded } from '../settings/load.ts';
import { readSettingsFile } from '../settings/settings-file.ts';
import { loadSettingsWith, VARIABLES } from '../systems/settings.ts';
import { isOfTenant, isPassedOn } from './variables.ts';

/** The settings of the fleet. */
export interface FleetSettings {
  /** Without anything that concerns a tenant. */
  loaded: Loaded;
  /** Variables that are set, and would act on every tenant. They are not passed on. */
  notPassedOn: string[];
  /** Settings that all runs get from the fleet's own settings file. */
  fromFile: Readonly<Record<string, string>>;
}

/** Reads the settings of the fleet from the environment and its settings file. Never throws. */
export function fleetSettings(environment: NodeJS.ProcessEnv, folder: string): FleetSettings {
  const file = readSettingsFile(VARIABLES, environment, folder);
  const own = Object.entries(environment).filter(([name]) => !isOfTenant(name));
  const values = Object.entries(file.values).filter(([name]) => !isOfTenant(name));
  const notPassedOn = [...Object.keys(environment), ...Object.keys(file.values)].filter(isOfTenant);
  return {
    loaded: loadSettingsWith(
      {
        ...file,
        values: Object.fromEntries(values),
        mistakes: file.mistakes.filter(({ variable }) => !isOfTenant(variable)),
      },
      Object.fromEntries(own),
    ),
    notPassedOn: [...new Set(notPassedOn)].sort(),
    fromFile: Object.fromEntries(values.filter(([name]) => isPassedOn(name))),
  };
}

/** Playwright's variables for the places of reports. All runs would write to the same one. */
const REPORT_PLACE = /^PLAYWRIGHT_\w+_(?:OUTPUT|FOLDER|PATH)/;

/** Colors are for terminals, and the output of a run goes into a file. */
const COLOR = /^(?:FORCE_COLOR|CLICOLOR_FORCE)$/;

/**
 * Returns what a run inherits: neither settings of a tenant, nor what the processes of one run pass on to each other, nor the
 * variables that contain the secrets of tenants.
 *
 * @param secrets the names of those variables
 */
export function inherited(environment: NodeJS.ProcessEnv, secrets: ReadonlySet<string>): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => {
    if (isPassedOn(name)) return true;
    return !VARIABLES.isOurs(name) && !secrets.has(name) && !REPORT_PLACE.test(name) && !COLOR.test(name);
  });
  return Object.fromEntries(kept);
}
