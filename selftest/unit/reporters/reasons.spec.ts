import { expect, test } from '../../support/test.ts';
import type { ProofRecord } from '../../../helpers/verdict/cell.ts';
import { Blocked, describe } from '../../../helpers/verdict/errors.ts';
import { type CellOutcome, notRun } from '../../../reporters/cell-outcome.ts';
import { reasonsOf } from '../../../reporters/reasons.ts';

const NOTHING = {
  cells: [],
  interrupted: false,
  errors: [],
  stale: [],
  missing: [],
  notApplicable: [],
  left: [],
  leaks: [],
  late: [],
};

function cell(of: Partial<CellOutcome>): CellOutcome {
  return { ...notRun('zendesk/notebook/06', 'Cell'), ...of };
}

function proof(name: string, of: Partial<ProofRecord>): ProofRecord {
  const address = `zendesk/notebook/06#${name}`;
  return { address, level: 'MUST', sentence: `About ${name}.`, outcome: 'proved', durationMs: 1, ...of };
}

test('a run in which everything was proved has no reasons', () => {
  expect(reasonsOf({ ...NOTHING, cells: [cell({ status: 'passed' })] })).toEqual([]);
});

test('each failed proof of a failed cell is a reason with its own address', () => {
  const proofs = [
    proof('a', { outcome: 'failed', detail: 'no' }),
    proof('b', {}),
    proof('c', { outcome: 'failed' }),
  ];
  const reasons = reasonsOf({ ...NOTHING, cells: [cell({ status: 'non-conformant', proofs, error: 'no' })] });
  expect(reasons).toMatchObject([
    { kind: 'failed', address: 'zendesk/notebook/06#a', sentence: 'About a.', text: 'no' },
    { kind: 'failed', address: 'zendesk/notebook/06#c' },
  ]);
});

test('a cell that failed outside of its proofs is itself the reason', () => {
  const reasons = reasonsOf({
    ...NOTHING,
    cells: [cell({ status: 'non-conformant', error: 'NonConformant: It answered 500\nmore' })],
  });
  expect(reasons).toMatchObject([
    {
      kind: 'failed',
      address: 'zendesk/notebook/06',
      sentence: 'It answered 500',
      text: 'It answered 500\nmore',
    },
  ]);
});

test('a blocked cell says what to change, on which screen, and who may', () => {
  const remedy = {
    remedy: 'allow it',
    where: 'Admin Center > Security',
    who: 'an admin',
    help: 'passwords-setting',
  } as const;
  const error = `Blocked: ${new Blocked('Passwords cannot be set.', remedy).message}`;
  expect(reasonsOf({ ...NOTHING, cells: [cell({ status: 'blocked', error })] })).toMatchObject([
    { kind: 'blocked', address: 'zendesk/notebook/06', sentence: 'Passwords cannot be set.', ...remedy },
  ]);
});

test('errors outside of cells are reasons, and an expired deviation is called one', () => {
  const stale = describe('deviations.json: the entry has expired.', { remedy: 'remove it' });
  expect(
    reasonsOf({ ...NOTHING, errors: ['Blocked: A setting is wrong.', stale], stale: [stale] }),
  ).toMatchObject([
    { kind: 'blocked', sentence: 'A setting is wrong.' },
    { kind: 'expired deviation', remedy: 'remove it' },
  ]);
});

test('a MUST that was not tried is a reason; what depends on it, and a SHOULD, are not', () => {
  const proofs = [
    proof('a', { outcome: 'not tried', detail: 'The tenant hides it.' }),
    proof('b', { outcome: 'not tried', follows: 'zendesk/notebook/06#a' }),
    proof('c', { outcome: 'not tried', level: 'SHOULD' }),
  ];
  expect(reasonsOf({ ...NOTHING, cells: [cell({ status: 'incomplete', proofs })] })).toMatchObject([
    { kind: 'not tried', address: 'zendesk/notebook/06#a', sentence: 'About a. The tenant hides it.' },
  ]);
});

test('what is only possibly left is no reason, because it does not change the exit code', () => {
  const left = [
    { tenant: 't', kind: 'user' as const, whose: 'u', id: 1, certain: false, sentence: 'UNCERTAIN: u' },
  ];
  expect(reasonsOf({ ...NOTHING, left })).toEqual([]);
});

test('an error of a worker that broke the contract is a failure', () => {
  expect(reasonsOf({ ...NOTHING, errors: ['NonConformant: It answered 500'] })).toEqual([
    { kind: 'failed', sentence: 'It answered 500' },
  ]);
});

test('what did not run is one reason, however much it is', () => {
  const cells = ['07', '08', '09'].map((number) => notRun(`zendesk/notebook/${number}`, ''));
  expect(reasonsOf({ ...NOTHING, cells })).toEqual([
    {
      kind: 'not run',
      address: 'zendesk/notebook/07',
      sentence: '3 cells and checks did not run.',
      text: 'zendesk/notebook/07\nzendesk/notebook/08\nzendesk/notebook/09',
    },
  ]);
});

test('failures come first, then leaks and leftovers, then what blocked, then the rest', () => {
  const left = [
    { tenant: 't', kind: 'user' as const, whose: 'u', id: 1, certain: true, sentence: 'LEFT on t: u' },
  ];
  const leaks = [{ file: 'x', kinds: ['password' as const], sources: [], removed: true }];
  const reasons = reasonsOf({
    cells: [
      cell({ status: 'incomplete', error: 'x' }),
      cell({ status: 'blocked' }),
      cell({ status: 'non-conformant' }),
    ],
    interrupted: true,
    errors: ['no browser'],
    stale: [],
    missing: [],
    left,
    leaks,
    late: ['disk full'],
  });
  expect(reasons.map(({ kind }) => kind)).toEqual([
    'failed',
    'leak',
    'leftover',
    'blocked',
    'blocked',
    'report not written',
    'interrupted',
    'not tried',
  ]);
});

test('a cell that a limit of the run stopped is a reason, and an error without a message has a sentence', () => {
  const cells = [cell({ status: 'interrupted' })];
  expect(reasonsOf({ ...NOTHING, cells })).toMatchObject([
    { kind: 'interrupted', address: 'zendesk/notebook/06', sentence: 'It was stopped before it ended.' },
  ]);
  expect(reasonsOf({ ...NOTHING, cells, interrupted: true })).toHaveLength(1);
  expect(reasonsOf({ ...NOTHING, errors: ['Blocked: '] })).toMatchObject([
    { kind: 'blocked', sentence: 'There is no message.' },
  ]);
});
