/** Proofs have names only while their check runs: whether one was asked for that there is not, is known when it has. */
import { Blocked } from '../helpers/verdict/errors.ts';
import type { CellOutcome } from './cell-outcome.ts';

/**
 * What was asked for in vain, as errors.
 *
 * @param asked addresses, of which those with a `#` are of proofs
 */
export function unknownProofs(asked: readonly string[], cells: readonly CellOutcome[]): Blocked[] {
  return asked.flatMap((address) => {
    const [whole, name] = address.split('#');
    const cell = cells.find((each) => each.address === whole);
    if (name === undefined || cell?.status !== 'passed') return [];
    const names = [...new Set(cell.proofs.flatMap((proof) => proof.address.split('#')[1] ?? []))];
    if (names.includes(name)) return [];
    const there = names.length === 0 ? 'none of its proofs has a name' : `there are ${names.join(', ')}`;
    return [new Blocked(`There is no proof ${address}: ${there}.`)];
  });
}
