/** The settings of each tenant, with everything that they refer to, as its run will read them. */
import { devNull } from 'node:os';
import { join } from 'node:path';
import { displayPath, PROJECT } from '../machine/project.ts';
import { ENV_FILE } from '../settings-place.ts';
import type { Loaded } from '../settings/load.ts';
import { PROXY_NAMES } from '../settings/run.ts';
import { readSettingsFile } from '../settings/settings-file.ts';
import { joinWithOr } from '../settings/variables.ts';
import { loadSettingsWith, VARIABLES } from '../systems/settings.ts';
import { targetsOf } from '../systems/targets.ts';
import { inherited } from './environment.ts';
import type { FleetTenant } from './file.ts';
import type { FleetMistake } from './mistake.ts';
import { expand } from './references.ts';
import { secretReferences } from './secrets.ts';

/** What a tenant's run tests. */
interface TenantTarget {
  /** The system's name, such as `zendesk`. */
  system: string;
  /** The system's name in reports. */
  title: string;
  /** The URL. `undefined` for the emulator. */
  tenant: string | undefined;
}

/** A tenant whose run can start, or its mistakes. */
export interface ResolvedTenant extends FleetTenant {
  /** The environment of its run. It contains secrets. */
  environment: NodeJS.ProcessEnv;
  /** The settings as the run will read them. */
  loaded: Loaded;
  /** Empty if there are mistakes. */
  targets: TenantTarget[];
  /** If there are any, its run does not start. */
  mistakes: FleetMistake[];
}

/** What the fleet sets for each run. */
interface Surroundings {
  environment: NodeJS.ProcessEnv;
  /** See `FleetSettings`. */
  fromFile: Readonly<Record<string, string>>;
  /** The folder with the results of all tenants. */
  results: string;
  history: string;
}

/** Resolves all tenants, in their order. What is wrong with one is not said of another. */
export function resolveTenants(tenants: readonly FleetTenant[], around: Surroundings): ResolvedTenant[] {
  const secrets = new Set(tenants.flatMap(({ env }) => secretReferences(env)));
  const base = inherited(around.environment, secrets);
  const resolved = tenants.map((tenant) => resolve(tenant, base, around));
  return resolved.map((tenant) => {
    const twin = resolved.find((other) => other !== tenant && sharedTarget(tenant, other) !== undefined);
    if (twin === undefined) return tenant;
    const problem = `${sharedTarget(tenant, twin) ?? ''} is also the tenant of ${twin.name} (line ${String(twin.placeOf().line)})`;
    const expected = 'one entry for each tenant, because only one notebook at a time may run on it';
    return {
      ...tenant,
      mistakes: [...tenant.mistakes, { tenant: tenant.name, place: tenant.placeOf(), problem, expected }],
    };
  });
}

/** Spellings of one setting. Of those, what a tenant sets replaces everything that it would inherit. */
const FAMILIES: readonly (readonly string[])[] = [PROXY_NAMES, ['no_proxy', 'NO_PROXY']];

/** In a fleet file, a key names the settings file, and no variable does. */
const AN_ENV_FILE =
  'a file like .env with the settings of this tenant, relative to the fleet file; npm run setup -- --file FILE writes one';

function resolve(tenant: FleetTenant, base: NodeJS.ProcessEnv, around: Surroundings): ResolvedTenant {
  const { name, env, envFile, fixed, placeOf, nameOf } = tenant;
  const mistakes: FleetMistake[] = [];
  const own: Record<string, string> = {};
  for (const [variable, text] of Object.entries(env)) {
    const expanded = expand(text, (reference) => around.environment[reference]);
    if (expanded.ok) own[variable] = expanded.value;
    else
      mistakes.push({
        tenant: name,
        place: placeOf(variable),
        problem: `${variable} ${expanded.problem}`,
        expected: expanded.expected,
      });
  }
  const replaced = new Set(FAMILIES.filter((family) => family.some((each) => each in env)).flat());
  const environment: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(base).filter(([variable]) => !replaced.has(variable))),
    ...own,
    ...fixed,
    [ENV_FILE]: envFile ?? devNull,
    KEYTURN_RESULTS: join(around.results, name),
    KEYTURN_HISTORY: around.history,
  };
  const file = readSettingsFile(VARIABLES, environment, PROJECT);
  // The settings file of the fleet is the weakest source.
  for (const [variable, value] of Object.entries(around.fromFile))
    if (!replaced.has(variable) && file.values[variable] === undefined) environment[variable] ??= value;
  const loaded = loadSettingsWith(file, environment);
  const known = new Set(Object.keys(env).filter((variable) => own[variable] === undefined));
  if (!loaded.ok)
    for (const { variable, problem, remedy } of loaded.mistakes) {
      if (known.has(variable)) continue;
      const isHere = variable in env || variable in fixed || !file.isRead || file.path === undefined;
      const source = isHere ? '' : ` (read from the fleet file and ${displayPath(file.path ?? '')})`;
      mistakes.push({
        tenant: name,
        place: placeOf(variable),
        problem: `${nameOf(variable)} ${problem}${source}`,
        expected: remedy === VARIABLES.remedyFor(ENV_FILE) ? AN_ENV_FILE : remedy,
      });
    }
  if (!loaded.ok || mistakes.length > 0) return { ...tenant, environment, loaded, targets: [], mistakes };
  const targets = targetsOf(loaded.settings).map(({ system, tenant: url }) => ({
    system: system.name,
    title: system.title,
    tenant: url,
  }));
  if (targets.every(({ tenant: url }) => url === undefined) && !loaded.settings.emulatorOnly)
    mistakes.push({
      tenant: name,
      place: placeOf(),
      problem: 'No tenant is configured, so an emulator would be tested instead',
      expected: `${joinWithOr(VARIABLES.ofTenants.flatMap(([first]) => first ?? []))}, and its credentials; or KEYTURN_TARGET: emulator`,
    });
  return { ...tenant, environment, loaded, targets, mistakes };
}

function sharedTarget(one: ResolvedTenant, other: ResolvedTenant): string | undefined {
  const urls = new Set(other.targets.flatMap(({ tenant }) => tenant ?? []));
  return one.targets.flatMap(({ tenant }) => tenant ?? []).find((url) => urls.has(url));
}
