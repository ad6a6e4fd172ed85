/** `npm run doctor` as a user starts it: what it finds, what it prints, and that it changes nothing. */
import { expect, test } from '../support/test.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemNamed } from '../../emulators/index.ts';
import { startExpert } from '../../emulators/expert/index.ts';
import { startZendesk, type ZendeskEmulator } from '../../emulators/zendesk/index.ts';
import { openEntriesOf } from '../../helpers/ledger/ledger.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expectNoStack } from '../support/expect-no-stack.ts';
import { findInText } from '../support/find-secrets.ts';
import { expertSettingsFor, run, settingsFor, signalGroup, start } from '../support/keyturn.ts';

interface DoctorJson {
  run: string;
  exitCode: number;
  counts: Record<string, number>;
  items: { about: string; name: string; mark: string; problem?: string; remedy?: string; seen?: string }[];
}

/** Nothing on the tenant was created, changed or left, and nothing printed contains one of its secrets. */
function expectUntouched(emulator: ZendeskEmulator, output: string): void {
  expectClean(emulator);
  expect(emulator.witness.users().filter(({ preexisting }) => !preexisting)).toEqual([]);
  expect(emulator.witness.calls().filter(({ method }) => !/^(?:GET|DELETE|POST)$/.test(method))).toEqual([]);
  expect(findInText(output, emulator.witness.secrets(), 'the output')).toEqual([]);
}

test('tenants of both systems that can be tested', async ({}, testInfo) => {
  const zendesk = await startZendesk({ adminsCanSetUserPasswords: true });
  const expert = await startExpert();
  try {
    const env = { ...settingsFor(zendesk), ...expertSettingsFor(expert) };
    const { code, output } = await run(testInfo, {
      command: 'doctor',
      flags: ['--json', '--mailbox'],
      env,
      environment: { KEYTURN_STATE: testInfo.outputPath('ledger') },
    });
    const report = JSON.parse(output) as DoctorJson;
    expect(report.items.filter(({ mark }) => mark === 'FAIL')).toEqual([]);
    expect({ code, exitCode: report.exitCode }).toEqual({ code: 0, exitCode: 0 });
    const about = [...new Set(report.items.map((item) => item.about))];
    expect(about).toEqual([
      'This machine',
      `Zendesk on ${zendesk.baseUrl}`,
      `CXone Expert on ${expert.baseUrl}`,
    ]);
    const named = (name: string) => report.items.find((item) => item.name === name);
    expect(named('browser')?.mark).toBe('PASS');
    expect(named('sign-in-page')?.seen).toBe('it asks for the password');
    expect(named('passcode')?.seen).toBe('by a command, which starts');
    // Expert keeps the users that the first run creates.
    expect(named('test-users')?.mark).toBe('WARN');
    expect(report.items.at(-1)).toMatchObject({ name: 'no-token', mark: 'PASS' });
    expect(named('token-revoked')?.mark).toBe('PASS');
    expect(openEntriesOf(report.run, testInfo.outputPath('ledger'))).toEqual([]);
    expectUntouched(zendesk, output);
    expectClean(expert);
    expect(expert.witness.created()).toEqual([]);
    expect(findInText(output, expert.witness.secrets(), 'the output')).toEqual([]);
  } finally {
    await zendesk.close();
    await expert.close();
  }
});

test('a tenant that cannot be tested, and the page for its owner', async ({}, testInfo) => {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: false, enforceSso: true });
  try {
    const { code, output, results } = await run(testInfo, {
      command: 'doctor',
      flags: ['--owner'],
      env: { ...settingsFor(emulator), ZENDESK_TEST_USER_EMAIL: 'qa+{run}@acme.example' },
    });
    expect(code).toBe(2);
    expect(output).toMatch(
      /FAIL {2}Admins may set passwords\.\n +On this tenant, admins may not set passwords/,
    );
    expect(output).toMatch(/Who: {3}the account owner only/);
    expect(output).toMatch(/Undo: {2}turn it off on the same screen/);
    expect(output).toMatch(/\n {2}2 failed, .*: not ready for a run\. Nothing was changed\./);
    const page = readFileSync(join(results, 'for-the-owner.md'), 'utf8');
    expect(page).toMatch(/### 1\. On this tenant, admins may not set passwords \(the setting is off\)\./);
    expect(page).toMatch(/### 2\. The team members must use single sign-on/);
    expect(page).not.toContain('.env');
    expect(page).not.toContain(results);
    expectNoStack(output);
    expectUntouched(emulator, output + page);
  } finally {
    await emulator.close();
  }
});

test('an examination that is told to stop revokes its token first', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'Windows has no process groups');
  let release: (() => void) | undefined;
  const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
  const emulator = await startZendesk({
    adminsCanSetUserPasswords: true,
    // The tenant takes its time for a call after the token was issued.
    callHook: ({ path }) => (path.startsWith('/api/v2/oauth/clients') ? held : undefined),
  });
  try {
    const running = start(testInfo, { command: 'doctor', env: settingsFor(emulator) });
    await running.printed(/PASS {2}The token has the scopes/);
    expect(emulator.witness.liveTokens()).toHaveLength(1);
    signalGroup(running, 'SIGTERM');
    await running.printed(/Stopping, as soon as the token is revoked/);
    release?.();
    const { code, output } = await running.ended;
    expect(code).toBe(130);
    expect(output).toMatch(/PASS {2}The token of this examination is revoked/);
    expect(output).toMatch(/interrupted by SIGTERM before its end/);
    expectUntouched(emulator, output);
  } finally {
    release?.();
    await emulator.close();
  }
});

test('the token is revoked although no one reads the output any more', async ({}, testInfo) => {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  try {
    const running = start(testInfo, { command: 'doctor', env: settingsFor(emulator) });
    await running.printed(/it issued a token/);
    // As `| head` does, or a terminal that is closed.
    running.process.stdout?.destroy();
    running.process.stderr?.destroy();
    const { code } = await running.ended;
    expect(code).toBe(130);
    expectUntouched(emulator, '');
  } finally {
    await emulator.close();
  }
});

test('a token that stays alive is a leftover, and is in the ledger', async ({}, testInfo) => {
  const { env, stop } = await startFaulty('revocation-without-effect');
  try {
    const state = testInfo.outputPath('ledger');
    const { code, output } = await run(testInfo, {
      command: 'doctor',
      flags: ['--json'],
      env,
      environment: { KEYTURN_STATE: state },
    });
    const report = JSON.parse(output) as DoctorJson;
    expect(code).toBe(1);
    expect(report.items.at(-1)).toMatchObject({ name: 'token-revoked', mark: 'FAIL' });
    expect(report.items.at(-1)?.remedy).toContain('npm run sweep');
    expect(openEntriesOf(report.run, state)).toHaveLength(1);
  } finally {
    await stop();
  }
});

test('mistakes in the settings, and no settings at all', async ({}, testInfo) => {
  const secret = 'a-secret-that-no-one-may-see';
  const wrong = await run(testInfo, {
    command: 'doctor',
    env: { ZENDESK_SUBDOMAIN: 'acme', ZENDESK_CLIENT_SECRET: secret, ZENDESK_CLIENTID: 'x' },
  });
  expect(wrong.code).toBe(2);
  expect(wrong.output).toMatch(/FAIL {2}The settings .*\n +ZENDESK_CLIENTID is not a Keyturn setting\./);
  expect(wrong.output).toMatch(/ZENDESK_CLIENT_ID is not set/);
  expect(wrong.output).not.toContain(secret);
  expectNoStack(wrong.output);
  const none = await run(testInfo, { command: 'doctor' });
  expect(none.code).toBe(2);
  expect(none.output).toMatch(/No tenant is configured/);
  expect(none.output).toMatch(/npm run setup/);
});

/** Starts an emulated tenant with a fault, as a user would. */
async function startFaulty(
  fault: string,
): Promise<{ env: Record<string, string>; stop: () => Promise<unknown> }> {
  const running = await systemNamed('zendesk').startManually({
    port: undefined,
    settings: ['adminsCanSetUserPasswords=true', `fault=${fault}`],
  });
  const lines = running.environment.filter((line) => /^[A-Z]/.test(line));
  const env = Object.fromEntries(
    lines.map((line) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return [name, value.replace(/^'(.*)'$/, '$1')];
    }),
  );
  return { env, stop: () => running.stop() };
}

test('what a tenant writes begins no line, and no command of a CI runner', async ({}, testInfo) => {
  const forged = '\n    PASS  forged line\n::error::forged\n  To do: forged';
  const emulator = await startZendesk({
    adminsCanSetUserPasswords: true,
    callHook: ({ method, path, headers }) =>
      method === 'GET' && path === '/api/v2/users/me' && headers['authorization'] !== undefined
        ? {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              user: { id: 1, name: `Ada${forged}`, email: `ada@x.example${forged}`, role: `agent${forged}` },
            }),
          }
        : undefined,
  });
  try {
    const ways = [{ command: 'doctor' as const }, { command: 'start' as const }];
    for (const way of ways) {
      const { code, output } = await run(testInfo, { ...way, env: settingsFor(emulator) });
      expect(code).toBe(2);
      expect(output).toContain('the role is agent PASS forged line');
      expect(output).not.toMatch(/^\s*(?:PASS {2}forged|::error::|To do: forged)/m);
    }
  } finally {
    await emulator.close();
  }
});

test('a sign-in page that is an error page: the client or its Redirect URL is named, not the page', async ({}, testInfo) => {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  try {
    const env = {
      ...settingsFor(emulator),
      ZENDESK_ADMIN_GRANT: 'authorization_code',
      ZENDESK_ADMIN_EMAIL: emulator.admin.email,
      ZENDESK_ADMIN_PASSWORD: emulator.admin.password,
      ZENDESK_REDIRECT_URI: 'http://127.0.0.1:4711/other',
    };
    const { output } = await run(testInfo, { command: 'doctor', flags: ['--json'], env });
    const failed = (JSON.parse(output) as DoctorJson).items.filter(({ mark }) => mark === 'FAIL');
    const sentence = 'The OAuth client “keyturn” does not have the Redirect URL http://127.0.0.1:4711/other.';
    expect(failed).toMatchObject([{ name: 'client', problem: sentence }]);
    const { code, record } = await run(testInfo, { command: 'start', env });
    expect(code).toBe(2);
    expect(record?.reasons).toMatchObject([
      { sentence, help: 'redirect-url' },
      { sentence: '11 cells and checks did not run.' },
    ]);
    expectUntouched(emulator, output);
  } finally {
    await emulator.close();
  }
});
