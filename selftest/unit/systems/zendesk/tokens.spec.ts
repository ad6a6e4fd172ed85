/** Tokens are recorded before they are requested, and stay open until it is certain that they do not exist. */
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import { attemptRefresh, signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { TokenRegister } from '../../../../helpers/systems/zendesk/tokens.ts';
import { connectTo, type Reply, TENANT, StubTenant } from './tiny-tenant.ts';
import { isToken } from '../../../../helpers/ledger/entry.ts';
import { lookUpToken } from '../../../../helpers/systems/zendesk/shown-token.ts';

const RUN = 'abcdefghjk';
const newLedger = () => new Ledger({ tenant: TENANT, run: RUN, folder: test.info().outputPath('ledger') });
/** What the next run would find. */
const onDisk = () =>
  new Ledger({ tenant: TENANT, run: 'zzzzzzzzzz', folder: test.info().outputPath('ledger') })
    .others()
    .filter(isToken);
const lifetimes = (count: number) => {
  const register = new TokenRegister(new Ledger({ tenant: TENANT, run: RUN }));
  return Array.from({ length: count }, () => register.recordRequest('admin').thing.lifetimeS);
};
const isGrant = ({ path }: { path: string }) => path === '/oauth/tokens';

test.describe('a lifetime', () => {
  test('is one to two hours, and never whole minutes', () => {
    const wrong = lifetimes(3000).filter(
      (s) => !Number.isInteger(s) || s <= 3600 || s >= 7200 || s % 60 === 0,
    );
    expect(wrong).toEqual([]);
  });

  test('is not near another one, so that rounding does not make them one', () => {
    const different = [...new Set(lifetimes(3000))].sort((a, b) => a - b);
    const distances = different.slice(1).map((lifetime, index) => lifetime - (different[index] ?? 0));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(3);
  });

  test('differs from run to run', () => {
    expect(new Set(Array.from({ length: 100 }, () => lifetimes(1)[0])).size).toBeGreaterThan(50);
  });

  test('is what the tenant is asked for, and what is noted', async () => {
    const tenant = new StubTenant();
    const asked: unknown[] = [];
    tenant.answer = (call) => {
      if (isGrant(call)) asked.push((call.json as { expires_in: number }).expires_in);
      return undefined;
    };
    const connection = connectTo(tenant, newLedger());
    await signInAsAdmin(connection);
    await signInAsAdmin(connection);
    expect(asked).toEqual(onDisk().map(({ thing }) => thing.lifetimeS));
  });
});

test('a token is on the disk before it is asked for, and its id when that is known', async () => {
  const tenant = new StubTenant();
  const seen: unknown[] = [];
  tenant.answer = (call) => {
    seen.push([call.path, onDisk().map(({ id }) => id)]);
    return undefined;
  };
  const { token } = await signInAsAdmin(connectTo(tenant, newLedger()));
  expect(seen).toEqual([
    ['/oauth/tokens', [undefined]],
    ['/api/v2/oauth/tokens/current', [undefined]],
  ]);
  expect(onDisk()).toEqual([
    expect.objectContaining({
      id: token.id,
      thing: { kind: 'token', identity: 'admin', lifetimeS: expect.any(Number) as unknown as number },
    }),
  ]);
});

test('no value of a token, and no secret, is in the ledger', async () => {
  const ledger = newLedger();
  const { token } = await signInAsAdmin(connectTo(new StubTenant(), ledger));
  const file = join(
    test.info().outputPath('ledger'),
    'acme.zendesk.com',
    `${RUN}-${String(process.pid)}.jsonl`,
  );
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(String(token.id));
  for (const secret of [token.value, token.value.slice(0, 10), 'secret-of-the-client']) {
    expect(text).not.toContain(secret);
  }
});

test.describe('where no token comes', () => {
  const refusals: [title: string, answer: () => Reply][] = [
    ['refused', () => ({ status: 401, body: { error: 'invalid_client' } })],
    ['refused with 400', () => ({ status: 400, body: { error: 'invalid_scope' } })],
    ['sent elsewhere', () => ({ status: 302 })],
    [
      'not sent at all',
      () => {
        throw new Blocked('the connection was refused');
      },
    ],
  ];
  for (const [title, answer] of refusals) {
    test(`because it was ${title}, nothing stays noted`, async () => {
      const tenant = new StubTenant();
      tenant.answer = answer;
      const connection = connectTo(tenant, newLedger());
      await expect(signInAsAdmin(connection)).rejects.toThrow();
      expect(connection.tokens.lost()).toEqual([]);
      expect(connection.ledger.own()).toEqual([]);
      expect(onDisk()).toEqual([]);
    });
  }

  const uncertain: [title: string, answer: () => Reply | string][] = [
    ['behind a gateway’s error', () => ({ status: 502, body: { error: 'x' } })],
    ['in an answer without a token', () => ({ status: 200, body: { token_type: 'bearer' } })],
    ['in an answer that is none', () => ({ status: 201 })],
    ['in a success that is not documented', () => ({ status: 204 })],
    [
      'without an answer',
      () => {
        throw new LostCall('nothing came within 20 s');
      },
    ],
  ];
  for (const [title, answer] of uncertain) {
    test(`but may have been given, ${title}, it stays noted, and counts as lost`, async () => {
      const tenant = new StubTenant();
      tenant.answer = (call) => (isGrant(call) ? (answer() as Reply) : undefined);
      const connection = connectTo(tenant, newLedger());
      await expect(signInAsAdmin(connection)).rejects.toThrow();
      expect(connection.tokens.all()).toEqual([]);
      expect(connection.tokens.lost()).toEqual(connection.ledger.own());
      expect(onDisk()).toEqual([expect.objectContaining({ id: undefined, notFound: false })]);
    });
  }

  test('by a refresh, it is the same', async () => {
    const tenant = new StubTenant();
    tenant.answer = (call) =>
      isGrant(call)
        ? {
            status: 200,
            body: { access_token: 'first-token', refresh_token: 'x-refresh', token_type: 'bearer' },
          }
        : undefined;
    const connection = connectTo(tenant, newLedger());
    const { token } = await signInAsAdmin(connection);
    tenant.answer = (call) => (isGrant(call) ? { status: 400, body: { error: 'invalid_grant' } } : undefined);
    expect(await attemptRefresh(connection, token)).toBeUndefined();
    expect(connection.tokens.lost()).toEqual([]);
    tenant.answer = (call) => (isGrant(call) ? { status: 504, body: {} } : undefined);
    expect(await attemptRefresh(connection, token)).toBeUndefined();
    expect(connection.tokens.lost()).toHaveLength(1);
  });
});

test.describe('a token that is held', () => {
  test('is not lost, even if its id cannot be looked up', async () => {
    for (const answer of [
      () => ({ status: 500, body: {} }),
      () => ({ status: 200, body: { token: { id: 'not a number' } } }),
      () => {
        throw new LostCall('no answer');
      },
    ]) {
      const tenant = new StubTenant();
      tenant.answer = (call) => (call.path.endsWith('/current') ? answer() : undefined);
      const connection = connectTo(tenant, new Ledger({ tenant: TENANT, run: RUN }));
      await signInAsAdmin(connection).catch(() => undefined);
      expect(connection.tokens.lost()).toEqual([]);
      expect(connection.tokens.alive()).toHaveLength(1);
      expect(connection.tokens.alive()[0]?.id).toBeUndefined();
      expect(connection.ledger.own()).toHaveLength(1);
    }
  });

  test('is held, to be taken back, also if it is of a type that nobody knows', async () => {
    const tenant = new StubTenant();
    tenant.answer = (call) =>
      isGrant(call) ? { status: 200, body: { access_token: 'abcdefghijkl', token_type: 'mac' } } : undefined;
    const connection = connectTo(tenant, newLedger());
    await expect(signInAsAdmin(connection)).rejects.toThrow(NonConformant);
    expect(connection.tokens.alive()).toHaveLength(1);
    expect(connection.tokens.lost()).toEqual([]);
  });

  test('is noted with its id, and struck out once when it died', async () => {
    const connection = connectTo(new StubTenant(), newLedger());
    const { token } = await signInAsAdmin(connection);
    const other = await signInAsAdmin(connection);
    expect(onDisk().map(({ id }) => id)).toEqual([token.id, other.token.id]);
    token.markDead();
    expect(token.dead).toBe(true);
    expect(onDisk().map(({ id }) => id)).toEqual([other.token.id]);
    const file = join(
      test.info().outputPath('ledger'),
      'acme.zendesk.com',
      `${RUN}-${String(process.pid)}.jsonl`,
    );
    const before = readFileSync(file, 'utf8');
    token.markDead();
    token.recordId(4711);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(connection.tokens.alive()).toEqual([other.token]);
    expect(connection.tokens.all()).toHaveLength(2);
  });

  test('keeps the id that it has, and tells another one that is shown', async () => {
    const tenant = new StubTenant();
    const connection = connectTo(tenant, newLedger());
    const admin = await signInAsAdmin(connection);
    const { id } = admin.token;
    tenant.answer = ({ path }) =>
      path.endsWith('/current')
        ? { status: 200, body: { token: { id: 99, token: 'somebody-e' } } }
        : undefined;
    await expect(lookUpToken(admin)).rejects.toThrow('shows a different token from the one that called');
    expect(admin.token.id).toBe(id);
    expect(onDisk().map((entry) => entry.id)).toEqual([id]);
  });

  test('knows when it was asked for', async () => {
    const before = Date.now();
    const { token } = await signInAsAdmin(connectTo(new StubTenant(), newLedger()));
    expect(token.requestedAt).toBeGreaterThanOrEqual(before);
    expect(token.requestedAt).toBeLessThanOrEqual(Date.now());
  });
});
