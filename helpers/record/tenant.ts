/** How the reports name the tenant of a cell, and which cells share one. */
import { type Verdict, verdictOf } from '../verdict/verdict.ts';
import type { RecordedCell, RunRecord } from './schema.ts';

/**
 * Returns the tenant of a cell: its URL, or `emulator of zendesk`, because each worker starts an emulator on another port.
 * Returns `undefined` if the cell reached no tenant.
 */
export function tenantOf({
  address,
  target,
  emulated,
}: Pick<RecordedCell, 'address' | 'target' | 'emulated'>): string | undefined {
  if (target === undefined) return undefined;
  return emulated === true ? `emulator of ${systemOf(address)}` : target;
}

/** Returns the first part of an address: `zendesk`. */
export function systemOf(address: string): string {
  return address.replace(/\/.*$/s, '');
}

/** Returns the cells and checks of a tenant by its name in a comparison, including those that did not run. */
export function cellsOfTenant(
  { targets, cells }: Pick<RunRecord, 'targets' | 'cells'>,
  tenant: string,
): RecordedCell[] {
  const system =
    targets.find((target) => target.tenant === tenant)?.system ?? tenant.replace(/^emulator of /, '');
  return cells.filter(({ address }) => systemOf(address) === system);
}

/**
 * Returns the verdict on one tenant of a run: another tenant that is red does not make this one red. An error outside of any
 * cell counts for all of them, because it is not known whose it is.
 *
 * @param cells those of the tenant
 */
export function verdictOfTenant(
  { errors, verdict }: Pick<RunRecord, 'errors' | 'verdict'>,
  cells: readonly RecordedCell[],
): Verdict {
  return errors.length > 0 ? verdict : verdictOf(cells.map(({ status }) => status));
}
