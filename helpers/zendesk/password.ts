import { randomInt } from 'node:crypto';
import type { SecretRegistry } from '../secrets/registry.ts';

const LOWER = 'abcdefghijkmnpqrstuvwxyz';
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const SPECIAL = '!@#$%^&*-_=+?';
const CLASSES = [LOWER, UPPER, DIGITS, SPECIAL];

const DEFAULT_LENGTH = 24;
const LONGEST = 128;

/**
 * A random password that satisfies every level a tenant can ask for: 24 characters of all four classes,
 * beginning with a letter, without two alike or two consecutive ones in a row. `requirements` are the
 * tenant's own sentences; numbers in them widen or narrow the length, whatever their language.
 *
 * See https://support.zendesk.com/hc/en-us/articles/4408822149018 for the levels.
 */
export function generatePassword(requirements: readonly string[], secrets: SecretRegistry): string {
  const length = lengthFor(requirements);
  for (;;) {
    const password = draw(length);
    if (!acceptable(password)) continue;
    secrets.learn(password, 'password');
    return password;
  }
}

/** A number from here on is a limit above, whatever the language: nobody must type so many characters. */
const SURELY_A_MAXIMUM = 100;

const MAXIMUM =
  /\b(?:fewer|less|most|maximum|max|exceed|longer than|up to|höchstens|weniger|maximal|plus de|más de)\b/i;

/**
 * A length that all of the sentences allow. Their numbers are lengths, counts of characters of a class, or of former
 * passwords. Two in a sentence are a range; one that cannot be a minimum, or is said to be a maximum, narrows from
 * above; any other is taken for a minimum, which a longer password satisfies too.
 */
function lengthFor(requirements: readonly string[]): number {
  let shortest = DEFAULT_LENGTH;
  let longest = LONGEST;
  for (const sentence of requirements) {
    const numbers = (sentence.match(/\d+/g) ?? []).map(Number).sort((a, b) => a - b);
    const [first = 0, second] = numbers;
    const last = second ?? first;
    if (numbers.length === 2 && last >= 8) {
      shortest = Math.max(shortest, first);
      longest = Math.min(longest, last);
    } else if (last >= SURELY_A_MAXIMUM || (last >= 8 && MAXIMUM.test(sentence))) {
      longest = Math.min(longest, last - 1);
    } else shortest = Math.max(shortest, last);
  }
  return Math.min(shortest, longest);
}

/** Never two alike or two consecutive ones in a row: sequences such as "abc", "87" or "aa" may be limited. */
function draw(length: number): string {
  const all = CLASSES.join('');
  let drawn = pick(LOWER + UPPER);
  while (drawn.length < length) {
    const next = pick(all);
    if (Math.abs(codeOf(next) - codeOf(drawn.slice(-1))) > 1) drawn += next;
  }
  return drawn;
}

function codeOf(character: string): number {
  return character.toLowerCase().charCodeAt(0);
}

/** All four classes, each twice where there is room. */
function acceptable(password: string): boolean {
  const each = password.length >= DEFAULT_LENGTH / 2 ? 2 : 1;
  return CLASSES.every(
    (characters) => Array.from(password).filter((one) => characters.includes(one)).length >= each,
  );
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
