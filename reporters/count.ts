/** How much of a run was proved, for the last line. */
import { notTriedProofs } from '../helpers/contract/prove.ts';
import { LEVELS, type ProofRecord } from '../helpers/verdict/cell.ts';
import type { CellOutcome } from './cell-outcome.ts';

/** `24 of 24 cells and 69 of 71 checks proved, with 2 known deviations; not tried: 1 SHOULD, 1 RECORD` */
export function countOf(cells: readonly CellOutcome[]): string {
  const count = (some: readonly CellOutcome[], what: string) =>
    some.length === 0
      ? []
      : [
          `${String(some.filter(({ status }) => status === 'passed').length)} of ${String(some.length)} ${what}`,
        ];
  const isCell = ({ address }: CellOutcome) => /\/(?:notebook|sweep)\//.test(address);
  const checks = cells.filter((each) => !isCell(each));
  const cellsOnly = cells.filter(isCell);
  const counted = [...count(cellsOnly, 'cells'), ...count(checks, 'checks')];
  const plural = (some: number, one: string, several: string) =>
    some === 0 ? [] : [`${String(some)} ${some === 1 ? one : several}`];
  const sum = (of: (cell: CellOutcome) => readonly ProofRecord[]) =>
    new Set(cells.flatMap(of).map(({ address }) => address)).size;
  const exceptions = [
    ...plural(
      sum(({ deviations }) => deviations),
      'known deviation',
      'known deviations',
    ),
    ...plural(
      sum(({ accepted }) => accepted),
      'proof accepted as not tried',
      'proofs accepted as not tried',
    ),
  ];
  // A MUST that was not tried makes the verdict, which gives its reason. So MUSTs alone are not counted here.
  const missing = notTriedProofs(cells.flatMap(({ proofs }) => proofs));
  const notTried = missing.every(({ level }) => level === 'MUST')
    ? []
    : LEVELS.flatMap((level) => {
        const some = new Set(missing.filter((proof) => proof.level === level).map(({ address }) => address));
        return some.size === 0 ? [] : [`${String(some.size)} ${level}`];
      });
  return (
    `${counted.length === 0 ? '0 of 0 cells' : counted.join(' and ')} proved` +
    (exceptions.length === 0 ? '' : `, with ${exceptions.join(' and ')}`) +
    (notTried.length === 0 ? '' : `; not tried: ${notTried.join(', ')}`)
  );
}
