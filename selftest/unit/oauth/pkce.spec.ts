import { expect, test } from '../../support/test.ts';
import { createHash } from 'node:crypto';
import { newAuthorizationBinding } from '../../../helpers/oauth/pkce.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';

const s256 = (verifier: string) => createHash('sha256').update(verifier, 'ascii').digest('base64url');

test('S256, as computed in these tests, is that of RFC 7636', () => {
  expect(s256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('a challenge belongs to its verifier', () => {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { verifier, challenge, method } = newAuthorizationBinding(new SecretRegistry());
    expect(method).toBe('S256');
    expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
    expect(challenge).toBe(s256(verifier));
    expect(challenge).toMatch(/^[A-Za-z0-9_-]{43}$/);
  }
});

test('no two bindings share a state or a verifier', () => {
  const bindings = Array.from({ length: 100 }, () => newAuthorizationBinding(new SecretRegistry()));
  expect(new Set(bindings.flatMap(({ state, verifier }) => [state, verifier])).size).toBe(200);
  for (const { state } of bindings) expect(state).toMatch(/^[A-Za-z0-9_-]{22,}$/);
});

test('state and verifier are secret from the start, and the challenge is not', () => {
  const secrets = new SecretRegistry();
  const { state, verifier, challenge } = newAuthorizationBinding(secrets);
  expect(secrets.redact(state)).toBe('[redacted state]');
  expect(secrets.redact(verifier)).toBe('[redacted code verifier]');
  expect(secrets.redact(challenge)).toBe(challenge);
});
