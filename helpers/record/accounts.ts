/**
 * The users and tokens that a run recorded in the ledger, each from its creation to its removal. They are derived from the
 * events in the cells, and from what the record lists as left after the last cell.
 */
import type { LedgerEvent } from '../verdict/cell.ts';
import type { RecordedCell, RunRecord } from './schema.ts';
import { tenantOf } from './tenant.ts';

/**
 * What became of a user or token.
 *
 * - `removed`: a cell proved that it is gone. (A leased user was released.)
 * - `removed after the last cell`: no cell removed it, and it was no longer in the ledger at the end of the run.
 * - `ended with its emulator`: no cell removed it, and its emulator has ended.
 * - `never confirmed`: no answer confirmed that it was created, and the ledger no longer lists it. Usually, the call was
 *   refused.
 * - `left`: it exists.
 * - `uncertain`: it may exist.
 * - `open`: it was not removed, and the run has not ended.
 */
export type AccountState =
  | 'removed'
  | 'removed after the last cell'
  | 'ended with its emulator'
  | 'never confirmed'
  | 'left'
  | 'uncertain'
  | 'open';

/** When something was recorded, and the address of the cell in which that was. */
export interface Moment {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly cell: string;
}

/** A user or token that a run created or leased. */
export interface Account {
  readonly kind: 'user' | 'token';
  /** The email address or name of a user, or the identity that a token belongs to. */
  readonly whose: string;
  /** Its ID on the tenant, once that is known. */
  readonly id: number | undefined;
  /** The tenant's URL, or `emulator of zendesk`. */
  readonly tenant: string;
  /** When it was recorded, before the call that creates it. Missing if no cell did: it is known only because it was left. */
  readonly recorded: Moment | undefined;
  /** When an answer confirmed that it was created. */
  readonly created: Moment | undefined;
  readonly removed: Moment | undefined;
  readonly state: AccountState;
  /** The record's sentence about it, if it was left. */
  readonly sentence: string | undefined;
}

type Left = RunRecord['left'][number];

/** What the events alone show of a user or token. */
type Draft = Omit<Account, 'state' | 'sentence'>;

/** The events of one entry of the ledger. */
interface History {
  readonly tenant: string;
  readonly emulated: boolean;
  readonly events: { readonly event: LedgerEvent; readonly cell: string }[];
}

/** Returns the users and tokens of a run in the order in which they were recorded. Those that no cell recorded come last. */
export function accountsOf(record: Pick<RunRecord, 'cells' | 'left' | 'ended'>): Account[] {
  const items = [...record.left];
  const drafts = historiesOf(record.cells).map((history) => ({ history, draft: draftOf(history) }));
  // Nothing on an emulator is ever listed as left, because its ledger is not on disk.
  const unremoved = drafts.filter(({ history, draft }) => !history.emulated && draft.removed === undefined);
  const matches = new Map<Draft, Left | undefined>();
  for (const { draft } of unremoved)
    matches.set(
      draft,
      take(items, draft, ({ id }) => id === draft.id),
    );
  // The ID of some becomes known only after the last cell.
  for (const { draft } of unremoved)
    if (draft.id === undefined && matches.get(draft) === undefined)
      matches.set(
        draft,
        take(items, draft, () => true),
      );
  return [
    ...drafts.map(({ history, draft }): Account => ({
      ...draft,
      id: draft.id ?? matches.get(draft)?.id,
      state: stateOf(history, draft, matches.get(draft), record.ended),
      sentence: matches.get(draft)?.sentence,
    })),
    ...items.map((item): Account => ({
      kind: item.kind,
      whose: item.whose,
      id: item.id,
      tenant: item.tenant,
      recorded: undefined,
      created: undefined,
      removed: undefined,
      state: item.certain ? 'left' : 'uncertain',
      sentence: item.sentence,
    })),
  ];
}

/** The events of each entry, in the order of time. */
function historiesOf(cells: readonly RecordedCell[]): History[] {
  const events = cells
    .flatMap((cell) =>
      (cell.ledger ?? []).map((event) => ({
        event,
        cell: cell.address,
        tenant: tenantOf(cell) ?? '',
        emulated: cell.emulated === true,
        // The same key may occur on another tenant, or in another shard.
        of: JSON.stringify([cell.run, cell.target, event.key]),
      })),
    )
    .sort((a, b) => order(a.event.at, b.event.at));
  const histories = new Map<string, History>();
  for (const { event, cell, tenant, emulated, of } of events) {
    const history = histories.get(of) ?? { tenant, emulated, events: [] };
    history.events.push({ event, cell });
    histories.set(of, history);
  }
  return [...histories.values()];
}

function draftOf({ tenant, events }: History): Draft {
  const [first] = events;
  const momentOf = (...did: readonly LedgerEvent['did'][]): Moment | undefined => {
    const found = events.find(({ event }) => did.includes(event.did));
    return found === undefined ? undefined : { at: found.event.at, cell: found.cell };
  };
  return {
    kind: first?.event.kind ?? 'user',
    whose: first?.event.whose ?? '',
    id: events.findLast(({ event }) => event.id !== undefined)?.event.id,
    tenant,
    recorded: momentOf('creating') ?? momentOf('answered', 'created', 'not found', 'left', 'removed'),
    created: momentOf('answered', 'created'),
    removed: momentOf('removed'),
  };
}

function stateOf(
  { emulated }: History,
  { created, removed }: Pick<Account, 'created' | 'removed'>,
  left: Left | undefined,
  ended: boolean,
): AccountState {
  if (removed !== undefined) return created === undefined ? 'never confirmed' : 'removed';
  if (left !== undefined) return left.certain ? 'left' : 'uncertain';
  if (!ended) return 'open';
  if (created === undefined) return 'never confirmed';
  return emulated ? 'ended with its emulator' : 'removed after the last cell';
}

/** Takes the item about this user or token out of the list. */
function take(
  items: Left[],
  { kind, whose, tenant }: Draft,
  hasMatchingId: (item: Left) => boolean,
): Left | undefined {
  const index = items.findIndex(
    (item) => item.tenant === tenant && item.kind === kind && item.whose === whose && hasMatchingId(item),
  );
  return index === -1 ? undefined : items.splice(index, 1)[0];
}

/** Compares two times in ISO 8601. */
function order(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}
