/** Passwords that break clients: each strong, and random but for what is odd about it. */
import type { Exchange } from '../../http/exchange.ts';
import { generatePassword } from '../../secrets/password.ts';
import type { SecretRegistry } from '../../secrets/registry.ts';

/** What is odd about a password. */
export const ODDITIES = {
  reserved: 'with &, =, #, ? and ; in it, which end a value in a query',
  escaped:
    'with spaces, slashes, percent and plus signs, which are decoded once too often or too seldom, and a space at its end',
  unicode: 'with umlauts, an euro sign and quotes, which a wrong charset turns into question marks',
  long: 'of 200 characters',
  newline: 'of 200 characters of which the last is a line break, which counts',
} as const;
export type Oddity = keyof typeof ODDITIES;

const WRAP: Record<Oddity, (strong: string) => string> = {
  reserved: (strong) => `${strong}&a=b#c?d;e&`,
  escaped: (strong) => `a b/c ${strong}%2F+%+ 100%d `,
  unicode: (strong) => `äÖß€ñ"${strong}'»`,
  long: (strong) => repeated(strong, 200),
  newline: (strong) => `${repeated(strong, 199)}\n`,
};

function repeated(strong: string, length: number): string {
  return strong.repeat(Math.ceil(length / strong.length)).slice(0, length);
}

/** The same password but for the case of its last letter: nearly right, and wrong. It is known to the registry. */
export function nearMiss(password: string, secrets: SecretRegistry): string {
  const near = password.replace(/[A-Za-z](?=[^A-Za-z]*$)/, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
  secrets.learn(near, 'password', 'a password made up by this run');
  return near;
}

/** Spock’s new password in the page’s sample: five letters, a word, one kind. Public, and too short to be looked for. */
export const SPOCKS_PASSWORD = 'speck';

/** Makes one up; it is known to the registry. */
function oddPassword(oddity: Oddity, secrets: SecretRegistry): string {
  const password = WRAP[oddity](generatePassword([], secrets));
  secrets.learn(password, 'password', 'a password made up by this run');
  return password;
}

/** What became of an odd password. */
export interface OddlySet {
  /** The last answer. */
  set: Exchange<unknown>;
  /** The password in that call. */
  password: string;
  /** What was said to the odd one, if it was refused; then `password` is a plain one. */
  refusal: string | undefined;
}

/**
 * Sets an odd password, or a plain one where it is refused: a policy may refuse it (400), and what today's policies say
 * is not documented.
 *
 * @param set makes the call.
 */
export async function setOddPassword(
  oddity: Oddity,
  secrets: SecretRegistry,
  set: (password: string) => Promise<Exchange<unknown>>,
): Promise<OddlySet> {
  const odd = oddPassword(oddity, secrets);
  const first = await set(odd);
  if (!first.isRefusedWith(400)) return { set: first, password: odd, refusal: undefined };
  const plain = generatePassword([], secrets);
  return { set: await set(plain), password: plain, refusal: first.excerpt };
}
