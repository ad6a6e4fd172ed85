/** Records of runs, made by hand. */
import { RECORD_VERSION, type RecordedCell, type RunRecord } from '../../../helpers/record/schema.ts';
import type { ProofRecord, RecordedExchange } from '../../../helpers/verdict/cell.ts';

export function recordWith(cells: RecordedCell[], fields: Partial<RunRecord> = {}): RunRecord {
  return {
    version: RECORD_VERSION,
    keyturn: '0.1.0',
    run: 'aaaaaaaaaa',
    command: 'start',
    startedAt: '2026-11-30T02:00:00.000Z',
    durationMs: 20_000,
    ended: true,
    verdict: 'conformant',
    sentence: '1 of 1 cells proved',
    exitCode: 0,
    emulated: false,
    interrupted: false,
    targets: [{ system: 'zendesk', title: 'Zendesk', tenant: 'https://acme.zendesk.com' }],
    calls: 0,
    errors: [],
    knownDeviations: [],
    accepted: [],
    left: [],
    leaks: [],
    cells,
    ...fields,
  };
}

export function cellWith(fields: Partial<RecordedCell> = {}): RecordedCell {
  return {
    address: 'zendesk/notebook/05',
    title: '05 · The admin sets the user’s password',
    kind: 'cell',
    status: 'passed',
    durationMs: 100,
    calls: fields.exchanges?.length ?? 0,
    proofs: [],
    waits: [],
    exchanges: [],
    ...fields,
  };
}

export function exchangeWith(fields: Partial<RecordedExchange> = {}): RecordedExchange {
  return {
    as: 'admin',
    method: 'GET',
    url: 'https://acme.zendesk.com/api/v2/users/1204',
    requestHeaders: {},
    status: 200,
    responseHeaders: { 'content-type': 'application/json' },
    responseBody: '{"user":{"id":1204}}',
    startedAt: '2026-11-30T02:00:01.000Z',
    durationMs: 20,
    attempts: 1,
    waitedMs: 0,
    ...fields,
  };
}

export function proofWith(fields: Partial<ProofRecord> = {}): ProofRecord {
  return {
    address: 'zendesk/notebook/05#set',
    level: 'MUST',
    sentence: 'The answer is 200.',
    outcome: 'proved',
    durationMs: 1,
    ...fields,
  };
}
