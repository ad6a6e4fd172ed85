/**
 * A record of which less is drawn, because the page must stay small. Nothing limits how much a tenant answers, how long an
 * error is, or how many checks a contract has.
 */
import type { RecordedCell, RunRecord } from '../../record/schema.ts';
import { cut } from '../text/words.ts';

/** How much of a record is drawn. */
export interface Extent {
  /** Characters of any text except of a body, which has limits of its own. */
  text: number;
  /**
   * The number of cells and checks, if it is limited. Then they are without their past and without what only makes sense as a
   * whole: a password whose end is left out would seem to be alive.
   */
  cells?: number;
  /** Whether the calls of proved checks are left out. */
  withoutTimings?: boolean;
}

/** If the number of cells is limited, no list is longer than this. */
const MAX_ITEMS = 100;

/** Bodies are cut where they are drawn. Addresses and URLs are links or parts of commands, so they stay whole. */
const WHOLE = new Set([
  'requestBody',
  'responseBody',
  'address',
  'follows',
  'run',
  'secret',
  'key',
  'url',
  'at',
]);

/** Those that broke are drawn first. */
const ORDER: readonly RecordedCell['status'][] = [
  'non-conformant',
  'blocked',
  'interrupted',
  'incomplete',
  'not run',
  'not tried',
  'passed',
];

/** Returns the record to draw, and what a reader has to know about it: a sentence for each thing that is left out. */
export function shortened(
  record: RunRecord,
  { text, cells, withoutTimings = false }: Extent,
): { record: RunRecord; notes: string[] } {
  if (cells === undefined) {
    const hasTimings = withoutTimings && record.cells.some(({ timings }) => timings !== undefined);
    return {
      record: withShortTexts(hasTimings ? { ...record, cells: record.cells.map(untimed) } : record, text),
      notes: hasTimings ? ['everything except the calls of the checks that were proved'] : [],
    };
  }
  const shown = record.cells
    .toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
    .slice(0, cells);
  const kept = new Set(shown);
  const few: RunRecord = {
    ...record,
    since: undefined,
    cells: record.cells.filter((cell) => kept.has(cell)).map(withoutPast),
    reasons: record.reasons?.slice(0, MAX_ITEMS),
    errors: record.errors.slice(0, MAX_ITEMS),
    left: record.left.slice(0, MAX_ITEMS),
    leaks: record.leaks.slice(0, MAX_ITEMS),
    knownDeviations: record.knownDeviations.slice(0, MAX_ITEMS),
    accepted: record.accepted.slice(0, MAX_ITEMS),
    targets: record.targets.slice(0, MAX_ITEMS),
  };
  return {
    record: withShortTexts(few, text),
    notes: [
      `${String(shown.length)} of ${String(record.cells.length)} cells and checks, those that were not proved first. The counts below are of these`,
      ...lists(record),
      'no exchanges, no code, no lifelines, no users and tokens, and no comparison with earlier runs',
    ],
  };
}

/** `100 of 5,000 reasons`, for each list that is cut. */
function lists({ reasons = [], errors, left, leaks, knownDeviations, accepted }: RunRecord): string[] {
  const all = {
    reasons,
    errors,
    left,
    leaks,
    'known deviations': knownDeviations,
    'accepted proofs': accepted,
  };
  return Object.entries(all).flatMap(([name, { length }]) =>
    length > MAX_ITEMS ? [`${String(MAX_ITEMS)} of ${String(length)} ${name}`] : [],
  );
}

function untimed(cell: RecordedCell): RecordedCell {
  return { ...cell, timings: undefined };
}

/** A cell without what only makes sense together with all others, and with the end of each list. The end is where it failed. */
function withoutPast(cell: RecordedCell): RecordedCell {
  const proved = cell.status === 'passed' || cell.status === 'not run';
  return {
    ...cell,
    secrets: undefined,
    ledger: undefined,
    fingerprint: undefined,
    exchanges: undefined,
    signIns: undefined,
    timings: undefined,
    ownWaits: undefined,
    code: undefined,
    waits: cell.waits.slice(-MAX_ITEMS),
    proofs: proved ? [] : cell.proofs.slice(-MAX_ITEMS),
  };
}

function withShortTexts<T>(value: T, most: number): T {
  const shorten = (of: unknown, key: string): unknown => {
    if (typeof of === 'string') return WHOLE.has(key) ? of : cut(of, most);
    if (Array.isArray(of)) return of.map((item) => shorten(item, key));
    if (typeof of !== 'object' || of === null) return of;
    return Object.fromEntries(
      Object.entries(of).map(([name, item]) => [cut(name, most), shorten(item, name)]),
    );
  };
  return shorten(value, '') as T;
}

/** About how many characters of the cells the page would contain, without their bodies. */
export function textsOf({ cells }: RunRecord): number {
  const length = (text = '') => text.length;
  return cells
    .filter(({ status }) => status !== 'passed')
    .reduce(
      (sum, { error, output, cleanUp, proofs }) =>
        sum +
        length(error) +
        length(output) +
        length(cleanUp) +
        proofs.reduce((all, { detail }) => all + length(detail), 0),
      0,
    );
}
