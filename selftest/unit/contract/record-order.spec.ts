/** The record of a cell whose parts run side by side: it is that of a cell in which everything ran one after another. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { countAssertion } from '../../../helpers/contract/evidence.ts';
import { createProve } from '../../../helpers/contract/prove.ts';
import { RecordOrder, sideBySide } from '../../../helpers/contract/record-order.ts';
import { NonConformant, NotTried } from '../../../helpers/verdict/errors.ts';
import { RECORD } from '../http/exchanges.ts';

const CELL = 'expert/notebook/06';

/** A cell, with calls that take a while. */
function cell() {
  const order = new RecordOrder();
  const proof = createProve({ address: CELL, order });
  const call = async (url: string, ms = 0) => {
    const over = order.exchange();
    await sleep(ms);
    over({ ...RECORD, url });
    countAssertion();
    return url;
  };
  const urls = () => order.read().exchanges.map(({ url }) => url);
  return { order, proof, call, urls };
}

const failing = (message: string) => async () => {
  await sleep(1);
  throw new NonConformant(message);
};

test('proofs and exchanges are in the order of the code, whatever is over first', async () => {
  const { order, proof, call, urls } = cell();
  await order.run(async () => {
    await call('/first');
    const seen = await sideBySide(
      async () => {
        await call('/a1', 20);
        await proof('a', 'So.', async () => {
          await call('/a2', 20);
          await call('/a3');
        });
        return 'a';
      },
      () => proof('b', 'So.', () => call('/b', 5)),
      () => call('/c', 10),
      () => proof('d', 'So.', countAssertion),
    );
    expect([seen[0], seen[1].required(), seen[2]]).toEqual(['a', '/b', '/c']);
    await call('/last');
  });
  expect(urls()).toEqual(['/first', '/a1', '/a2', '/a3', '/b', '/c', '/last']);
  const { proofs } = order.read();
  expect(proofs.map(({ address, exchanges, after }) => [address, exchanges ?? after])).toEqual([
    [`${CELL}#a`, [2, 4]],
    [`${CELL}#b`, [4, 5]],
    [`${CELL}#d`, 6],
  ]);
});

test('a proof has the exchanges and the evidence of its own parts only', async () => {
  const { order, proof, call } = cell();
  await order.run(() =>
    sideBySide(
      () =>
        proof('whole', 'So.', async () => {
          await sideBySide(
            () => proof('inner-a', 'So.', () => call('/a', 10)),
            () => call('/b', 1),
          );
          await call('/c');
        }),
      () => proof('untried', 'So.', () => Promise.reject(new NotTried('no seat'))),
    ),
  );
  expect(order.read().proofs.map(({ address, outcome, exchanges }) => [address, outcome, exchanges])).toEqual(
    [
      [`${CELL}#inner-a`, 'proved', [0, 1]],
      [`${CELL}#whole`, 'proved', [0, 3]],
      [`${CELL}#untried`, 'not tried', undefined],
    ],
  );
});

test('of several failures, the first in order ends the cell, after everything is over', async () => {
  const { order, proof, call, urls } = cell();
  const running = order.run(() =>
    sideBySide(
      () => proof('a', 'So.', () => call('/a', 30)),
      async () => {
        await sleep(20);
        await proof('b', 'So.', failing('the first'));
      },
      () => proof('c', 'So.', failing('the second')),
      () => failing('the third')(),
      () => {
        throw new NonConformant('not even begun');
      },
    ),
  );
  await expect(running).rejects.toThrow('the first');
  expect(urls()).toEqual(['/a']);
  const { proofs, errors } = order.read();
  expect(proofs.map(({ address, outcome }) => [address, outcome])).toEqual([
    [`${CELL}#a`, 'proved'],
    [`${CELL}#b`, 'failed'],
    [`${CELL}#c`, 'failed'],
  ]);
  expect(errors.map((error) => (error as Error | undefined)?.message)).toEqual([
    undefined,
    'the first',
    'the second',
  ]);
});

test('a proof whose parts fail side by side ends like the first of the worst ones', async () => {
  const { order, proof } = cell();
  await order.run(() =>
    proof.should('', 'So.', () =>
      sideBySide(
        () => proof('a', 'So.', () => Promise.reject(new NotTried('no seat'))),
        async () => {
          await sleep(10);
          await proof.should('b', 'So.', failing('b'));
        },
        () => proof.should('c', 'So.', failing('c')),
      ),
    ),
  );
  expect(order.read().proofs.at(-1)).toMatchObject({ address: CELL, outcome: 'failed', detail: 'b' });
});

test('sign-ins have their place, and what is not over when the record is read has none', async () => {
  const { order, call } = cell();
  await order.run(async () => {
    order.exchange();
    await sideBySide(
      () => call('/a', 10),
      async () => {
        await call('/b');
        order.signIn({ as: 'test user', startedAt: '', durationMs: 1, steps: [], outcome: 'accepted' });
      },
    );
  });
  expect(order.read()).toMatchObject({
    exchanges: [{ url: '/a' }, { url: '/b' }],
    signIns: [{ after: 2 }],
  });
});

test('the clean-up comes after the cell, even if a call of the cell is over later', async () => {
  const { order, proof, call, urls } = cell();
  const late = order.run(() => proof('late', 'So.', () => call('/late', 20)));
  await order.run(() => call('/cell'));
  order.beginCleanUp();
  await call('/clean-up');
  await late;
  expect(urls()).toEqual(['/late', '/cell', '/clean-up']);
  expect(order.read().cleanUpFrom).toEqual({ exchange: 2, signIn: 0 });
});

test('what still runs after its cell is no part of the next one’s proofs', async () => {
  const before = cell();
  const after = cell();
  await before.order.run(() => after.call('/a'));
  await after.order.run(() => after.call('/b'));
  expect(after.urls()).toEqual(['/a', '/b']);
  expect(before.urls()).toEqual([]);
});

test('without a record, parts just run', async () => {
  expect(
    await sideBySide(
      () => Promise.resolve(1),
      () => 2,
    ),
  ).toEqual([1, 2]);
});
