/**
 * `run.json`: the record of a run. Every other report is drawn from it, so it contains everything that they show, already
 * redacted. Its JSON schema is published in `docs/run.schema.json`. Fields may be added; if one is removed or changes its
 * meaning, `version` changes.
 */
import { z } from 'zod';
import {
  cleanUpFrom,
  exchangeRecord,
  proofRecord,
  secretEvent,
  signInRecord,
  waitRecord,
  ownWaitRecord,
  ledgerEvent,
  LEVELS,
  sourceRecord,
} from '../verdict/cell.ts';
import { CELL_STATUSES, VERDICTS } from '../verdict/verdict.ts';
import { recordSeal } from './seal.ts';

export const RECORD_VERSION = 1;

/** How a cell or check ended. See `CellStatus`. */
const status = z.enum(CELL_STATUSES);

const verdict = z.enum(VERDICTS);

/** How a run counts for one of its tenants. See `outcomeOf`. */
export const OUTCOMES = ['green', 'red', 'not judged', 'interrupted'] as const;

/** What a person can do about a problem. */
const remedy = {
  /** What to change, as an instruction. */
  remedy: z.string().optional(),
  /** The screen, file or setting where it is changed. */
  where: z.string().optional(),
  /** Who may change it. */
  who: z.string().optional(),
  /** How to undo it afterwards. */
  undo: z.string().optional(),
  /** The code of the topic that explains more: a section of `docs/help.md`. */
  help: z.string().optional(),
};

/** Why an exit code is not 0. */
const reason = z.object({
  kind: z.enum([
    'failed',
    'blocked',
    'not tried',
    'not run',
    'interrupted',
    'leak',
    'leftover',
    'expired deviation',
    'missing shard',
    'report not written',
  ]),
  /** The cell, check or proof. Missing if it is about the run. */
  address: z.string().optional(),
  /** One sentence. */
  sentence: z.string(),
  /** The whole message, if it says more than the sentence. */
  text: z.string().optional(),
  ...remedy,
});

/** When one call or sign-in of a check was made. */
const timing = z.object({
  as: z.string(),
  /** What was called: `PUT /api/v2/users/7/password`. Missing for a sign-in on the pages of the tenant. */
  call: z.string().optional(),
  /** Missing if there was no answer, and for a sign-in. */
  status: z.number().optional(),
  /** How a sign-in ended. */
  outcome: z.string().optional(),
  /** When it began, in ms since its check did. */
  at: z.number(),
  ms: z.number(),
  /** How often it was sent, if more than once. */
  attempts: z.int().optional(),
  waits: exchangeRecord.shape.waits,
});

const cell = z.object({
  address: z.string(),
  /** Empty if the test is not known here. */
  title: z.string(),
  kind: z.enum(['cell', 'check', 'sweep']),
  /** What a reader sees above its code. */
  prose: z.string().optional(),
  /** Of a check. */
  level: z.enum(LEVELS).optional(),
  /** The statement of the documentation that a check verifies, and where it is: a URL or another source. */
  documented: z.object({ says: z.string(), at: z.string() }).optional(),
  status,
  /** The run that it was part of: another one for each shard. */
  run: z.string().optional(),
  /** The tenant's URL. Missing if it was not reached. */
  target: z.string().optional(),
  emulated: z.boolean().optional(),
  /** ISO 8601, UTC. Missing if it did not run. */
  startedAt: z.string().optional(),
  durationMs: z.number(),
  /** Number of calls, without those of pages in the browser. */
  calls: z.int(),
  /** The message of its first error, with its remedy. */
  error: z.string().optional(),
  proofs: z.array(proofRecord),
  waits: z.array(waitRecord),
  /** Waits that the tenant did not ask for. */
  ownWaits: z.array(ownWaitRecord).optional(),
  /**
   * The place of its worker among those of its run, from 0: the cells and checks of one lane ran one after the other. Missing
   * in older records.
   */
  lane: z.int().optional(),
  /** When the calls and sign-ins of a proved check were made, whose exchanges are not recorded. */
  timings: z.array(timing).optional(),
  /** In a notebook, and of a check that was not proved. */
  exchanges: z.array(exchangeRecord).optional(),
  /** Missing if no clean-up was needed. */
  cleanUpFrom: cleanUpFrom.optional(),
  /** In a notebook, and of a check that was not proved. */
  signIns: z.array(signInRecord).optional(),
  /** What happened to passwords and tokens, in order. */
  secrets: z.array(secretEvent).optional(),
  /** What was recorded in the ledger, in order. */
  ledger: z.array(ledgerEvent).optional(),
  /** The tenant's fingerprint, by name. */
  fingerprint: z.record(z.string(), z.string()).optional(),
  /** What the clean-up after a failed cell did, a line for each step. */
  cleanUp: z.string().optional(),
  /** What it printed. */
  output: z.string().optional(),
  /** In a notebook, and of a check that was not proved. */
  code: sourceRecord.optional(),
});

const deviation = z.object({
  address: z.string(),
  reason: z.string(),
  expires: z.string(),
  detail: z.string().optional(),
});

/** One point of the plots: a run of a tenant. */
export const runPoint = z.object({
  run: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  command: z.string(),
  verdict,
  /**
   * `green`: conformant, without leaks or leftovers. `red`: not so, or not conformant. `not judged`: blocked or incomplete.
   * Missing in older records.
   */
  outcome: z.enum(OUTCOMES).optional(),
  durationMs: z.number(),
  calls: z.int(),
  /** Number of cells and checks that were proved, and that were expected. */
  proved: z.int(),
  expected: z.int(),
});

const changed = z.object({ before: z.string().optional(), now: z.string().optional() });

/** What differs between this run and an earlier one of the same tenant. */
const comparison = z.object({
  run: z.string(),
  startedAt: z.string(),
  verdict,
  keyturn: z.string(),
  /** Number of cells and checks that ended in both runs. Nothing is known of the others. Missing in older records. */
  compared: z.int().optional(),
  /** Cells and checks that ended differently. `before` or `now` is missing if the run did not know the address. */
  cells: z.array(z.object({ address: z.string(), ...changed.shape })),
  /** Proofs with another outcome, or a RECORD that saw something else. */
  proofs: z.array(z.object({ address: z.string(), ...changed.shape })),
  /** Differences between the same exchanges of a cell. */
  exchanges: z.array(
    z.object({
      /** The address of the cell. */
      address: z.string(),
      /** Its index in this run's cell. Missing if this run did not make the call. */
      exchange: z.int().optional(),
      /** `PUT /api/v2/users/{id}/password as admin` */
      call: z.string(),
      differences: z.array(
        z.object({
          what: z.enum(['call', 'status', 'field', 'header', 'time']),
          /** The field or header. */
          name: z.string().optional(),
          ...changed.shape,
        }),
      ),
    }),
  ),
  fingerprint: z.array(z.object({ name: z.string(), ...changed.shape })),
  /** Differences from the documented shape that are new or gone, as sentences. */
  drift: z.object({ new: z.array(z.string()), gone: z.array(z.string()) }),
});

/** One tenant against its earlier runs. */
const since = z.object({
  /** The tenant's URL, or `emulator of zendesk`. */
  tenant: z.string(),
  previous: comparison.nullable(),
  /** The newest conformant run before this one. */
  green: comparison.nullable(),
  /** The runs before this one, oldest first. */
  runs: z.array(runPoint),
});

export const runRecord = z.looseObject({
  version: z.literal(RECORD_VERSION),
  /** The version of Keyturn. */
  keyturn: z.string(),
  run: z.string(),
  command: z.string(),
  /** What to type to run the same again, with the same settings. */
  again: z.string().optional(),
  /** Versions and machine, by name: Node, Playwright, browser, system, commit. */
  environment: z.record(z.string(), z.string()).optional(),
  startedAt: z.string(),
  durationMs: z.number(),
  /** Whether the run has ended. If not, it is under way, or it was killed. */
  ended: z.boolean(),
  verdict,
  /** The verdict's reason, in one line. */
  sentence: z.string(),
  /** `null` if it has not ended. */
  exitCode: z.int().nullable(),
  emulated: z.boolean(),
  interrupted: z.boolean(),
  targets: z.array(
    z.object({
      system: z.string(),
      /** The name of the system in reports. */
      title: z.string().optional(),
      /** The URL, or `emulator`. */
      tenant: z.string(),
    }),
  ),
  /** One for each thing that made the exit code what it is. Empty if it is 0. */
  reasons: z.array(reason).optional(),
  calls: z.int(),
  /** Errors outside of any cell. */
  errors: z.array(z.string()),
  knownDeviations: z.array(deviation),
  accepted: z.array(deviation),
  /** What is left on a tenant. */
  left: z.array(
    z.object({
      tenant: z.string(),
      kind: z.enum(['user', 'token']),
      whose: z.string(),
      id: z.number().optional(),
      /** Whether it certainly exists. */
      certain: z.boolean(),
      sentence: z.string().optional(),
    }),
  ),
  leaks: z.array(
    z.looseObject({
      file: z.string(),
      kinds: z.array(z.string()),
      sources: z.array(z.string()),
      removed: z.boolean(),
      trouble: z.string().optional(),
    }),
  ),
  /** If the run was merged from shards: how many there should be, and which are missing, counted from 1. */
  shards: z.object({ total: z.int(), missing: z.array(z.int()) }).optional(),
  cells: z.array(cell),
  /** Addresses of checks that are not about the tenant, such as those of a way to sign in that is not configured. */
  notApplicable: z.array(z.string()).optional(),
  since: z.array(since).optional(),
  /** By which an edited record is recognized. Missing if the run has not ended, and in older records. */
  seal: recordSeal.optional(),
});

export type RunRecord = z.infer<typeof runRecord>;
export type RecordedCell = z.infer<typeof cell>;
export type Timing = z.infer<typeof timing>;
export type Reason = z.infer<typeof reason>;
export type Since = z.infer<typeof since>;
export type Comparison = z.infer<typeof comparison>;
export type RunPoint = z.infer<typeof runPoint>;
