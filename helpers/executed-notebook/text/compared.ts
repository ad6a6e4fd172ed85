/** How much of two runs was compared. What did not end in both of them may have changed. */
import type { Comparison, RunRecord, Since } from '../../record/schema.ts';
import { cellsOfTenant } from '../../record/tenant.ts';
import { count } from './amounts.ts';

/** Returns what was compared, if that is not everything: `3 of 24 cells and checks`. */
export function partOf(
  record: RunRecord,
  { tenant }: Pick<Since, 'tenant'>,
  { compared }: Pick<Comparison, 'compared'>,
): string | undefined {
  const all = cellsOfTenant(record, tenant).length;
  if (compared === undefined || compared >= all) return undefined;
  return `${String(compared)} of ${count(all, 'cell and check', 'cells and checks')}`;
}
