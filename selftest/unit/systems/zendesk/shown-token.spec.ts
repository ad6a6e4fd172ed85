/** Whether a token can be identified by what a tenant shows of it. */
import { expect, test } from '@playwright/test';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { isShownToBe } from '../../../../helpers/systems/zendesk/shown-token.ts';
import { type HeldToken, TokenRegister } from '../../../../helpers/systems/zendesk/tokens.ts';

const HEADER = Buffer.from('{"typ":"at+jwt","alg":"RS256"}').toString('base64url');
const CLAIMS = Buffer.from('{"iss":"https://acme.example"}').toString('base64url');

function held(...values: string[]): HeldToken[] {
  const register = new TokenRegister(new Ledger({ tenant: 'https://acme.example', run: 'abcdefghjk' }));
  for (const value of values)
    register.add({ access_token: value, token_type: 'bearer' }, register.recordRequest('admin'));
  return [...register.all()];
}

/** A token as the tenant shows it, with this part of its beginning and the requested lifetime. */
function shown(token: HeldToken, length: number, otherS = 0) {
  const from = token.requestedAt;
  return {
    id: 7,
    token: token.value.slice(0, length),
    created_at: new Date(from).toISOString(),
    expires_at: new Date(from + (token.requestedLifetimeS + otherS) * 1000).toISOString(),
  };
}

test('ten characters tell a token, if no other one of ours begins with them', () => {
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

test('the beginning of a JWT tells nothing: the lifetime that was asked for must be its, too', () => {
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
