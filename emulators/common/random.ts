/** Random values that an emulator hands out. */
import { randomBytes } from 'node:crypto';

/** A random value of `bytes` bytes, in hexadecimal. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** A password that satisfies every policy we emulate: 24 or more characters of all classes, no equal neighbours. */
export function randomPassword(): string {
  const letters = randomBytes(11).toString('hex').toUpperCase();
  return `q!${letters.replace(/(.)(?=\1)/g, '$1z')}7a`;
}
