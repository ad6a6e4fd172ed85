/** Which entries of the file of known deviations no longer hold: a run must not be green because of one of them. */
import { type Deviation, deviationsOf, hasExpired } from '../helpers/contract/deviations.ts';
import { loadSettings } from '../helpers/systems/settings.ts';
import { Blocked } from '../helpers/verdict/errors.ts';
import type { CellOutcome } from './cell-outcome.ts';

/** Those of the settings; none where these are wrong, which is said elsewhere. */
export function deviationsInSettings(): readonly Deviation[] {
  const loaded = loadSettings();
  return loaded.ok ? loaded.settings.deviations : [];
}

/**
 * What is wrong with the entries about the tenants of this run, as errors. An entry whose check did not run says nothing,
 * unless it has expired, or there is no such check.
 */
export function staleDeviations(
  deviations: readonly Deviation[],
  cells: readonly CellOutcome[],
  now = new Date(),
): Blocked[] {
  const targets = new Map(
    cells.flatMap(({ record }) =>
      record === undefined || record.target === ''
        ? []
        : [[record.target, { baseUrl: record.target, emulated: record.emulated }]],
    ),
  );
  const concerned = [...new Set([...targets.values()].flatMap((target) => deviationsOf(deviations, target)))];
  return concerned.flatMap((deviation) => {
    const { tenant, check, expires } = deviation;
    const blocked = (sentence: string, remedy: string) =>
      new Blocked(`The known deviation ${check} of ${tenant} ${sentence}`, {
        remedy,
        where: 'the file of known deviations (KEYTURN_DEVIATIONS)',
      });
    const [address] = check.split('#');
    const cell = cells.find((each) => each.address === address);
    if (cell === undefined)
      return [blocked('names no cell and no check.', 'correct its address, or remove it')];
    if (hasExpired(deviation, now))
      return [blocked(`expired on ${expires}.`, 'look at it again: renew it with a new date, or remove it')];
    // A proof may be tried several times, and come to different ends.
    const proofs = cell.proofs.filter((each) => each.address === check);
    if (proofs.some(({ outcome }) => outcome === 'observed'))
      return [blocked('is about what is only written down, and never fails a run.', 'remove it')];
    if (deviation.outcome === 'not tried' && proofs.some(({ level }) => level !== 'MUST'))
      return [blocked('is about what leaves no run incomplete.', 'remove it')];
    const recurs =
      deviation.outcome === 'not tried' ? /^not tried$/ : /^(?:not tried|failed|known deviation)$/;
    if (proofs.length > 0 && !proofs.some(({ outcome }) => recurs.test(outcome)))
      return [blocked('no longer occurs.', 'remove it')];
    if (cell.status === 'passed' && proofs.length === 0)
      return [blocked('names no proof of that cell.', 'correct its address, or remove it')];
    return [];
  });
}
