import { spawn } from 'node:child_process';
import { join, sep } from 'node:path';
import { startExpert } from '../../../emulators/expert/index.ts';
import { expert } from '../../../emulators/expert/system.ts';
import { basic, cookie, expect, GOOD_PASSWORD, OTHER_PASSWORD, test } from './tools.ts';

const root = join(__dirname, '..', '..', '..', sep);

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the emulator as a command. `onReady` is called once with its output; then the emulator is interrupted. */
function runCommand(args: string[], onReady?: (text: string) => Promise<unknown>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const program = ['emulators/run.mjs', 'expert', ...args];
    const child = spawn(process.execPath, program, { cwd: root, env: { PATH: process.env['PATH'] } });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    let ready = false;
    child.stdout.on('data', (chunk: Buffer) => {
      ended.stdout += chunk.toString();
      if (ready || !ended.stdout.includes('Ctrl+C')) return;
      ready = true;
      void Promise.resolve(onReady?.(ended.stdout)).finally(() => child.kill('SIGINT'));
    });
    child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}

test('the command prints the lines for .env, and ends with a summary and exit code 0', async () => {
  test.skip(process.platform === 'win32', 'Windows has no signals.');
  let status = 0;
  const ended = await runCommand([], async (text) => {
    const [, baseUrl = '', name = '', password = ''] =
      /EXPERT_BASE_URL=(\S+)\nEXPERT_ADMIN_USERNAME=(\S+)\nEXPERT_ADMIN_PASSWORD='(\S+)'\n/.exec(text) ?? [];
    ({ status } = await fetch(`${baseUrl}/@api/deki/users/authenticate`, { headers: basic(name, password) }));
  });
  expect(status).toBe(200);
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  expect(ended.stdout).toMatch(/^# EXPERT_SERVER_TOKEN_USER=Admin$/m);
  expect(ended.stdout).toMatch(/^# EXPERT_TEST_USERNAME=keyturn$/m);
  expect(ended.stdout.trim().split('\n').at(-1)).toBe(
    '1 calls answered, 0 users created since start are still active, 0 live tokens of users created since start, 1 of pre-existing users (cannot be revoked), 0 pre-existing users changed',
  );
});

test('if admins may not sign in with a password, the lines for .env contain the server token', async () => {
  const running = await expert.startManually({ port: undefined, settings: ['basic=not-admins'] });
  await running.stop();
  expect(running.environment.join('\n')).toMatch(
    /EXPERT_BASE_URL=\S+\n# The user is a name.*\nEXPERT_SERVER_TOKEN_KEY=\w+\nEXPERT_SERVER_TOKEN_SECRET=\w+\nEXPERT_SERVER_TOKEN_USER=Admin\n# .*\n# EXPERT_ADMIN_USERNAME=Admin\n# EXPERT_ADMIN_PASSWORD=/,
  );
});

test('an option that is unknown or out of range is named', async () => {
  await expect(startExpert({ lockut: 3 } as object)).rejects.toThrow('lockut');
  await expect(startExpert({ lockout: 0 })).rejects.toThrow('lockout');
  const ended = await runCommand(['--set', 'cookie=stale']);
  expect(ended.code).toBe(2);
  expect(ended.stderr.trim()).toBe('Option "cookie" takes classic or modern, not "stale".');
});

test.describe('witness and call hook', () => {
  test('calls are counted as templates, in order', async ({ start }) => {
    const site = await start();
    await site.call('GET', 'users/current?x=1');
    await site.call('PUT', 'users/=docs%252Fkeyturn/password', {}, 'x');
    await site.call('GET', 'users/search');
    await site.call('GET', 'nothing');
    expect(site.emulator.witness.calls()).toEqual([
      { method: 'GET', path: '/@api/deki/users/current', status: 200 },
      { method: 'PUT', path: '/@api/deki/users/{userid}/password', status: 400 },
      { method: 'GET', path: '/@api/deki/users/search', status: 200 },
      { method: 'GET', path: '/@api/deki/nothing', status: 404 },
    ]);
  });

  test('a call hook can answer, drop the call, add a header, and lose the answer', async ({ start }) => {
    const seen: string[] = [];
    const site = await start({
      callHook: ({ index, method, path }) => {
        seen.push(`${index} ${method} ${path}`);
        if (index === 0) return { status: 503, headers: { 'retry-after': '1' }, body: 'busy' };
        if (index === 1) return 'drop';
        if (index === 2) return { setHeaders: { 'x-extra': '1' } };
        return index === 4 ? 'act-then-drop' : undefined;
      },
    });
    const answer = await site.call('GET', 'users/current');
    expect([answer.status, answer.text, answer.headers.get('retry-after')]).toEqual([503, 'busy', '1']);
    await expect(site.call('GET', 'users/current')).rejects.toThrow();
    const dressed = await site.call('GET', 'users/current');
    expect([dressed.headers.get('x-extra'), dressed.xml('username')]).toEqual(['1', 'Anonymous']);
    const { id, username } = await site.person();
    await expect(site.call('PUT', `users/${id}/password`, site.admin, OTHER_PASSWORD)).rejects.toThrow();
    expect(site.emulator.witness.signsIn(username, OTHER_PASSWORD)).toBe(true);
    expect(seen[4]).toBe(`4 PUT /@api/deki/users/${id}/password`);
    expect(site.emulator.witness.calls().map(({ status }) => status)).toEqual([503, 0, 200, 200, 0]);
  });

  test('every secret is reported with its kind, even those of refused calls', async ({ start }) => {
    const site = await start();
    const { id, username, basic: own } = await site.person();
    const token = await site.token(own);
    await site.call('GET', 'users/current', cookie(token));
    const wrong = { ...basic(username, 'wrong:one'), 'x-deki-token': 'tkn_bad' };
    await site.call('PUT', `users/${id}/password?currentpassword=cur%20rent`, wrong, 'refused body');
    await site.call('POST', 'users?accountpassword=acc%2Bount', {}, '<user/>');
    await site.call('GET', 'users/current?authtoken=in-query&apikey=key', { 'x-authtoken': 'imp_x' });
    const { admin, apikey, serverToken, witness } = site.emulator;
    const secrets = witness.secrets().map(({ kind, value }) => `${kind} ${value}`);
    for (const secret of [
      `password ${admin.password}`,
      `apikey ${apikey}`,
      `server_secret ${serverToken?.secret}`,
      `password ${GOOD_PASSWORD}`,
      `authtoken ${token}`,
      `cookie ${token}`,
      'password wrong:one',
      'password cur rent',
      'password refused body',
      'password acc+ount',
      'server_token tkn_bad',
      'authtoken in-query',
      'apikey key',
      'impersonation_token imp_x',
    ]) {
      expect(secrets).toContain(secret);
    }
  });

  test('the witness reports users, live tokens, and who was touched', async ({ start }) => {
    const site = await start();
    const { witness } = site.emulator;
    const { id, username, basic: own } = await site.person({}, 'Editor');
    expect(witness.users().find((user) => user.id === id)).toMatchObject({
      username,
      role: 'Editor',
      status: 'active',
      active: true,
      seated: true,
      preexisting: false,
      hasAlternate: false,
    });
    await site.token(own);
    await site.token(site.admin);
    expect(witness.liveTokens()).toEqual([
      { id: 1, userId: id, preexistingUser: false },
      { id: 2, userId: 1, preexistingUser: true },
    ]);
    expect(witness.touched()).toEqual([]);
    await site.call('PUT', `users/${id}/password`, site.admin, OTHER_PASSWORD);
    expect(witness.liveTokens()).toEqual([{ id: 2, userId: 1, preexistingUser: true }]);
    site.clock.advance(604_800_000);
    expect(witness.liveTokens()).toEqual([]);
    await site.call('PUT', 'users/=keyturn', site.admin, '<user><email>x@example.net</email></user>');
    await site.call('PUT', 'users/=Keyturn-1x/password?altpassword=true', site.admin, OTHER_PASSWORD);
    await site.call('PUT', 'users/=keyturn-abcdefgh/password', site.admin, OTHER_PASSWORD);
    const touched = ['keyturn', 'Keyturn-1x', 'keyturn-abcdefgh'].map((name) => site.resident(name));
    expect(witness.touched()).toEqual(touched);
    expect([witness.signsIn('KEYTURN-abcdefgh', OTHER_PASSWORD), witness.signsIn('nobody', '')]).toEqual([
      true,
      false,
    ]);
  });
});
