/** `npm run sweep` reports the leftovers of a killed run, removes them and proves it. It touches no other user. */
import { expect, test, type TestInfo } from '../support/test.ts';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NOTHING } from '../../emulators/common/witness.ts';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from '../../emulators/zendesk/index.ts';
import { ledgerOf } from '../../helpers/ledger/files.ts';
import { testUserNames } from '../../helpers/systems/zendesk/marker.ts';
import { expectClean } from '../support/expect-clean.ts';
import { run, type RunOptions, settingsFor, signalGroup, start } from '../support/keyturn.ts';
import { ledgerFolderOf, LEDGERS } from '../support/ledger.ts';
import { TEST_USER } from '../support/zendesk-bench.ts';

test.skip(process.platform === 'win32', 'Windows has no process groups');

const setAsideOf = ({ baseUrl }: ZendeskEmulator) => ledgerOf(baseUrl, join(LEDGERS, 'set-aside'));

const leftOn = ({ witness }: ZendeskEmulator) => witness.remains().left;

/** Kills a run on this tenant while its test user and its admin's token exist. */
async function killedRun(testInfo: TestInfo, emulator: ZendeskEmulator): Promise<void> {
  const running = start(testInfo, { command: 'start', env: settingsFor(emulator) });
  await running.printed(/✓ 05 ·/);
  signalGroup(running, 'SIGKILL');
  await running.ended;
  expect(leftOn(emulator)).toHaveLength(1);
}

const sweep = (testInfo: TestInfo, emulator: ZendeskEmulator, options: RunOptions = {}) =>
  run(testInfo, { ...options, command: 'sweep', env: { ...settingsFor(emulator), ...options.env } });

async function withTenant(
  act: (emulator: ZendeskEmulator) => Promise<void>,
  options: Partial<ZendeskOptions> = {},
): Promise<void> {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, ...options });
  try {
    await act(emulator);
  } finally {
    await emulator.close();
    for (const folder of [ledgerFolderOf(emulator), setAsideOf(emulator)])
      rmSync(folder, { recursive: true, force: true });
  }
}

test('leftovers of a killed run are listed by --dry-run, then removed, even with a damaged ledger', async ({}, testInfo) => {
  await withTenant(async (emulator) => {
    await killedRun(testInfo, emulator);
    const [left] = leftOn(emulator);

    const dry = await sweep(testInfo, emulator, { flags: ['--dry-run'] });
    expect(dry.code, dry.output).toBe(0);
    expect(dry.output).toMatch(
      new RegExp(`To be deleted: user ${String(left?.id)} “Keyturn test user .*ended on this machine`),
    );
    expect(dry.output).toContain('dry run: ');
    expect(leftOn(emulator)).toHaveLength(1);

    const [file = ''] = readdirSync(ledgerFolderOf(emulator));
    appendFileSync(join(ledgerFolderOf(emulator), file), '{"at":"2026-11-21T12:00:00.000Z","event":"crea');
    const { code, output, results } = await sweep(testInfo, emulator);
    expect(code, output).toBe(0);
    expect(output).toMatch(/The ledger file .* is damaged in line \d+\. It was moved to /);
    const [aside = ''] = readdirSync(setAsideOf(emulator));
    expect(readFileSync(join(setAsideOf(emulator), aside), 'utf8')).toContain('"crea');
    expect(output).toContain(`deleted user ${String(left?.id)}`);
    expect(output).toContain('swept: ');
    expectClean(emulator);
    expect(existsSync(ledgerFolderOf(emulator)), 'an empty ledger is removed').toBe(false);
    // The record of the previous run is unchanged.
    expect(readdirSync(results)).toEqual(['sweep']);
  });
});

test('without the ledger, leftovers are found by their marker, but only after KEYTURN_LEFTOVER_HOURS', async ({}, testInfo) => {
  let age = 31;
  await withTenant(
    async (emulator) => {
      await leaveUser(emulator, 'abcdefghjk');
      age = 25;
      await leaveUser(emulator, 'kjhgfedcba');
      age = 0;
      const [old, young] = leftOn(emulator);

      const { code, output } = await sweep(testInfo, emulator, { env: { KEYTURN_LEFTOVER_HOURS: '30' } });
      expect(code, output).toBe(0);
      expect(output).toMatch(
        new RegExp(
          `To be deleted: user ${String(old?.id)} .*run [a-z0-9]{10} created them [\\d.]+ hours ago`,
        ),
      );
      expect(output).toMatch(new RegExp(`Left alone: user ${String(young?.id)} .* may still be running`));
      expect(emulator.witness.remains()).toEqual({ ...NOTHING, left: [young] });
    },
    { now: () => Date.now() - age * 3_600_000 },
  );
});

/** Creates a user as if a run on another machine had left them. */
async function leaveUser(emulator: ZendeskEmulator, run: string): Promise<void> {
  const call = async (method: string, path: string, body?: object, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const reply = await fetch(new URL(path, emulator.baseUrl), { method, headers, ...sent });
    expect(reply.ok, `${method} ${path}: ${String(reply.status)}`).toBe(true);
    return (await reply.text()) || '{}';
  };
  const { identifier, secret } = emulator.client;
  const asked = { grant_type: 'client_credentials', client_id: identifier, client_secret: secret };
  const answer = await call('POST', '/oauth/tokens', { ...asked, scope: 'read write' });
  const { access_token: token } = JSON.parse(answer) as { access_token: string };
  const names = testUserNames(TEST_USER, run);
  const user = { name: names.name, email: names.email, external_id: names.externalId, role: 'agent' };
  await call('POST', '/api/v2/users', { user }, token);
  await call('DELETE', '/api/v2/oauth/tokens/current', undefined, token);
  expect(leftOn(emulator).at(-1)?.name).toBe(names.name);
  expect(emulator.witness.remains().alive).toEqual([]);
}

test('a sweep is blocked if no tenant is configured', async ({}, testInfo) => {
  const { code, output } = await run(testInfo, { command: 'sweep' });
  expect(code).toBe(2);
  expect(output).toContain('No tenant is configured, so there is nothing to sweep');
});

test('if a worker is killed, the run sweeps what it left', async ({}, testInfo) => {
  test.skip(process.platform !== 'linux', 'the worker is found in /proc');
  await withTenant(async (emulator) => {
    const running = start(testInfo, { command: 'start', env: settingsFor(emulator) });
    await running.printed(/✓ 05 ·/);
    process.kill(workerOf(running.process.pid ?? 0), 'SIGKILL');
    const { code, output, record } = await running.ended;
    expect(code, output).toBe(2);
    expect(record?.verdict).toBe('blocked');
    expect(output).toContain('A worker ended without cleaning up. Sweeping.');
    expectClean(emulator);
  });
});

/** The process that runs the cells. */
function workerOf(main: number): number {
  const children = readFileSync(`/proc/${String(main)}/task/${String(main)}/children`, 'utf8');
  const worker = children
    .trim()
    .split(' ')
    .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('workerProcessEntry'));
  return Number(worker);
}
