/** The notebook with unusual settings, and on tenants that do not show enough to be judged. */
import { expect, test } from '@playwright/test';
import { startZendesk } from '../../../emulators/zendesk/index.ts';
import { judgeByCellsOn } from './judges.ts';

/** The calls that revoke, by what they revoke. */
const REVOKED = /^\/api\/v2\/oauth\/tokens\/(\d+|current)(?:\.json)?$/;

test('if neither the owner nor the beginning of a token is shown, the notebook is incomplete and has no leftovers', async () => {
  const emulator = await startZendesk({
    adminsCanSetUserPasswords: true,
    variation: 'without-token-user-id,without-token-prefix',
  });
  try {
    const judgement = await judgeByCellsOn(emulator, { stopWhenCaught: false });
    expect(judgement.findings).toEqual([]);
    const untried = new Set(judgement.untried.map(({ address }) => address));
    for (const proof of [
      '06#ours',
      '06#owner',
      '06#revoked',
      '06#revoked-refused',
      '07#owner',
      '09#ours',
      '09#owner',
      '09#revoked',
      '09#revoked-refused',
      '09#no-other-died',
      '09#no-bystander-died',
    ])
      expect(untried, proof).toContain(`zendesk/notebook/${proof}`);
    // What does not depend on it is proved anyway.
    for (const proof of ['08#new-accepted', '10#identity', '11#deleted', '12#no-user', '12#no-token'])
      expect(judgement.proved, proof).toContain(`zendesk/notebook/${proof}`);
    const revoked = emulator.witness
      .calls()
      .flatMap(({ method, path }) => (method === 'DELETE' ? (REVOKED.exec(path)?.[1] ?? []) : []));
    expect(new Set(revoked), 'by no id that was not shown to be ours').toEqual(new Set(['current']));
  } finally {
    await emulator.close();
  }
});

test('a configured password that the tenant does not take is a setting to be mended, and breaks no contract', async () => {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  try {
    const judgement = await judgeByCellsOn(emulator, {
      stopWhenCaught: false,
      testUser: { password: 'k'.repeat(11) },
    });
    const ended = judgement.findings.map(({ address, isBreach }) => ({ address, isBreach }));
    expect(ended).toEqual([{ address: 'zendesk/notebook/05', isBreach: false }]);
    expect(judgement.findings[0]?.message).toContain('does not accept ZENDESK_TEST_USER_PASSWORD');
  } finally {
    await emulator.close();
  }
});

test('an end user as the test user is as good as an agent', async () => {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, passwordPolicy: 'low' });
  try {
    const judgement = await judgeByCellsOn(emulator, {
      stopWhenCaught: false,
      testUser: { role: 'end-user' },
    });
    expect(judgement.findings).toEqual([]);
    expect(judgement.untried).toEqual([]);
    expect(judgement.proved).toContain('zendesk/notebook/12#no-user');
  } finally {
    await emulator.close();
  }
});
