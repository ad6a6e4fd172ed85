/**
 * The shell steps of the workflows, with a program in place of Keyturn that records how it was started. What the commands
 * themselves do in these steps is in `selftest/notebook/workflows.spec.ts`.
 */
import { expect, test, type TestInfo } from '../support/test.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../support/keyturn.ts';
import { type Host, makeHost } from './host.ts';
import { type JobRun, outputOf, type Request, runWorkflow } from './run-workflow.ts';
import { type Ending, type Start, startsIn, stubOf } from './stub.ts';
import { readWorkflow } from './workflow.ts';

test.skip(process.platform !== 'linux', 'The workflows run on Linux.');

const SETTINGS = "EXPERT_BASE_URL='https://acme.example'\nEXPERT_ADMIN_PASSWORD='a # secret'";
const ENVIRONMENTS = {
  acme: { KEYTURN_ENV: SETTINGS },
  'acme-eu': { KEYTURN_ENV: 'EXPERT_BASE_URL=https://eu.example' },
};
const NIGHT: Request = { vars: { KEYTURN_ENVIRONMENTS: '["acme"]' }, environments: ENVIRONMENTS };

const GREEN: Record<string, Ending> = {
  contract: { code: 0, run: 'abcdefghij' },
  gate: { code: 0, outputs: ['verdict=conformant', 'reason=', 'run=abcdefghij'] },
};

/** A host whose Keyturn ends as planned, and how it was started since the last question. */
function hostWith(
  testInfo: TestInfo,
  endings: Record<string, Ending>,
): { host: Host; starts: () => Start[] } {
  const log = testInfo.outputPath('starts.jsonl');
  let read = 0;
  const host = makeHost(testInfo.outputPath('host'), { program: stubOf(log, endings) });
  return {
    host,
    starts: () => {
      const all = startsIn(log);
      const newer = all.slice(read);
      read = all.length;
      return newer;
    },
  };
}

const typed = (starts: Start[]) => starts.map(({ command, words }) => [command, ...words].join(' '));
const results = (runs: Record<string, JobRun>) =>
  Object.fromEntries(Object.entries(runs).map(([name, { result }]) => [name, result]));
const outputIn = (run: JobRun | undefined) => (run?.steps ?? []).map(({ output }) => output).join('');

test.describe('nightly', () => {
  test('runs the contract, sweeps, shows and keeps the results, and looks at the issue', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, GREEN);
    const runs = await runWorkflow(host, 'nightly.yml', NIGHT);
    expect(results(runs)).toEqual({
      'run (acme)': 'success',
      'issue (acme)': 'success',
      'not-configured': 'skipped',
    });
    const started = starts();
    expect(typed(started)).toEqual(['contract', 'sweep', 'nights --command contract --issues']);
    expect(runs['run (acme)']?.summary).toBe('# abcdefghij\n');
    // One file that opens in a tab, and the rest without the history.
    expect([...host.artifacts.keys()]).toEqual(['notebook-acme-1.html', 'keyturn-acme-1']);
    expect(readdirSync(host.artifacts.get('notebook-acme-1.html') ?? '')).toEqual(['notebook-acme-1.html']);
    expect(readdirSync(join(host.artifacts.get('keyturn-acme-1') ?? '', 'results')).sort()).toEqual([
      'notebook.html',
      'notebook.md',
      'run.json',
    ]);
    expect(host.caches.map(({ key }) => key)).toEqual(['keyturn:acme:1001-1']);
    expect(
      filesBelow(host.caches[0]?.folder ?? '')
        .map((file) => file.slice((host.caches[0]?.folder ?? '').length + 1))
        .sort(),
    ).toEqual([
      '.keyturn/ledger',
      'results/history/acme-1/previous-contract-v1.json',
      'results/history/acme-1/runs.jsonl',
    ]);
  });

  test('only the steps that need a secret get it, in a file that only its owner reads, and no file that is kept contains it', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, GREEN);
    const key = 'k'.repeat(32);
    const hook = 'https://hooks.example/T0/secret';
    const runs = await runWorkflow(host, 'nightly.yml', {
      ...NIGHT,
      secrets: { KEYTURN_RECORD_KEY: key, KEYTURN_NOTIFY_URL: hook },
    });
    const started = starts();
    expect(
      started.map(({ command, env }) => [
        command,
        Object.keys(env)
          .filter((name) => name !== 'KEYTURN_ENV_FILE')
          .sort(),
      ]),
    ).toEqual([
      ['contract', ['KEYTURN_RECORD_KEY']],
      ['sweep', []],
      ['notify', ['KEYTURN_NOTIFY_URL']],
      ['nights', ['GITHUB_TOKEN']],
    ]);
    expect(started.map(({ settings }) => settings)).toEqual([
      { text: `${SETTINGS}\n`, mode: '600' },
      { text: `${SETTINGS}\n`, mode: '600' },
      { text: `${SETTINGS}\n`, mode: '600' },
      null,
    ]);
    expect(started[2]?.words).toEqual(['--on', 'change', '--link', expect.stringMatching(/\/artifacts\/1$/)]);
    const kept = [...host.artifacts.values(), ...host.caches.map(({ folder }) => folder)].flatMap(filesBelow);
    expect(kept.length).toBeGreaterThan(5);
    for (const text of [
      ...kept.map((file) => readFileSync(file, 'utf8')),
      ...Object.values(runs).map(outputIn),
    ])
      expect(text).not.toMatch(/a # secret|k{32}|T0\/secret/);
  });

  test('a secret that is not configured is not an empty variable', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, GREEN);
    const runs = await runWorkflow(host, 'nightly.yml', NIGHT);
    for (const { env } of starts()) expect(Object.values(env)).not.toContain('');
    expect(outputIn(runs['run (acme)'])).toContain(
      'KEYTURN_NOTIFY_URL is not set, so no channel is notified',
    );
  });

  test('a red night is a red job, and everything after the run happens even so', async ({}, testInfo) => {
    const red = { ...GREEN, contract: { code: 1, run: 'redredredr' }, notify: { code: 2 } };
    const { host, starts } = hostWith(testInfo, red);
    const runs = await runWorkflow(host, 'nightly.yml', {
      ...NIGHT,
      secrets: { KEYTURN_NOTIFY_URL: 'https://hooks.example' },
    });
    expect(results(runs)).toMatchObject({ 'run (acme)': 'failure', 'issue (acme)': 'success' });
    expect(runs['run (acme)']?.steps.find(({ name }) => name === 'Run')?.code).toBe(1);
    expect(starts().map(({ command }) => command)).toEqual(['contract', 'sweep', 'notify', 'nights']);
    expect(runs['run (acme)']?.summary).toBe('# redredredr\n');
    expect(host.artifacts.size).toBe(2);
    expect(host.caches).toHaveLength(1);
  });

  test('a channel that cannot be reached does not make a green night red', async ({}, testInfo) => {
    const { host } = hostWith(testInfo, { ...GREEN, notify: { code: 2 } });
    const withHook = { ...NIGHT, secrets: { KEYTURN_NOTIFY_URL: 'https://hooks.example' } };
    const quiet = await runWorkflow(host, 'nightly.yml', withHook);
    expect(results(quiet)['run (acme)']).toBe('success');
    expect(quiet['run (acme)']?.steps.at(-1)).toMatchObject({
      name: 'Notify the channel',
      outcome: 'failure',
    });
  });

  test('a sweep that finds a leftover makes the night red', async ({}, testInfo) => {
    const { host } = hostWith(testInfo, { ...GREEN, sweep: { code: 1 } });
    expect(results(await runWorkflow(host, 'nightly.yml', NIGHT))['run (acme)']).toBe('failure');
  });

  test('each tenant gets its own history, also if one is named like the beginning of another', async ({}, testInfo) => {
    const { host } = hostWith(testInfo, GREEN);
    const both: Request = { ...NIGHT, vars: { KEYTURN_ENVIRONMENTS: '["acme","acme-eu"]' } };
    await runWorkflow(host, 'nightly.yml', both);
    await runWorkflow(host, 'nightly.yml', { ...NIGHT, vars: { KEYTURN_ENVIRONMENTS: '["acme-eu"]' } });
    await runWorkflow(host, 'nightly.yml', both);
    const nights = Object.fromEntries(
      host.caches.map(({ key, folder }) => [
        key,
        readFileSync(join(folder, 'results/history/acme-1/runs.jsonl'), 'utf8').trim().split('\n').length,
      ]),
    );
    expect(nights).toEqual({
      'keyturn:acme:1001-1': 1,
      'keyturn:acme-eu:1001-1': 1,
      'keyturn:acme-eu:1002-1': 2,
      'keyturn:acme:1003-1': 2,
      'keyturn:acme-eu:1003-1': 3,
    });
  });

  test('without the settings of a tenant, nothing runs, and the message names the secret', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, GREEN);
    const runs = await runWorkflow(host, 'nightly.yml', { ...NIGHT, environments: {} });
    expect(results(runs)['run (acme)']).toBe('failure');
    expect(outputIn(runs['run (acme)'])).toContain(
      '::error::The secret KEYTURN_ENV of this environment is missing or empty',
    );
    expect(starts().map(({ command }) => command)).toEqual(['nights']);
    expect(existsSync(join(host.temp, 'keyturn.env'))).toBe(false);
    expect(host.artifacts.size + host.caches.length).toBe(0);
  });

  test('in a repository without tenants, the schedule does nothing and is not green, and a person gets a message', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, GREEN);
    expect(results(await runWorkflow(host, 'nightly.yml', {}))).toEqual({
      run: 'skipped',
      issue: 'skipped',
      'not-configured': 'skipped',
    });
    const manual = await runWorkflow(host, 'nightly.yml', { event: 'workflow_dispatch' });
    expect(results(manual)).toEqual({ run: 'skipped', issue: 'skipped', 'not-configured': 'failure' });
    expect(outputIn(manual['not-configured'])).toContain('KEYTURN_ENVIRONMENTS is not set');
    expect(results(await runWorkflow(host, 'nights-watch.yml', {}))).toEqual({ watch: 'skipped' });
    expect(starts()).toEqual([]);
  });

  test('issues are written only if the variable is “apply”, and by the command that ran', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, { ...GREEN, start: { code: 0, run: 'notebooks0' } });
    for (const ISSUES of ['true', 'Apply ', 'apply']) {
      await runWorkflow(host, 'nightly.yml', {
        ...NIGHT,
        event: 'workflow_dispatch',
        inputs: { command: 'start' },
        vars: { ...NIGHT.vars, KEYTURN_ISSUES: ISSUES },
      });
    }
    expect(typed(starts()).filter((line) => line.startsWith('nights'))).toEqual([
      'nights --command start --issues',
      'nights --command start --issues',
      'nights --command start --issues --apply',
    ]);
  });
});

test.describe('nights-watch', () => {
  test('asks the newest history for the age of the last night, and fails without one', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, { ...GREEN, nights: { code: 2 } });
    const watched = await runWorkflow(host, 'nights-watch.yml', NIGHT);
    expect(results(watched)).toEqual({ 'watch (acme)': 'failure' });
    expect(outputIn(watched['watch (acme)'])).toContain('There is no cache for keyturn:acme:newest');
    expect(starts()).toEqual([]);

    await runWorkflow(host, 'nightly.yml', NIGHT);
    starts();
    const late = await runWorkflow(host, 'nights-watch.yml', NIGHT);
    expect(typed(starts())).toEqual(['nights --command contract --max-age 26h']);
    expect(results(late)).toEqual({ 'watch (acme)': 'failure' });
    expect(existsSync(join(host.workspace, 'results/history/acme-1/runs.jsonl'))).toBe(true);
  });
});

test.describe('release-gate', () => {
  const call = (inputs: Record<string, string> = {}): Request => ({
    event: 'workflow_call',
    inputs: { tenant: 'acme', ...inputs },
  });
  const outputsOf = (runs: Record<string, JobRun>) => {
    const { outputs } = readWorkflow('release-gate.yml').on['workflow_call'] as {
      outputs: Record<string, { value: string }>;
    };
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { value }]) => [name, outputOf(runs, value)]),
    );
  };

  test('asks the recorded runs of the last nights, and shows the page of the one that counted', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, GREEN);
    await runWorkflow(host, 'nightly.yml', NIGHT);
    starts();
    const key = 'k'.repeat(32);
    const runs = await runWorkflow(host, 'release-gate.yml', {
      ...call(),
      secrets: { KEYTURN_RECORD_KEY: key, KEYTURN_ENV: SETTINGS },
    });
    const started = starts();
    expect(typed(started)).toEqual([
      'gate --tenant=acme --command=contract --max-age=24h',
      `notebook ${join(host.temp, 'recorded')}`,
    ]);
    // It reads records only, so it gets no settings of the tenant.
    expect(started[0]).toMatchObject({ env: { KEYTURN_RECORD_KEY: key }, settings: null });
    expect(results(runs)).toEqual({ ask: 'success', answer: 'success' });
    expect(outputIn(runs['answer'])).toBe('May the release go? yes (job: success; verdict: conformant)\n');
    expect(outputsOf(runs)).toEqual({
      verdict: 'conformant',
      reason: '',
      run: 'abcdefghij',
      notebook: expect.stringMatching(/\/artifacts\/1$/),
    });
    expect([...host.artifacts.keys()]).toEqual(['notebook-acme-1.html']);
    expect(host.caches).toHaveLength(1);
  });

  test('runs the contract now, and asks that very run', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, GREEN);
    const runs = await runWorkflow(host, 'release-gate.yml', {
      ...call({ mode: 'run', environment: 'acme' }),
      environments: ENVIRONMENTS,
    });
    const started = starts();
    expect(typed(started)).toEqual([
      'contract',
      'sweep',
      'gate --tenant=acme --command=contract results/run.json',
    ]);
    expect(started[0]?.settings).toEqual({ text: `${SETTINGS}\n`, mode: '600' });
    expect(results(runs)).toEqual({ ask: 'success', answer: 'success' });
    expect([...host.artifacts.keys()]).toEqual(['notebook-acme-1.html', 'keyturn-gate-acme-1']);
    expect(host.caches.map(({ key }) => key)).toEqual(['keyturn:acme:1001-1']);
  });

  test('settings that the caller passes need no environment; without any, the answer is no', async ({}, testInfo) => {
    const { host, starts } = hostWith(testInfo, GREEN);
    const passed = await runWorkflow(host, 'release-gate.yml', {
      ...call({ mode: 'run' }),
      secrets: { KEYTURN_ENV: SETTINGS },
    });
    expect(results(passed)).toEqual({ ask: 'success', answer: 'success' });
    starts();
    const without = await runWorkflow(host, 'release-gate.yml', call({ mode: 'run' }));
    expect(results(without)).toEqual({ ask: 'failure', answer: 'failure' });
    expect(outputIn(without['ask'])).toContain('The secret KEYTURN_ENV is missing or empty');
    expect(outputIn(without['answer'])).toMatch(
      /^May the release go\? no \(job: failure; verdict: none\)\. The job "ask" shows why/,
    );
    expect(starts()).toEqual([]);
  });

  for (const result of ['skipped', 'cancelled', 'failure'] as const) {
    test(`the answer is no if the job before it is ${result}`, async ({}, testInfo) => {
      const { host } = hostWith(testInfo, GREEN);
      const runs = await runWorkflow(host, 'release-gate.yml', { ...call(), pretend: { ask: result } });
      expect(results(runs)).toEqual({ ask: result, answer: 'failure' });
      expect(outputIn(runs['answer'])).toContain(`May the release go? no (job: ${result}; verdict: none)`);
    });
  }

  for (const [title, gate, inputs, answer] of [
    ['non-conformant', { code: 1, outputs: ['verdict=non-conformant'] }, {}, 'failure'],
    ['blocked', { code: 2, outputs: ['verdict=blocked'] }, {}, 'failure'],
    ['incomplete', { code: 2, outputs: ['verdict=incomplete'] }, {}, 'failure'],
    ['blocked, and that passes', { code: 0, outputs: ['verdict=blocked'] }, { blocked: 'pass' }, 'success'],
    [
      'blocked, and only incomplete passes',
      { code: 0, outputs: ['verdict=blocked'] },
      { incomplete: 'pass' },
      'failure',
    ],
    [
      'incomplete, and that passes',
      { code: 0, outputs: ['verdict=incomplete'] },
      { incomplete: 'pass' },
      'success',
    ],
    ['conformant with a leak', { code: 1, outputs: ['verdict=conformant'] }, {}, 'failure'],
    ['not named', { code: 0 }, {}, 'failure'],
    ['a word that no one knows', { code: 0, outputs: ['verdict=conformant (emulator)'] }, {}, 'failure'],
  ] as const) {
    test(`a verdict that is ${title}: ${answer}`, async ({}, testInfo) => {
      const { host, starts } = hostWith(testInfo, {
        gate: { code: gate.code, outputs: [...('outputs' in gate ? gate.outputs : [])] },
      });
      const runs = await runWorkflow(host, 'release-gate.yml', call(inputs));
      expect(results(runs)).toEqual({ ask: gate.code === 0 ? 'success' : 'failure', answer });
      const allowed = Object.keys(inputs)
        .map((name) => ` --allow ${name}`)
        .join('');
      expect(typed(starts())).toEqual([`gate --tenant=acme --command=contract${allowed} --max-age=24h`]);
    });
  }

  for (const [name, value] of [
    ['blocked', 'true'],
    ['incomplete', 'ignore'],
    ['mode', 'Recorded'],
  ] as const) {
    test(`an input “${name}” that is wrong is a no, and nothing is asked`, async ({}, testInfo) => {
      const { host, starts } = hostWith(testInfo, GREEN);
      const runs = await runWorkflow(host, 'release-gate.yml', call({ [name]: value }));
      expect(results(runs)).toEqual({ ask: 'failure', answer: 'failure' });
      expect(outputIn(runs['ask'])).toContain(`::error::The input "${name}" must be`);
      expect(starts()).toEqual([]);
    });
  }

  test('what is typed into an input stays one word, and a reason begins no line', async ({}, testInfo) => {
    const reason = 'reason<<END\nred\n::error::`id` $(id)\nEND';
    const { host, starts } = hostWith(testInfo, { gate: { code: 1, outputs: [reason, 'verdict=blocked'] } });
    const tenant = '--allow $(touch x) `touch y` "z';
    const runs = await runWorkflow(host, 'release-gate.yml', call({ tenant, commit: '-x; touch z' }));
    expect(starts()[0]?.words).toEqual([
      `--tenant=${tenant}`,
      '--command=contract',
      '--commit=-x; touch z',
      '--max-age=24h',
    ]);
    expect(readdirSync(host.workspace)).toEqual(['bin']);
    expect(outputIn(runs['answer'])).toBe(
      'May the release go? no (job: failure; verdict: blocked). red ::error::`id` $(id)\n',
    );
  });

  test('a sweep that is blocked, like the run, does not decide', async ({}, testInfo) => {
    const blocked = {
      ...GREEN,
      contract: { code: 2, run: 'abcdefghij' },
      sweep: { code: 2 },
      gate: { code: 0, outputs: ['verdict=blocked', 'run=abcdefghij'] },
    };
    const { host } = hostWith(testInfo, blocked);
    const runs = await runWorkflow(host, 'release-gate.yml', {
      ...call({ mode: 'run', blocked: 'pass' }),
      secrets: { KEYTURN_ENV: SETTINGS },
    });
    expect(results(runs)).toEqual({ ask: 'success', answer: 'success' });
  });
});
