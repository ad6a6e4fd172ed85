/**
 * Compares a run of a tenant with an earlier one. It lists what a person wants to know the morning after, and nothing else: two
 * honest runs of an unchanged tenant do not differ. Only what both runs tried is compared, so a part of a run can be compared
 * with a whole one.
 */
import type { RecordedExchange } from '../verdict/cell.ts';
import { callsOfCell } from './cell-calls.ts';
import { compareExchanges } from './compare-exchanges.ts';
import { describeDriftField, driftFields, driftFieldsWithout } from './drift-fields.ts';
import { withoutRunValues } from './run-values.ts';
import type { Comparison, RecordedCell, RunRecord } from './schema.ts';
import { verdictOfTenant } from './tenant.ts';

/** A cell of both runs. */
interface Pair {
  before: RecordedCell;
  now: RecordedCell;
}

type Proof = RecordedCell['proofs'][number];

/** Statuses that say nothing about the tenant: the cell was left out or stopped. */
const DID_NOT_END: readonly RecordedCell['status'][] = ['not run', 'interrupted'];

/** Whether a cell of this run can be compared at all. */
export function didEnd({ status }: RecordedCell): boolean {
  return !DID_NOT_END.includes(status);
}

/**
 * @param now a run, with the cells of one tenant
 * @param before an earlier run, with the cells of the same tenant
 */
export function compare(now: RunRecord, before: RunRecord): Comparison {
  const earlier = new Map(before.cells.map((cell) => [cell.address, cell]));
  const pairs = now.cells.flatMap((cell): Pair[] => {
    const was = earlier.get(cell.address);
    return was !== undefined && didEnd(was) && didEnd(cell) ? [{ before: was, now: cell }] : [];
  });
  return {
    run: before.run,
    startedAt: before.startedAt,
    verdict: verdictOfTenant(before, before.cells),
    keyturn: before.keyturn,
    compared: pairs.length,
    cells: changedCells(now, before),
    proofs: pairs.flatMap((pair) => changedProofs(pair, { now: now.run, before: before.run })),
    exchanges: pairs.flatMap((pair) => {
      const exchanges = exchangesOf(pair);
      return compareExchanges(
        pair.now.address,
        { run: before.run, exchanges: exchanges.before, passed: pair.before.status === 'passed' },
        { run: now.run, exchanges: exchanges.now, passed: pair.now.status === 'passed' },
      );
    }),
    fingerprint: changedFingerprint(now, before),
    drift: changedDrift(pairs),
  };
}

/** Cells that ended differently, and those that only one of the runs knew. */
function changedCells(now: RunRecord, before: RunRecord): Comparison['cells'] {
  const was = new Map(before.cells.map((cell) => [cell.address, cell]));
  const is = new Map(now.cells.map((cell) => [cell.address, cell]));
  const addresses = [...new Set([...is.keys(), ...was.keys()])].sort();
  return addresses.flatMap((address) => {
    const [earlier, current] = [was.get(address), is.get(address)];
    const known = [earlier, current].filter((cell) => cell !== undefined);
    if (earlier?.status === current?.status || !known.every(didEnd)) return [];
    return [{ address, ...changed(earlier?.status, current?.status) }];
  });
}

/**
 * Proofs with another outcome. Not those that a failed cell did not reach, and not those that were not tried because another
 * proof failed: what they follow from is listed. Nor a check's own proof, if the check itself is listed.
 */
function changedProofs({ before, now }: Pair, runs: { now: string; before: string }): Comparison['proofs'] {
  const was = new Map(before.proofs.map((proof) => [proof.address, proof]));
  const is = new Map(now.proofs.map((proof) => [proof.address, proof]));
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((address) => {
    const [earlier, current] = [was.get(address), is.get(address)];
    if (earlier === undefined && before.status !== 'passed') return [];
    if (current === undefined && now.status !== 'passed') return [];
    if (earlier?.follows !== undefined || current?.follows !== undefined) return [];
    // Most checks have one proof with the check's own address.
    if (address === now.address && before.status !== now.status) return [];
    if (earlier?.outcome !== current?.outcome)
      return [{ address, ...changed(earlier?.outcome, current?.outcome) }];
    if (current?.outcome !== 'observed' || seen(earlier, runs.before) === seen(current, runs.now)) return [];
    return [{ address, ...changed(earlier?.detail ?? '', current.detail ?? '') }];
  });
}

/** Returns what a RECORD saw, apart from the values of its run. */
function seen(proof: Proof | undefined, run: string): string {
  return withoutRunValues(proof?.detail ?? '', run);
}

/** Names that changed. A run that ended before its preflight has no fingerprint, and then nothing is known. */
function changedFingerprint(now: RunRecord, before: RunRecord): Comparison['fingerprint'] {
  const [was, is] = [fingerprintOf(before), fingerprintOf(now)];
  if (was.size === 0 || is.size === 0) return [];
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => ({ name, ...changed(was.get(name), is.get(name)) }));
}

function fingerprintOf({ cells }: RunRecord): Map<string, string> {
  return new Map(cells.flatMap(({ fingerprint }) => Object.entries(fingerprint ?? {})));
}

function changedDrift(pairs: readonly Pair[]): Comparison['drift'] {
  const was = driftFields(pairs.flatMap((pair) => exchangesOf(pair).before));
  const is = driftFields(pairs.flatMap((pair) => exchangesOf(pair).now));
  return {
    new: driftFieldsWithout(is, was).map(describeDriftField),
    gone: driftFieldsWithout(was, is).map(describeDriftField),
  };
}

/** Returns the exchanges of a cell in both runs. The record of a check that was proved has none, so there is nothing to compare. */
function exchangesOf({ before, now }: Pair): {
  before: readonly RecordedExchange[];
  now: readonly RecordedExchange[];
} {
  if (before.exchanges === undefined || now.exchanges === undefined) return { before: [], now: [] };
  return { before: callsOfCell(before).exchanges, now: callsOfCell(now).exchanges };
}

function changed(before: string | undefined, now: string | undefined): { before?: string; now?: string } {
  return { ...(before === undefined ? {} : { before }), ...(now === undefined ? {} : { now }) };
}
