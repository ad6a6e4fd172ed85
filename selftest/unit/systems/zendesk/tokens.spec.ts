/** The register of a run's tokens: each has its own lifetime, and is recorded in the ledger without its value. */
import { expect, test } from '../../../support/test.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isToken } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { TokenRegister } from '../../../../helpers/systems/zendesk/tokens.ts';
import { connectTo, StubTenant, TENANT } from './tiny-tenant.ts';

const RUN = 'abcdefghjk';
const folder = () => test.info().outputPath('ledger');
const newLedger = () => new Ledger({ tenant: TENANT, run: RUN, folder: folder() });
/** The IDs of the tokens that the next run would find in the ledger. */
const idsOnDisk = () =>
  new Ledger({ tenant: TENANT, run: 'zzzzzzzzzz', folder: folder() })
    .others()
    .filter(isToken)
    .map(({ id }) => id);
const ledgerText = () =>
  readFileSync(join(folder(), 'acme.zendesk.com', `${RUN}-${String(process.pid)}.jsonl`), 'utf8');

const lifetimes = (count: number) => {
  const register = new TokenRegister(new Ledger({ tenant: TENANT, run: RUN }));
  return Array.from({ length: count }, () => register.recordRequest('admin').thing.lifetimeS);
};

test.describe('a lifetime', () => {
  test('is one to two hours, and never whole minutes', () => {
    const wrong = lifetimes(3000).filter(
      (s) => !Number.isInteger(s) || s <= 3600 || s >= 7200 || s % 60 === 0,
    );
    expect(wrong).toEqual([]);
  });

  test('differs from every other one by more than rounding changes', () => {
    const different = [...new Set(lifetimes(3000))].sort((a, b) => a - b);
    const distances = different.slice(1).map((lifetime, index) => lifetime - (different[index] ?? 0));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(3);
  });

  test('differs from run to run', () => {
    expect(new Set(Array.from({ length: 100 }, () => lifetimes(1)[0])).size).toBeGreaterThan(50);
  });
});

test('the ledger contains the ID of a token, but not its value or the client secret', async () => {
  const { token } = await signInAsAdmin(connectTo(new StubTenant(), newLedger()));
  const text = ledgerText();
  expect(text).toContain(String(token.id));
  for (const secret of [token.value, token.value.slice(0, 10), 'secret-of-the-client']) {
    expect(text).not.toContain(secret);
  }
});

test('a held token is recorded with its ID, and its entry is closed once, when it is dead', async () => {
  const connection = connectTo(new StubTenant(), newLedger());
  const { token } = await signInAsAdmin(connection);
  const other = await signInAsAdmin(connection);
  expect(idsOnDisk()).toEqual([token.id, other.token.id]);
  token.markDead();
  expect(token.dead).toBe(true);
  expect(idsOnDisk()).toEqual([other.token.id]);
  const before = ledgerText();
  token.markDead();
  token.recordId(4711);
  expect(ledgerText()).toBe(before);
  expect(connection.tokens.alive()).toEqual([other.token]);
  expect(connection.tokens.all()).toHaveLength(2);
});

test('a held token has the time of its request', async () => {
  const before = Date.now();
  const { token } = await signInAsAdmin(connectTo(new StubTenant(), newLedger()));
  expect(token.requestedAt).toBeGreaterThanOrEqual(before);
  expect(token.requestedAt).toBeLessThanOrEqual(Date.now());
});
