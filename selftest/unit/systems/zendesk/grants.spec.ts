/** Tokens are recorded before they are requested, and stay recorded unless it is certain that none was issued. */
import { expect, test } from '../../../support/test.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { isToken } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import { connectTo, type Reply, StubTenant, TENANT } from './tiny-tenant.ts';
import { WHAT_TO_DO } from '../../../support/what-to-do.ts';

const RUN = 'abcdefghjk';
const newLedger = () => new Ledger({ tenant: TENANT, run: RUN, folder: test.info().outputPath('ledger') });
/** What the next run would find. */
const onDisk = () =>
  new Ledger({ tenant: TENANT, run: 'zzzzzzzzzz', folder: test.info().outputPath('ledger') })
    .others()
    .filter(isToken);
const isGrant = ({ path }: { path: string }) => path === '/oauth/tokens';

test('a token is recorded before it is requested, and its ID as soon as it is known', async () => {
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

test('the recorded lifetime is the requested one', async () => {
  const tenant = new StubTenant();
  const requested: unknown[] = [];
  tenant.answer = (call) => {
    if (isGrant(call)) requested.push((call.json as { expires_in: number }).expires_in);
    return undefined;
  };
  const connection = connectTo(tenant, newLedger());
  await signInAsAdmin(connection);
  await signInAsAdmin(connection);
  expect(requested).toEqual(onDisk().map(({ thing }) => thing.lifetimeS));
});

const REFUSALS: [title: string, answer: () => Reply][] = [
  ['is refused', () => ({ status: 401, body: { error: 'invalid_client' } })],
  ['is refused with 400', () => ({ status: 400, body: { error: 'invalid_scope' } })],
  ['is redirected', () => ({ status: 302 })],
  [
    'was never sent',
    () => {
      throw new Blocked('the connection was refused', WHAT_TO_DO);
    },
  ],
];
for (const [title, answer] of REFUSALS) {
  test(`a token whose request ${title} does not stay recorded`, async () => {
    const tenant = new StubTenant();
    tenant.answer = answer;
    const connection = connectTo(tenant, newLedger());
    await expect(signInAsAdmin(connection)).rejects.toThrow();
    expect(connection.tokens.lost()).toEqual([]);
    expect(connection.ledger.own()).toEqual([]);
    expect(onDisk()).toEqual([]);
  });
}

const UNCERTAIN: [title: string, answer: () => Reply][] = [
  ['gets an error of a gateway', () => ({ status: 502, body: { error: 'x' } })],
  ['gets an answer without a token', () => ({ status: 200, body: { token_type: 'bearer' } })],
  ['gets an answer without a body', () => ({ status: 201 })],
  ['succeeds with a status that is not documented', () => ({ status: 204 })],
  [
    'gets no answer',
    () => {
      throw new LostCall('nothing came within 20 s', WHAT_TO_DO);
    },
  ],
];
for (const [title, answer] of UNCERTAIN) {
  test(`a token whose request ${title} stays recorded, and counts as lost`, async () => {
    const tenant = new StubTenant();
    tenant.answer = (call) => (isGrant(call) ? answer() : undefined);
    const connection = connectTo(tenant, newLedger());
    await expect(signInAsAdmin(connection)).rejects.toThrow();
    expect(connection.tokens.all()).toEqual([]);
    expect(connection.tokens.lost()).toEqual(connection.ledger.own());
    expect(onDisk()).toEqual([expect.objectContaining({ id: undefined, notFound: false })]);
  });
}

test('a token is held, and not lost, even if its ID cannot be looked up', async () => {
  for (const answer of [
    () => ({ status: 500, body: {} }),
    () => ({ status: 200, body: { token: { id: 'not a number' } } }),
    () => {
      throw new LostCall('no answer', WHAT_TO_DO);
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

test('a token of an unknown type is held, so that it is revoked, and breaks the contract', async () => {
  const tenant = new StubTenant();
  tenant.answer = (call) =>
    isGrant(call) ? { status: 200, body: { access_token: 'abcdefghijkl', token_type: 'mac' } } : undefined;
  const connection = connectTo(tenant, newLedger());
  await expect(signInAsAdmin(connection)).rejects.toThrow(NonConformant);
  expect(connection.tokens.alive()).toHaveLength(1);
  expect(connection.tokens.lost()).toEqual([]);
});
