/** Identifiers and random values. */
import { randomInt } from 'node:crypto';

/** IDs of live tenants exceed 32 bits. Ours do too, and begin at another number with every start. */
export class IdSequence {
  private last = 6_164_000_000_000 + randomInt(1_000_000_000);

  next(): number {
    this.last += 1 + randomInt(900);
    return this.last;
  }
}

/** Six random digits. */
export function randomPasscode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
