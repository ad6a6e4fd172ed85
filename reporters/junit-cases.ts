/** The case of a cell or check in `junit.xml`. */
import { firstLine } from '../helpers/lines.ts';
import { notTriedProofs } from '../helpers/contract/prove.ts';
import type { JUnitCase, JUnitOutcome } from '../helpers/results/junit.ts';
import type { CellOutcome } from './cell-outcome.ts';

/** Returns the case of a cell or check. A known deviation or an accepted proof is not a failure. */
export function junitCase(cell: CellOutcome, out = ''): JUnitCase {
  const { address, title, durationMs } = cell;
  const notes = [...cell.deviations, ...cell.accepted].map(
    (proof) =>
      `${proof.address} (${proof.outcome}; known until ${proof.deviation?.expires ?? ''}): ${proof.deviation?.reason ?? ''}\n`,
  );
  return {
    suite: address.split('/').slice(0, 2).join('/'),
    name: title === '' ? address : title,
    durationMs,
    address,
    properties: [
      [
        address,
        [cell.proofs.find((proof) => proof.address === address)?.level ?? [], cell.status].flat().join(', '),
      ],
      ...cell.proofs
        .filter((proof) => proof.address !== address)
        .map(({ address, level, outcome }) => [address, `${level}, ${outcome}`] as const),
    ],
    end: endOf(cell),
    out: [...notes, ...cell.shortfalls.map(({ sentence }) => `Failed SHOULD: ${sentence}\n`), out].join(''),
  };
}

function endOf({ status, error = '', proofs, accepted }: CellOutcome): JUnitOutcome | undefined {
  switch (status) {
    case 'passed':
      return undefined;
    case 'non-conformant':
      return { kind: 'failure', type: status, message: firstLine(error), text: error };
    case 'blocked':
      return { kind: 'error', type: status, message: firstLine(error), text: error };
    case 'interrupted':
    case 'not run':
      return { kind: 'skipped', type: status, message: status };
    case 'incomplete':
    case 'not tried': {
      const [first] = [...notTriedProofs(proofs), ...accepted];
      return {
        kind: 'skipped',
        type: status,
        message: `not tried: ${firstLine(error || (first?.detail ?? ''))}`,
      };
    }
  }
}
