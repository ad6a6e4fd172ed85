/** What becomes of a proof, by its level, what was thrown, and what is known of the tenant. */
import { expect, test } from '@playwright/test';
import { Journal, proving } from '../../fixtures/journal.ts';
import { runCheck, type Check, type ResettingBench } from '../../helpers/contract/check.ts';
import type { Deviation } from '../../helpers/contract/deviations.ts';
import { LostCall } from '../../helpers/http/transport.ts';
import { Blocked, Incomplete, NonConformant } from '../../helpers/verdict/errors.ts';

const CHECK = 'zendesk/password/set';
const KNOWN: Deviation = {
  tenant: 'acme.zendesk.com',
  check: CHECK,
  reason: 'ticket 4711',
  expires: '2999-12-31',
};

function proofs(...deviations: Deviation[]) {
  const journal = new Journal();
  journal.setTarget('https://acme.zendesk.com', false);
  const proof = proving(journal, { address: CHECK, deviations, step: (_, act) => act() });
  const outcomes = () => journal.proofs.map(({ address, outcome }) => [address, outcome]);
  return { journal, proof, outcomes };
}
const failing = (error: Error) => () => {
  throw error;
};

const ENDS: [error: Error, must: string, should: string, shouldThrows: boolean][] = [
  [new NonConformant('x'), 'failed', 'failed', false],
  [new Error('expect(received).toBe(expected)'), 'failed', 'failed', false],
  [new Incomplete('x'), 'not tried', 'not tried', false],
  [new Blocked('x'), 'failed', 'failed', true],
  [new LostCall('no answer'), 'failed', 'failed', true],
  [new TypeError('a defect of ours'), 'failed', 'failed', true],
];
for (const [error, must, should, shouldThrows] of ENDS) {
  test(`${error.name}: ${error.message} ends a MUST, ${shouldThrows ? '' : 'not '}a SHOULD, and never a RECORD`, async () => {
    const { proof, outcomes } = proofs();
    await expect(proof('a', 'It is so.', failing(error))).rejects.toBe(error);
    const soft = proof.should('b', 'It is so.', failing(error));
    await (shouldThrows ? expect(soft).rejects.toBe(error) : soft);
    await proof.record('c', 'How is it?', failing(error));
    expect(outcomes()).toEqual([
      [`${CHECK}#a`, must],
      [`${CHECK}#b`, should],
      [`${CHECK}#c`, 'not tried'],
    ]);
    expect(proof.failures()).toBe(3);
  });
}

test('what is so is proved, and what was seen is written down', async () => {
  const { proof, journal } = proofs();
  await proof('', 'It is so.', () => undefined);
  await proof.record('seen', 'How is it?', () => 'like this');
  expect(journal.proofs).toMatchObject([
    { address: CHECK, level: 'MUST', outcome: 'proved' },
    { address: `${CHECK}#seen`, level: 'RECORD', outcome: 'observed', detail: 'like this' },
  ]);
  expect(proof.failures()).toBe(0);
});

test('a known deviation is soft, and says why and until when', async () => {
  const { proof, journal } = proofs(KNOWN);
  await proof('', 'It is so.', failing(new NonConformant('it is not')));
  expect(journal.proofs).toMatchObject([
    {
      outcome: 'known deviation',
      detail: 'it is not',
      deviation: { reason: 'ticket 4711', expires: '2999-12-31' },
    },
  ]);
  expect(proof.failures()).toBe(1);
});

for (const [title, change] of [
  ['has expired', { expires: '2020-01-01' }],
  ['is about another tenant', { tenant: 'other.zendesk.com' }],
  ['is about the emulator', { tenant: 'emulator' }],
  ['is about a proof of it', { check: `${CHECK}#inner` }],
  ['is about another check', { check: `${CHECK}-twice` }],
] as const) {
  test(`one that ${title} excuses nothing`, async () => {
    const { proof, outcomes } = proofs({ ...KNOWN, ...change });
    await expect(proof('', 'It is so.', failing(new NonConformant('x')))).rejects.toThrow(NonConformant);
    expect(outcomes()).toEqual([[CHECK, 'failed']]);
  });
}

test('what judged nothing is no deviation', async () => {
  const { proof } = proofs(KNOWN);
  await expect(proof('', 'It is so.', failing(new Blocked('x')))).rejects.toThrow(Blocked);
  await expect(proof('', 'It is so.', failing(new Incomplete('x')))).rejects.toThrow(Incomplete);
});

test('of a whole check, it covers what ends it from inside; of a proof, the rest goes on', async () => {
  const whole = proofs(KNOWN);
  await whole.proof('', 'It is so.', () => whole.proof('inner', 'So.', failing(new NonConformant('x'))));
  expect(whole.outcomes()).toEqual([
    [`${CHECK}#inner`, 'failed'],
    [CHECK, 'known deviation'],
  ]);
  const inner = proofs({ ...KNOWN, check: `${CHECK}#inner` });
  await inner.proof('', 'It is so.', async () => {
    await inner.proof('inner', 'So.', failing(new NonConformant('x')));
    await inner.proof('next', 'So.', () => undefined);
  });
  expect(inner.outcomes()).toEqual([
    [`${CHECK}#inner`, 'known deviation'],
    [`${CHECK}#next`, 'proved'],
    [CHECK, 'proved'],
  ]);
});

const check = (level: Check<ResettingBench>['level'], run: Check<ResettingBench>['run']) => ({
  address: CHECK,
  level,
  title: 'It is so.',
  documented: { says: '', at: '' },
  run,
});

const SOFT: [
  title: string,
  level: Check<ResettingBench>['level'],
  run: Check<ResettingBench>['run'],
  known: boolean,
][] = [
  ['a SHOULD that is not so', 'SHOULD', failing(new NonConformant('x')), false],
  ['a SHOULD that was not tried', 'SHOULD', failing(new Incomplete('x')), false],
  ['a RECORD that could not be seen', 'RECORD', failing(new NonConformant('x')), false],
  ['a known deviation', 'MUST', failing(new NonConformant('x')), true],
  [
    'a soft proof inside',
    'MUST',
    (_, proof) => proof.should('x', 'So.', failing(new NonConformant('x'))),
    false,
  ],
];
for (const [title, level, run, known] of SOFT) {
  test(`${title} leaves its users in doubt, although nothing is thrown`, async () => {
    let doubts = 0;
    const bench = {
      begin: () => Promise.resolve(),
      doubt: () => {
        doubts++;
      },
    };
    await runCheck(check(level, run), bench, proofs(...(known ? [KNOWN] : [])).proof);
    expect(doubts).toBe(1);
    await runCheck(
      check(level, () => Promise.resolve('')),
      bench,
      proofs().proof,
    );
    expect(doubts, 'what is so').toBe(1);
  });
}

test('a bench that cannot begin is in doubt, too', async () => {
  let doubts = 0;
  const bench = {
    begin: () => Promise.reject(new Blocked('x')),
    doubt: () => {
      doubts++;
    },
  };
  await expect(
    runCheck(
      check('MUST', () => Promise.resolve()),
      bench,
      proofs().proof,
    ),
  ).rejects.toThrow(Blocked);
  expect(doubts).toBe(1);
});
