import type { SecretKind, SecretRegistry } from './registry.ts';

/** Whoever remembers secrets. */
type Learner = Pick<SecretRegistry, 'learn'>;

/** Fields of requests and answers that are secrets by their name. */
const FIELDS: Record<string, SecretKind> = {
  access_token: 'access token',
  full_token: 'access token',
  refresh_token: 'refresh token',
  authenticity_token: 'authenticity token',
  client_secret: 'client secret',
  secret: 'client secret',
  code: 'authorization code',
  code_verifier: 'code verifier',
  password: 'password',
  previous_password: 'password',
  currentpassword: 'password',
  accountpassword: 'password',
  authtoken: 'access token',
};

/** Errors have codes as well, such as "invalid"; those that authorize are longer. */
const SHORTEST_CODE = 16;

/** Bounded, because a hostile answer may nest without end. */
const DEEPEST = 12;

/** Learns the secrets in a JSON value, by the names of its fields. */
export function learnFromJson(value: unknown, secrets: Learner, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  for (const [key, item] of Object.entries(value)) {
    const kind = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    if (typeof item === 'string' && kind !== undefined) {
      if (key !== 'code' || item.length >= SHORTEST_CODE) secrets.learn(item, kind);
    } else learnFromJson(item, secrets, depth + 1);
  }
}

/** Learns the value of every cookie that a `Set-Cookie` header sets (several are joined by line breaks). */
export function learnFromSetCookie(header: string | undefined, secrets: Learner): void {
  for (const cookie of (header ?? '').split('\n')) {
    const value = /^[^=;]*=([^;]*)/.exec(cookie)?.[1]?.replace(/^"|"$/g, '');
    // Preferences such as `locale=en` are no secrets, and covering them would shred every text.
    if (value !== undefined && value.length >= 12) secrets.learn(value, 'cookie');
  }
}
