import { expect, test } from '../../support/test.ts';
import { compare } from '../../../helpers/record/compare.ts';
import type { Comparison, RecordedCell, RunRecord } from '../../../helpers/record/schema.ts';
import type { ProofRecord, RecordedExchange } from '../../../helpers/verdict/cell.ts';
import { cellWith, exchangeWith, proofWith, recordWith } from './records.ts';

const BEFORE = 'bbbbbbbbbb';
const NOW = 'nnnnnnnnnn';

const NOTHING = {
  cells: [],
  proofs: [],
  exchanges: [],
  fingerprint: [],
  drift: { new: [], gone: [] },
};

function compared(before: RecordedCell[], now: RecordedCell[], fields: Partial<RunRecord> = {}): Comparison {
  return compare(recordWith(now, { run: NOW }), recordWith(before, { run: BEFORE, ...fields }));
}

/** The differences between the exchanges of a cell, each as a line. */
function exchanges(
  before: RecordedExchange[],
  now: RecordedExchange[],
  fields: Partial<RecordedCell> = {},
): string[] {
  const { exchanges: found } = compared(
    [cellWith({ exchanges: before })],
    [cellWith({ exchanges: now, ...fields })],
  );
  return found.flatMap(({ exchange, call, differences }) =>
    differences.map(
      ({ what, name, before: was, now: is }) =>
        `${String(exchange ?? '-')} ${call}: ${what} ${name ?? ''} ${was ?? 'missing'} → ${is ?? 'missing'}`,
    ),
  );
}

/** The differences between the proofs of a cell. */
function proofs(
  before: ProofRecord[],
  now: ProofRecord[],
  fields: Partial<RecordedCell> = {},
): Comparison['proofs'] {
  return compared([cellWith({ proofs: before })], [cellWith({ proofs: now, ...fields })]).proofs;
}

const put = exchangeWith({ method: 'PUT', url: 'https://acme.zendesk.com/api/v2/users/1204/password' });
const get = exchangeWith();

test('a comparison names the earlier run', () => {
  expect(compared([], [], { verdict: 'blocked', keyturn: '0.0.9' })).toEqual({
    run: BEFORE,
    startedAt: '2026-11-30T02:00:00.000Z',
    verdict: 'blocked',
    keyturn: '0.0.9',
    compared: 0,
    ...NOTHING,
  });
});

test('two runs that differ only in the values of a run do not differ', () => {
  const cellOf = (run: string, id: string, port: string, hour: string): RecordedCell =>
    cellWith({
      durationMs: Number(id),
      fingerprint: { 'header server': 'Dream' },
      proofs: [
        proofWith({
          outcome: 'observed',
          level: 'RECORD',
          detail: `user ${id} of ${run} on 127.0.0.1:${port} at 2026-11-30T${hour}:00:00Z`,
        }),
      ],
      exchanges: [
        exchangeWith({
          url: `http://127.0.0.1:${port}/api/v2/users/${id}?email=keyturn%2B${run}%40example.com`,
          responseHeaders: { date: hour, etag: id, 'x-request-id': id, 'content-type': 'application/json' },
          responseBody: `{"user":{"id":${id},"name":"keyturn ${run}","last_login_at":null}}`,
          durationMs: Number(hour),
        }),
        exchangeWith({ url: `http://127.0.0.1:${port}/@api/deki/users/=keyturn-nobody-${run}/password` }),
      ],
    });
  const found = compared([cellOf(BEFORE, '120412', '37345', '02')], [cellOf(NOW, '98765', '41609', '14')]);
  expect(found).toMatchObject(NOTHING);
});

test.describe('cells', () => {
  test('with another outcome are listed', () => {
    const found = compared([cellWith()], [cellWith({ status: 'non-conformant' })]);
    expect(found.cells).toEqual([
      { address: 'zendesk/notebook/05', before: 'passed', now: 'non-conformant' },
    ]);
  });

  test('that only one of the runs knew are listed', () => {
    const found = compared(
      [cellWith({ address: 'zendesk/a/old' })],
      [cellWith({ address: 'zendesk/a/new' })],
    );
    expect(found.cells).toEqual([
      { address: 'zendesk/a/new', now: 'passed' },
      { address: 'zendesk/a/old', before: 'passed' },
    ]);
  });

  for (const status of ['not run', 'interrupted'] as const) {
    test(`that one of the runs did not end (${status}) are not compared`, () => {
      const other = cellWith({ status, exchanges: [put], fingerprint: { a: '1' } });
      for (const found of [compared([cellWith()], [other]), compared([other], [cellWith()])])
        expect(found).toMatchObject(NOTHING);
    });
  }
});

test.describe('proofs', () => {
  test('with another outcome are listed', () => {
    expect(proofs([proofWith()], [proofWith({ outcome: 'failed' })])).toEqual([
      { address: 'zendesk/notebook/05#set', before: 'proved', now: 'failed' },
    ]);
  });

  test('a RECORD that saw something else is listed with both observations', () => {
    const record = (detail: string) => proofWith({ level: 'RECORD', outcome: 'observed', detail });
    expect(proofs([record('HTTP 401')], [record('HTTP 403')])).toEqual([
      { address: 'zendesk/notebook/05#set', before: 'HTTP 401', now: 'HTTP 403' },
    ]);
    expect(
      proofs([record('keyturn-2, [redacted admin.token#1]')], [record('keyturn-3, [redacted]')]),
    ).toEqual([]);
  });

  test('that disappeared are listed if the cell passed, and not if it failed before them', () => {
    expect(proofs([proofWith()], [])).toEqual([{ address: 'zendesk/notebook/05#set', before: 'proved' }]);
    expect(proofs([proofWith()], [], { status: 'non-conformant' })).toEqual([]);
  });

  test('that follow from another proof, or repeat the outcome of their check, are not listed', () => {
    const follower = proofWith({ outcome: 'not tried', follows: 'zendesk/notebook/05#other' });
    expect(proofs([proofWith()], [follower])).toEqual([]);
    const own = { address: 'zendesk/notebook/05' };
    expect(
      proofs([proofWith(own)], [proofWith({ ...own, outcome: 'failed' })], { status: 'non-conformant' }),
    ).toEqual([]);
  });
});

test.describe('exchanges', () => {
  test('with another status are listed, without the fields and headers of the other answer', () => {
    const refused = { ...put, status: 422, responseBody: '{"error":"x"}', responseHeaders: {} };
    expect(exchanges([get, put], [get, refused])).toEqual([
      '1 PUT /api/v2/users/{id}/password as admin: status  200 → 422',
    ]);
    expect(exchanges([put], [{ ...put, status: undefined }])).toEqual([
      '0 PUT /api/v2/users/{id}/password as admin: status  200 → no answer',
    ]);
  });

  test('with other fields are listed', () => {
    const now = { ...get, responseBody: '{"user":{"id":"1204","role":"agent"}}' };
    expect(exchanges([get], [now])).toEqual([
      '0 GET /api/v2/users/{id} as admin: field user.id number → string',
      '0 GET /api/v2/users/{id} as admin: field user.role missing → string',
    ]);
  });

  test('with other headers are listed, but not headers that come and go', () => {
    const volatile = ['date', 'etag', 'set-cookie', 'cf-ray', 'x-runtime', 'x-request-id', 'content-length'];
    const counters = ['ratelimit-remaining', 'x-rate-limit', 'retry-after', 'x-zendesk-origin-server'];
    const headers = Object.fromEntries([...volatile, ...counters].map((name) => [name, 'x']));
    const now = { ...get, responseHeaders: { ...headers, 'X-Frame-Options': 'DENY' } };
    expect(exchanges([get], [now])).toEqual([
      '0 GET /api/v2/users/{id} as admin: header content-type application/json → missing',
      '0 GET /api/v2/users/{id} as admin: header x-frame-options missing → DENY',
    ]);
  });

  test('are listed for their time only if it differs three times and by a second, without the wait', () => {
    expect(exchanges([get], [{ ...get, durationMs: 1019 }])).toEqual([]);
    expect(exchanges([get], [{ ...get, durationMs: 60_020, waitedMs: 60_000 }])).toEqual([]);
    expect(exchanges([{ ...get, durationMs: 1000 }], [{ ...get, durationMs: 2999 }])).toEqual([]);
    expect(exchanges([{ ...get, durationMs: 1000 }], [{ ...get, durationMs: 3000 }])).toEqual([
      '0 GET /api/v2/users/{id} as admin: time  1000 ms → 3000 ms',
    ]);
  });

  test('that were inserted or left out do not shift the others', () => {
    const extra = exchangeWith({ method: 'POST', url: 'https://acme.zendesk.com/oauth/tokens', status: 201 });
    expect(exchanges([get, put, get], [get, extra, put, get])).toEqual([
      '1 POST /oauth/tokens as admin: call  missing → 201',
    ]);
    expect(exchanges([get, extra, put, get], [get, put, get])).toEqual([
      '- POST /oauth/tokens as admin: call  201 → missing',
    ]);
  });

  test('by another identity are other calls', () => {
    expect(exchanges([get], [{ ...get, as: 'test user' }])).toEqual([
      '- GET /api/v2/users/{id} as admin: call  200 → missing',
      '0 GET /api/v2/users/{id} as test user: call  missing → 200',
    ]);
  });

  test('that repeat a call until it succeeds count once, with the last answer', () => {
    const empty = { ...get, responseBody: '{"users":[],"count":0}' };
    const found = { ...get, responseBody: '{"users":[{"id":1}],"count":1}' };
    expect(exchanges([empty, empty, empty, found], [found])).toEqual([]);
    // A call that changes something is never a repetition.
    expect(exchanges([put, put], [put])).toHaveLength(1);
  });

  test('are paired by status if a call was made several times', () => {
    const dead = { ...get, status: 401 };
    expect(exchanges([get, dead], [dead])).toEqual([
      '- GET /api/v2/users/{id} as admin: call  200 → missing',
    ]);
  });

  test('that a failed cell did not reach are not listed, and those of its clean-up neither', () => {
    const failed = { ...put, status: 500 };
    const more = exchangeWith({ method: 'POST', url: 'https://acme.zendesk.com/oauth/tokens', status: 201 });
    const cleanUp = exchangeWith({ method: 'DELETE' });
    const early = { status: 'non-conformant', cleanUpFrom: { exchange: 2, signIn: 0 } } as const;
    expect(exchanges([put, get], [failed, more, cleanUp], early)).toEqual([
      '0 PUT /api/v2/users/{id}/password as admin: status  200 → 500',
      '1 POST /oauth/tokens as admin: call  missing → 201',
    ]);
  });

  test('of a check that was proved are not in the record, and are not compared', () => {
    const proved = cellWith({ exchanges: undefined });
    expect(compared([proved], [cellWith({ exchanges: [put] })]).exchanges).toEqual([]);
  });
});

test('what changed in the fingerprint is listed, unless one of the runs has none', () => {
  const of = (fingerprint: Record<string, string>) => [cellWith({ fingerprint })];
  expect(compared(of({ a: '1', b: '1', c: '1' }), of({ a: '1', b: '2', d: '1' })).fingerprint).toEqual([
    { name: 'b', before: '1', now: '2' },
    { name: 'c', before: '1' },
    { name: 'd', now: '1' },
  ]);
  expect(compared(of({ a: '1' }), [cellWith()]).fingerprint).toEqual([]);
});

test('drift that is new or gone is listed as sentences', () => {
  const of = (path: string) => [
    cellWith({ exchanges: [{ ...get, drift: [{ path, kind: 'undocumented', seen: 'string' }] }] }),
  ];
  expect(compared(of('user.old'), of('user.new')).drift).toEqual({
    new: ['GET /api/v2/users/{id} user.new undocumented (string)'],
    gone: ['GET /api/v2/users/{id} user.old undocumented (string)'],
  });
});
