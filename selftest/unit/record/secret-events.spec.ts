import { expect, test } from '../../support/test.ts';
import { secretEventsOf } from '../../../helpers/record/secret-events.ts';
import type { LedgerEvent, RecordedExchange, SignInRecord } from '../../../helpers/verdict/cell.ts';

let clock = 0;
test.beforeEach(() => {
  clock = Date.parse('2026-11-30T00:00:00Z');
});

function next(): string {
  clock += 1000;
  return new Date(clock).toISOString();
}

function exchange(of: Partial<RecordedExchange>): RecordedExchange {
  return {
    as: 'admin',
    method: 'GET',
    url: 'https://acme.example/x',
    requestHeaders: {},
    responseHeaders: {},
    startedAt: next(),
    durationMs: 1,
    attempts: 1,
    waitedMs: 0,
    ...of,
  };
}

function signIn(typed: string, outcome: string): SignInRecord {
  return { as: 'test user', startedAt: next(), durationMs: 1, after: 0, steps: [], outcome, typed };
}

function ledger(did: LedgerEvent['did'], key = 'u'): LedgerEvent {
  return { key, did, kind: 'user', whose: 'keyturn@example.com', at: next() };
}

const TOKEN = 'test-user.token#1';
const ISSUED = { responseBody: `{"access_token":"[redacted ${TOKEN}]"}`, status: 200 };

/** The events of one cell as words: `test-user.token#1 issued`. */
function said(cell: Parameters<typeof secretEventsOf>[0][number]): string[] {
  return (secretEventsOf([cell])[0] ?? []).map(({ secret, did }) => `${secret} ${did}`);
}

test('a token is issued where it is first answered, used, revoked, refused, and then proved dead once', () => {
  const exchanges = [
    exchange(ISSUED),
    exchange({ with: [TOKEN], ...ISSUED }),
    exchange({ with: [TOKEN], status: 204, effects: [{ did: 'revoked', secret: TOKEN }] }),
    exchange({ with: [TOKEN], status: 401 }),
    exchange({ with: [TOKEN], status: 401 }),
  ];
  expect(said({ exchanges })).toEqual([
    `${TOKEN} issued`,
    `${TOKEN} accepted`,
    `${TOKEN} accepted`,
    `${TOKEN} revoked`,
    `${TOKEN} refused`,
    `${TOKEN} proved dead`,
    `${TOKEN} refused`,
  ]);
});

test('what is only tried is refused, but not proved dead', () => {
  expect(said({ exchanges: [exchange({ with: ['password#1'], status: 401 })] })).toEqual([
    'password#1 refused',
  ]);
});

test('an answer that is neither success nor 401 says nothing about the credential', () => {
  for (const status of [403, 404, 429, 500, undefined])
    expect(said({ exchanges: [exchange({ with: [TOKEN], status })] })).toEqual([]);
});

test('a token that the run itself sent is not issued by a tenant that repeats it', () => {
  const sent = exchange({ requestBody: `[redacted ${TOKEN}]`, ...ISSUED });
  expect(said({ exchanges: [sent] })).toEqual([]);
});

test('a password is set, replaced, and proved dead by a sign-in page that refuses it', () => {
  const [first, second] = ['test-user.password#1', 'test-user.password#2'];
  const exchanges = [
    exchange({ status: 200, effects: [{ did: 'set', secret: first }] }),
    exchange({
      status: 200,
      effects: [
        { did: 'replaced', secret: first },
        { did: 'set', secret: second },
      ],
    }),
  ];
  const signIns = [signIn(first, 'refused'), signIn(second, 'accepted')];
  expect(said({ exchanges, signIns })).toEqual([
    `${first} set`,
    `${first} replaced`,
    `${second} set`,
    `${first} refused`,
    `${first} proved dead`,
    `${second} accepted`,
  ]);
});

test('a password that is still accepted after it was replaced ends with its user', () => {
  const secret = 'test-user.password#1';
  const exchanges = [
    exchange({ status: 200, effects: [{ did: 'set', secret }] }),
    exchange({ status: 200, effects: [{ did: 'replaced', secret }] }),
  ];
  const created = ledger('created');
  const signIns = [signIn(secret, 'accepted')];
  expect(said({ exchanges, signIns, ledger: [created, ledger('removed')] })).toEqual([
    `${secret} set`,
    `${secret} replaced`,
    `${secret} accepted`,
    `${secret} ended with its user`,
  ]);
});

test('a password that is set again is alive again', () => {
  const secret = 'test-user.password#1';
  const set = () => exchange({ status: 200, effects: [{ did: 'set', secret }] });
  const refused = () => exchange({ with: [secret], status: 401 });
  expect(said({ exchanges: [set(), refused(), set(), refused()] })).toEqual([
    `${secret} set`,
    `${secret} refused`,
    `${secret} proved dead`,
    `${secret} set`,
    `${secret} refused`,
    `${secret} proved dead`,
  ]);
});

test('when the last user is removed, the living secrets of test users end, and no others', () => {
  const created = ledger('created');
  const exchanges = [
    exchange(ISSUED),
    exchange({ responseBody: '[redacted admin.token#1]', status: 200 }),
    exchange({ status: 200, effects: [{ did: 'set', secret: 'test-user.password#1' }] }),
    exchange({ status: 200, effects: [{ did: 'replaced', secret: 'test-user.password#1' }] }),
  ];
  const other = ledger('created', 'v');
  const events = said({ exchanges, ledger: [created, other, ledger('removed'), ledger('removed', 'v')] });
  expect(events.slice(-1)).toEqual([`${TOKEN} ended with its user`]);
  expect(events.filter((event) => event.endsWith('ended with its user'))).toHaveLength(1);
});

test('secrets are followed from one cell to the next', () => {
  const [, second] = secretEventsOf([
    { exchanges: [exchange(ISSUED)] },
    { exchanges: [exchange({ with: [TOKEN], status: 401 })] },
  ]);
  expect(second).toMatchObject([
    { secret: TOKEN, did: 'refused', exchange: 0 },
    { secret: TOKEN, did: 'proved dead', exchange: 0 },
  ]);
});
