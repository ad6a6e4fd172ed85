/** Which settings belong to a tenant of a fleet, and which to the fleet as a whole. */
import type { Variable } from '../settings/variables.ts';
import { PROXY_NAMES } from '../settings/run.ts';
import { SYSTEMS } from '../systems/index.ts';
import { VARIABLES } from '../systems/settings.ts';

/** Of the network and the machine. They are passed on to all runs, and a tenant may have its own. */
const OF_BOTH: readonly string[] = [
  ...PROXY_NAMES,
  'no_proxy',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'KEYTURN_BROWSER',
];

/** Of the fleet: where all of its runs write, and how their records are signed. No tenant has its own. */
const OF_FLEET: readonly string[] = [
  'KEYTURN_RESULTS',
  'KEYTURN_STATE',
  'KEYTURN_HISTORY',
  'KEYTURN_ENV_FILE',
  'KEYTURN_FLEET_FILE',
  'KEYTURN_RECORD_KEY',
  'KEYTURN_NOTIFY_URL',
  'KEYTURN_NOTIFY_TEMPLATE',
];

/** What the runs of all tenants get from the environment of the fleet. The folders are passed on separately. */
const PASSED_ON: readonly string[] = [...OF_BOTH, 'KEYTURN_STATE', 'KEYTURN_RECORD_KEY'];

/** The prefixes of the variables of systems. */
const OF_SYSTEMS = SYSTEMS.map(({ settings }) => `${settings.prefix}_`);

/** The settings that a tenant of a fleet may have. */
export const TENANT_VARIABLES: readonly Variable[] = [...VARIABLES].filter(
  ({ name }) => !OF_FLEET.includes(name),
);

/** Whether the runs of all tenants get this variable. */
export function isPassedOn(name: string): boolean {
  return PASSED_ON.includes(name);
}

/** Whether a variable is a setting of the whole fleet, and a mistake in a tenant. */
export function isOfFleet(name: string): boolean {
  return OF_FLEET.includes(name);
}

/**
 * Whether a variable would act on a tenant, or may be a misspelling of one that does. In the environment of a fleet, it would
 * act on all of them, so it is not passed on.
 */
export function isOfTenant(name: string): boolean {
  if (OF_BOTH.includes(name) || OF_FLEET.includes(name)) return false;
  return VARIABLES.has(name) || OF_SYSTEMS.some((prefix) => name.startsWith(prefix));
}
