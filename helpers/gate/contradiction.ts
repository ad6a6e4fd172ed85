/**
 * Finds what contradicts itself in a record. Whoever edits a record can make its digest anew, so this looks for what a run never
 * writes. It is no replacement for a signature.
 */
import { isClean } from '../record/outcome.ts';
import type { RecordedCell, RunRecord } from '../record/schema.ts';
import { EXIT, verdictOf } from '../verdict/verdict.ts';

/**
 * Returns the first contradiction as the end of a sentence that begins with the record, or `undefined`.
 *
 * @param record the whole record
 * @param own the record with the cells of the tenant alone
 */
export function contradictionIn(record: RunRecord, own: RunRecord): string | undefined {
  const statuses = record.cells.map(({ status }) => status);
  // Errors outside of any cell count for the verdict as well, and what they mean is in their text.
  if (record.errors.length === 0 && verdictOf(statuses) !== record.verdict)
    return `says ${record.verdict}, but its cells and checks are ${verdictOf(statuses)}`;
  if (record.exitCode === EXIT.conformant && !(record.verdict === 'conformant' && isClean(record)))
    return 'has exit code 0, but was not green';
  const twice = record.cells.find(
    ({ address }, index) => record.cells.findIndex((each) => each.address === address) !== index,
  );
  if (twice !== undefined) return `contains ${twice.address} twice`;
  const [{ tenant } = { tenant: '' }] = own.targets;
  for (const cell of own.cells) {
    const problem = problemOf(cell, tenant);
    if (problem !== undefined) return `says that ${cell.address} ${cell.status}, but ${problem}`;
  }
  return undefined;
}

function problemOf(cell: RecordedCell, tenant: string): string | undefined {
  const { status, proofs, target, exchanges = [], startedAt } = cell;
  if (target !== undefined && target !== tenant) return `it ran on ${target}`;
  const elsewhere = exchanges.find(
    ({ url }) => URL.canParse(url) && new URL(url).origin !== new URL(tenant).origin,
  );
  if (elsewhere !== undefined) return `it called ${new URL(elsewhere.url).host}`;
  if (status !== 'passed') return undefined;
  if (startedAt === undefined) return 'it never began';
  const failed = proofs.find(({ level, outcome }) => level === 'MUST' && outcome === 'failed');
  return failed === undefined ? undefined : `${failed.address} failed`;
}
