/** How the reports name the tenant of a cell, and which cells share one. */
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
