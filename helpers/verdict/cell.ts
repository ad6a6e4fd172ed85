/**
 * What Playwright's results contain about a cell, so that every report can be drawn from them. Its address and prose are
 * annotations. What it did and proved is one attachment.
 */
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { FAILURES } from './errors.ts';

/** Names of the annotations that a cell has from the start. */
export const ADDRESS = 'address';
export const PROSE = 'prose';

/** How binding a proof is: documented, known but not promised, or unknown and only recorded. */
export const LEVELS = ['MUST', 'SHOULD', 'RECORD'] as const;
export type Level = (typeof LEVELS)[number];

/** What a proof comes to. */
export const OUTCOMES = ['proved', 'failed', 'observed', 'not tried', 'known deviation'] as const;

/** Where a cell or check is written, and its code. */
export const sourceRecord = z.object({
  /** Relative to the project: `specs/zendesk/cells/set-user-password.ts`. */
  file: z.string(),
  /** The first line of `text`, counted from 1. */
  line: z.int(),
  text: z.string(),
});
export type Source = z.infer<typeof sourceRecord>;

/** The annotation with the {@link Details} of a cell or check, as JSON. Playwright's report hides names that begin with `_`. */
const DETAILS = '_keyturn';

const details = z.object({
  /** The prose above its code, without what the other fields contain. */
  prose: z.string(),
  /** Of a check. */
  level: z.enum(LEVELS).optional(),
  /** Of a check: the statement of the documentation that it verifies, and where it is. */
  documented: z.object({ says: z.string(), at: z.string() }).optional(),
  /** Known only where the tests were loaded by the main process. */
  source: sourceRecord.optional(),
});

/** What is known of a cell or check before it runs. */
export type Details = z.infer<typeof details>;

/**
 * Why a running check was skipped. Either the tenant does not offer what the check needs, or the check is not about the
 * tenant of this run. In the second case, nothing is missing.
 */
const SKIPPED = ['not tried', 'not applicable'] as const;
export type Skipped = (typeof SKIPPED)[number];

/** The name of the attachment with a {@link CellRecord}. */
export const CELL_RECORD = 'keyturn-cell';

/** One request and its response. See {@link import('../http/exchange-record.ts').ExchangeRecord}. */
export const exchangeRecord = z.object({
  as: z.string(),
  /** The names of the secrets that authenticated it: `admin.token#1`. Missing if there were none. */
  with: z.array(z.string()).optional(),
  method: z.string(),
  url: z.string(),
  requestHeaders: z.record(z.string(), z.string()),
  requestBody: z.string().optional(),
  /** Missing if there was no answer. */
  status: z.number().optional(),
  responseHeaders: z.record(z.string(), z.string()),
  responseBody: z.string().optional(),
  /** Why there was no answer. */
  failure: z.string().optional(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  durationMs: z.number(),
  /** How often it was sent. */
  attempts: z.number(),
  /** Time spent waiting because the tenant asked for it. */
  waitedMs: z.number(),
  /**
   * The waits between its attempts: when each began in ms since the call did, and whether the tenant asked for it. Missing if
   * there were none, and in older records.
   */
  waits: z.array(z.object({ at: z.number(), ms: z.number(), asked: z.boolean() })).optional(),
  conflicts: z.number().optional(),
  /** What it did to passwords and tokens, by their names. */
  effects: z.array(z.object({ did: z.enum(['set', 'replaced', 'revoked']), secret: z.string() })).optional(),
  drift: z.array(z.object({ path: z.string(), kind: z.string(), seen: z.string() })).optional(),
});
export type RecordedExchange = z.infer<typeof exchangeRecord>;

export const proofRecord = z.object({
  /** `zendesk/notebook/06#revoked-refused` */
  address: z.string(),
  level: z.enum(LEVELS),
  sentence: z.string(),
  outcome: z.enum(OUTCOMES),
  /** What was seen, or why it failed. */
  detail: z.string().optional(),
  /** The address of the proof that it depends on, if it was not tried because that one was not proved. */
  follows: z.string().optional(),
  /** Present if it is known to fail or accepted as not tried: why, and until when. */
  deviation: z.object({ reason: z.string(), expires: z.string() }).optional(),
  durationMs: z.number(),
  /** The exchanges of its cell that were made while it ran: the index of the first, and of the one after the last. */
  exchanges: z.tuple([z.int(), z.int()]).optional(),
  /** If it made none itself: how many its cell had made before it. Most such proofs are about the last of them. */
  after: z.int().optional(),
});
export type ProofRecord = z.infer<typeof proofRecord>;

export const waitRecord = z.object({
  ms: z.number(),
  reason: z.string(),
  /** ISO 8601, UTC. Missing in older records. */
  startedAt: z.string().optional(),
});

/** A wait that the tenant did not ask for: until it shows something, or until a person or an email has answered. */
export const ownWaitRecord = z.object({
  ms: z.number(),
  /** A sentence. */
  reason: z.string(),
  /** ISO 8601, UTC. Calls may be made during the wait. */
  startedAt: z.string(),
});

/** A sign-in through the pages of the tenant. */
export const signInRecord = z.object({
  as: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  durationMs: z.number(),
  /** Number of exchanges that were recorded before it. */
  after: z.int(),
  /** What was done on the pages, as clauses: `typed the password`. */
  steps: z.array(z.string()),
  /** `accepted`, `refused`, `error page`, `sent back without a code`, or `failed` if the pages were not understood. */
  outcome: z.string(),
  /** What the page said. */
  message: z.string().optional(),
  /** The name of the password that was typed. */
  typed: z.string().optional(),
});
export type SignInRecord = z.infer<typeof signInRecord>;

/** Something that happened to a password or a token. See {@link import('../record/secret-events.ts').secretEventsOf}. */
export const secretEvent = z.object({
  /** Its name: `test-user.password#2`. */
  secret: z.string(),
  did: z.enum([
    /** The tenant issued it. */
    'issued',
    /** It was set as the user's password. */
    'set',
    /** A call or a sign-in with it was accepted or refused. */
    'accepted',
    'refused',
    /** Another password was set in its place. */
    'replaced',
    'revoked',
    /** Its user was deleted or deactivated. */
    'ended with its user',
    /** By a refusal: the tenant no longer accepts it. */
    'proved dead',
  ]),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** The index of the exchange in its cell. Missing for a sign-in on a page. */
  exchange: z.int().optional(),
});
export type SecretEvent = z.infer<typeof secretEvent>;

/** Something that was recorded in the ledger about a user or a token. */
export const ledgerEvent = z.object({
  /** Identifies the user or token within the run. */
  key: z.string(),
  did: z.enum(['creating', 'answered', 'created', 'removed', 'not found', 'left']),
  kind: z.enum(['user', 'token']),
  /** The email address or name of a user, or the identity that a token belongs to. */
  whose: z.string(),
  /** Its ID on the tenant, once that is known. */
  id: z.number().optional(),
  /** ISO 8601, UTC. */
  at: z.string(),
});
export type LedgerEvent = z.infer<typeof ledgerEvent>;

/**
 * Where the clean-up after a failure begins: the index of its first exchange, and of its first sign-in. The cell itself made
 * those before.
 */
export const cleanUpFrom = z.object({ exchange: z.int(), signIn: z.int() });

/** What one cell did. */
export const cellRecord = z.object({
  address: z.string(),
  /** The tenant's URL, and whether it is an emulator. */
  target: z.string(),
  emulated: z.boolean(),
  proofs: z.array(proofRecord),
  exchanges: z.array(exchangeRecord),
  cleanUpFrom: cleanUpFrom.optional(),
  waits: z.array(waitRecord),
  ownWaits: z.array(ownWaitRecord).optional(),
  signIns: z.array(signInRecord).optional(),
  ledger: z.array(ledgerEvent).optional(),
  /** The run that it is part of: another one for each shard. */
  run: z.string().optional(),
  /** The tenant's fingerprint, by name: settings, requirements, versions. */
  fingerprint: z.record(z.string(), z.string()).optional(),
  /** The kind of failure, if it ended with its own error. */
  failure: z.enum(FAILURES).optional(),
  /** Why it was skipped while it ran. */
  skipped: z.enum(SKIPPED).optional(),
});
export type CellRecord = z.infer<typeof cellRecord>;

/** Returns the address of a test from its annotations. */
export function addressOf(
  annotations: readonly { type: string; description?: string | undefined }[],
): string | undefined {
  return annotations.find(({ type }) => type === ADDRESS)?.description;
}

/** Returns the annotation with the details of a cell or check. */
export function detailsAnnotation(of: Details): { type: string; description: string } {
  return { type: DETAILS, description: JSON.stringify(of) };
}

/** Returns the details of a test from its annotations. */
export function detailsOf(
  annotations: readonly { type: string; description?: string | undefined }[],
): Details | undefined {
  const text = annotations.find(({ type }) => type === DETAILS)?.description;
  const read = details.safeParse(parseJson(text ?? ''));
  return read.success ? read.data : undefined;
}
