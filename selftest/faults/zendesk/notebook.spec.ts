/** The notebook with unusual settings, and on tenants that do not show enough to be judged. */
import { expect, test } from '../../support/test.ts';
import { startZendesk } from '../../../emulators/zendesk/index.ts';
import { judgeByCellsOn } from './judges.ts';

/** The path of a call that revokes a token, with the token's ID. */
const REVOKED = /^\/api\/v2\/oauth\/tokens\/(\d+|current)(?:\.json)?$/;

test('if neither the owner nor the beginning of a token is shown, the notebook is incomplete and has no leftovers', async () => {
  const emulator = await startZendesk({
    adminsCanSetUserPasswords: true,
    variation: 'without-token-user-id,without-token-prefix',
  });
  try {
    const judgment = await judgeByCellsOn(emulator, { stopWhenCaught: false });
    expect(judgment.findings).toEqual([]);
    const notTried = new Set(judgment.notTried.map(({ address }) => address));
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
      expect(notTried, proof).toContain(`zendesk/notebook/${proof}`);
    // Proofs that do not depend on it are proved anyway.
    for (const proof of ['08#new-accepted', '10#identity', '11#deleted', '12#no-user', '12#no-token'])
      expect(judgment.proved, proof).toContain(`zendesk/notebook/${proof}`);
    const revoked = emulator.witness
      .calls()
      .flatMap(({ method, path }) => (method === 'DELETE' ? (REVOKED.exec(path)?.[1] ?? []) : []));
    expect(new Set(revoked), 'tokens are revoked by ID only if they are ours').toEqual(new Set(['current']));
  } finally {
    await emulator.close();
  }
});

test('a configured password that the tenant rejects is a mistake in a setting, not a breach of the contract', async () => {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  try {
    const judgment = await judgeByCellsOn(emulator, {
      stopWhenCaught: false,
      testUser: { password: 'k'.repeat(11) },
    });
    const ended = judgment.findings.map(({ address, isBreach }) => ({ address, isBreach }));
    expect(ended).toEqual([{ address: 'zendesk/notebook/05', isBreach: false }]);
    expect(judgment.findings[0]?.message).toContain('does not accept ZENDESK_TEST_USER_PASSWORD');
  } finally {
    await emulator.close();
  }
});

test('a test user who is an end user proves as much as an agent', async () => {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, passwordPolicy: 'low' });
  try {
    const judgment = await judgeByCellsOn(emulator, {
      stopWhenCaught: false,
      testUser: { role: 'end-user' },
    });
    expect(judgment.findings).toEqual([]);
    expect(judgment.notTried).toEqual([]);
    expect(judgment.proved).toContain('zendesk/notebook/12#no-user');
  } finally {
    await emulator.close();
  }
});
