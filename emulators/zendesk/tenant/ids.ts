/** Identifiers and random values. */
import { randomBytes, randomInt } from 'node:crypto';

/** Ids of live tenants exceed 32 bits; ours begin there too, at another place with every start. */
export class IdSequence {
  private last = 6_164_000_000_000 + randomInt(1_000_000_000);

  next(): number {
    this.last += 1 + randomInt(900);
    return this.last;
  }
}

/** A random value of `bytes` bytes, in hexadecimal. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** Six random digits. */
export function randomPasscode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** A password that satisfies every level: 24 characters of all classes, no two equal neighbours. */
export function randomPassword(): string {
  const letters = randomBytes(11).toString('hex').toUpperCase();
  return `q!${letters.replace(/(.)(?=\1)/g, '$1z')}7a`;
}
