/**
 * What a blob report contains about its run besides Playwright's results, so that blobs can be merged on another machine,
 * which has other settings. It is in the metadata of Playwright's configuration.
 */
import { z } from 'zod';
import { runRecord } from '../record/schema.ts';

/** Its name in the metadata. */
export const SHARD_RECORD = 'keyturn';

export const SHARD_RECORD_VERSION = 1;

const { targets, left, leaks } = runRecord.shape;

const deviation = z.object({
  tenant: z.string(),
  check: z.string(),
  outcome: z.enum(['failed', 'not tried']),
  reason: z.string(),
  expires: z.string(),
});

/** A cell or check as it was declared. */
const declaredTest = z.object({
  address: z.string(),
  title: z.string(),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
});
export type DeclaredTest = z.infer<typeof declaredTest>;

export const shardRecord = z.object({
  version: z.literal(SHARD_RECORD_VERSION),
  /** The version of Keyturn. */
  keyturn: z.string(),
  run: z.string(),
  command: z.string(),
  /** The words of the command line, without those that choose the shard and the reporters. */
  words: z.array(z.string()),
  /** What to type to run all shards again as one run. */
  again: z.string().optional(),
  /** The addresses that were requested. Empty if everything runs. */
  addresses: z.array(z.string()),
  targets,
  environment: z.record(z.string(), z.string()).optional(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** The cells and checks that all shards together run. */
  tests: z.array(declaredTest),
  /**
   * The addresses of all cells and checks, including those that the command line left out. Missing if they are not known,
   * because the run ended too early.
   */
  expected: z.array(z.string()).optional(),
  /** The entries in the file of known deviations. */
  deviations: z.array(deviation),
  /** What was left, and what had leaked, when the blob was written. */
  left,
  leaks,
});

/** What one blob contains about its run. */
export type ShardRecord = z.infer<typeof shardRecord>;
