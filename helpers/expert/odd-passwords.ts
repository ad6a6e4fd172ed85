/** Passwords that break clients: each strong, and random but for what is odd about it. */
import { generatePassword } from '../secrets/password.ts';
import type { SecretRegistry } from '../secrets/registry.ts';

/** What is odd about a password. */
export const ODDITIES = {
  reserved: 'with &, =, #, ? and ; in it, which end a value in a query',
  escaped: 'with spaces, slashes, percent and plus signs, which are decoded once too often or too seldom',
  unicode: 'with umlauts, an euro sign and quotes, which a wrong charset turns into question marks',
  long: 'of 200 characters',
  newline: 'that ends with a line break, which counts',
} as const;
export type Oddity = keyof typeof ODDITIES;

const WRAP: Record<Oddity, (strong: string) => string> = {
  reserved: (strong) => `${strong}&a=b#c?d;e&`,
  escaped: (strong) => `a b/c ${strong}%2F+%+ 100%d`,
  unicode: (strong) => `äÖß€ñ"${strong}'»`,
  long: (strong) => strong.repeat(9).slice(0, 200),
  newline: (strong) => `${strong}\n`,
};

/** Makes one up; it is known to the registry. */
export function oddPassword(oddity: Oddity, secrets: SecretRegistry): string {
  const password = WRAP[oddity](generatePassword([], secrets));
  secrets.learn(password, 'password');
  return password;
}
