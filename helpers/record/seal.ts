/**
 * The seal of a record: a digest of its content, and a signature if `KEYTURN_RECORD_KEY` is set. The digest shows damage and
 * careless edits. Anyone can make a new digest, so only the signature shows that a record was written by someone who has the key.
 *
 * The content is what `JSON.parse` reads, without the seal. So a record may be formatted differently, but no value may differ.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { digestOf } from './digest.ts';

export const recordSeal = z.object({
  /** `sha256:` and the digest in hexadecimal. */
  digest: z.string(),
  /** `hmac-sha256:` and the signature in hexadecimal. Missing if no key was configured. */
  signature: z.string().optional(),
});
type Seal = z.infer<typeof recordSeal>;

/** What a seal shows. */
export type SealState =
  /** There is none. Records of older versions and unfinished runs have none. */
  | 'missing'
  /** The content is not the one that was sealed. */
  | 'broken'
  /** The content is intact, and no signature was asked for: there is no key here. */
  | 'intact'
  /** The content is intact and signed with this key. */
  | 'signed'
  /** The content is intact, but there is a key here and the record has no signature. */
  | 'not signed'
  /** The content is intact, but it was signed with another key. */
  | 'another key';

/** Returns a record with its seal, in place of an earlier one. */
export function sealed<Of extends object>(record: Of, key: string | undefined): Of & { seal: Seal } {
  const content = contentOf(JSON.parse(JSON.stringify(record)));
  const signature = key === undefined ? {} : { signature: signatureOf(content, key) };
  return { ...record, seal: { digest: `sha256:${digestOf(content)}`, ...signature } };
}

/**
 * Checks the seal of a record.
 *
 * @param value the whole record as `JSON.parse` returned it. A schema may have removed fields that it does not know
 * @param key the key that must have signed it, if there is one
 */
export function checkSeal(value: unknown, key: string | undefined): SealState {
  const read = z.looseObject({ seal: recordSeal.optional() }).safeParse(value);
  if (!read.success) return 'broken';
  const { seal } = read.data;
  if (seal === undefined) return 'missing';
  const content = contentIfReadable(value);
  if (content === undefined) return 'broken';
  if (!isSame(seal.digest, `sha256:${digestOf(content)}`)) return 'broken';
  if (key === undefined) return 'intact';
  if (seal.signature === undefined) return 'not signed';
  return isSame(seal.signature, signatureOf(content, key)) ? 'signed' : 'another key';
}

/** `undefined` if it is nested so deeply that it cannot be written again, which no record is. */
function contentIfReadable(value: unknown): string | undefined {
  try {
    return contentOf(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function contentOf(value: unknown): string {
  const entries = Object.entries(value as object).filter(([name]) => name !== 'seal');
  // An object would sort names that are numbers, and lose `__proto__`.
  return JSON.stringify(entries);
}

function signatureOf(content: string, key: string): string {
  // What is signed begins with its purpose, so that a signature cannot be one of something else.
  const signature = createHmac('sha256', key).update('keyturn record\n').update(content).digest('hex');
  return `hmac-sha256:${signature}`;
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
