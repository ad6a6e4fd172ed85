/** The `expect` of specs: what of an answer is judged, what judges nobody, and that each call counts for its proof. */
import { expect as plain, test } from '@playwright/test';
import { z } from 'zod';
import { expect } from '../../fixtures/expect.ts';
import { insisting } from '../../helpers/contract/insist.ts';
import { EmptyProof, proving } from '../../helpers/contract/prove.ts';
import { type Again, Exchange, type ExchangeRecord, NotRefused } from '../../helpers/http/exchange.ts';
import type { ProofRecord } from '../../helpers/verdict/cell.ts';
import { Blocked, NonConformant } from '../../helpers/verdict/errors.ts';
import { isJudged } from '../../helpers/verdict/verdict.ts';

interface Answer {
  headers?: Record<string, string>;
  text?: string;
  again?: Again;
}

function answered(status: number, { headers = {}, text = '{"error":"invalid_token"}', again }: Answer = {}) {
  const record = {
    as: 'admin',
    method: 'GET',
    url: 'https://acme.example/api/v2/users/7',
    responseBody: text,
  };
  const type = { 'content-type': 'application/json' };
  return new Exchange(
    record as ExchangeRecord,
    { status, headers: { ...type, ...headers }, text },
    z.unknown(),
    undefined,
    again,
  );
}

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
};

const PAGE = {
  headers: { 'content-type': 'text/html; charset=utf-8' },
  text: '<!DOCTYPE html><title>Blocked</title>',
};
const ELSEWHERE: [title: string, answer: Exchange<unknown>][] = [
  ['a page', answered(403, PAGE)],
  ['a page that is called JSON', answered(401, { text: ' <html><body>Sign in</body></html>' })],
  ['a page without a word', answered(404, { headers: { 'content-type': 'text/html' }, text: '' })],
  ['a proxy that asks who it is', answered(407)],
  ['a challenge', answered(403, { headers: { 'cf-mitigated': 'challenge' } })],
];
for (const [title, answer] of ELSEWHERE) {
  test(`${title} is no refusal, whatever its status, and judges nobody`, () => {
    for (const claim of [
      () => expect(answer).toBeRefused(),
      () => expect(answer).toHaveStatus(401, 403, 404, 407),
      () => expect(answer).toHaveStatus(200),
      () => expect(answer).toBeRefusedAsDead(),
      () => expect(answer).not.toBeRefused(),
    ]) {
      const error = thrownBy(claim);
      plain(error).toBeInstanceOf(Blocked);
      plain(String(error)).toContain('Something before the tenant answered');
    }
  });
}

const OWN: [title: string, answer: Exchange<unknown>][] = [
  ['JSON', answered(401)],
  ['plain text', answered(403, { headers: { 'content-type': 'text/plain' }, text: 'You may not.' })],
  ['nothing', answered(404, { headers: {}, text: '' })],
  [
    'XML',
    answered(403, {
      headers: { 'content-type': 'application/xml' },
      text: '<error><status>403</status></error>',
    }),
  ],
];
for (const [title, answer] of OWN) {
  test(`a refusal in ${title} is one`, () => {
    plain(thrownBy(() => expect(answer).toBeRefused())).toBeUndefined();
    plain(thrownBy(() => expect(answer).toHaveStatus(answer.status))).toBeUndefined();
    plain(isJudged(thrownBy(() => expect(answer).toHaveStatus(200)))).toBe(true);
  });
}

test('a success is no refusal, and a redirect neither', () => {
  for (const status of [200, 204, 302])
    plain(isJudged(thrownBy(() => expect(answered(status)).toBeRefused()))).toBe(true);
});

test('an error of the server judges nobody; where a refusal was to come, it can be looked into', () => {
  for (const status of [500, 502, 503, 429]) {
    const answer = answered(status);
    plain(thrownBy(() => expect(answer).toHaveStatus(200))).not.toBeInstanceOf(NotRefused);
    plain(thrownBy(() => expect(answer).toHaveStatus(200, 401))).not.toBeInstanceOf(NotRefused);
    for (const refusal of [
      () => expect(answer).toHaveStatus(401, 403),
      () => expect(answer).toBeRefused(),
      () => expect(answer).toBeRefusedAsDead(),
    ])
      plain(thrownBy(refusal)).toBeInstanceOf(NotRefused);
    plain(isJudged(thrownBy(() => expect(answer).toBeRefused()))).toBe(false);
  }
});

/** A call that is answered so, again and again, beside one that is answered otherwise. */
function illWith(statuses: number[], beside: number[] = [], patience = Infinity) {
  let waits = 0;
  const again: Again = {
    call: () => Promise.resolve(answered(statuses.shift() ?? 500)),
    beside: () => Promise.resolve(answered(beside.shift() ?? 200)),
    wait: () => Promise.resolve(++waits <= patience),
  };
  const first = answered(statuses.shift() ?? 500, { again });
  const error = thrownBy(() => expect(first).toBeRefused());
  return {
    error,
    end: () => insisting()(error),
    waits: () => waits,
  };
}

test('a refusal that does not come again and again, while the calls beside it are fine, is a broken contract', async () => {
  const { end, waits } = illWith([500, 502, 500]);
  const error = await end();
  plain(error).toBeInstanceOf(NonConformant);
  plain(String(error)).toContain('answered 500, 502, 500 instead');
  plain(waits(), 'three tries, with two waits between them').toBe(2);
});

const ILL: [title: string, ...Parameters<typeof illWith>][] = [
  ['is refused the second time', [500, 403]],
  ['is refused the third time', [500, 500, 404]],
  ['is ill itself', [500, 500, 500], [500]],
  ['is ill itself later', [500, 500, 500], [200, 503]],
  ['may not be waited for so long', [500, 500, 500], [], 1],
  ['has no time', [429, 429, 429]],
];
for (const [title, ...how] of ILL) {
  test(`a tenant that ${title} is not judged`, async () => {
    plain(await illWith(...how).end()).toBeInstanceOf(NotRefused);
  });
}

test('what was to be refused, and is done when it is tried again, is a broken contract', async () => {
  const error = await illWith([500, 201]).end();
  plain(error).toBeInstanceOf(NonConformant);
  plain(String(error)).toContain('was to be refused, and was done when it was made again: 500, 201.');
});

test('whose token is dead is refused beside it as well', async () => {
  plain(await illWith([500, 500, 500], [401, 401, 401]).end()).toBeInstanceOf(NonConformant);
});

test('whoever is refused whatever it calls is looked at beside somebody else', async () => {
  const again: Again = {
    call: () => Promise.resolve(answered(500)),
    beside: () => Promise.resolve(answered(500)),
    wait: () => Promise.resolve(true),
  };
  const error = thrownBy(() => expect(answered(500, { again })).toBeRefused());
  plain(await insisting()(error)).toBe(error);
  const judged = await insisting(() => Promise.resolve(answered(200)))(error);
  plain(String(judged)).toContain('answered 500, 500, 500 instead');
  for (const status of [401, 502])
    plain(await insisting(() => Promise.resolve(answered(status)))(error)).toBe(error);
});

test('where nothing can be called beside it, and of anything else, the error is what it was', async () => {
  for (const error of [thrownBy(() => expect(answered(500)).toBeRefused()), new Blocked('x'), undefined])
    plain(await insisting()(error)).toBe(error);
});

test('it is looked into once, though it ends a proof and the whole around it', async () => {
  const { waits, error } = illWith([500, 403]);
  const look = insisting();
  plain(await look(error)).toBe(error);
  plain(await look(error)).toBe(error);
  plain(waits()).toBe(1);
});

test('each call of it counts for the proof that is running', async () => {
  const records: ProofRecord[] = [];
  const proof = proving({ address: 'zendesk/a/b', note: (record) => records.push(record) });
  await proof('plain', 'So.', () => expect(7).toBe(7));
  await proof('own', 'So.', () => expect(answered(403)).toBeRefused());
  await proof('negated', 'So.', () => expect(7).not.toBe(8));
  await proof('soft', 'So.', () => expect.soft(7).toBe(7));
  await proof('polled', 'So.', () => expect.poll(() => 7).toBe(7));
  plain(records.map(({ outcome }) => outcome)).toEqual(Array(5).fill('proved'));
  const looking = proof('looking', 'So.', () => void expect.any(Number));
  await plain(looking).rejects.toThrow(EmptyProof);
});

test('a failure names the place in the spec, and not this wrapper', () => {
  const error = thrownBy(() => expect(7, 'seven').toBe(8)) as Error;
  const [, place = ''] = /\n\s+at (.*)/.exec(error.stack ?? '') ?? [];
  plain(place).toContain('contract.expect.spec.ts');
});
