/** The part of a record that is about one tenant. */
import { didEnd } from '../record/compare.ts';
import type { RunRecord } from '../record/schema.ts';

/** One tenant of a run. */
export interface TenantOfRun {
  /** The tenant's URL, or `emulator of zendesk`. An emulator has a different URL in each run, so all of them are one tenant. */
  tenant: string;
  /** The record with the cells of this tenant alone. */
  record: RunRecord;
  /**
   * Whether the run was to try everything that its command runs on this tenant. Not so with an address, `--grep` or
   * `--project`, and in one shard of several.
   */
  isWhole: boolean;
  /** Whether any of its cells was tried. */
  wasTried: boolean;
}

/** Returns the name of a tenant in the history: its URL, or `emulator of zendesk` if there is none. */
export function tenantName(system: string, url: string | undefined): string {
  return url ?? `emulator of ${system}`;
}

/** Returns the tenants of a run, in the order of the record. A tenant that the command line left out is not one of them. */
export function tenantsOf(record: RunRecord): TenantOfRun[] {
  return record.targets.flatMap((target): TenantOfRun[] => {
    const isOwn = (address: string) => address.startsWith(`${target.system}/`);
    const cells = record.cells.filter(({ address }) => isOwn(address));
    // A test that the command line left out was never loaded, so its title is not known.
    const wasLeftOut = ({ status, title }: (typeof cells)[number]) => status === 'not run' && title === '';
    if (cells.length > 0 && cells.every(wasLeftOut)) return [];
    const isEmulator = target.tenant === 'emulator';
    return [
      {
        tenant: tenantName(target.system, isEmulator ? undefined : target.tenant),
        record: {
          ...record,
          // A record that contains earlier runs would grow from run to run.
          since: undefined,
          targets: [target],
          calls: cells.reduce((sum, { calls }) => sum + calls, 0),
          reasons: record.reasons?.filter(({ address }) => address === undefined || isOwn(address)),
          knownDeviations: record.knownDeviations.filter(({ address }) => isOwn(address)),
          accepted: record.accepted.filter(({ address }) => isOwn(address)),
          left: record.left.filter(({ tenant }) => isEmulator || tenant === target.tenant),
          notApplicable: record.notApplicable?.filter(isOwn),
          cells,
        },
        isWhole: !cells.some(wasLeftOut) && (record.shards?.missing ?? []).length === 0,
        wasTried: cells.some(didEnd),
      },
    ];
  });
}
