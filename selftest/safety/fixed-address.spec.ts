/**
 * Runs with the same email address for their Zendesk user, on one machine and on two: only the first one has a user, and the others do
 * not touch them.
 */
import { expect, test } from '../support/test.ts';
import { existsSync, writeFileSync } from 'node:fs';
import { NOTHING } from '../../emulators/common/witness.ts';
import { start } from '../support/keyturn.ts';
import { tidyLedger } from '../support/ledger.ts';
import { sharedHost } from './host-client.ts';

test('with a fixed email address, runs on this machine and on another name the run that uses it, and are blocked', async ({}, testInfo) => {
  testInfo.setTimeout(240_000);
  const tenant = await sharedHost().start('zendesk');
  const go = testInfo.outputPath('go');
  const env: Record<string, string> = {
    ...tenant.settings,
    ZENDESK_TEST_USER_EMAIL: 'keyturn-fixed@example.com',
  };
  // Like a slow email, the first run's passcode arrives only when this file exists.
  const mailed = `"${process.execPath}" -e "process.exit(+!require('fs').existsSync(process.argv[1]))" "${go}"`;
  const first = start(testInfo, {
    command: 'start',
    env: { ...env, KEYTURN_PASSCODE_COMMAND: `${mailed} && ${env['KEYTURN_PASSCODE_COMMAND'] ?? ''}` },
  });
  await first.printed(/✓ 06 ·/);
  const before = await tenant.witness();
  await expect
    .poll(async () => (await tenant.requests()).findLast(({ kind }) => kind === 'page')?.path, {
      timeout: 60_000,
    })
    .toBe('/access/passcode');
  const seen = (await tenant.requests()).length;

  const user = String(before.remains.left[0]?.id);
  const holder = /^Keyturn run (\w+)/m.exec(first.output())?.[1] ?? 'none';
  // Another machine does not know this one's ledger.
  for (const environment of [{}, { KEYTURN_STATE: testInfo.outputPath('other-machine') }]) {
    const second = await start(testInfo, { command: 'start', env, environment }).ended;
    expect(existsSync(go)).toBe(false);
    expect(second.code, second.output).toBe(2);
    expect(second.record?.verdict).toBe('blocked');
    expect(second.output).toContain(`keyturn-fixed@example.com is in use by user ${user} of run ${holder}`);
    const ofSecond = (await tenant.requests()).slice(seen).filter(({ kind }) => kind === 'call');
    const writes = ofSecond.filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth/tokens'));
    expect(writes).toEqual([]);
    expect((await tenant.witness()).remains.left).toEqual(before.remains.left);
  }

  writeFileSync(go, '');
  const { code, output } = await first.ended;
  expect(code, output).toBe(0);
  const { remains, created } = await tenant.witness();
  expect(remains).toEqual(NOTHING);
  expect(created).toHaveLength(1);
  await tenant.close();
  tidyLedger(tenant);
});
