/**
 * Finds requested proofs that do not exist. Proofs get their names while their check runs, so this is known only
 * afterwards.
 */
import { similarNames } from '../helpers/similar.ts';
import { Blocked } from '../helpers/verdict/errors.ts';
import type { CellOutcome } from './cell-outcome.ts';

/**
 * Returns an error for each requested proof that does not exist.
 *
 * @param asked the requested addresses. Those with a `#` are proofs.
 */
export function unknownProofs(asked: readonly string[], cells: readonly CellOutcome[]): Blocked[] {
  return asked.flatMap((address) => {
    const [check, name] = address.split('#');
    const cell = cells.find((each) => each.address === check);
    if (name === undefined || cell?.status !== 'passed') return [];
    const names = [...new Set(cell.proofs.flatMap((proof) => proof.address.split('#')[1] ?? []))];
    if (names.includes(name)) return [];
    const there =
      names.length === 0 ? 'This check has no named proofs.' : `Proofs of this check: ${names.join(', ')}`;
    const [meant] = similarNames(name, names);
    return [
      new Blocked(
        `Unknown proof ${address}. ${meant === undefined ? '' : `Did you mean #${meant}? `}${there}`,
        {
          remedy: 'name one of these proofs, or leave out what follows the #',
          help: 'command-line',
        },
      ),
    ];
  });
}
