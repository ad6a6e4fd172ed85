/** `npm run gate` as a pipeline uses it: after a real run, with its record as it is, edited, old, incomplete, emulated and foreign. */
import { expect, test, type TestInfo } from '../support/test.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { sealed } from '../../helpers/record/seal.ts';
import { expectNoStack } from '../support/expect-no-stack.ts';
import { findInText } from '../support/find-secrets.ts';
import { type Outcome, run } from '../support/keyturn.ts';
import { startRemoteSite } from '../support/remote-site.ts';
import { runScript } from '../support/script.ts';

const KEY = 'the-key-of-this-pipeline-0123456789abcdef';

interface AnyRecord {
  verdict: string;
  startedAt: string;
  targets: { system: string; tenant: string }[];
  cells: Record<string, unknown>[];
  emulated: boolean;
}

/** Asks about a record, or about the default places. */
const ask = (
  testInfo: TestInfo,
  flags: string[],
  environment: Record<string, string> = {},
): Promise<Outcome> =>
  run(testInfo, {
    command: 'gate',
    flags: ['--tenant', 'acme', '--command', 'start', ...flags],
    environment,
  });

/** Asks about each record in one process, which lists the checks of this code only once. */
function askInOneProcess(files: readonly string[]): Pick<Outcome, 'code' | 'output'>[] {
  const { stdout, stderr } = runScript(
    `const { gate } = await load('./helpers/gate/main.ts');
    const answers = [];
    for (const file of ${JSON.stringify(files)}) {
      let output = '';
      const print = (line) => (output += line + '\\n');
      const words = ['--tenant', 'acme', '--command', 'start', file];
      answers.push({ code: await gate(words, { print, complain: print }), output });
    }
    console.log(JSON.stringify(answers));`,
    { KEYTURN_ENV_FILE: devNull, KEYTURN_RECORD_KEY: KEY },
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Pick<Outcome, 'code' | 'output'>[];
}

/** The first line of each refusal, without the indentation. */
const answerIn = (output: string) => output.trim().split('\n')[0];

test('a release may go after a green run, and by no other record', async ({}, testInfo) => {
  // One run, and eleven answers.
  testInfo.setTimeout(300_000);
  const site = await startRemoteSite(testInfo.outputPath('ca.pem'));
  const env = { ...site.env, KEYTURN_RECORD_KEY: KEY };
  const { code, output, results } = await run(testInfo, {
    command: 'start',
    env,
    environment: site.environment,
  }).finally(site.close);
  expect(code, output).toBe(0);
  const signed = { KEYTURN_RECORD_KEY: KEY };
  const outputs = testInfo.outputPath('outputs');
  const yes = await ask(testInfo, [], { ...signed, KEYTURN_RESULTS: results, GITHUB_OUTPUT: outputs });
  expect(yes.code, yes.output).toBe(0);
  expect(answerIn(yes.output)).toBe('Yes: a release may go, by the runs on acme.mindtouch.example.');
  expect(yes.output).toMatch(/Record: .*run\.json \(signed\)/);
  const text = readFileSync(join(results, 'run.json'), 'utf8');
  const record = JSON.parse(text) as AnyRecord & { run: string };
  expect(readFileSync(outputs, 'utf8')).toBe(`verdict=conformant\nreason=\nrun=${record.run}\n`);
  expect(findInText(text + yes.output, [{ value: KEY, kind: 'signing key' }], 'record and output')).toEqual(
    [],
  );

  /** Writes an edited copy of the record, whose seal may have been made anew. */
  const edited = (name: string, edit: (copy: AnyRecord) => void, key?: string): string => {
    const copy = JSON.parse(text) as AnyRecord;
    edit(copy);
    const file = testInfo.outputPath(name, 'run.json');
    mkdirSync(dirname(file));
    writeFileSync(file, JSON.stringify(key === undefined ? copy : sealed(copy, key)));
    return file;
  };
  const expectNo = ({ code, output }: Pick<Outcome, 'code' | 'output'>) => {
    expectNoStack(output);
    expect(answerIn(output)).toMatch(/^No: /);
    expect(code, output).toBe(2);
    return output;
  };
  const touched = edited('edited', (copy) => (copy.startedAt = new Date().toISOString()));
  expect(expectNo(await ask(testInfo, [touched], signed))).toContain(
    'Edited after the run, because the content does not match the digest',
  );

  const incomplete = (copy: AnyRecord) => {
    copy.verdict = 'incomplete';
    Object.assign(copy.cells.at(-1) ?? {}, { status: 'incomplete' });
  };
  const partial = (copy: AnyRecord) => copy.cells.splice(3, 1);
  const emulated = (copy: AnyRecord) => {
    copy.emulated = true;
    copy.targets = [{ system: 'expert', tenant: 'emulator' }];
  };
  const foreign = (copy: AnyRecord) =>
    (copy.targets = [{ system: 'expert', tenant: 'https://other.example' }]);
  // Its cells still name the tenant that they ran on.
  const renamed = (copy: AnyRecord) =>
    (copy.targets = [{ system: 'expert', tenant: 'https://acme.example' }]);
  const refused: [file: string, sentence: RegExp][] = [
    [
      edited('forged', (copy) => (copy.verdict = 'conformant'), 'a key that was guessed 0123456789'),
      /Signed with another key than KEYTURN_RECORD_KEY/,
    ],
    [
      edited('old', (copy) => (copy.startedAt = '2026-01-01T00:00:00.000Z'), KEY),
      /The newest run is too old/,
    ],
    [edited('incomplete', incomplete, KEY), /ended incomplete: expert\/notebook\/12\./],
    [edited('partial', partial, KEY), /does not contain expert\/notebook\/04/],
    [
      edited('emulated', emulated, KEY),
      /No run of a tenant “acme” is recorded\. Recorded: emulator of expert\. A tenant is named by its host or the first part of it\./,
    ],
    [edited('foreign', foreign, KEY), /Recorded: other\.example\./],
    [edited('renamed', renamed, KEY), /contradicts itself/],
  ];
  const answers = askInOneProcess(refused.map(([file]) => file));
  expect(answers).toHaveLength(refused.length);
  for (const [index, [, sentence]] of refused.entries())
    expect(expectNo(answers[index] ?? { code: null, output: '' })).toMatch(sentence);

  const dry = await ask(testInfo, ['--dry-run', '--max-age', '1s', results], signed);
  expect([dry.code, answerIn(dry.output)]).toEqual([
    0,
    'No: a release may not go, by the runs on acme.mindtouch.example.',
  ]);
});

test('what cannot be asked is a mistake with a remedy, and never a yes', async ({}, testInfo) => {
  const wrong = [
    [['--tennant', 'acme'], {}, 'Did you mean --tenant?'],
    [['--tenant', 'acme', '--allow', 'non-conformant'], {}, 'A broken contract is never accepted.'],
    [['--tenant', 'acme', testInfo.outputPath('nothing')], {}, 'does not exist'],
    [
      ['--tenant', 'acme'],
      { KEYTURN_RECORD_KEY: 'short' },
      'KEYTURN_RECORD_KEY has fewer than 32 characters',
    ],
    // Otherwise, nobody would look at the signature.
    [['--tenant', 'acme'], { KEYTURN_RECORD_KY: KEY }, 'KEYTURN_RECORD_KY'],
    [['--tenant', 'acme'], { KEYTURN_RECORD_KEY: '' }, 'KEYTURN_RECORD_KEY'],
    [['--tenant', 'acme'], {}, 'No run of a tenant “acme” is recorded.'],
  ] as const;
  for (const [flags, environment, message] of wrong) {
    const { code, output } = await run(testInfo, {
      command: 'gate',
      flags: [...flags],
      environment: { ...environment },
    });
    expect(output).toContain(message);
    expectNoStack(output);
    expect(code).toBe(2);
  }
});
