/** What kind of thing a secret is: named in its cover and in leak reports, where its value never is. */
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
] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];
