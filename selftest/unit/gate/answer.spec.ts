import { expect, test } from '../../support/test.ts';
import { answer, type Answer, type Evidence } from '../../../helpers/gate/answer.ts';
import type { Question } from '../../../helpers/gate/arguments.ts';
import type { RecordFile } from '../../../helpers/gate/records.ts';
import type { ThisCode } from '../../../helpers/gate/this-code.ts';
import { pointOf } from '../../../helpers/record/point.ts';
import type { RecordedCell, RunRecord } from '../../../helpers/record/schema.ts';
import type { SealState } from '../../../helpers/record/seal.ts';
import { cellWith, exchangeWith, proofWith, recordWith } from '../record/records.ts';

const ACME = 'https://acme.zendesk.com';
const COMMIT = 'c0ffee'.repeat(6) + 'c0ff';
const OTHER_COMMIT = 'decade'.repeat(6) + 'deca';

/** Ten hours after the runs of `night(30)`. */
const NOW = new Date('2026-11-30T12:00:00.000Z');

const QUESTION: Question = {
  tenant: 'acme',
  maxAgeMs: 24 * 3_600_000,
  command: 'contract',
  commit: undefined,
  allow: [],
  places: [],
};

const CODE: ThisCode = {
  keyturn: '0.1.0',
  commit: COMMIT,
  tests: new Map([
    ['zendesk/notebook/05', 'test();'],
    ['zendesk/password/set', undefined],
    ['expert/notebook/01', undefined],
  ]),
};

const CELL = cellWith({ target: ACME, startedAt: '2026-11-30T02:00:01.000Z', exchanges: [exchangeWith()] });
const CHECK = cellWith({
  address: 'zendesk/password/set',
  kind: 'check',
  target: ACME,
  startedAt: '2026-11-30T02:00:02.000Z',
});

/** A run of the contract, on a day of November. */
function night(day: number, fields: Partial<RunRecord> = {}): RunRecord {
  const startedAt = `2026-11-${String(day).padStart(2, '0')}T02:00:00.000Z`;
  const cells = [CELL, CHECK];
  return recordWith(cells, { run: `night${String(day)}`, command: 'contract', startedAt, ...fields });
}

const broken = (day: number) =>
  night(day, {
    verdict: 'non-conformant',
    exitCode: 1,
    cells: [CELL, { ...CHECK, status: 'non-conformant' }],
  });

const blocked = (day: number) =>
  night(day, { verdict: 'blocked', exitCode: 2, cells: [CELL, { ...CHECK, status: 'blocked' }] });

const fileOf = (record: RunRecord, seal: SealState = 'intact'): RecordFile => ({
  file: `/ci/${record.run}/run.json`,
  ok: true,
  record,
  seal,
});

const isFile = (each: RunRecord | RecordFile): each is RecordFile => Object.hasOwn(each, 'file');

/** The answer about these records. */
async function ask(
  records: (RunRecord | RecordFile)[],
  { question = {}, ...evidence }: Partial<Omit<Evidence, 'question'>> & { question?: Partial<Question> } = {},
): Promise<Answer> {
  return answer({
    question: { ...QUESTION, ...question },
    files: records.map((each) => (isFile(each) ? each : fileOf(each))),
    known: [],
    pointsOf: () => [],
    problemsOf: () => [],
    codeHere: () => Promise.resolve(CODE),
    now: NOW,
    ...evidence,
  });
}

/** The exit code, the verdict, and the refusals as sentences. */
const short = ({ exitCode, verdict, refusals }: Answer) => [
  exitCode,
  verdict,
  ...refusals.map(({ sentence }) => sentence),
];

const YES = [0, 'conformant'];

test('a recent, whole and conformant run of the tenant is a yes', async () => {
  const given = await ask([night(30)]);
  expect(short(given)).toEqual(YES);
  expect(given).toMatchObject({ may: true, tenant: ACME, remarks: [], decidedBy: { verdict: 'conformant' } });
});

test('the newest run decides, whichever is better', async () => {
  expect(short(await ask([broken(29), night(30)]))).toEqual(YES);
  expect(short(await ask([night(29), broken(30)]))).toEqual([
    1,
    'non-conformant',
    'The run night30 of 2026-11-30 02:00 UTC ended non-conformant: zendesk/password/set.',
  ]);
});

test('a run that was interrupted or tried only a part does not count, unless it is red', async () => {
  const leftOut: RecordedCell = {
    ...CHECK,
    title: '',
    status: 'not run',
    startedAt: undefined,
    target: undefined,
  };
  const part = night(30, { run: 'part', cells: [CELL, leftOut], verdict: 'incomplete', exitCode: 2 });
  const stopped = night(30, {
    run: 'stopped',
    interrupted: true,
    verdict: 'incomplete',
    exitCode: 130,
    cells: [
      { ...CELL, status: 'interrupted' },
      { ...CHECK, status: 'not run' },
    ],
  });
  const given = await ask([night(29, { durationMs: 7_200_000 }), part, stopped], {
    now: new Date('2026-11-30T03:00:00Z'),
  });
  expect(short(given)).toEqual(YES);
  expect(given.remarks).toEqual([
    '/ci/part/run.json does not count: run part of 2026-11-30 02:00 UTC tried only a part.',
    '/ci/stopped/run.json does not count: run stopped of 2026-11-30 02:00 UTC was interrupted.',
  ]);
  expect(short(await ask([part]))).toEqual([
    2,
    'blocked',
    'No whole run of npm run contract on acme.zendesk.com is recorded.',
  ]);
  const redPart = {
    ...part,
    cells: [{ ...CELL, status: 'non-conformant' as const }, leftOut],
    verdict: 'non-conformant' as const,
  };
  expect((await ask([night(29), redPart])).exitCode).toBe(1);
});

test('a run of the notebooks alone is no run of the contract, but the reverse', async () => {
  const start = night(30, { command: 'start' });
  const given = await ask([start]);
  expect(short(given)).toEqual([
    2,
    'blocked',
    'No whole run of npm run contract on acme.zendesk.com is recorded.',
  ]);
  expect(given.remarks).toEqual(['/ci/night30/run.json is of npm start.']);
  expect(short(await ask([start], { question: { command: 'start' } }))).toEqual(YES);
  expect(short(await ask([night(30)], { question: { command: 'start' } }))).toEqual(YES);
  expect(short(await ask([night(30, { command: 'playwright' })]))).toEqual(YES);
});

test('a record of another tenant is not of this one', async () => {
  const given = await ask([night(30)], { question: { tenant: 'contoso' } });
  expect(short(given)).toEqual([
    2,
    'blocked',
    'No run of a tenant “contoso” is recorded. Recorded: acme.zendesk.com. A tenant is named by its host or the first part of it.',
  ]);
  const known = await ask([night(30)], {
    question: { tenant: 'contoso' },
    known: ['https://contoso.zendesk.com'],
  });
  expect(short(known)).toEqual([
    2,
    'blocked',
    'No whole run of npm run contract on contoso.zendesk.com is recorded.',
  ]);
  expect(known.remarks).toEqual(['/ci/night30/run.json is of acme.zendesk.com.']);
});

test('no record is a no', async () => {
  expect(short(await ask([]))).toEqual([2, 'blocked', 'No run of a tenant “acme” is recorded.']);
});

test('an old run is a no', async () => {
  expect(short(await ask([night(28)]))).toEqual([
    2,
    'blocked',
    'The newest run is too old: run night28 of 2026-11-28 02:00 UTC ended 2 days ago, and --max-age is 24 h.',
  ]);
  expect(short(await ask([night(28)], { question: { maxAgeMs: 72 * 3_600_000 } }))).toEqual(YES);
});

test('a run in the future is a no, and a clock that is a little ahead is not', async () => {
  expect((await ask([night(30)], { now: new Date('2026-11-30T01:54:00Z') })).refusals[0]?.sentence).toContain(
    'is in the future',
  );
  expect(short(await ask([night(30)], { now: new Date('2026-11-30T01:58:00Z') }))).toEqual(YES);
});

test('an emulator is a no, even if it is configured like a tenant', async () => {
  const emulated = night(30, {
    emulated: true,
    targets: [{ system: 'zendesk', tenant: 'emulator' }],
    cells: [CELL, CHECK].map((each) => ({ ...each, emulated: true })),
  });
  expect(short(await ask([emulated]))).toEqual([
    2,
    'blocked',
    'No run of a tenant “acme” is recorded. Recorded: emulator of zendesk. A tenant is named by its host or the first part of it.',
  ]);
  const asked = await ask([emulated], { question: { tenant: 'emulator of zendesk' } });
  expect(asked.refusals.map(({ sentence }) => sentence)).toContain(
    'The run night30 of 2026-11-30 02:00 UTC tested an emulator, not a tenant.',
  );
  const local = 'http://127.0.0.1:4000';
  const there = night(30, {
    targets: [{ system: 'zendesk', tenant: local }],
    cells: [CELL, CHECK].map((each) => ({ ...each, target: local, exchanges: [] })),
  });
  expect(short(await ask([there], { question: { tenant: '127.0.0.1:4000' } }))).toEqual([
    2,
    'blocked',
    'The run night30 of 2026-11-30 02:00 UTC tested 127.0.0.1:4000, which is on the machine of the run: an emulator, not a tenant.',
  ]);
});

test('blocked and incomplete are a no, unless they are allowed', async () => {
  expect(short(await ask([blocked(30)]))).toEqual([
    2,
    'blocked',
    'The run night30 of 2026-11-30 02:00 UTC ended blocked: zendesk/password/set.',
  ]);
  const allowed = await ask([blocked(30)], { question: { allow: ['blocked'] } });
  expect(short(allowed)).toEqual([0, 'blocked']);
  expect(allowed.remarks).toEqual([
    'The run night30 of 2026-11-30 02:00 UTC ended blocked, which --allow accepts.',
  ]);
  expect((await ask([blocked(30)], { question: { allow: ['incomplete'] } })).exitCode).toBe(2);
  expect((await ask([broken(30)], { question: { allow: ['blocked', 'incomplete'] } })).exitCode).toBe(1);
});

test('a leak or a leftover is a no, and as bad as a broken contract', async () => {
  const leak = { file: 'results/a.txt', kinds: ['password'], sources: [], removed: true };
  expect(short(await ask([night(30, { exitCode: 1, leaks: [leak] })]))).toEqual([
    1,
    'non-conformant',
    'The run night30 of 2026-11-30 02:00 UTC leaked: 1 leak.',
  ]);
  const user = { tenant: ACME, kind: 'user', whose: 'keyturn', certain: true } as const;
  expect(short(await ask([night(30, { exitCode: 1, left: [user] })]))).toEqual([
    1,
    'non-conformant',
    'The run night30 of 2026-11-30 02:00 UTC left 1 leftover on the tenant.',
  ]);
});

test('another tenant of the same run does not matter', async () => {
  const site = 'https://acme.mindtouch.us';
  const both = night(30, {
    verdict: 'non-conformant',
    exitCode: 1,
    targets: [
      { system: 'zendesk', tenant: ACME },
      { system: 'expert', tenant: site },
    ],
    cells: [
      CELL,
      CHECK,
      { ...CELL, address: 'expert/notebook/01', target: site, exchanges: [], status: 'non-conformant' },
    ],
  });
  expect(short(await ask([both], { question: { tenant: 'acme.zendesk.com' } }))).toEqual(YES);
  expect((await ask([both], { question: { tenant: 'acme.mindtouch.us' } })).exitCode).toBe(1);
  expect((await ask([both])).refusals[0]?.sentence).toContain('Use the whole host name.');
});

test('a later run of the history that has no record counts, too', async () => {
  const laterRun = (fields: Partial<RunRecord>) => ({
    pointsOf: () => [pointOf(night(30, { run: 'later', startedAt: '2026-11-30T06:00:00.000Z', ...fields }))],
  });
  const cells = [{ ...CELL, status: 'blocked' as const }];
  expect(short(await ask([night(30)], laterRun({ verdict: 'blocked', exitCode: 2, cells })))).toEqual([
    2,
    'blocked',
    'A later run was blocked: run later of 2026-11-30 06:00 UTC.',
  ]);
  const allow = { question: { allow: ['blocked' as const] } };
  expect(short(await ask([night(30)], { ...laterRun({ verdict: 'blocked', cells }), ...allow }))).toEqual(
    YES,
  );
  expect(short(await ask([night(30)], laterRun({ cells: broken(30).cells })))).toEqual([
    1,
    'non-conformant',
    'A later run was red: run later of 2026-11-30 06:00 UTC.',
  ]);
  expect(short(await ask([night(30)], laterRun({ interrupted: true, cells })))).toEqual(YES);
  expect(short(await ask([night(30)], laterRun({ command: 'start', cells })))).toEqual(YES);
});

test.describe('a record that cannot be relied on is a no', () => {
  const seals: [SealState, string][] = [
    ['missing', 'Without a seal, so it was edited or written by an older version of Keyturn'],
    ['broken', 'Edited after the run, because the content does not match the digest'],
    [
      'not signed',
      'Not signed, although KEYTURN_RECORD_KEY is set here, so it was edited or the run did not have the key',
    ],
    [
      'another key',
      'Signed with another key than KEYTURN_RECORD_KEY, so it was edited or is of another pipeline',
    ],
  ];
  for (const [seal, why] of seals) {
    test(`its seal is ${seal}`, async () => {
      // Even if another one is fine: which one is newer is not known.
      const given = await ask([fileOf(night(29), seal), night(30)]);
      expect(short(given)).toEqual([2, 'blocked', `${why}: /ci/night29/run.json.`]);
    });
  }

  test('a signed one is fine', async () => {
    expect((await ask([fileOf(night(30), 'signed')])).decidedBy?.isSigned).toBe(true);
  });

  test('it cannot be read', async () => {
    const damaged: RecordFile = { file: '/ci/run.json', ok: false, problem: '/ci/run.json is damaged.' };
    expect(short(await ask([night(30), damaged]))).toEqual([2, 'blocked', '/ci/run.json is damaged.']);
  });

  test('its run has not ended', async () => {
    const unfinished = night(30, {
      ended: false,
      exitCode: null,
      targets: [],
      cells: [],
      verdict: 'incomplete',
    });
    expect(short(await ask([fileOf(unfinished, 'missing'), night(29)]))).toEqual([
      2,
      'blocked',
      '/ci/night30/run.json: run night30 of 2026-11-30 02:00 UTC has not ended. It is still running, or it was killed.',
    ]);
  });

  test('its run ended before it reached a tenant', async () => {
    const early = night(30, {
      targets: [],
      cells: [],
      verdict: 'blocked',
      exitCode: 2,
      errors: ['Unknown flag.'],
    });
    expect(short(await ask([fileOf(early, 'missing'), night(29)]))).toEqual([
      2,
      'blocked',
      '/ci/night30/run.json: run night30 of 2026-11-30 02:00 UTC ended blocked before it reached a tenant.',
    ]);
    const allow = { question: { allow: ['blocked' as const], maxAgeMs: 72 * 3_600_000 } };
    expect(short(await ask([fileOf(early, 'missing'), night(29)], allow))).toEqual(YES);
  });

  test('an edited record of another tenant does not matter', async () => {
    const other = night(30, { targets: [{ system: 'zendesk', tenant: 'https://contoso.zendesk.com' }] });
    expect(short(await ask([night(30), fileOf(other, 'broken')]))).toEqual(YES);
  });

  const edits: [string, Partial<RunRecord>, string][] = [
    [
      'its verdict was changed',
      { cells: [CELL, { ...CHECK, status: 'non-conformant' }] },
      'says conformant, but its cells and checks are non-conformant',
    ],
    [
      'a status was changed, and a failed proof was forgotten',
      {
        cells: [
          CELL,
          { ...CHECK, proofs: [proofWith({ address: 'zendesk/password/set', outcome: 'failed' })] },
        ],
      },
      'says that zendesk/password/set passed, but zendesk/password/set failed',
    ],
    [
      'the tenant was changed',
      { cells: [CELL, { ...CHECK, target: 'https://contoso.zendesk.com' }] },
      'says that zendesk/password/set passed, but it ran on https://contoso.zendesk.com',
    ],
    [
      'the tenant was changed everywhere but in the calls',
      {
        cells: [
          { ...CELL, exchanges: [exchangeWith({ url: 'https://contoso.zendesk.com/api/v2/users/1' })] },
          CHECK,
        ],
      },
      'says that zendesk/notebook/05 passed, but it called contoso.zendesk.com',
    ],
    [
      'a check was added that never ran',
      { cells: [CELL, { ...CHECK, startedAt: undefined }] },
      'says that zendesk/password/set passed, but it never began',
    ],
    ['a check was repeated', { cells: [CELL, CHECK, CHECK] }, 'contains zendesk/password/set twice'],
    [
      'a leak was forgotten in the exit code',
      { leaks: [{ file: 'a', kinds: [], sources: [], removed: true }] },
      'has exit code 0, but was not green',
    ],
  ];
  for (const [what, fields, why] of edits) {
    test(`it contradicts itself: ${what}`, async () => {
      const [refusal] = (await ask([night(30, fields)])).refusals;
      expect(refusal?.sentence).toBe(`/ci/night30/run.json contradicts itself: it ${why}.`);
    });
  }
});

test.describe('the code', () => {
  test('a record without a check of this Keyturn is not whole', async () => {
    const given = await ask([night(30, { cells: [CELL] })]);
    expect(short(given)).toEqual([
      2,
      'blocked',
      'The run night30 of 2026-11-30 02:00 UTC does not contain zendesk/password/set, which this Keyturn proves.',
    ]);
  });

  test('a check that is not about the tenant is not missing', async () => {
    const given = await ask([night(30, { cells: [CELL], notApplicable: [CHECK.address] })]);
    expect(short(given)).toEqual(YES);
  });

  test('a Keyturn that cannot list its checks answers no', async () => {
    const code = { ...CODE, tests: undefined };
    const given = await ask([night(30)], { codeHere: () => Promise.resolve(code) });
    expect(given.refusals.map(({ help }) => help)).toEqual(['test-list']);
  });

  test('another version or commit is a remark, unless a commit was asked for', async () => {
    const older = await ask([night(30, { keyturn: '0.0.9' })]);
    expect([short(older), older.remarks]).toEqual([
      YES,
      ['The run was made with Keyturn 0.0.9. This is 0.1.0.'],
    ]);
    const other = night(30, { environment: { Commit: OTHER_COMMIT } });
    const given = await ask([other]);
    expect([short(given), given.remarks]).toEqual([
      YES,
      ['The run was made with commit decadedecade. This is c0ffeec0ffee.'],
    ]);
    expect(short(await ask([other], { question: { commit: 'decaded' } }))).toEqual(YES);
    expect(short(await ask([other], { question: { commit: 'c0ffee0' } }))).toEqual([
      2,
      'blocked',
      'The run night30 of 2026-11-30 02:00 UTC is of commit decadedecade, not of c0ffee0.',
    ]);
    expect((await ask([night(30)], { question: { commit: 'c0ffee0' } })).refusals[0]?.sentence).toContain(
      'does not say of which commit it is',
    );
  });

  test('the code of a cell is that of the commit that the record names', async () => {
    const code = (text: string) =>
      night(30, {
        environment: { Commit: COMMIT },
        cells: [{ ...CELL, code: { file: 'specs/a.ts', line: 1, text } }, CHECK],
      });
    expect(short(await ask([code('test();')]))).toEqual(YES);
    expect((await ask([code('')])).refusals[0]?.sentence).toBe(
      '/ci/night30/run.json says that it is of commit c0ffeec0ffee, but its code of zendesk/notebook/05 is not the code of that commit.',
    );
  });
});

test('a later red run of another command is a no, until that command is green again', async () => {
  const red = { command: 'start', verdict: 'non-conformant', exitCode: 1 } as const;
  const redCell = { cells: [{ ...CELL, status: 'non-conformant' as const }] };
  const later = (run: string, hour: number, fields: Partial<RunRecord>) =>
    night(30, { run, startedAt: `2026-11-30T0${String(hour)}:00:00.000Z`, ...fields });
  const redStart = later('red', 5, { ...red, ...redCell });
  const no = [1, 'non-conformant', 'A later run of npm start was red: run red of 2026-11-30 05:00 UTC.'];
  expect(short(await ask([night(30), redStart]))).toEqual(no);
  expect(short(await ask([night(30)], { pointsOf: () => [pointOf(redStart)] }))).toEqual(no);
  const greenStart = later('green', 6, { command: 'start' });
  expect(short(await ask([night(30), redStart, greenStart]))).toEqual(YES);
  expect(short(await ask([redStart, later('newer', 7, {})]))).toEqual(YES);
});

test('--commit does not accept a run of changed code', async () => {
  const changed = night(30, {
    environment: { Commit: COMMIT, Changes: 'some files differ from this commit' },
  });
  expect(short(await ask([changed]))).toEqual(YES);
  expect(short(await ask([changed], { question: { commit: COMMIT.slice(0, 12) } }))).toEqual([
    2,
    'blocked',
    'The run night30 of 2026-11-30 02:00 UTC was made with code that differs from commit c0ffeec0ffee: files had been changed.',
  ]);
});

test('a history that cannot be read may hide a later run', async () => {
  const given = await ask([night(30)], { problemsOf: () => ['runs.jsonl cannot be read, or is too large.'] });
  expect(short(given)).toEqual([2, 'blocked', 'runs.jsonl cannot be read, or is too large.']);
});

test('a run of the future in the history names the clock and the line to remove', async () => {
  const point = pointOf(night(30, { run: 'odd', startedAt: '2027-11-30T02:00:00.000Z', verdict: 'blocked' }));
  const { refusals } = await ask([night(30)], { pointsOf: () => [point] });
  expect(refusals).toMatchObject([
    {
      sentence:
        'The history contains run odd of 2027-11-30 02:00 UTC, which is in the future. A clock was wrong then, or is wrong now.',
      remedy: expect.stringContaining('remove the line of that run') as unknown,
    },
  ]);
});

test('of a blocked run, the cell that was blocked is named, and not what did not run after it', async () => {
  const after: RecordedCell = { ...CHECK, status: 'not run' };
  const run = night(30, {
    verdict: 'blocked',
    exitCode: 2,
    cells: [{ ...CELL, status: 'blocked' }, after],
  });
  expect(short(await ask([run]))[2]).toBe(
    'The run night30 of 2026-11-30 02:00 UTC ended blocked: zendesk/notebook/05.',
  );
});
