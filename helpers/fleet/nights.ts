/** The last nights of each tenant, from the history. A night is a day in UTC: when its last run of the tenant's command started. */
import { readPoints } from '../history/files.ts';
import { tenantName } from '../history/tenant.ts';
import { outcomeOfPoint } from '../record/outcome.ts';
import type { RunPoint } from '../record/schema.ts';
import type { TenantResult } from './result.ts';

/** How many nights are shown. */
const MAX_NIGHTS = 30;
const DAY_MS = 86_400_000;

/** How a tenant was in one night. */
export interface Night {
  outcome: ReturnType<typeof outcomeOfPoint>;
  /** The newest run. */
  point: RunPoint;
  /** How many runs there were. */
  runs: number;
}

/** One row of the calendar. */
export interface Row {
  /** The tenant in the fleet file. */
  name: string;
  /** The name of its system in reports, and its URL or `emulator`. Both are empty if they are not known. */
  title: string;
  tenant: string;
  /** By day: `2026-03-04`. */
  nights: ReadonlyMap<string, Night>;
}

/** The calendar of a fleet. */
export interface Nights {
  /** The days, oldest first. The last one is the newest day with a run. Empty if there was none. */
  days: string[];
  rows: Row[];
}

/** Its settings are wrong, or it has never run. It has a row anyway. */
const NOT_KNOWN = { system: '', title: '', tenant: '' };

/** Reads the calendar of these tenants. A tenant with two systems has two rows. */
export function nightsOf(
  tenants: readonly Pick<TenantResult, 'name' | 'command' | 'targets'>[],
  history: string,
): Nights {
  const rows = tenants.flatMap(({ name, command, targets }) =>
    (targets.length > 0 ? targets : [NOT_KNOWN]).map(({ system, title, tenant }) => ({
      ...{ name, title, tenant },
      nights: byDay(
        readPoints(history, tenantName(system, tenant === 'emulator' ? undefined : tenant)).filter(
          (point) => point.command === command,
        ),
      ),
    })),
  );
  const newest = rows
    .flatMap(({ nights }) => [...nights.keys()])
    .sort()
    .at(-1);
  return { days: newest === undefined ? [] : daysUntil(newest), rows };
}

/** @param points oldest first */
function byDay(points: readonly RunPoint[]): Map<string, Night> {
  const nights = new Map<string, Night>();
  for (const point of points) {
    const day = point.startedAt.slice(0, 10);
    nights.set(day, { outcome: outcomeOfPoint(point), point, runs: (nights.get(day)?.runs ?? 0) + 1 });
  }
  return nights;
}

function daysUntil(day: string): string[] {
  const last = Date.parse(`${day}T00:00:00Z`);
  return Array.from({ length: MAX_NIGHTS }, (_, index) =>
    new Date(last - (MAX_NIGHTS - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}
