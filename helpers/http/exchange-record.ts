/** What the report shows of a request and its response. */
import type { SecretRegistry } from '../secrets/registry.ts';
import { type Call, type Credential, type SecretEffect, sentBody } from './call.ts';
import type { Drift } from './drift.ts';
import type { NoAnswer } from './no-answer.ts';
import { withoutMarkers } from './markers.ts';
import { printable } from './printable.ts';
import type { Answered } from './who-answered.ts';

/** One request and its response as the report shows them. Redacted from the start. */
export interface ExchangeRecord {
  /** The identity of the caller: admin, test user, anonymous. */
  as: string;
  /** The names of the secrets that authenticated it: `admin.token#1`. */
  with?: string[];
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: string | undefined;
  /** `undefined` if there was no answer. */
  status: number | undefined;
  responseHeaders: Record<string, string>;
  responseBody: string | undefined;
  /** Why there was no answer. */
  failure: string | undefined;
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  /** How often it was sent. */
  attempts: number;
  /** Time spent waiting because the tenant asked for it. */
  waitedMs: number;
  /** The waits between its attempts, in order. */
  waits?: CallWait[];
  /** Number of database conflicts that this call met before its answer. */
  conflicts?: number;
  /** What it did to passwords and tokens, by their names. */
  effects?: { did: SecretEffect['did']; secret: string }[];
  /** How the answer differs from its documented shape. */
  drift?: Drift[];
}

/** A wait between two attempts of a call, or before its first one. */
export interface CallWait {
  /** When it began, in ms since the call did. */
  at: number;
  ms: number;
  /** Whether the tenant asked for it. If not, it is our own pause before the call is sent again. */
  asked: boolean;
}

/** Longer bodies are cut off in the record. */
const MAX_BODY_BYTES = 65_536;

/** Builds the record of a call and its outcome. `started` is in ms. */
export function recordOf(
  { credential, call, url }: { credential: Credential; call: Call<unknown>; url: URL },
  outcome: Answered | NoAnswer,
  {
    started,
    attempts,
    waitedMs,
    waits,
  }: { started: number; attempts: number; waitedMs: number; waits: readonly CallWait[] },
  secrets: SecretRegistry,
): ExchangeRecord {
  const redact = (text: string) => printable(secrets.redact(withoutMarkers(text, secrets)));
  const answered = 'failure' in outcome ? undefined : outcome;
  const sent = call.content?.shown ?? sentBody(call);
  const names = namesOf(credential, secrets);
  const effects = effectsOf(call, answered, secrets);
  return {
    as: credential.as,
    ...(names.length === 0 ? {} : { with: names }),
    method: call.method,
    url: redact(url.href),
    requestHeaders: {
      ...(sent === undefined ? {} : { 'content-type': call.content?.type ?? 'application/json' }),
      ...Object.fromEntries(
        Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), redact(value)]),
      ),
      ...shownHeaders(credential, names),
    },
    requestBody: sent === undefined ? undefined : redact(sent),
    status: answered?.status,
    responseHeaders: Object.fromEntries(
      Object.entries(answered?.headers ?? {}).map(([name, value]) => [
        redact(name),
        name === 'set-cookie' ? '[redacted cookie]' : redact(value),
      ]),
    ),
    responseBody: answered === undefined ? undefined : shownBody(call, answered, redact),
    failure: 'failure' in outcome ? redact(outcome.failure) : undefined,
    startedAt: new Date(started).toISOString(),
    durationMs: Date.now() - started,
    attempts,
    waitedMs,
    ...(waits.length === 0 ? {} : { waits: [...waits] }),
    ...(effects.length === 0 ? {} : { effects }),
  };
}

/** Returns the names of the secrets in a credential. A server API token is another one in each call, and has none. */
function namesOf({ bearer, proof }: Credential, secrets: SecretRegistry): string[] {
  const values = bearer === undefined ? (proof?.make().secrets ?? []).map(({ value }) => value) : [bearer];
  return values.flatMap((value) => secrets.nameOf(value) ?? []);
}

/** Returns what a call did to secrets. A refused call did nothing. */
function effectsOf(
  { effects = [] }: Call<unknown>,
  answered: Answered | undefined,
  secrets: SecretRegistry,
): NonNullable<ExchangeRecord['effects']> {
  if (answered === undefined || answered.status >= 300) return [];
  return effects.flatMap(({ did, value }) => {
    const secret = secrets.nameOf(value);
    return secret === undefined ? [] : { did, secret };
  });
}

/** Returns the auth headers that the report shows, with the name or the kind of each secret in its place. */
function shownHeaders({ bearer, proof }: Credential, [name]: readonly string[]): Record<string, string> {
  if (bearer !== undefined) return { authorization: `Bearer [redacted ${name ?? 'access token'}]` };
  if (proof === undefined) return {};
  const shown =
    name === undefined ? proof.shown : proof.shown.replace(/\[redacted [^\]]+\]/, `[redacted ${name}]`);
  return { [proof.header.toLowerCase()]: shown };
}

function shownBody(
  call: Call<unknown>,
  { status, text }: Answered,
  cover: (text: string) => string,
): string | undefined {
  if (call.mayContainOtherPeople === true && status < 300) {
    return `(${String(text.length)} characters, not recorded because they may concern other people)`;
  }
  return cover(text.slice(0, MAX_BODY_BYTES));
}
