/**
 * `drift.json`: how the answers of this run differ from their documented shapes, and each tenant's fingerprint, together
 * with those of the previous run. Nothing in it fails a run.
 */
import { z } from 'zod';
import { parseJson } from '../helpers/json.ts';
import {
  describeDriftField,
  driftField,
  type DriftField,
  driftFields,
  driftFieldsWithout,
} from '../helpers/record/drift-fields.ts';
import type { CellOutcome } from './cell-outcome.ts';

const tenantDrift = z.looseObject({
  tenant: z.string(),
  fingerprint: z.looseObject({
    now: z.record(z.string(), z.string()),
    previously: z.record(z.string(), z.string()).nullish(),
  }),
  drift: z.looseObject({ now: z.array(driftField) }),
});

/** The parts of an earlier file that are read. */
const earlier = z.looseObject({ run: z.string(), at: z.string(), tenants: z.array(tenantDrift) });

/** The comparison for one tenant. `new` and `gone` are empty if there is no previous run. */
interface TenantDrift {
  tenant: string;
  fingerprint: {
    now: Record<string, string>;
    previously: Record<string, string> | null;
    /** Names of the values that changed since the previous run. */
    changed: string[];
  };
  drift: { now: DriftField[]; previously: DriftField[] | null; new: DriftField[]; gone: DriftField[] };
}

/** The whole file. */
export interface DriftFile {
  version: 1;
  run: string;
  at: string;
  /** Whether a part of the run was left out, so that it saw fewer answers. */
  partial: boolean;
  previous: { run: string; at: string } | null;
  tenants: TenantDrift[];
}

/** @param before the text of the previous file, if there is one. Text of any other form counts as none. */
export function driftFile(...of: Parameters<typeof compare>): DriftFile {
  return (last = compare(...of));
}

/** Returns this run's drift, or `undefined` before it was written. */
export function lastDrift(): DriftFile | undefined {
  return last;
}

let last: DriftFile | undefined;

function compare(
  { run, at }: { run: string; at: string },
  cells: readonly CellOutcome[],
  before: string | undefined,
): DriftFile {
  const parsed = earlier.safeParse(parseJson(before ?? ''));
  const previous = parsed.success ? parsed.data : undefined;
  const tenants = [...byTenant(cells)].map(([tenant, own]): TenantDrift => {
    const earlierTenant = previous?.tenants.find((each) => each.tenant === tenant);
    const fingerprint = Object.assign({}, ...own.map(({ record }) => record?.fingerprint ?? {})) as Record<
      string,
      string
    >;
    const now = driftFields(own.flatMap(({ record }) => record?.exchanges ?? []));
    const previously = earlierTenant?.drift.now ?? null;
    const known = lastRead(earlierTenant?.fingerprint);
    const names = [...new Set([...Object.keys(fingerprint), ...Object.keys(known ?? {})])];
    return {
      tenant,
      fingerprint: {
        now: fingerprint,
        previously: known,
        changed:
          known === null || !isRead(fingerprint)
            ? []
            : names.filter((name) => fingerprint[name] !== known[name]).sort(),
      },
      drift: {
        now,
        previously,
        new: previously === null ? [] : driftFieldsWithout(now, previously),
        gone: previously === null ? [] : driftFieldsWithout(previously, now),
      },
    };
  });
  return {
    version: 1,
    run,
    at,
    partial: cells.some(({ status }) => status === 'not run'),
    previous: previous === undefined ? null : { run: previous.run, at: previous.at },
    tenants,
  };
}

/** Returns the lines that a person reads at the end of a run: only what changed since the previous run. */
export function describeDrift(file: DriftFile | undefined): string[] {
  if (file === undefined || file.previous === null) return [];
  const { previous, partial, tenants } = file;
  const since = `since run ${previous.run}`;
  return tenants.flatMap(({ tenant, fingerprint: { changed }, drift }) => [
    ...(changed.length === 0 ? [] : [`${tenant}: settings changed ${since}: ${changed.join(', ')}`]),
    ...(drift.new.length === 0
      ? []
      : [`${tenant}: answers changed ${since}: ${drift.new.map(describeDriftField).join(', ')}`]),
    // A partial run sees fewer answers, so differences may only seem to be gone.
    ...(drift.gone.length === 0 || partial
      ? []
      : [`${tenant}: differences gone ${since}: ${drift.gone.map(describeDriftField).join(', ')}`]),
  ]);
}

/** Whether a run read the fingerprint. A run that was blocked first did not. */
function isRead(fingerprint: Record<string, string>): boolean {
  return Object.keys(fingerprint).length > 0;
}

/** Returns the last fingerprint that was read: the previous run's or, if that run read none, the one before it. */
function lastRead(
  earlier: z.infer<typeof tenantDrift>['fingerprint'] | undefined,
): Record<string, string> | null {
  if (earlier === undefined) return null;
  return isRead(earlier.now) ? earlier.now : (earlier.previously ?? null);
}

/** Groups cells by tenant. An emulator has a different URL in each run, so all emulators of a system are one tenant. */
function byTenant(cells: readonly CellOutcome[]): Map<string, CellOutcome[]> {
  const tenants = new Map<string, CellOutcome[]>();
  for (const cell of cells) {
    const { record } = cell;
    if (record === undefined || record.target === '') continue;
    const [system = ''] = cell.address.split('/');
    const tenant = record.emulated ? `emulator of ${system}` : record.target;
    tenants.set(tenant, [...(tenants.get(tenant) ?? []), cell]);
  }
  return tenants;
}
