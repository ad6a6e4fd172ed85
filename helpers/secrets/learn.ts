import type { SecretKind } from './kinds.ts';
import type { SecretRegistry } from './registry.ts';

/** An object that learns secrets. */
type SecretLearner = Pick<SecretRegistry, 'learn'>;

/** Fields of requests and answers that contain secrets, by name. */
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

/**
 * Errors have codes as well, such as "invalid" or "authentication_required". Authorization codes are longer and are not
 * words.
 */
const MIN_CODE_LENGTH = 16;
const ERROR_CODE = /^[a-z]+(?:_[a-z]+)*$/i;

/** Limited, because a hostile answer may be nested endlessly. */
const MAX_DEPTH = 12;

/**
 * Learns the secrets in a JSON value from the names of its fields.
 *
 * @param where its place, as the end of a phrase: “in the answer to GET /api/v2/users/me as admin”
 */
export function learnFromJson(value: unknown, secrets: SecretLearner, where: string, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  for (const [key, item] of Object.entries(value)) {
    const kind = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    if (typeof item === 'string' && kind !== undefined) {
      const authorizes = item.length >= MIN_CODE_LENGTH && !ERROR_CODE.test(item);
      if (key !== 'code' || authorizes) secrets.learn(item, kind, `the field “${key}” ${where}`);
    } else learnFromJson(item, secrets, where, depth + 1);
  }
}

/** Fields that contain a user's name. */
const NAMES = /^(?:user_?|full_?|display_?)?name$|^e?mail$/i;

/** Returns the user names in a call, which are public. A tenant that repeats them does not leak a secret. */
export function namesIn(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' ? (NAMES.test(key) ? item : []) : namesIn(item, depth + 1),
  );
}

/** Preferences such as `locale=en` are not secrets, and redacting them would make every text unreadable. */
const MIN_COOKIE_LENGTH = 12;

/** Names of cookies that may authenticate a user. */
const CREDENTIAL_COOKIE = /sess|token|auth|sid\b|jwt|csrf|xsrf|key|login|remember|cookie/i;

/** A preference in words: `compact-navigation`. */
const WORDS = /^[a-z]+(?:[-_. ][a-z]+)*$/i;

/**
 * Learns the value of every cookie in a `Set-Cookie` header (several are joined by line breaks), if it can be a secret.
 * Some clients allow semicolons in a quoted value, and others end the value there. Both values are learned.
 *
 * @param where the place of the header, as the end of a phrase: “in the answer to GET /@api/deki/users/current as admin”
 */
export function learnFromSetCookie(header: string | undefined, secrets: SecretLearner, where: string): void {
  for (const cookie of (header ?? '').split('\n')) {
    const [, name = '', rest = ''] = /^([^=;]*)=(.*)$/.exec(cookie) ?? [];
    const isGuarded = /;\s*(?:httponly|secure)\s*(?:;|$)/i.test(cookie);
    const quoted = /^\s*"([^"]*)"/.exec(rest)?.[1];
    const bare = (/^[^;]*/.exec(rest)?.[0] ?? '').trim().replace(/^"|"$/g, '');
    for (const value of new Set([bare, quoted ?? bare])) {
      if (isSecretCookie({ name, value, isGuarded }))
        secrets.learn(
          value,
          Object.hasOwn(FIELDS, name.trim()) ? (FIELDS[name.trim()] ?? 'cookie') : 'cookie',
          `the cookie “${name.trim()}” ${where}`,
        );
    }
  }
}

/** Whether a cookie may authenticate a user. `isGuarded`: it is HttpOnly or Secure. */
export function isSecretCookie(cookie: { name: string; value: string; isGuarded: boolean }): boolean {
  const { name, value, isGuarded } = cookie;
  // If the value has parts, one of them must look like a secret. A list of words and small numbers is not a secret.
  const parts = /[\s;,]/.test(value) ? value.split(/[\s;,=&|]+/) : [value];
  if (!parts.some((part) => part.length >= MIN_COOKIE_LENGTH && mayBeSecret(part))) return false;
  return isGuarded || CREDENTIAL_COOKIE.test(name) || !WORDS.test(value);
}

/** Attributes of a structured header. */
const ATTRIBUTES = /^(?:path|domain|expires|max-age|version|samesite|secure|httponly|note|comment|realm)$/i;

/**
 * Returns the values in a header, without names, quotes and attributes: `a1b2` from `session=a1b2; path="/"; note="a, b;
 * c=d"`.
 */
export function valuesIn(header: string): string[] {
  return (header.match(/(?:"[^"]*"|[^;,"])+/g) ?? []).flatMap((part) => {
    const [, name, value = ''] = /^\s*(?:([\w-]+)\s*=(?!=*\s*$))?\s*(.*?)\s*$/s.exec(part) ?? [];
    const bare = value.replace(/^"(.*)"$/s, '$1');
    return bare === '' || (name !== undefined && ATTRIBUTES.test(name)) ? [] : bare;
  });
}

/**
 * Whether a value from a tenant can be a secret, judging by its form. A number, a date, a URL, or a repeated pattern is
 * not a secret, whatever its name is: it would be found everywhere.
 */
export function mayBeSecret(value: string): boolean {
  const plain = decoded(value);
  const isRepeated = /^(.{1,4}?)\1{2,}.{0,3}$/s.test(plain) || new Set(plain).size < 4;
  const isNumber = /^[-+]?\d{1,15}(?:[.,]\d{1,9})?$/.test(plain) || /^(?=.*[.:])[\d.:]{1,39}$/.test(plain);
  const isDate = /^\d{4}-\d\d-\d\d(?:[T ][\d:.,]*(?:Z|[-+][\d:]+)?)?$|^[a-z]{3,9},? .*\d\d:\d\d/i.test(plain);
  const isAddress = /^https?:\/\/[^?#]*$/i.test(plain);
  return !isRepeated && !isNumber && !isDate && !isAddress;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
