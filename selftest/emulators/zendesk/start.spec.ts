import { spawn } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { messageFor, readArguments } from '../../../emulators/command-line.ts';
import { startZendesk } from '../../../emulators/zendesk/index.ts';
import { zendesk } from '../../../emulators/zendesk/system.ts';
import { expect, GOOD_PASSWORD, test } from './tools.ts';

const root = join(__dirname, '..', '..', '..', sep);

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program of the emulators; `onOutput` gets what it has printed so far. */
function run(
  args: string[],
  env: Record<string, string> = {},
  onOutput?: (text: string, kill: () => void) => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'], ...env } });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      ended.stdout += chunk.toString();
      onOutput?.(ended.stdout, () => child.kill('SIGINT'));
    });
    child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}

const start = (...args: string[]): string[] => ['emulators/run.mjs', ...args];

test('the command prints and writes the lines for .env, and ends with a summary and exit code 0', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'Windows has no signals and no file modes.');
  const file = testInfo.outputPath('emulator.env');
  await writeFile(file, 'old', { mode: 0o644 });
  let token: Promise<number> | undefined;
  const ended = await run(
    start('zendesk', '--write-env', file, '--set', 'tokenStatus=200'),
    {},
    (text, kill) => {
      if (!text.includes('Ctrl+C') || token !== undefined) return;
      const [, baseUrl = '', id = '', secret = ''] =
        /ZENDESK_BASE_URL=(\S+)\nZENDESK_CLIENT_ID=(\S+)\nZENDESK_CLIENT_SECRET=(\S+)\n/.exec(text) ?? [];
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: secret,
      });
      token = fetch(`${baseUrl}/oauth/tokens`, { method: 'POST', body }).then(({ status }) => status);
      void token.finally(kill);
    },
  );
  expect(await token).toBe(200);
  expect(ended.code).toBe(0);
  expect(ended.stderr).toBe('');
  expect(ended.stdout.trim().split('\n').at(-1)).toBe(
    '1 calls answered, 0 users created since start are still active, 1 live tokens, 0 pre-existing users changed',
  );
  const written = await readFile(file, 'utf8');
  expect(ended.stdout).toContain(written);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(written).toMatch(/^KEYTURN_PASSCODE_COMMAND='node "\/.*passcode\.mjs" http:\/\/127\.0\.0\.1:\d+'$/m);
  expect(written).toMatch(/^# ZENDESK_ADMIN_PASSWORD='.+'$/m);
});

test('a mistake ends with one message and exit code 2', async () => {
  const ended = await run(start('zendesk', '--set', 'language=fr'));
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/"language" takes en, de or ja, not "fr"/);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  expect(ended.stdout).toBe('');
});

/** What the command prints if these arguments are wrong. */
function messageAbout(args: string[]): string {
  try {
    readArguments(args);
  } catch (error) {
    return messageFor(error);
  }
  return 'nothing is wrong';
}

for (const [args, sentence] of [
  [[], /^Name a system.*$/],
  [['toaster'], /^Unknown system "toaster".*$/],
  [['zendesk', '--port', 'x'], /^--port takes a number.*$/],
  [['zendesk', '--nonsense'], /^.*--nonsense.*$/],
] as const) {
  test(`the message about "${args.join(' ')}" is one line`, () => {
    expect(messageAbout([...args])).toMatch(sentence);
  });
}

for (const [setting, sentence] of [
  ['colour=red', /no option "colour"/],
  ['now=1', /no option "now"/],
  ['language', /is not option=value/],
] as const) {
  test(`--set ${setting} is refused with a message`, async () => {
    await expect(zendesk.startManually({ port: undefined, settings: [setting] })).rejects.toThrow(sentence);
  });
}

test('--help lists every option with its default', async () => {
  const ended = await run(start('zendesk', '--help'));
  expect(ended.code).toBe(0);
  for (const line of ['indexLagMs=0', 'language=en', 'seatsLeft=null', 'adminsCanSetUserPasswords=true']) {
    expect(ended.stdout).toContain(`  ${line}`);
  }
});

test('an unknown option in code is named', async () => {
  await expect(startZendesk({ languge: 'de' } as object)).rejects.toThrow('languge');
  await expect(startZendesk({ rateLimitPerMinute: 0 })).rejects.toThrow('rateLimitPerMinute');
});

test('the passcode command prints the newest passcode that is not older than requested', async ({
  start: startTenant,
}) => {
  const tenant = await startTenant();
  const { email } = await tenant.person({});
  const ask = (since: number): Promise<Ended> =>
    run(['emulators/zendesk/passcode.mjs', tenant.emulator.baseUrl], {
      KEYTURN_PASSCODE_ADDRESS: email,
      KEYTURN_PASSCODE_SINCE: new Date(since).toISOString(),
    });
  const asked = tenant.clock.now();
  expect(await ask(asked)).toEqual({ code: 0, stdout: '', stderr: '' });
  await tenant.signIn(email, GOOD_PASSWORD);
  const calls = tenant.emulator.witness.calls().length;
  expect(await ask(asked)).toEqual({ code: 0, stdout: `${tenant.passcode(email)}\n`, stderr: '' });
  expect(await ask(asked + 1)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(tenant.emulator.witness.calls()).toHaveLength(calls);
});

test('the mailbox is refused for other host names', async ({ start: startTenant }) => {
  const tenant = await startTenant();
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request(
      `${tenant.emulator.baseUrl}/__emulator__/mailbox?to=x`,
      { headers: { host: 'evil.example' } },
      (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      },
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});
