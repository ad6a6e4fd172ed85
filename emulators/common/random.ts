/** Random values for an emulator: tokens and passwords. */
import { randomBytes } from 'node:crypto';

/** A random value of `bytes` bytes, in hexadecimal. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** A password that meets every policy we emulate: at least 24 characters, all classes, no character twice in a row. */
export function randomPassword(): string {
  const letters = randomBytes(11).toString('hex').toUpperCase();
  return `q!${letters.replace(/(.)(?=\1)/g, '$1z')}7a`;
}
