/** IDs and passcodes. */
import { randomInt } from 'node:crypto';

/** Produces ascending IDs. Like those of live tenants they exceed 32 bits, and with every start they begin elsewhere. */
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
