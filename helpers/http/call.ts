/** A call before it is made, and the credential of its caller. */
import type { z } from 'zod';
import type { SecretKind } from '../secrets/kinds.ts';
import type { Format } from './format.ts';

/** What a call does to a password or a token if it succeeds. `value` is the secret itself. */
export interface SecretEffect {
  did: 'set' | 'replaced' | 'revoked';
  value: string;
}

/** One call, before it is made. */
export interface Call<Body> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The encoded path. See `path()`. */
  path: string;
  query?: Record<string, string>;
  /** More headers. None may be a secret. */
  headers?: Record<string, string>;
  /** The body, sent as JSON … */
  json?: unknown;
  /**
   * … or sent unchanged. `secret` is its kind if all of it is a secret. `shown` is what the record shows instead, if the
   * text is too short to be searched for.
   */
  content?: { type: string; text: string; secret?: SecretKind; shown?: string };
  /** The format of the service's answers. JSON by default. */
  format?: Format;
  /** What it does to passwords and tokens if it succeeds. The report follows them by it. */
  effects?: readonly SecretEffect[];
  /** Whether the answer may contain other people's data. It is then not recorded. */
  mayContainOtherPeople?: true;
  /** Whether sending the call twice has the same effect as sending it once. */
  idempotent: boolean;
  /** Whether the call must not be retried after a conflict, because a second call would create something else. */
  noRetryOnConflict?: true;
  /** Whether a redirect to another host is a valid answer. */
  mayRedirectOffHost?: true;
  /** The parts of a successful answer that Keyturn relies on. */
  schema: z.ZodType<Body>;
  /** The documented shapes of the answer and of a refusal. Differences are recorded as drift. */
  documented?: { success: z.ZodType; refusal: z.ZodType };
}

/** The caller: a name for the report, and what authenticates the call, if anything. */
export interface Credential {
  as: string;
  /** An access token, sent as `Authorization: Bearer`. Its connection and cookies are kept for the next call. */
  bearer?: string;
  /**
   * A header that is built anew for each call. Such a call gets its own connection, so that a cookie from an earlier
   * answer cannot authenticate it instead.
   */
  proof?: Proof;
}

/** An auth header. */
interface Proof {
  header: string;
  /** What the report shows instead of its value. */
  shown: string;
  /** Builds the value for one call, and lists the secrets in it. Of a user name and password, only the password is a secret. */
  make: () => { value: string; secrets: { value: string; kind: SecretKind }[] };
}

/** Returns `POST /api/v2/users as admin`, without the query. */
export function titleOf(method: string, { pathname }: URL, { as }: Credential): string {
  return `${method} ${pathname} as ${as}`;
}

/** Returns the body of a call, if it has one. */
export function sentBody({ json, content }: Call<unknown>): string | undefined {
  return json === undefined ? content?.text : JSON.stringify(json);
}
