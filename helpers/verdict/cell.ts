/**
 * What Playwright's results contain about a cell, so that every report can be drawn from them. Its address and prose are
 * annotations. What it did and proved is one attachment.
 */
import { z } from 'zod';
import { FAILURES } from './errors.ts';

/** Names of the annotations that a cell has from the start. */
export const ADDRESS = 'address';
export const PROSE = 'prose';

/**
 * Why a running check was skipped. Either the tenant does not offer what the check needs, or the check is not about the
 * tenant of this run. In the second case, nothing is missing.
 */
const SKIPPED = ['not tried', 'not applicable'] as const;
export type Skipped = (typeof SKIPPED)[number];

/** The name of the attachment with a {@link CellRecord}. */
export const CELL_RECORD = 'keyturn-cell';

/** How binding a proof is: documented, known but not promised, or unknown and only recorded. */
export type Level = 'MUST' | 'SHOULD' | 'RECORD';

const exchangeRecord = z.looseObject({
  as: z.string(),
  method: z.string(),
  url: z.string(),
  status: z.number().optional(),
  durationMs: z.number(),
  attempts: z.number(),
  drift: z.array(z.object({ path: z.string(), kind: z.string(), seen: z.string() })).optional(),
});

const proofRecord = z.object({
  /** `zendesk/notebook/06#revoked-refused` */
  address: z.string(),
  level: z.enum(['MUST', 'SHOULD', 'RECORD']),
  sentence: z.string(),
  outcome: z.enum(['proved', 'failed', 'observed', 'not tried', 'known deviation']),
  /** What was seen, or why it failed. */
  detail: z.string().optional(),
  /** The address of the proof that it depends on, if it was not tried because that one was not proved. */
  follows: z.string().optional(),
  /** Present if it is known to fail or accepted as not tried: why, and until when. */
  deviation: z.object({ reason: z.string(), expires: z.string() }).optional(),
  durationMs: z.number(),
});
export type ProofRecord = z.infer<typeof proofRecord>;

/** What one cell did. */
export const cellRecord = z.object({
  address: z.string(),
  /** The tenant's URL, and whether it is an emulator. */
  target: z.string(),
  emulated: z.boolean(),
  proofs: z.array(proofRecord),
  exchanges: z.array(exchangeRecord),
  waits: z.array(z.object({ ms: z.number(), reason: z.string() })),
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
