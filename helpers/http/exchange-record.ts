/** What the report shows of a request and its response. */
import type { SecretRegistry } from '../secrets/registry.ts';
import { type Call, type Credential, sentBody } from './call.ts';
import type { Drift } from './drift.ts';
import type { NoAnswer } from './no-answer.ts';
import { printable } from './printable.ts';
import type { Answered } from './who-answered.ts';

/** One request and its response as the report shows it: redacted when it was made. */
export interface ExchangeRecord {
  /** Whoever the call was made as: admin, test user, anonymous. */
  as: string;
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: string | undefined;
  /** Absent when no answer came. */
  status: number | undefined;
  responseHeaders: Record<string, string>;
  responseBody: string | undefined;
  /** Why no answer came. */
  failure: string | undefined;
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  /** How often it was sent. */
  attempts: number;
  /** Time spent waiting because the tenant asked for it. */
  waitedMs: number;
  /** How often it ran into a collision in the tenant's database before this answer. */
  collisions?: number;
  /** How the answer differs from its documented shape. */
  drift?: Drift[];
}

/** Longer bodies are cut off in the record. */
const MAX_BODY_BYTES = 65_536;

/** The record of a call and what came of it. `started` is in milliseconds. */
export function recordOf(
  { credential, call, url }: { credential: Credential; call: Call<unknown>; url: URL },
  outcome: Answered | NoAnswer,
  { started, attempts, waitedMs }: { started: number; attempts: number; waitedMs: number },
  secrets: SecretRegistry,
): ExchangeRecord {
  const cover = (text: string) => printable(secrets.redact(text));
  const answered = 'failure' in outcome ? undefined : outcome;
  const sent = call.content?.shown ?? sentBody(call);
  return {
    as: credential.as,
    method: call.method,
    url: cover(url.href),
    requestHeaders: {
      ...Object.fromEntries(
        Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), cover(value)]),
      ),
      ...shownHeaders(credential),
    },
    requestBody: sent === undefined ? undefined : cover(sent),
    status: answered?.status,
    responseHeaders: Object.fromEntries(
      Object.entries(answered?.headers ?? {}).map(([name, value]) => [
        name,
        name === 'set-cookie' ? '[redacted cookie]' : cover(value),
      ]),
    ),
    responseBody: answered === undefined ? undefined : shownBody(call, answered, cover),
    failure: 'failure' in outcome ? cover(outcome.failure) : undefined,
    startedAt: new Date(started).toISOString(),
    durationMs: Date.now() - started,
    attempts,
    waitedMs,
  };
}

/** What the report shows of the headers: who called, and nothing that proves it. */
function shownHeaders({ bearer, proof }: Credential): Record<string, string> {
  if (bearer !== undefined) return { authorization: 'Bearer [redacted access token]' };
  return proof === undefined ? {} : { [proof.header.toLowerCase()]: proof.shown };
}

function shownBody(
  call: Call<unknown>,
  { status, text }: Answered,
  cover: (text: string) => string,
): string | undefined {
  if (call.mayContainOtherPeople === true && status < 300) {
    return `(${String(text.length)} characters, not recorded: they may be about other people)`;
  }
  return cover(text.slice(0, MAX_BODY_BYTES));
}
