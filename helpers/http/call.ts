/** A call before it is made, and whoever makes it. */
import type { z } from 'zod';
import type { SecretKind } from '../secrets/kinds.ts';
import type { Format } from './format.ts';

/** One call, before it is made. */
export interface Call<Body> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Encoded already: see `path()`. */
  path: string;
  query?: Record<string, string>;
  /** Further headers, none of them a secret. */
  headers?: Record<string, string>;
  /** What is sent, as JSON … */
  json?: unknown;
  /**
   * … or as it is; then `secret` says what kind of secret all of it is, and `shown` what the record shows in its place,
   * where it is too short to be looked for.
   */
  content?: { type: string; text: string; secret?: SecretKind; shown?: string };
  /** How the service writes its answers; JSON if nothing is said. */
  format?: Format;
  /** The answer may hold people who are none of our business: it is not recorded. */
  mayContainOtherPeople?: true;
  /** Whether sending it twice does no more than sending it once. */
  repeatable: boolean;
  /** What it creates is not the same, made twice: where it collided with another call, it is not made again. */
  noRetryOnConflict?: true;
  /** A redirect to another host is an answer to it. */
  mayRedirectOffHost?: true;
  /** What of the answer to a success is relied on. */
  schema: z.ZodType<Body>;
  /** The whole documented shape of it, and of a refusal: what differs from them is noted. */
  documented?: { success: z.ZodType; refusal: z.ZodType };
}

/** Who calls: a name for the report, and what proves it, if there is anything. */
export interface Credential {
  as: string;
  /** An access token, sent as `Authorization: Bearer`. Its connection, with its cookies, is kept for the next call. */
  bearer?: string;
  /**
   * Another header, made for each call, which then has a connection of its own: no cookie that an earlier answer has
   * set can prove anything in its place.
   */
  proof?: Proof;
}

/** A header that proves who calls. */
interface Proof {
  header: string;
  /** What the report shows in its place. */
  shown: string;
  /** Its value, anew for each call, and what of it is secret: of a pair of name and password, the password. */
  make: () => { value: string; secrets: { value: string; kind: SecretKind }[] };
}

/** `POST /api/v2/users as admin`, without what is asked for in the query. */
export function titleOf(method: string, { pathname }: URL, { as }: Credential): string {
  return `${method} ${pathname} as ${as}`;
}

/** What is sent as the body of a call, if anything is. */
export function sentBody({ json, content }: Call<unknown>): string | undefined {
  return json === undefined ? content?.text : JSON.stringify(json);
}
