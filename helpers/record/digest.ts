import { createHash } from 'node:crypto';

/** Returns the digest of a record's file, in hexadecimal. A page names the record that it was drawn from by it. */
export function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
