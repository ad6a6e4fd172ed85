/** Records of invented runs, for the tests of what is drawn from them. */
import type { RecordedCell, RunRecord } from '../../helpers/record/schema.ts';
import type { ProofRecord, RecordedExchange } from '../../helpers/verdict/cell.ts';

const START = Date.parse('2026-03-04T05:06:07.000Z');
const TENANT = 'https://acme.zendesk.example';

/** A time of the invented run. */
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

/** An exchange that sets a password. */
export function exchange(changes: Partial<RecordedExchange> = {}): RecordedExchange {
  return {
    as: 'admin',
    with: ['admin.token#1'],
    method: 'POST',
    url: `${TENANT}/api/v2/users/42/password.json`,
    requestHeaders: {
      authorization: 'Bearer [redacted admin.token#1]',
      'content-type': 'application/json',
    },
    requestBody: '{"password":"[redacted test-user.password#1]"}',
    status: 200,
    responseHeaders: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'req-1' },
    responseBody: '{"user":{"id":42,"name":"Keyturn test user","active":true}}',
    startedAt: at(1),
    durationMs: 120,
    attempts: 1,
    waitedMs: 0,
    ...changes,
  };
}

export function proof(address: string, changes: Partial<ProofRecord> = {}): ProofRecord {
  return {
    address,
    level: 'MUST',
    sentence: 'The call is answered with 200.',
    outcome: 'proved',
    durationMs: 5,
    exchanges: [0, 1],
    ...changes,
  };
}

/** A cell that passed, with one exchange and one proof. */
export function cell(address: string, changes: Partial<RecordedCell> = {}): RecordedCell {
  return {
    address,
    title: `${address.slice(-2)} · The admin sets the user’s password`,
    kind: 'cell',
    prose: 'The admin sets a password. Whether it works is proved when the user signs in.',
    status: 'passed',
    run: 'a1b2c3d4e5',
    target: TENANT,
    emulated: false,
    startedAt: at(1),
    durationMs: 1234,
    calls: 1,
    proofs: [proof(`${address}#accepted`)],
    waits: [],
    exchanges: [exchange()],
    signIns: [],
    code: {
      file: 'specs/zendesk/cells/set-user-password.ts',
      line: 42,
      text: "cell('05', 'The admin sets the user’s password', async ({ proof }) => {\n  await proof('accepted', 'The call is answered with 200.', () => {});\n});",
    },
    ...changes,
  };
}

/** The same cell, after its proof failed. */
export function failedCell(address: string, changes: Partial<RecordedCell> = {}): RecordedCell {
  const error = 'expect(received).toHaveStatus(expected)\n\nExpected: 200\nReceived: 403';
  return cell(address, {
    status: 'non-conformant',
    error,
    proofs: [
      proof(`${address}#accepted`, { outcome: 'failed', detail: error }),
      proof(`${address}#effect`, { outcome: 'not tried', follows: `${address}#accepted` }),
    ],
    exchanges: [exchange({ status: 403, responseBody: '{"error":"Forbidden"}' })],
    cleanUp: 'deleted the user 42\nproved that no token is alive',
    output: 'test user: Keyturn test user a1b2c3d4e5',
    ...changes,
  });
}

/** A check that passed. The record of such a check has no exchanges. */
export function check(address: string, changes: Partial<RecordedCell> = {}): RecordedCell {
  const base = cell(address);
  delete base.exchanges;
  delete base.code;
  return {
    ...base,
    title: 'A password cannot be set without a token.',
    kind: 'check',
    level: 'MUST',
    documented: { says: 'Admins only', at: 'https://developer.zendesk.com/api-reference/' },
    proofs: [proof(address)],
    ...changes,
  };
}

/** A conformant run with two cells, or with those of `changes`. */
export function record(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 1,
    keyturn: '0.1.0',
    run: 'a1b2c3d4e5',
    command: 'start',
    again: 'npm start',
    environment: { Node: '20.19.0', System: 'linux x64' },
    startedAt: at(0),
    durationMs: 61_000,
    ended: true,
    verdict: 'conformant',
    sentence: '2 of 2 cells proved',
    exitCode: 0,
    emulated: false,
    interrupted: false,
    targets: [{ system: 'zendesk', title: 'Zendesk', tenant: TENANT }],
    reasons: [],
    calls: 2,
    errors: [],
    knownDeviations: [],
    accepted: [],
    left: [],
    leaks: [],
    cells: [cell('zendesk/notebook/01'), cell('zendesk/notebook/02')],
    ...changes,
  };
}

/** Two digits, as in the address of a cell. */
const two = (index: number): string => String(index).padStart(2, '0');

/** A run in which a number of checks failed, after a notebook whose cells passed. */
export function recordWithFailures(failures: number): RunRecord {
  const addresses = Array.from({ length: failures }, (_, index) => `zendesk/password/case-${two(index + 1)}`);
  return record({
    command: 'contract',
    again: 'npm run contract',
    verdict: 'non-conformant',
    exitCode: 1,
    sentence: `2 of 2 cells and 0 of ${String(failures)} checks proved; ${String(failures)} failed`,
    reasons: addresses.map((address) => ({
      kind: 'failed',
      address: `${address}#accepted`,
      sentence: 'The call is answered with 200.',
      text: 'Expected: 200\nReceived: 403',
    })),
    cells: [
      cell('zendesk/notebook/01'),
      cell('zendesk/notebook/02'),
      ...addresses.map((address) => ({
        ...failedCell(address),
        kind: 'check' as const,
        level: 'MUST' as const,
      })),
    ],
  });
}

/** A run that the preflight blocked, with what the account's owner has to change. */
export function blockedRecord(): RunRecord {
  const remedy = {
    remedy: 'turn on “Allow admins to set passwords”',
    where: 'Admin Center > Account > Security > Advanced',
    who: 'the account owner only',
    undo: 'turn it off again',
    help: 'passwords-setting',
  };
  return record({
    verdict: 'blocked',
    exitCode: 2,
    sentence: '0 of 2 cells proved. zendesk/notebook/01: On this tenant, admins may not set passwords.',
    reasons: [
      {
        kind: 'blocked',
        address: 'zendesk/notebook/01',
        sentence: 'On this tenant, admins may not set passwords.',
        ...remedy,
      },
      { kind: 'not run', address: 'zendesk/notebook/02', sentence: 'One cell did not run.' },
    ],
    cells: [
      cell('zendesk/notebook/01', {
        status: 'blocked',
        error: 'On this tenant, admins may not set passwords.',
        proofs: [],
      }),
      notRun('zendesk/notebook/02'),
    ],
  });
}

/** A cell that was expected and did not run. */
export function notRun(address: string): RecordedCell {
  return {
    address,
    title: `${address.slice(-2)} · The admin sets the user’s password`,
    kind: 'cell',
    status: 'not run',
    durationMs: 0,
    calls: 0,
    proofs: [],
    waits: [],
  };
}

/** A run that someone stopped, after which a user is left. */
export function interruptedRecord(): RunRecord {
  return record({
    verdict: 'incomplete',
    exitCode: 1,
    interrupted: true,
    sentence: '1 of 2 cells proved; interrupted',
    reasons: [
      { kind: 'interrupted', sentence: 'The run was interrupted.' },
      { kind: 'leftover', sentence: 'A user is left on acme.zendesk.example.' },
    ],
    left: [{ tenant: TENANT, kind: 'user', whose: 'keyturn+a1b2c3d4e5@example.com', id: 42, certain: true }],
    cells: [cell('zendesk/notebook/01'), notRun('zendesk/notebook/02')],
  });
}

/** A run that is under way, or that was killed. */
export function unfinishedRecord(): RunRecord {
  return record({
    ended: false,
    exitCode: null,
    verdict: 'incomplete',
    sentence: 'The run has not ended',
    cells: [cell('zendesk/notebook/01'), notRun('zendesk/notebook/02')],
  });
}

/** A run of the contract with a number of checks, all of which passed. */
export function contractRecord(checks: number): RunRecord {
  const of = (index: number) => `zendesk/subject-${String(index % 12)}/check-${String(index)}`;
  return record({
    command: 'contract',
    again: 'npm run contract',
    sentence: `2 of 2 cells and ${String(checks)} of ${String(checks)} checks proved`,
    cells: [
      cell('zendesk/notebook/01'),
      cell('zendesk/notebook/02'),
      ...Array.from({ length: checks }, (_, index) => check(of(index))),
    ],
  });
}

/** A run in which calls went side by side, with waits, sign-ins and a clean-up, on two lanes. */
export function timedRecord(): RunRecord {
  const wait = { at: 200, ms: 1000, asked: true };
  return record({
    durationMs: 12_000,
    calls: 7,
    cells: [
      cell('zendesk/notebook/01', { lane: 0, exchanges: [exchange({ startedAt: at(1.2) })] }),
      cell('zendesk/notebook/02', {
        lane: 0,
        startedAt: at(3),
        durationMs: 5000,
        exchanges: [
          exchange({ startedAt: at(3.1), durationMs: 1500, attempts: 2, waitedMs: 1000, waits: [wait] }),
          exchange({ startedAt: at(3.2), durationMs: 300, method: 'GET', as: 'test user' }),
          exchange({ startedAt: at(7.5), status: undefined, failure: 'The connection was reset.' }),
        ],
        cleanUpFrom: { exchange: 2, signIn: 1 },
        waits: [{ ms: 1000, reason: 'The tenant answered 429.', startedAt: at(3.3) }],
        ownWaits: [{ ms: 600, reason: 'The search index lags.', startedAt: at(4.7) }],
        signIns: [
          {
            as: 'test user',
            startedAt: at(5.3),
            durationMs: 1500,
            after: 2,
            steps: ['typed the password'],
            outcome: 'accepted',
          },
        ],
      }),
      check('zendesk/password/timed', {
        lane: 1,
        startedAt: at(3),
        durationMs: 2000,
        calls: 2,
        timings: [
          { as: 'admin', call: 'PUT /api/v2/users/42/password', status: 422, at: 100, ms: 150 },
          { as: 'test user', outcome: 'refused', at: 300, ms: 900 },
          { as: 'admin', call: 'GET /api/v2/users/42', at: 1300, ms: 700, attempts: 3 },
        ],
      }),
      check('zendesk/password/other', { lane: 1, startedAt: at(5), durationMs: 100, calls: 1 }),
    ],
  });
}
