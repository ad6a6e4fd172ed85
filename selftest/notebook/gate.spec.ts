/** `npm run gate` as a pipeline uses it: after a real run, with its record as it is, edited, old, incomplete, emulated and foreign. */
import { expect, test, type TestInfo } from '../support/test.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sealed } from '../../helpers/record/seal.ts';
import { expectNoStack } from '../support/expect-no-stack.ts';
import { findInText } from '../support/find-secrets.ts';
import { type Outcome, run } from '../support/keyturn.ts';
import { startRemoteSite } from '../support/remote-site.ts';

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

/** The first line of each refusal, without the indentation. */
const answerIn = (output: string) => output.trim().split('\n')[0];

test('a release may go after a green run, and by no other record', async ({}, testInfo) => {
  // One run, and ten answers.
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

  /** Asks about an edited copy of the record, whose seal may have been made anew. */
  const askAbout = async (name: string, edit: (copy: AnyRecord) => void, key?: string) => {
    const copy = JSON.parse(text) as AnyRecord;
    edit(copy);
    const file = testInfo.outputPath(name, 'run.json');
    mkdirSync(dirname(file));
    writeFileSync(file, JSON.stringify(key === undefined ? copy : sealed(copy, key)));
    const answer = await ask(testInfo, [file], signed);
    expectNoStack(answer.output);
    expect(answerIn(answer.output)).toMatch(/^No: /);
    expect(answer.code, answer.output).toBe(2);
    return answer.output;
  };
  expect(await askAbout('edited', (copy) => (copy.startedAt = new Date().toISOString()))).toContain(
    'Edited after the run, because the content does not match the digest',
  );
  expect(
    await askAbout('forged', (copy) => (copy.verdict = 'conformant'), 'a key that was guessed 0123456789'),
  ).toContain('Signed with another key than KEYTURN_RECORD_KEY');
  expect(await askAbout('old', (copy) => (copy.startedAt = '2026-01-01T00:00:00.000Z'), KEY)).toContain(
    'The newest run is too old',
  );
  const incomplete = (copy: AnyRecord) => {
    copy.verdict = 'incomplete';
    Object.assign(copy.cells.at(-1) ?? {}, { status: 'incomplete' });
  };
  expect(await askAbout('incomplete', incomplete, KEY)).toMatch(/ended incomplete: expert\/notebook\/12\./);
  const partial = (copy: AnyRecord) => copy.cells.splice(3, 1);
  expect(await askAbout('partial', partial, KEY)).toMatch(/does not contain expert\/notebook\/04/);
  const emulated = (copy: AnyRecord) => {
    copy.emulated = true;
    copy.targets = [{ system: 'expert', tenant: 'emulator' }];
  };
  expect(await askAbout('emulated', emulated, KEY)).toContain(
    'No run of a tenant “acme” is recorded. Recorded: emulator of expert. A tenant is named by its host or the first part of it.',
  );
  const foreign = (copy: AnyRecord) =>
    (copy.targets = [{ system: 'expert', tenant: 'https://other.example' }]);
  expect(await askAbout('foreign', foreign, KEY)).toContain('Recorded: other.example.');
  // Its cells still name the tenant that they ran on.
  expect(
    await askAbout(
      'renamed',
      (copy) => (copy.targets = [{ system: 'expert', tenant: 'https://acme.example' }]),
      KEY,
    ),
  ).toContain('contradicts itself');

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
