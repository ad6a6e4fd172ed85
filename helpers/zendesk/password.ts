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

/**
 * The numbers of the sentences are lengths, counts of characters of a class, or of former passwords. All
 * below our own length are satisfied by it; a larger one is taken for a minimum if it can be one, and a
 * sentence that sounds like a maximum narrows it.
 */
function lengthFor(requirements: readonly string[]): number {
  let shortest = DEFAULT_LENGTH;
  let longest = LONGEST;
  for (const sentence of requirements) {
    for (const number of sentence.match(/\d+/g)?.map(Number) ?? []) {
      if (
        /\b(?:fewer|less|most|maximum|max|exceed|longer than|up to|höchstens|weniger|maximal)\b/i.test(
          sentence,
        )
      ) {
        if (number >= 8) longest = Math.min(longest, number - 1);
      } else if (number > shortest && number <= LONGEST) shortest = number;
    }
  }
  return Math.min(shortest, longest);
}

function draw(length: number): string {
  const all = CLASSES.join('');
  const characters = [pick(LOWER + UPPER)];
  while (characters.length < length) characters.push(pick(all));
  return characters.join('');
}

function acceptable(password: string): boolean {
  if (
    !CLASSES.every((characters) => Array.from(password).filter((one) => characters.includes(one)).length >= 2)
  )
    return false;
  // Sequences such as "abc", "87" or "aa" may be limited (`max_sequence`).
  return Array.from(password).every((character, index) => {
    const next = password[index + 1];
    return (
      next === undefined ||
      Math.abs(next.toLowerCase().charCodeAt(0) - character.toLowerCase().charCodeAt(0)) > 1
    );
  });
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
