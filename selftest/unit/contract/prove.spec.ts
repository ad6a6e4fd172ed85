/** The outcome of a proof: by its level, by what was asserted and thrown, and by the tenant's known deviations. */
import { expect, test } from '@playwright/test';
import {
  runCheck,
  failureExplainer,
  type Check,
  type ResettingBench,
} from '../../../helpers/contract/check.ts';
import type { Deviation } from '../../../helpers/contract/deviations.ts';
import { countAssertion, given, givenOrNull } from '../../../helpers/contract/evidence.ts';
import { RecordOrder } from '../../../helpers/contract/record-order.ts';
import { EmptyProof, type Prove, createProve, notTriedMusts } from '../../../helpers/contract/prove.ts';
import { LostCall } from '../../../helpers/http/transport.ts';
import type { ProofRecord } from '../../../helpers/verdict/cell.ts';
import { Blocked, NonConformant, NotTried } from '../../../helpers/verdict/errors.ts';
import { failureOf } from '../../../helpers/verdict/verdict.ts';
import { RECORD } from '../http/exchanges.ts';
import { WHAT_TO_DO } from '../../support/what-to-do.ts';

const CHECK = 'zendesk/password/set';
const KNOWN: Deviation = {
  tenant: 'acme.zendesk.com',
  check: CHECK,
  outcome: 'failed',
  reason: 'ticket 4711',
  expires: '2999-12-31',
};
const ACCEPTED: Deviation = { ...KNOWN, outcome: 'not tried' };
const EXCUSE = { reason: 'ticket 4711', expires: '2999-12-31' };

function proofs(...deviations: Deviation[]) {
  const order = new RecordOrder();
  const proof = createProve({ address: CHECK, deviations: () => deviations, order });
  const records = () => order.read().proofs;
  const outcomes = () => records().map(({ address, outcome }) => [address, outcome]);
  return { order, records, proof, outcomes };
}
const failing = (error: Error) => () => {
  throw error;
};

const untried = failing(new NotTried('no seat'));

const ENDS: [error: Error, outcome: string, must: boolean, should: boolean][] = [
  [new NonConformant('x'), 'failed', true, false],
  [new Error('expect(received).toBe(expected)'), 'failed', true, false],
  [new NotTried('x'), 'not tried', false, false],
  [new Blocked('x', WHAT_TO_DO), 'failed', true, true],
  [new LostCall('no answer', WHAT_TO_DO), 'failed', true, true],
  [new TypeError('a defect of Keyturn'), 'failed', true, true],
];
for (const [error, outcome, must, should] of ENDS) {
  test(`${error.name}: ${error.message} is ${outcome}; rethrown by a MUST: ${String(must)}, by a SHOULD: ${String(should)}, never by a RECORD`, async () => {
    const { proof, outcomes } = proofs();
    const ended = (running: Promise<unknown>) =>
      running.then(() => undefined).catch((thrown: unknown) => thrown);
    expect(await ended(proof('a', 'It is so.', failing(error)))).toBe(must ? error : undefined);
    expect(await ended(proof.should('b', 'It is so.', failing(error)))).toBe(should ? error : undefined);
    expect(await ended(proof.record('c', 'How is it?', failing(error)))).toBeUndefined();
    expect(outcomes()).toEqual([
      [`${CHECK}#a`, outcome],
      [`${CHECK}#b`, outcome],
      [`${CHECK}#c`, 'not tried'],
    ]);
    expect(proof.failures()).toBe(3);
  });
}

test('a MUST that is true is proved, and a RECORD is observed', async () => {
  const { proof, records } = proofs();
  await proof('', 'It is so.', countAssertion);
  await proof.record('seen', 'How is it?', () => 'like this');
  expect(records()).toMatchObject([
    { address: CHECK, level: 'MUST', outcome: 'proved' },
    { address: `${CHECK}#seen`, level: 'RECORD', outcome: 'observed', detail: 'like this' },
  ]);
  expect(proof.failures()).toBe(0);
});

const EMPTY: [title: string, prove: (proof: Prove) => Promise<unknown>][] = [
  ['a MUST without an assertion', (proof) => proof('x', 'So.', () => 7)],
  ['a SHOULD without an assertion', (proof) => proof.should('x', 'So.', () => Promise.resolve())],
  ['a RECORD that saw nothing', (proof) => proof.record('x', 'So?', () => '')],
  [
    'a MUST with assertions only in a RECORD',
    (proof) =>
      proof('x', 'So.', () =>
        proof.record('seen', 'So?', () => {
          countAssertion();
          return 'yes';
        }),
      ),
  ],
  [
    'a MUST with assertions only in a SHOULD',
    (proof) => proof('x', 'So.', () => proof.should('part', 'So.', countAssertion)),
  ],
  [
    'a MUST without an assertion after one that asserted',
    async (proof) => {
      await proof('before', 'So.', countAssertion);
      await proof('x', 'So.', () => undefined);
    },
  ],
  [
    'a MUST without an assertion inside one that asserted',
    (proof) =>
      proof('outer', 'So.', async () => {
        countAssertion();
        await proof('x', 'So.', () => undefined);
      }),
  ],
  [
    'a MUST without an assertion inside a RECORD',
    (proof) =>
      proof.record('outer', 'So?', async () => {
        await proof('x', 'So.', () => undefined);
        return 'yes';
      }),
  ],
];
for (const [title, prove] of EMPTY) {
  test(`${title} is a defect of Keyturn, reported with its address`, async () => {
    const { proof, records } = proofs();
    const error = await prove(proof).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EmptyProof);
    expect(String(error)).toContain(`${CHECK}#x asserted nothing`);
    expect(records()).toContainEqual(expect.objectContaining({ address: `${CHECK}#x`, outcome: 'failed' }));
    expect(failureOf(error), 'the tenant is not judged').toBe('blocked');
  });
}

test('assertions count only for the proof that made them, in whatever function they are', async () => {
  const { proof, outcomes } = proofs();
  const helper = async () => {
    await Promise.resolve();
    countAssertion();
  };
  await Promise.all([
    proof('a', 'So.', helper),
    proof('b', 'So.', untried),
    proof('c', 'So.', async () => {
      await new Promise((done) => setTimeout(done, 5));
      await helper();
    }),
  ]);
  expect(Object.fromEntries(outcomes())).toEqual({
    [`${CHECK}#a`]: 'proved',
    [`${CHECK}#b`]: 'not tried',
    [`${CHECK}#c`]: 'proved',
  });
});

test('a proof without its own assertion gets the worst outcome of its parts', async () => {
  const parts: [ProofRecord['outcome'], (proof: Prove) => Promise<unknown>][] = [
    ['not tried', (proof) => proof('a', 'So.', untried)],
    ['failed', (proof) => proof.should('b', 'So.', failing(new NonConformant('x')))],
  ];
  for (const [outcome, part] of parts) {
    const { proof, records } = proofs();
    await proof.should('', 'So.', () => part(proof));
    expect(records().at(-1)).toMatchObject({ address: CHECK, outcome });
  }
  const both = proofs();
  await both.proof.should('', 'So.', async () => {
    for (const [, part] of parts) await part(both.proof);
  });
  expect(both.records().at(-1)).toMatchObject({ address: CHECK, outcome: 'failed', detail: 'x' });
});

test('a dependent proof gets the result, or is not tried with the reason', async () => {
  const { proof, records } = proofs();
  const id = await proof('ours', 'It is ours.', () => {
    countAssertion();
    return 7;
  });
  expect(id.required()).toBe(7);
  const unknown = await proof('theirs', 'It is ours.', () =>
    given(null, 'The tenant does not show the owner.'),
  );
  let revoked = false;
  const then = await proof('revoked', 'It is revoked.', () => {
    unknown.required();
    revoked = true;
  });
  await proof('dead', 'It is dead.', () => then.required());
  expect(revoked, 'the action that depends on it is not done').toBe(false);
  expect(
    records()
      .slice(1)
      .map(({ outcome, detail }) => [outcome, detail]),
  ).toEqual([
    ['not tried', 'The tenant does not show the owner.'],
    ['not tried', `It depends on ${CHECK}#theirs, which was not tried.`],
    ['not tried', `It depends on ${CHECK}#theirs, which was not tried.`],
  ]);
  expect(records().map(({ follows }) => follows)).toEqual([
    undefined,
    undefined,
    `${CHECK}#theirs`,
    `${CHECK}#theirs`,
  ]);
  expect(notTriedMusts(records())).toHaveLength(3);
});

test('a proof that depends on a known deviation or a failed SHOULD is not tried', async () => {
  const { proof, records } = proofs({ ...KNOWN, check: `${CHECK}#a` });
  const known = await proof('a', 'So.', failing(new NonConformant('x')));
  const soft = await proof.should('b', 'So.', failing(new NonConformant('y')));
  await proof('c', 'So.', () => known.required());
  await proof('d', 'So.', () => soft.required());
  expect(
    records()
      .slice(2)
      .map(({ outcome, detail }) => [outcome, detail]),
  ).toEqual([
    ['not tried', `It depends on ${CHECK}#a, which is known to fail.`],
    ['not tried', `It depends on ${CHECK}#b, which failed.`],
  ]);
});

test('for a field that may be left out, null counts as missing, except for a field in which it is an answer', () => {
  expect(given(false, 'x')).toBe(false);
  expect(given('', 'x')).toBe('');
  expect(() => given(undefined, 'The tenant does not show it.')).toThrow(NotTried);
  expect(() => given(null, 'The tenant does not show it.')).toThrow('The tenant does not show it.');
  expect(givenOrNull(null, 'x')).toBeNull();
  expect(() => givenOrNull(undefined, 'x')).toThrow(NotTried);
});

test('a known deviation is not rethrown, and is recorded with its reason and last day', async () => {
  const { proof, records } = proofs(KNOWN);
  await proof('', 'It is so.', failing(new NonConformant('it is not')));
  expect(records()).toMatchObject([{ outcome: 'known deviation', detail: 'it is not', deviation: EXCUSE }]);
  expect(proof.failures()).toBe(1);
});

for (const [title, change] of [
  ['has expired', { expires: '2020-01-01' }],
  ['is about a proof of the check', { check: `${CHECK}#inner` }],
  ['is about another check', { check: `${CHECK}-twice` }],
  ['accepts the check as not tried', { outcome: 'not tried' }],
] as const) {
  test(`a deviation that ${title} excuses no failure`, async () => {
    const { proof, outcomes } = proofs({ ...KNOWN, ...change });
    await expect(proof('', 'It is so.', failing(new NonConformant('x')))).rejects.toThrow(NonConformant);
    expect(outcomes()).toEqual([[CHECK, 'failed']]);
  });
}

test('an inconclusive failure is not a known deviation', async () => {
  const { proof } = proofs(KNOWN);
  await expect(proof('', 'It is so.', failing(new Blocked('x', WHAT_TO_DO)))).rejects.toThrow(Blocked);
});

test('a proof may be accepted as not tried, by its address, until a last day', async () => {
  const accepted = proofs(ACCEPTED);
  await accepted.proof('', 'So.', untried);
  expect(accepted.records()).toMatchObject([{ outcome: 'not tried', detail: 'no seat', deviation: EXCUSE }]);
  expect(notTriedMusts(accepted.records())).toEqual([]);
  for (const other of [
    KNOWN,
    { ...ACCEPTED, expires: '2020-01-01' },
    { ...ACCEPTED, check: `${CHECK}#inner` },
  ]) {
    const { proof, records } = proofs(other);
    await proof('', 'So.', untried);
    expect(notTriedMusts(records()), JSON.stringify(other)).toHaveLength(1);
  }
});

test('a proof is accepted as not tried if all of its parts are', async () => {
  const parts = (...deviations: Deviation[]) => {
    const { proof, records } = proofs(...deviations);
    return proof('', 'So.', async () => {
      await proof('a', 'So.', untried);
      await proof('b', 'So.', untried);
    }).then(() => notTriedMusts(records()).map(({ address }) => address));
  };
  const [a, b] = [
    { ...ACCEPTED, check: `${CHECK}#a` },
    { ...ACCEPTED, check: `${CHECK}#b` },
  ];
  expect(await parts()).toEqual([`${CHECK}#a`, `${CHECK}#b`, CHECK]);
  expect(await parts(a)).toEqual([`${CHECK}#b`, CHECK]);
  expect(await parts(a, b)).toEqual([]);
});

test('a deviation of a check excuses the proof that ends it; after a deviation of a proof, the check continues', async () => {
  const whole = proofs(KNOWN);
  await whole.proof('', 'It is so.', () => whole.proof('inner', 'So.', failing(new NonConformant('x'))));
  expect(whole.outcomes()).toEqual([
    [`${CHECK}#inner`, 'failed'],
    [CHECK, 'known deviation'],
  ]);
  const inner = proofs({ ...KNOWN, check: `${CHECK}#inner` });
  await inner.proof('', 'It is so.', async () => {
    await inner.proof('inner', 'So.', failing(new NonConformant('x')));
    await inner.proof('next', 'So.', countAssertion);
  });
  expect(inner.outcomes()).toEqual([
    [`${CHECK}#inner`, 'known deviation'],
    [`${CHECK}#next`, 'proved'],
    [CHECK, 'proved'],
  ]);
});

test('a failure is looked into before it is recorded, and only once, even if it ends several proofs', async () => {
  const seen: unknown[] = [];
  const bench = {
    ...idleBench(),
    explain: (error: unknown) => Promise.resolve(seen.push(error) && new NotTried('locked')),
  };
  const order = new RecordOrder();
  const proof = createProve({ address: CHECK, order, explain: failureExplainer(bench) });
  await proof('', 'So.', () => proof('inner', 'So.', failing(new NonConformant('x'))));
  expect(seen).toHaveLength(1);
  expect(order.read().proofs).toMatchObject([
    { address: `${CHECK}#inner`, outcome: 'not tried', detail: 'locked' },
    { address: CHECK, outcome: 'not tried', detail: 'locked' },
  ]);
});

/** A bench that resets nothing. */
function idleBench(markDirty: () => void = () => undefined): ResettingBench {
  return { begin: () => Promise.resolve(), markDirty };
}

const check = (level: Check<ResettingBench>['level'], run: Check<ResettingBench>['run']) => ({
  address: CHECK,
  level,
  title: 'It is so.',
  documented: { says: '', at: '' },
  run,
});

const NOT_RETHROWN: [
  title: string,
  level: Check<ResettingBench>['level'],
  run: Check<ResettingBench>['run'],
  known: boolean,
][] = [
  ['a SHOULD that failed', 'SHOULD', failing(new NonConformant('x')), false],
  ['a MUST that was not tried', 'MUST', untried, false],
  ['a SHOULD that was not tried', 'SHOULD', untried, false],
  ['a RECORD that could not be observed', 'RECORD', failing(new NonConformant('x')), false],
  ['a known deviation', 'MUST', failing(new NonConformant('x')), true],
  [
    'a failed SHOULD inside a MUST',
    'MUST',
    async (_, proof) => {
      countAssertion();
      await proof.should('x', 'So.', failing(new NonConformant('x')));
    },
    false,
  ],
];
for (const [title, level, run, known] of NOT_RETHROWN) {
  test(`${title} marks the users dirty, even without an exception`, async () => {
    let timesMarked = 0;
    const bench = idleBench(() => timesMarked++);
    await runCheck(check(level, run), bench, proofs(...(known ? [KNOWN] : [])).proof);
    expect(timesMarked).toBe(1);
    const fine = () => {
      countAssertion();
      return Promise.resolve('seen');
    };
    await runCheck(check(level, fine), bench, proofs().proof);
    expect(timesMarked, 'after a check that was proved').toBe(1);
  });
}

test('assertions during the reset of users are not evidence for the check', async () => {
  const begin = () => {
    countAssertion();
    return Promise.resolve();
  };
  const bench = { ...idleBench(), begin };
  const running = runCheck(
    check('MUST', () => Promise.resolve()),
    bench,
    proofs().proof,
  );
  await expect(running).rejects.toThrow(EmptyProof);
});

test('a bench that fails to begin is dirty, too; if it may not begin, the check is not tried', async () => {
  let timesMarked = 0;
  const bench = (error: Error) => ({ begin: () => Promise.reject(error), markDirty: () => timesMarked++ });
  const fine = check('MUST', () => {
    countAssertion();
    return Promise.resolve();
  });
  await expect(runCheck(fine, bench(new Blocked('x', WHAT_TO_DO)), proofs().proof)).rejects.toThrow(Blocked);
  expect(timesMarked).toBe(1);
  const { proof, records } = proofs();
  await runCheck(fine, bench(new NotTried('too many users')), proof);
  expect(records()).toMatchObject([{ address: CHECK, outcome: 'not tried', detail: 'too many users' }]);
});

test('a proof names the exchanges that it made, or after how many it was proved', async () => {
  const { order, proof, records } = proofs();
  await proof('before any', 'It holds.', countAssertion);
  await proof('its own', 'It holds.', () => {
    order.exchange()(RECORD);
    order.exchange()(RECORD);
    countAssertion();
  });
  await proof('after them', 'It holds.', countAssertion);
  expect(records().map(({ exchanges, after }) => ({ exchanges, after }))).toEqual([
    { exchanges: undefined, after: undefined },
    { exchanges: [0, 2], after: undefined },
    { exchanges: undefined, after: 2 },
  ]);
});
