import { createHash, randomBytes } from 'node:crypto';
import type { SecretRegistry } from '../secrets/registry.ts';

/** What binds an authorization code to the one who asked for it. */
export interface Proof {
  /** Comes back beside the code; another one means that the answer is not to our question. */
  state: string;
  verifier: string;
  challenge: string;
  method: 'S256';
}

/** A fresh `state` and PKCE pair (RFC 7636, S256), already known to the registry of secrets. */
export function newAuthorizationBinding(secrets: SecretRegistry): Proof {
  const state = randomBytes(24).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  secrets.learn(state, 'state', 'the “state” of a sign-in, made up by this run');
  secrets.learn(verifier, 'code verifier', 'the “code_verifier” of a sign-in, made up by this run');
  return {
    state,
    verifier,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
    method: 'S256',
  };
}
