import { expect, test } from '../../../support/test.ts';
import { accounts } from '../../../../helpers/executed-notebook/html/accounts.ts';
import type { RecordedCell, RunRecord } from '../../../../helpers/record/schema.ts';
import type { LedgerEvent } from '../../../../helpers/verdict/cell.ts';
import { expectHarmless, HOSTILE, textOf } from '../../../support/hostile.ts';
import { at, cell, record } from '../../../support/records.ts';

const TENANT = 'https://acme.zendesk.example';

const event = (second: number, did: LedgerEvent['did'], more: Partial<LedgerEvent> = {}): LedgerEvent => ({
  key: 'u1',
  did,
  kind: 'user',
  whose: 'keyturn+a1@example.com',
  id: 42,
  at: at(second),
  ...more,
});

const made: RecordedCell = cell('zendesk/notebook/04', {
  ledger: [event(1, 'creating'), event(2, 'created')],
});
const gone: RecordedCell = cell('zendesk/notebook/11', { ledger: [event(9, 'removed')] });

const left: RunRecord['left'][number] = {
  tenant: TENANT,
  kind: 'user',
  whose: 'keyturn+a1@example.com',
  id: 42,
  certain: true,
  sentence: 'To remove them: npm run sweep',
};

const drawn = (changes: Partial<RunRecord>) => String(accounts(record(changes)));

test('a run that recorded nothing has no such section', () => {
  expect(accounts(record())).toBe('');
});

test('a user is shown with the cells that created and removed them', () => {
  const markup = drawn({ cells: [made, gone] });
  expect(textOf(markup)).toContain('Nothing in the ledger is left.');
  expect(textOf(markup)).toMatch(/keyturn\+a1@example\.com 42 .*notebook\/04 .*notebook\/11 .*removed/);
  expect(markup).toContain('href="#zendesk/notebook/04"');
});

test('what is left comes first, with what to do', () => {
  const token = { key: 't1', kind: 'token', whose: 'admin', id: 7 } as const;
  const markup = drawn({
    cells: [
      cell('zendesk/notebook/02', { ledger: [event(0, 'created', token), event(1, 'removed', token)] }),
      made,
    ],
    left: [left],
  });
  const text = textOf(markup);
  expect(text).toContain('1 of them is left.');
  expect(text).toContain('To remove them: npm run sweep');
  expect(text.indexOf('keyturn+a1@example.com')).toBeLessThan(text.indexOf('token admin'));
});

test('nothing is claimed about what is left of a run that has not ended, or whose shards are missing', () => {
  expect(textOf(drawn({ cells: [made], ended: false, exitCode: null }))).toContain(
    'it is not known what is left',
  );
  expect(textOf(drawn({ cells: [made, gone], shards: { total: 2, missing: [2] } }))).toContain(
    'it is not known what is left',
  );
});

test('of hundreds, those that were removed are folded', () => {
  const ledger = Array.from({ length: 40 }, (_, index) => {
    const own = { key: `k${String(index)}`, id: index };
    return [event(1, 'created', own), event(2, 'removed', own)];
  }).flat();
  expect(textOf(drawn({ cells: [cell('zendesk/users/many', { ledger })] }))).toContain(
    '10 more, none of which is left',
  );
});

test('names from a tenant do not become markup', () => {
  const hostile = { whose: HOSTILE, key: HOSTILE };
  expectHarmless(
    drawn({
      targets: [{ system: 'zendesk', title: HOSTILE, tenant: TENANT }],
      cells: [cell(`zendesk/notebook/${HOSTILE}`, { ledger: [event(1, 'created', hostile)] })],
      left: [{ ...left, tenant: HOSTILE, whose: HOSTILE, sentence: HOSTILE }],
    }),
  );
});
