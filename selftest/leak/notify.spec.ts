/**
 * What leaves a machine as a message or an issue contains no secret and no other person's data. The URL of the webhook is as
 * secret as a password.
 */
import { expect, test } from '../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { GITHUB_TOKEN, startGitHub } from '../support/github-stub.ts';
import { expertSettingsFor, filesBelow, run } from '../support/keyturn.ts';
import { startStub } from '../support/stub-server.ts';
import { cellWith, recordWith } from '../unit/record/records.ts';

const TOKEN = 'uKq9ZsWvX3pLr8TnYb2MdCfE';

/** The parts of a URL that are each too short to be redacted on their own. */
const SHORT = ['Echo500', 'T01', 'B02', 'Xy12345', 'Abc12345'];

test('a red run on a tenant, the message about it, and the issue: no secret and no one’s data in any of them', async ({}, testInfo) => {
  const results = testInfo.outputPath('results');
  // The service repeats what it was sent, as some do.
  const channel = await startStub(({ path, body }, count) =>
    count === 1 ? { status: 400, body: `invalid: ${path} ${body}` } : { status: 200, body: 'ok' },
  );
  const webhook = `${channel.url}/services/T02AB3CD4/${TOKEN}`;
  const github = await startGitHub();
  const emulator = await startExpert({
    fault: 'old-password-still-works',
    callHook: () => {
      mkdirSync(results, { recursive: true });
      writeFileSync(join(results, 'seen.txt'), webhook);
      return undefined;
    },
  });
  try {
    const env = { ...expertSettingsFor(emulator), KEYTURN_NOTIFY_URL: webhook };
    const environment = { KEYTURN_RESULTS: results, KEYTURN_STATE: testInfo.outputPath('ledger') };
    const tested = await run(testInfo, { command: 'start', env, environment });
    expect(tested.code, tested.output).toBe(1);
    expect(tested.record?.verdict).toBe('non-conformant');
    // The leak that this test has planted.
    expect(tested.record?.leaks?.map(({ sources, removed }) => [sources, removed])).toEqual([
      [['KEYTURN_NOTIFY_URL'], true],
    ]);

    const refused = await run(testInfo, { command: 'notify', env, environment });
    expect(refused.code, refused.output).toBe(2);
    const sent = await run(testInfo, { command: 'notify', flags: ['--on', 'red'], env, environment });
    expect(sent.code, sent.output).toBe(0);
    const issues = await run(testInfo, {
      command: 'nights',
      flags: ['--issues', '--apply', '--red-after', '1'],
      env,
      environment: { ...environment, GITHUB_TOKEN, GITHUB_REPOSITORY: 'acme/qa', GITHUB_API_URL: github.url },
    });
    expect(issues.code, issues.output).toBe(0);

    const [, message] = channel.received;
    // One of them is called “keyturn”, as Keyturn is.
    const names = emulator.witness
      .users()
      .flatMap(({ username, fullname }) => [username, fullname])
      .filter((name) => /\w[ .-]\w/.test(name));
    expect(names.length).toBeGreaterThan(5);
    const [issue] = github.issues;
    for (const text of [message?.body ?? '', issue?.body ?? '']) {
      expect(text).toContain('expert/notebook/06#earlier-refused');
      expect(text).toContain(new URL(emulator.baseUrl).host);
      // Nor an email address, nor the name of a user or of the admin.
      expect(text).not.toMatch(/[\w.]@[\w.]|example\.com|keyturn-\d/i);
      for (const name of names) expect(text).not.toContain(name);
    }
    const secrets = [
      ...emulator.witness.secrets(),
      { kind: 'webhook', value: webhook },
      { kind: 'webhook', value: TOKEN },
      { kind: 'GitHub token', value: GITHUB_TOKEN },
    ];
    const shown = [tested, refused, sent, issues].map(({ output }) => output).join('\n');
    expect([
      ...findInText(shown, secrets, 'the console'),
      ...findInText(JSON.stringify(channel.received.map(({ body }) => body)), secrets, 'the messages'),
      ...findInText(JSON.stringify(github.issues), secrets, 'the issues'),
      ...findInFiles(filesBelow(results), secrets, results),
    ]).toEqual([]);
    expectClean(emulator);
  } finally {
    await emulator.close();
    await channel.close();
    await github.close();
  }
});

test('a short URL, repeated by the service, or typed in a wrong place: nothing of it is shown', async ({}, testInfo) => {
  const channel = await startStub(({ path }) => ({
    status: 500,
    body: `failed for ${path.split(/\W+/).join(' ')}, path ${path}`,
  }));
  try {
    const [hook, team, room, key, token] = SHORT;
    const webhook = `${channel.url}/${[hook, team, room, key].join('/')}?token=${token ?? ''}`;
    const env = { KEYTURN_NOTIFY_URL: webhook };
    const results = testInfo.outputPath('results');
    const environment = { KEYTURN_RESULTS: results };
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, 'run.json'), JSON.stringify(recordWith([cellWith()])));
    const refused = await run(testInfo, { command: 'notify', env, environment });
    expect(refused.output).toContain('The answer is not shown');
    const typed = [
      { command: 'notify', flags: ['--on', webhook] },
      { command: 'notify', flags: [webhook] },
      { command: 'nights', flags: [webhook] },
      { command: 'nights', flags: ['--issues', '--repo', webhook] },
      { command: 'gate', flags: [`--${webhook}`] },
      { command: 'gate', flags: ['--tenant', webhook] },
      { command: 'gate', flags: ['--tenant', 'acme.zendesk.com', webhook] },
      { command: 'fleet', flags: [webhook] },
      { command: 'fleet', flags: ['--', `--ui=${webhook}`] },
    ] as const;
    for (const { command, flags } of typed) {
      const { code, output } = await run(testInfo, { command, flags: [...flags], env, environment });
      expect(code, output).toBe(2);
      expect(output, `${command} repeats what was typed`).toContain('[redacted access token]');
      for (const part of SHORT) expect(output).not.toContain(part);
    }
    for (const part of SHORT) expect(refused.output).not.toContain(part);
    expect(refused.code, refused.output).toBe(2);
    expect(channel.received).toHaveLength(1);
  } finally {
    await channel.close();
  }
});
