import { expect, test } from '../../support/test.ts';
import { accountsOf } from '../../../helpers/record/accounts.ts';
import type { RecordedCell, RunRecord } from '../../../helpers/record/schema.ts';
import type { LedgerEvent } from '../../../helpers/verdict/cell.ts';

const LIVE = 'https://example.zendesk.com';

/** A time within the run. */
const at = (second: number) => new Date(Date.UTC(2026, 10, 30, 6, 0, second)).toISOString();

/** An event about the test user, unless it says otherwise. */
const event = (second: number, did: LedgerEvent['did'], more: Partial<LedgerEvent> = {}): LedgerEvent => ({
  key: 'k1',
  did,
  kind: 'user',
  whose: 'keyturn+r@example.com',
  at: at(second),
  ...more,
});

const cell = (address: string, ledger: LedgerEvent[], more: Partial<RecordedCell> = {}): RecordedCell => ({
  address,
  title: '',
  kind: 'cell',
  status: 'passed',
  target: LIVE,
  durationMs: 1,
  calls: 1,
  proofs: [],
  waits: [],
  ledger,
  ...more,
});

const record = (
  cells: RecordedCell[],
  left: RunRecord['left'] = [],
): Pick<RunRecord, 'cells' | 'left' | 'ended'> => ({ cells, left, ended: true });

const token = { key: 't1', kind: 'token', whose: 'admin' } as const;

test('a user who was created in one cell and removed in another has both moments', () => {
  const accounts = accountsOf(
    record([
      cell('zendesk/notebook/04', [
        event(1, 'creating'),
        event(2, 'answered'),
        event(3, 'created', { id: 7 }),
      ]),
      cell('zendesk/notebook/11', [event(9, 'removed', { id: 7 })]),
    ]),
  );
  expect(accounts).toEqual([
    {
      kind: 'user',
      whose: 'keyturn+r@example.com',
      id: 7,
      tenant: LIVE,
      recorded: { at: at(1), cell: 'zendesk/notebook/04' },
      created: { at: at(2), cell: 'zendesk/notebook/04' },
      removed: { at: at(9), cell: 'zendesk/notebook/11' },
      state: 'removed',
      sentence: undefined,
    },
  ]);
});

test('the order is that of time, not that of the cells', () => {
  const accounts = accountsOf(
    record([
      cell('zendesk/a/late', [event(5, 'creating', { key: 'late' })]),
      cell('zendesk/b/early', [event(1, 'creating', { key: 'early' })]),
    ]),
  );
  expect(accounts.map(({ recorded }) => recorded?.cell)).toEqual(['zendesk/b/early', 'zendesk/a/late']);
});

test('what is still in the ledger after the last cell is left, with its sentence', () => {
  const [account] = accountsOf(
    record(
      [cell('zendesk/notebook/04', [event(1, 'creating'), event(2, 'created', { id: 7 }), event(3, 'left')])],
      [
        {
          tenant: LIVE,
          kind: 'user',
          whose: 'keyturn+r@example.com',
          id: 7,
          certain: true,
          sentence: 'LEFT',
        },
      ],
    ),
  );
  expect(account).toMatchObject({ id: 7, state: 'left', sentence: 'LEFT', removed: undefined });
});

test('what only may exist is uncertain', () => {
  const [account, ...others] = accountsOf(
    record(
      [cell('zendesk/notebook/04', [event(1, 'creating'), event(3, 'not found')])],
      [{ tenant: LIVE, kind: 'user', whose: 'keyturn+r@example.com', certain: false }],
    ),
  );
  expect(account).toMatchObject({ state: 'uncertain', created: undefined });
  expect(others).toEqual([]);
});

test('an item that no cell recorded is listed, too', () => {
  const accounts = accountsOf(
    record([], [{ tenant: LIVE, kind: 'token', whose: 'admin', id: 3, certain: true, sentence: 'LEFT' }]),
  );
  expect(accounts).toEqual([
    expect.objectContaining({ kind: 'token', id: 3, state: 'left', recorded: undefined, created: undefined }),
  ]);
});

test('two tokens of one identity are told apart by their IDs', () => {
  const accounts = accountsOf(
    record(
      [
        cell('zendesk/notebook/02', [event(1, 'creating', token), event(2, 'created', { ...token, id: 1 })]),
        cell('zendesk/notebook/09', [
          event(3, 'creating', { ...token, key: 't2' }),
          event(4, 'created', { ...token, key: 't2', id: 2 }),
        ]),
      ],
      [{ tenant: LIVE, kind: 'token', whose: 'admin', id: 2, certain: true }],
    ),
  );
  expect(accounts.map(({ id, state }) => [id, state])).toEqual([
    [1, 'removed after the last cell'],
    [2, 'left'],
  ]);
});

test('an ID that became known after the last cell is taken from the item', () => {
  const accounts = accountsOf(
    record(
      [cell('zendesk/notebook/02', [event(1, 'creating', token), event(2, 'answered', token)])],
      [{ tenant: LIVE, kind: 'token', whose: 'admin', id: 5, certain: true }],
    ),
  );
  expect(accounts.map(({ id, state }) => [id, state])).toEqual([[5, 'left']]);
});

test('a refused creation is never called created or removed', () => {
  const [account] = accountsOf(
    record([cell('zendesk/notebook/04', [event(1, 'creating'), event(2, 'removed')])]),
  );
  expect(account).toMatchObject({ state: 'never confirmed', created: undefined });
});

test('on an emulator, what was not removed ended with it, whatever the record lists for a live tenant', () => {
  const accounts = accountsOf(
    record(
      [
        cell('zendesk/notebook/04', [event(1, 'creating'), event(2, 'created', { id: 7 })], {
          emulated: true,
          target: 'http://127.0.0.1:40001',
        }),
      ],
      [{ tenant: LIVE, kind: 'user', whose: 'keyturn+r@example.com', id: 7, certain: true }],
    ),
  );
  expect(accounts.map(({ tenant, state }) => [tenant, state])).toEqual([
    ['emulator of zendesk', 'ended with its emulator'],
    [LIVE, 'left'],
  ]);
});

test('the same key on another tenant or in another shard is another user', () => {
  const accounts = accountsOf(
    record([
      cell('zendesk/a/one', [event(1, 'creating')], { run: 'shard1' }),
      cell('zendesk/a/two', [event(2, 'creating')], { run: 'shard2' }),
      cell('expert/a/one', [event(3, 'creating')], { target: 'https://example.mindtouch.us' }),
    ]),
  );
  expect(accounts).toHaveLength(3);
});

test('in a run that has not ended, what was not removed is open', () => {
  const [account] = accountsOf({
    ...record([cell('zendesk/notebook/04', [event(1, 'creating'), event(2, 'created', { id: 7 })])]),
    ended: false,
  });
  expect(account?.state).toBe('open');
});
