/** A held token is identified by what the tenant shows of it, or its ID is not known. */
import { expect, test } from '../../../support/test.ts';
import { isToken } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { isShownToBe, lookUpToken } from '../../../../helpers/systems/zendesk/shown-token.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { type HeldToken, TokenRegister } from '../../../../helpers/systems/zendesk/tokens.ts';
import { connectTo, StubTenant, TENANT } from './tiny-tenant.ts';

const HEADER = Buffer.from('{"typ":"at+jwt","alg":"RS256"}').toString('base64url');
const CLAIMS = Buffer.from('{"iss":"https://acme.example"}').toString('base64url');

function held(...values: string[]): HeldToken[] {
  const register = new TokenRegister(new Ledger({ tenant: 'https://acme.example', run: 'abcdefghjk' }));
  for (const value of values)
    register.add({ access_token: value, token_type: 'bearer' }, register.recordRequest('admin'));
  return [...register.all()];
}

/** A token as the tenant shows it, with a beginning of this length. Its lifetime is the requested one, plus `extraS`. */
function shown(token: HeldToken, length: number, extraS = 0) {
  const from = token.requestedAt;
  return {
    id: 7,
    token: token.value.slice(0, length),
    created_at: new Date(from).toISOString(),
    expires_at: new Date(from + (token.requestedLifetimeS + extraS) * 1000).toISOString(),
  };
}

test('ten characters identify a token, if no other token of ours begins with them', () => {
  const [one, other, twin] = held('gErypPlm4dOVgGRv', 'Zk81mmQpaaOVgGRv', 'Zk81mmQpaaXXXXXX');
  if (one === undefined || other === undefined || twin === undefined) throw new Error('not held');
  expect(isShownToBe({ id: 7, token: 'gErypPlm4d' }, one)).toBe(true);
  expect(isShownToBe({ id: 7, token: 'gErypPlm4d...' }, one)).toBe(true);
  expect(isShownToBe({ id: 7, token: 'Zk81mmQpaa' }, other)).toBe(false);
  expect(isShownToBe({ id: 7, token: 'Zk81mmQpaaO' }, other)).toBe(true);
  expect(isShownToBe({ id: 7, token: 'Zk81mmQpaa' }, one)).toBe(false);
  expect(isShownToBe({ id: 7, token: '' }, one)).toBe(false);
  expect(isShownToBe({ id: 7 }, one)).toBe(false);
});

test('the beginning of a JWT does not identify it without the requested lifetime and time', () => {
  const [jwt] = held(`${HEADER}.${CLAIMS}.c2lnbmF0dXJl`);
  if (jwt === undefined) throw new Error('not held');
  const { length } = jwt.value;
  expect(isShownToBe({ id: 7, token: jwt.value.slice(0, 10) }, jwt)).toBe(false);
  expect(isShownToBe(shown(jwt, 10, 60), jwt)).toBe(false);
  expect(isShownToBe(shown(jwt, 10), jwt)).toBe(true);
  expect(isShownToBe({ ...shown(jwt, 10), created_at: '2020-01-01T00:00:00Z' }, jwt)).toBe(false);
  expect(isShownToBe({ ...shown(jwt, 10), expires_at: null }, jwt)).toBe(false);
  expect(isShownToBe({ id: 7, token: jwt.value.slice(0, length - 4) }, jwt)).toBe(true);
});

test('a token keeps its ID if the tenant later shows a different token', async () => {
  const tenant = new StubTenant();
  const folder = test.info().outputPath('ledger');
  const ledger = new Ledger({ tenant: TENANT, run: 'abcdefghjk', folder });
  const admin = await signInAsAdmin(connectTo(tenant, ledger));
  const { id } = admin.token;
  tenant.answer = ({ path }) =>
    path.endsWith('/current') ? { status: 200, body: { token: { id: 99, token: 'not-our-to' } } } : undefined;
  await expect(lookUpToken(admin)).rejects.toThrow('shows a different token from the one that called');
  expect(admin.token.id).toBe(id);
  const recorded = new Ledger({ tenant: TENANT, run: 'zzzzzzzzzz', folder }).others().filter(isToken);
  expect(recorded.map((entry) => entry.id)).toEqual([id]);
});
