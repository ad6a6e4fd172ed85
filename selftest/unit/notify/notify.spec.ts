/** The command `npm run notify`. */
import { expect, test } from '../../support/test.ts';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { notify } from '../../../helpers/notify/main.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import type { RunRecord } from '../../../helpers/record/schema.ts';
import { expectNoStack } from '../../support/expect-no-stack.ts';
import { cleanEnvironment } from '../../support/keyturn.ts';
import { startStub, type StubAnswer } from '../../support/stub-server.ts';
import { cellWith, recordWith } from '../record/records.ts';

const SECRET = '/services/T02AB3CD4/B05EF6GH7/uKq9ZsWvX3pLr8TnYb2MdCfE';

const RED = recordWith([cellWith({ status: 'non-conformant' })], {
  verdict: 'non-conformant',
  exitCode: 1,
  reasons: [{ kind: 'failed', address: 'zendesk/notebook/05#set', sentence: 'x' }],
});

/** A results folder with this record. */
function resultsWith(record: RunRecord | string): string {
  const folder = test.info().outputPath('results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), typeof record === 'string' ? record : JSON.stringify(record));
  return folder;
}

/** Runs the command in this process. */
async function notified(
  words: string[],
  environment: NodeJS.ProcessEnv,
  limits = {},
): Promise<{ code: number; printed: string; complained: string }> {
  const [printed, complained]: [string[], string[]] = [[], []];
  const output = {
    print: (line: string) => void printed.push(line),
    complain: (line: string) => void complained.push(line),
  };
  const code = await notify(words, output, { KEYTURN_ENV_FILE: devNull, ...environment }, limits);
  const said = { code, printed: printed.join('\n'), complained: complained.join('\n') };
  expectNoStack(said.printed + said.complained);
  return said;
}

/** Runs the command with a webhook that answers like this. */
async function posted(
  answer: StubAnswer,
  words: string[] = [],
  environment: NodeJS.ProcessEnv = {},
  { limits = {}, record = RED } = {},
) {
  const stub = await startStub(() => answer);
  try {
    const said = await notified(
      words,
      { KEYTURN_RESULTS: resultsWith(record), KEYTURN_NOTIFY_URL: `${stub.url}${SECRET}`, ...environment },
      limits,
    );
    expect(said.printed + said.complained).not.toContain('uKq9ZsWvX3pLr8');
    expect(said.code).not.toBe(1);
    return { ...said, received: stub.received };
  } finally {
    await stub.close();
  }
}

test.describe('a fleet', () => {
  const GREEN = recordWith([cellWith()]);
  /** Its settings were wrong, so its tenant is not known. */
  const BLOCKED: RunRecord = { ...recordWith([]), targets: [], verdict: 'blocked', exitCode: 2 };

  /** The results of a fleet. A tenant without a record has not run. */
  function fleetWith(records: Record<string, RunRecord | undefined>): string {
    const results = test.info().outputPath('results');
    const folder = join(results, 'fleet');
    for (const [name, record] of Object.entries(records)) {
      mkdirSync(join(folder, name), { recursive: true });
      if (record !== undefined) writeFileSync(join(folder, name, 'run.json'), JSON.stringify(record));
    }
    const tenants = Object.keys(records).map((name) => ({ name }));
    writeFileSync(join(folder, 'fleet.json'), JSON.stringify({ tenants }));
    return results;
  }

  test('a message is posted for each tenant; one that is not known has its name in the fleet file', async () => {
    const results = fleetWith({ acme: RED, help: BLOCKED, sandbox: GREEN, later: undefined });
    const stub = await startStub(() => ({ status: 200, body: 'ok' }));
    const said = await notified([join(results, 'fleet'), '--on', 'not-green'], {
      KEYTURN_NOTIFY_URL: `${stub.url}${SECRET}`,
    });
    await stub.close();
    expect(said).toMatchObject({ code: 0, complained: '' });
    expect(said.printed.replaceAll(/:\d+/g, '').split('\n')).toEqual([
      'Not sent: nothing to say about run aaaaaaaaaa of sandbox (conformant): --on not-green, and the exit code is 0.',
      'Not sent: later has not run.',
      'Sent to 127.0.0.1: run aaaaaaaaaa of acme (non-conformant).',
      'Sent to 127.0.0.1: run aaaaaaaaaa of help (blocked).',
    ]);
    const texts = stub.received.map(({ body }) => (JSON.parse(body) as { text: string }).text);
    expect(texts).toHaveLength(2);
    expect(texts[1]).toContain('help');
  });

  test('whoever names the folder above it is told where it is', async () => {
    const { code, complained } = await notified([fleetWith({ acme: RED }), '--dry-run'], {});
    expect(code).toBe(2);
    expect(complained).toContain('contains no run.json');
    expect(complained).toMatch(/npm run notify -- \S+fleet/);
  });

  test('a damaged report, or one with names that are paths, is said', async () => {
    const folder = join(fleetWith({ acme: RED }), 'fleet');
    for (const damaged of ['{', '{"tenants":[{"name":"../acme"}]}']) {
      writeFileSync(join(folder, 'fleet.json'), damaged);
      const { code, complained } = await notified([folder, '--dry-run'], {});
      expect(code).toBe(2);
      expect(complained).toContain('is not the report of a fleet, or is damaged');
      expect(complained).toContain('npm run fleet -- --page');
    }
  });
});

test('the result of the recorded run is posted, with a link to the job', async () => {
  const { code, printed, complained, received } = await posted({ status: 200, body: 'ok' }, [], {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/qa',
    GITHUB_RUN_ID: '4711',
  });
  expect({ code, complained }).toEqual({ code: 0, complained: '' });
  expect(printed).toMatch(/^Sent to 127\.0\.0\.1:\d+: run aaaaaaaaaa \(non-conformant\)\.$/);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ method: 'POST', path: SECRET });
  const body = JSON.parse(received[0]?.body ?? '') as { text: string };
  expect(body.text).toMatch(
    /^✗ Keyturn: non-conformant · acme\.zendesk\.com · start\n[^]*https:\/\/github\.com\/acme\/qa\/actions\/runs\/4711$/,
  );
});

test('the body is that of the template, the link is the one that was given, and another record can be named', async () => {
  const template = test.info().outputPath('template.json');
  const other = test.info().outputPath('other.json');
  mkdirSync(test.info().outputDir, { recursive: true });
  writeFileSync(template, '{"a": "{run} {link}"}');
  writeFileSync(other, JSON.stringify({ ...RED, run: 'bbbbbbbbbb' }));
  const { code, received } = await posted({ status: 204 }, ['--link=https://ci.example/7', other], {
    KEYTURN_NOTIFY_TEMPLATE: template,
    BUILD_URL: 'https://jenkins.example/',
  });
  expect(code).toBe(0);
  expect(received[0]?.body).toBe('{"a":"bbbbbbbbbb https://ci.example/7"}');
});

test('mistakes in a tenant’s settings do not matter', async () => {
  const { code, received } = await posted({ status: 200 }, [], {
    ZENDESK_BASE_URL: 'x',
    KEYTURN_FAIL_ON: 'no',
  });
  expect(code).toBe(0);
  expect(received).toHaveLength(1);
});

for (const [status, remedy] of [
  [302, /redirects are not followed, because the URL is a secret: set KEYTURN_NOTIFY_URL/],
  [400, /npm run notify -- --dry-run: .* needs a template/],
  [403, /may still post to this channel/],
  [404, /no longer exists: create another one/],
  [410, /no longer exists/],
  [500, /the service is failing/],
  [503, /the service is failing/],
] as const)
  test(`an answer with ${String(status)} is an error with its host and remedy, and is no red run`, async () => {
    const { code, printed, complained, received } = await posted({
      status,
      body: `no_service\n::error::x \u001b[2J password=hunter2hunter2`,
    });
    expect(code).toBe(2);
    expect(printed).toBe('');
    expect(complained).toMatch(
      new RegExp(
        `^\\n {2}Not sent: 127\\.0\\.0\\.1:\\d+ answered ${String(status)}, so the message was not accepted\\. The answer: “no_service`,
      ),
    );
    expect(complained).toMatch(remedy);
    expect(complained).toContain('npm run doctor -- --explain webhook');
    expect(complained).toContain('The result of the run is not affected.');
    expect(complained).not.toMatch(/hunter2|^\s*::/m);
    expect(complained).not.toContain('\u001b');
    expect(received).toHaveLength(1);
  });

for (const [url, title, answer] of [
  [SECRET, 'it as it is', (path: string) => `failed for ${path}`],
  ['/echo500/p4ss', 'a short one', (path: string) => `failed for path ${path}`],
  [
    '/echo500/T01/B02/Xy12345?token=Abc12345',
    'its segments',
    (path: string) => path.split(/\W+/).join(' and '),
  ],
  ['/hooks/Xy1?Abc12345', 'a parameter without a value', () => 'No such hook: ABC12345'],
  ['/hooks/p%34%73s-W0rd', 'it decoded', () => 'no p4ss'],
  ['/hooks/p4ss', 'it encoded twice', () => 'no %2570%34ss'],
  ['/hooks/schl%C3%BCssel', 'it as JSON', () => String.raw`{"no": "schl\u00fcssel"}`],
  ['/hooks/p4ss', 'it with a terminal sequence inside', () => 'no p4\u001b[0mss'],
] as const)
  test(`an answer that repeats the URL, ${title}, is not shown`, async () => {
    const stub = await startStub(({ path }) => ({ status: 500, body: answer(path) }));
    const { code, complained } = await notified([], {
      KEYTURN_RESULTS: resultsWith(RED),
      KEYTURN_NOTIFY_URL: `${stub.url}${url}`,
    });
    await stub.close();
    expect(code).toBe(2);
    expect(complained).toMatch(
      /answered 500, so the message was not accepted\. The answer is not shown, because it repeats a part of the URL\.\n/,
    );
    expect(complained).not.toMatch(/echo500|p4ss|T01|B02|Xy1|Abc12345|schl|The answer:/i);
  });

test('a very long answer is not repeated', async () => {
  const { complained } = await posted({ status: 400, body: 'x'.repeat(100_000) });
  expect(complained.length).toBeLessThan(1000);
});

test('a rate limit is waited for, if that is not for too long', async () => {
  const waited = await posted(
    { status: 429, headers: { 'retry-after': '0' } },
    [],
    {},
    { limits: { waitBudgetMs: 10 } },
  );
  expect(waited.code).toBe(2);
  expect(waited.printed).toMatch(/^Waiting 0\.1 s: 127\.0\.0\.1:\d+ answered 429\.$/);
  expect(waited.complained).toMatch(/answered 429.*\n {4}To do: the service asks to wait for longer/);
  expect((await posted({ status: 429, headers: { 'retry-after': '3600' } })).received).toHaveLength(1);
});

test('after a lost connection, nothing is sent again', async () => {
  const { code, complained, received } = await posted((response) => response.socket?.resetAndDestroy());
  expect(code).toBe(2);
  expect(received).toHaveLength(1);
  expect(complained).toMatch(/Not sent: No answer from 127\.0\.0\.1:\d+: .*It may have arrived nevertheless/);
});

test('a message that is not due is not sent', async () => {
  const { code, printed, received } = await posted(
    { status: 200 },
    ['--on', 'red'],
    {},
    { record: recordWith([cellWith()]) },
  );
  expect({ code, received }).toEqual({ code: 0, received: [] });
  expect(printed).toBe(
    'Not sent: nothing to say about run aaaaaaaaaa (conformant): --on red, and the exit code is 0.',
  );
});

test('--dry-run prints the body, and needs no webhook', async () => {
  const environment = { KEYTURN_RESULTS: resultsWith(RED) };
  const { code, printed } = await notified(['--dry-run'], environment);
  expect(code).toBe(0);
  expect((JSON.parse(printed) as { blocks: unknown[] }).blocks).toHaveLength(4);
  const { received } = await posted({ status: 200 }, ['--dry-run']);
  expect(received).toEqual([]);
});

test('without a webhook, a record or a valid setting, the mistake is named', async () => {
  const results = resultsWith(RED);
  const none = await notified([], { KEYTURN_RESULTS: results });
  expect(none.code).toBe(2);
  expect(none.complained).toMatch(
    /Not sent: KEYTURN_NOTIFY_URL is not set\.[^]*To do: create an incoming webhook/,
  );
  const misspelled = await notified([], {
    KEYTURN_RESULTS: results,
    KEYTURN_NOTIFY_ULR: `https://x.example${SECRET}`,
  });
  expect(misspelled.complained).toMatch(/KEYTURN_NOTIFY_ULR is not a Keyturn setting/);
  expect(misspelled.complained).not.toContain('uKq9');
  const missing = await notified([test.info().outputPath('nowhere')], {});
  expect(missing).toMatchObject({
    code: 2,
    complained: expect.stringMatching(/nowhere does not exist/),
  });
  const damaged = await notified([], { KEYTURN_RESULTS: resultsWith('{') });
  expect(damaged).toMatchObject({
    code: 2,
    complained: expect.stringMatching(/is damaged: it is not JSON/),
  });
});

for (const [words, mistake] of [
  [['--on', 'chnage'], /--on does not know “chnage”\. Did you mean change\?/],
  [['--on', 'sometimes'], /It is one of: always, red, not-green, change\./],
  [['--dryrun'], /Unknown flag --dryrun\. Did you mean --dry-run\?/],
  [['--link', 'https://me:hunter2@ci.example/'], /--link needs the URL of a web page/],
  [['a', 'b'], /Name one folder or file, not 2 of them\./],
] as const)
  test(`a mistake on the command line: ${words.join(' ')}`, async () => {
    const { code, complained } = await notified([...words], {});
    expect(code).toBe(2);
    expect(complained).toMatch(mistake);
    expect(complained).not.toContain('hunter2');
  });

for (const words of [
  (url: string) => ['--on', url],
  (url: string) => [`--on=${url}`],
  (url: string) => [url],
])
  test(`a mistake on the command line does not repeat the URL: ${words('URL').join(' ')}`, async () => {
    const { code, complained } = await notified(words('http://127.0.0.1:4711/Typed1/p4ss?a=Qq1'), {
      KEYTURN_NOTIFY_URL: 'http://127.0.0.1:4711/Typed1/p4ss?a=Qq1',
    });
    expect(code).toBe(2);
    expect(complained).toContain('[redacted access token]');
    expect(complained).not.toMatch(/Typed1|p4ss|Qq1/);
  });

test('npm run notify exits with the code', async () => {
  const results = resultsWith(RED);
  const stub = await startStub(() => ({ status: 404, body: 'no_service' }));
  const command = async (words: string[]) =>
    new Promise<{ code: number | null; output: string }>((done) => {
      const child = execFile(
        process.execPath,
        [join(PROJECT, 'bin', 'keyturn.mjs'), 'notify', ...words],
        {
          env: {
            ...cleanEnvironment(),
            KEYTURN_ENV_FILE: devNull,
            KEYTURN_RESULTS: results,
            KEYTURN_NOTIFY_URL: `${stub.url}${SECRET}`,
          },
        },
        (_, out, error) => done({ code: child.exitCode, output: out + error }),
      );
    });
  try {
    const [refused, notDue] = await Promise.all([command([]), command(['--on', 'change', '--dry-run'])]);
    expect(refused.code, refused.output).toBe(2);
    expect(refused.output).not.toContain('uKq9');
    expect(notDue.code, notDue.output).toBe(0);
  } finally {
    await stub.close();
  }
});
