/** The kind of a secret. Redactions and leak reports contain the kind and never the value. */
export const SECRET_KINDS = [
  'access token',
  'refresh token',
  'authorization code',
  'password',
  'client secret',
  'passcode',
  'cookie',
  'state',
  'code verifier',
  'authenticity token',
  'signing key',
] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];
