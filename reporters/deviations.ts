/** Finds entries in the file of known deviations that are no longer valid. A run must not pass because of one of them. */
import { listAddressesOf } from '../helpers/command-line/listing.ts';
import { type Deviation, deviationsOf, hasExpired } from '../helpers/contract/deviations.ts';
import { mergedRun } from '../helpers/shards/merge.ts';
import { loadSettings } from '../helpers/systems/settings.ts';
import { Blocked } from '../helpers/verdict/errors.ts';
import type { CellOutcome } from './cell-outcome.ts';

/**
 * Returns the known deviations in the settings, or those of the shards in a merge. Returns none if the settings have mistakes,
 * which are reported elsewhere.
 */
export function deviationsInSettings(): readonly Deviation[] {
  const merged = mergedRun();
  if (merged !== undefined) return merged.deviations;
  const loaded = loadSettings();
  return loaded.ok ? loaded.settings.deviations : [];
}

/** Returns the entries about the tenants of this run. */
function concerning(deviations: readonly Deviation[], cells: readonly CellOutcome[]): Deviation[] {
  const targets = new Map(
    cells.flatMap(({ record }) =>
      record === undefined || record.target === ''
        ? []
        : [[record.target, { baseUrl: record.target, emulated: record.emulated }]],
    ),
  );
  return [...new Set([...targets.values()].flatMap((target) => deviationsOf(deviations, target)))];
}

/**
 * Returns the addresses of all cells and checks, whichever command runs them, if an entry is about one that this run does not have.
 * The notebook alone, for example, has none of the checks. `undefined` if they need not be known, or cannot be listed.
 */
export async function addressesBeyond(
  deviations: readonly Deviation[],
  cells: readonly CellOutcome[],
  configFile: string | undefined,
): Promise<ReadonlySet<string> | undefined> {
  const known = new Set(cells.map(({ address }) => address));
  if (
    configFile === undefined ||
    concerning(deviations, cells).every(({ check }) => known.has(cellOf(check)))
  )
    return undefined;
  const addresses = await listAddressesOf(configFile, 'playwright');
  return addresses && new Set(addresses);
}

/** Returns the address of the cell or check that a proof belongs to. */
function cellOf(proof: string): string {
  return proof.split('#')[0] ?? '';
}

/**
 * Returns the problems with entries about the tenants of this run, as errors. An entry whose check did not run has no
 * problem, unless it has expired or its check does not exist.
 *
 * @param all the addresses of all cells and checks; if not given, it is not known whether one exists that did not run
 */
export function staleDeviations(
  deviations: readonly Deviation[],
  cells: readonly CellOutcome[],
  all?: ReadonlySet<string>,
  now = new Date(),
): Blocked[] {
  return concerning(deviations, cells).flatMap((deviation) => {
    const { tenant, check, expires } = deviation;
    const blocked = (sentence: string, remedy: string) =>
      new Blocked(`The known deviation ${check} of ${tenant} ${sentence}`, {
        remedy,
        where: 'the file of known deviations (KEYTURN_DEVIATIONS)',
        help: 'deviations',
      });
    const address = cellOf(check);
    const cell = cells.find((each) => each.address === address);
    if (cell === undefined && all?.has(address) === false)
      return [blocked('does not match any cell or check.', 'correct its address, or remove it')];
    if (hasExpired(deviation, now))
      return [blocked(`expired on ${expires}.`, 'review it: give it a new date, or remove it')];
    if (cell === undefined) return [];
    // A proof may run several times, with different outcomes.
    const proofs = cell.proofs.filter((each) => each.address === check);
    if (proofs.some(({ outcome }) => outcome === 'observed'))
      return [blocked('is about a RECORD, which never fails a run.', 'remove it')];
    if (deviation.outcome === 'not tried' && proofs.some(({ level }) => level !== 'MUST'))
      return [blocked('is about a SHOULD or RECORD, which never makes a run incomplete.', 'remove it')];
    const recurs =
      deviation.outcome === 'not tried' ? /^not tried$/ : /^(?:not tried|failed|known deviation)$/;
    if (proofs.length > 0 && !proofs.some(({ outcome }) => recurs.test(outcome)))
      return [blocked('no longer occurs.', 'remove it')];
    if (cell.status === 'passed' && proofs.length === 0)
      return [blocked('does not match any proof of that cell.', 'correct its address, or remove it')];
    return [];
  });
}
