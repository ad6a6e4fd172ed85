/** How the reports name the tenant of a cell, and which cells share one. */
import type { RecordedCell } from './schema.ts';

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
