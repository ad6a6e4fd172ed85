import { expect, test } from '../../support/test.ts';
import type {
  FullConfig,
  FullResult,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { CELL_RECORD, type CellRecord, type ProofRecord } from '../../../helpers/verdict/cell.ts';
import { RunTally, type RunVerdict } from '../../../reporters/tally.ts';
import { RECORD } from '../http/exchanges.ts';

const WHOLE = { shard: null, configFile: undefined } as unknown as FullConfig;

function cell(address: string | undefined, title = `Cell ${address ?? ''}`): TestCase {
  const annotations = address === undefined ? [] : [{ type: 'address', description: address }];
  return { title, annotations } as unknown as TestCase;
}

function outcome(
  status: TestResult['status'],
  message?: string,
  record?: Partial<CellRecord> | string,
): TestResult {
  const error: TestError | undefined = message === undefined ? undefined : { message };
  const body =
    typeof record === 'string'
      ? record
      : JSON.stringify({
          address: '',
          target: 'acme',
          emulated: false,
          proofs: [],
          exchanges: [],
          waits: [],
          ...record,
        });
  return {
    status,
    duration: 5,
    ...(error === undefined ? {} : { error }),
    errors: error === undefined ? [] : [error],
    annotations: [],
    attachments:
      record === undefined
        ? []
        : [{ name: CELL_RECORD, contentType: 'application/json', body: Buffer.from(body) }],
  } as unknown as TestResult;
}

async function judge(
  ended: [TestCase, TestResult][],
  { all = ended.map(([one]) => one), config = WHOLE, status = 'passed', errors = [] as TestError[] } = {},
): Promise<RunVerdict> {
  const tally = new RunTally();
  tally.begin(config, { allTests: () => all } as unknown as Suite);
  for (const [one, result] of ended) tally.end(one, result);
  for (const error of errors) tally.error(error);
  return await tally.verdict({ status } as FullResult);
}

const proof = (level: ProofRecord['level'], result: ProofRecord['outcome']): ProofRecord => ({
  address: 'zendesk/notebook/01#x',
  level,
  sentence: 'It is so.',
  outcome: result,
  durationMs: 1,
});

const A = cell('zendesk/notebook/01');
const B = cell('zendesk/notebook/02');
const C = cell('zendesk/notebook/03');
const PASSED = outcome('passed');

for (const [title, result, status, verdict] of [
  ['passed', PASSED, 'passed', 'conformant'],
  [
    'failed by an expectation',
    outcome('failed', 'Error: expect(received).toBe(expected)'),
    'non-conformant',
    'non-conformant',
  ],
  ['failed as NonConformant', outcome('failed', 'NonConformant: x'), 'non-conformant', 'non-conformant'],
  ['failed as NotTried', outcome('failed', 'NotTried: x'), 'incomplete', 'incomplete'],
  ['failed as Blocked', outcome('failed', 'Blocked: x'), 'blocked', 'blocked'],
  // What the worker knows about an error counts more than its text.
  [
    'failed as blocked, with the text of another class',
    outcome('failed', 'NonConformant: x', { failure: 'blocked' }),
    'blocked',
    'blocked',
  ],
  [
    'failed as non-conformant, with the text of no class',
    outcome('failed', 'x', { failure: 'non-conformant' }),
    'non-conformant',
    'non-conformant',
  ],
  // A time limit interrupts whatever is running.
  [
    'timed out while it failed',
    outcome('timedOut', 'NonConformant: x', { failure: 'non-conformant' }),
    'blocked',
    'blocked',
  ],
  ['failed without an error', outcome('failed'), 'blocked', 'blocked'],
  ['timed out', outcome('timedOut', 'Test timeout of 30000ms exceeded.'), 'blocked', 'blocked'],
  ['skipped', outcome('skipped'), 'not run', 'incomplete'],
  ['interrupted', outcome('interrupted'), 'interrupted', 'incomplete'],
] as const) {
  test(`a cell that ${title} makes the run ${verdict}`, async () => {
    const judged = await judge([
      [A, PASSED],
      [B, result],
    ]);
    expect(judged.cells.map((each) => each.status)).toEqual(['passed', status]);
    expect(judged.verdict).toBe(verdict);
  });
}

test('a cell that never ended was not run, and the run is incomplete', async () => {
  const judged = await judge([[A, PASSED]], { all: [A, B] });
  expect(judged.cells.map(({ status }) => status)).toEqual(['passed', 'not run']);
  expect(judged.verdict).toBe('incomplete');
  expect(judged.sentence).toBe('1 of 2 cells proved');
});

test('a run without cells is blocked', async () => {
  expect((await judge([])).verdict).toBe('blocked');
});

test('a later success does not undo the failure of a cell', async () => {
  const judged = await judge([
    [A, outcome('failed', 'NonConformant: x')],
    [A, PASSED],
  ]);
  expect(judged.verdict).toBe('non-conformant');
});

test('an error outside of a cell counts', async () => {
  const blocked = await judge([[A, PASSED]], { errors: [{ message: 'Blocked: no browser' }] });
  expect(blocked).toMatchObject({ verdict: 'blocked', errors: ['Blocked: no browser'] });
  expect(blocked.sentence).toMatch(/^1 of 1 cells proved\. .*no browser$/);
  const broken = await judge([[A, PASSED]], { errors: [{ value: 'a text that was thrown' }, {}] });
  expect(broken).toMatchObject({ verdict: 'blocked', errors: ['a text that was thrown', 'unknown error'] });
});

test('a run that exceeded its time limit is blocked, although its cells passed', async () => {
  expect((await judge([[A, PASSED]], { status: 'timedout' })).verdict).toBe('blocked');
});

test('the last line says that a run was interrupted', async () => {
  const judged = await judge([[A, PASSED]], { all: [A, B], status: 'interrupted' });
  expect(judged).toMatchObject({
    interrupted: true,
    verdict: 'incomplete',
    sentence: 'interrupted; 1 of 2 cells proved',
  });
});

test('cells are sorted by address, and the last line contains the worst error', async () => {
  const judged = await judge([
    [C, outcome('failed', 'Blocked: \u001b[31mthird\u001b[39m\nmore')],
    [A, PASSED],
    [B, outcome('failed', 'NonConformant: second\nmore')],
  ]);
  expect(judged.cells.map(({ address }) => address)).toEqual(
    [A, B, C].map(({ annotations }) => annotations[0]?.description),
  );
  expect(judged.cells[2]?.error).toBe('Blocked: third\nmore');
  expect(judged.sentence).toMatch(/^1 of 3 cells proved\. .*zendesk\/notebook\/02: .*second$/);
});

test('the calls and proofs of a cell are read from its record', () => {
  const proofs = [proof('MUST', 'proved'), proof('SHOULD', 'failed'), proof('RECORD', 'observed')];
  const exchange = { ...RECORD };
  const tally = new RunTally();
  tally.begin(WHOLE, { allTests: () => [A] } as unknown as Suite);
  const ended = tally.end(A, outcome('passed', undefined, { proofs, exchanges: [exchange, exchange] }));
  expect(ended).toMatchObject({ calls: 2, proofs, shortfalls: [proofs[1]], status: 'passed' });
});

for (const [title, records, emulated] of [
  ['on emulators only', [true, true], true],
  ['on a live tenant only', [false], false],
  ['on both', [true, false], false],
  ['on nothing', [], false],
] as const) {
  test(`a run ${title} is ${emulated ? '' : 'not '}an emulated one`, async () => {
    const judged = await judge(
      records.map((one, index) => [
        cell(`zendesk/${index}`),
        outcome('passed', undefined, { emulated: one }),
      ]),
    );
    expect(judged.emulated).toBe(emulated);
  });
}

for (const damaged of ['', '{', 'null', '{"proofs":7}']) {
  test(`a record that reads ${JSON.stringify(damaged)} does not lose its cell`, async () => {
    const judged = await judge([[A, outcome('passed', undefined, damaged)]]);
    expect(judged.cells).toMatchObject([{ status: 'passed', calls: 0, proofs: [] }]);
  });
}

test('a test without an address is identified by its title', async () => {
  expect((await judge([[cell(undefined, 'Alone'), PASSED]])).cells.map(({ address }) => address)).toEqual([
    'Alone',
  ]);
});

for (const [title, file] of [
  ['a cell that a shard left out was expected and not run', undefined],
  [
    'a cell that a shard left out was expected, even if the JSON reporter is set to write a file',
    'list.json',
  ],
] as const) {
  test(title, async () => {
    const name = 'PLAYWRIGHT_JSON_OUTPUT_NAME';
    const before = process.env[name];
    const set = (value: string | undefined) => {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    };
    set(file === undefined ? undefined : test.info().outputPath(file));
    try {
      await leftOutByShard();
    } finally {
      set(before);
    }
  });
}

async function leftOutByShard(): Promise<void> {
  const folder = test.info().outputPath('notebook');
  mkdirSync(folder, { recursive: true });
  const runner = pathToFileURL(require.resolve('@playwright/test')).href;
  const line = (name: string) =>
    `test('${name}', { annotation: { type: 'address', description: 'zendesk/notebook/${name}' } }, () => {});`;
  writeFileSync(
    `${folder}/a.spec.mjs`,
    `import playwright from '${runner}';\nconst { test } = playwright;\n${line('01')}\ntest.describe('deep', () => { ${line('02')} });`,
  );
  const configFile = `${folder}/playwright.config.mjs`;
  writeFileSync(configFile, `export default { testDir: '.', projects: [{ name: 'x' }] };`);
  const config = { shard: { current: 1, total: 2 }, configFile } as unknown as FullConfig;
  const judged = await judge([[A, PASSED]], { config });
  expect(judged.cells.map(({ address, status }) => [address, status])).toEqual([
    ['zendesk/notebook/01', 'passed'],
    ['zendesk/notebook/02', 'not run'],
  ]);
  expect(judged.verdict).toBe('incomplete');
}
