import { randomInt } from 'node:crypto';
import type { SecretRegistry } from './registry.ts';

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
    secrets.learn(password, 'password', 'a password made up by this run');
    return password;
  }
}

/** A number from here on is a limit above, whatever the language: nobody must type so many characters. */
const MAXIMUM_FROM = 100;

/** Below this, a number counts characters of a class, former passwords or repetitions. */
const SHORTEST_LENGTH = 8;

const MINIMUM =
  /at least|minimum|or more|or longer|mindestens|au moins|al menos|mínimo|pelo menos|almeno|minst|vähintään/i;
const BELOW = /fewer|less|shorter|under\b|below/i;
const MAXIMUM =
  /most|maximum|max\b|exceed|longer than|up to|or fewer|höchstens|maximal|más de|plus de|enintään/i;
const ABOUT_TIME = /\b(?:day|hour|minute|month|tag|jour|d[ií]a|giorn|dag)/i;

/**
 * A length that all of the sentences allow. Two numbers in a sentence are a range; one is a minimum or a maximum, if
 * the sentence says so in words that we know. Where it does not, exactly that many characters are both.
 */
function lengthFor(requirements: readonly string[]): number {
  let shortest = 0;
  let longest = LONGEST;
  let exactly = 0;
  for (const sentence of requirements.filter((each) => !ABOUT_TIME.test(each))) {
    const [first = 0, last = first, ...more] = (sentence.match(/\d+/g) ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    if (last < SHORTEST_LENGTH || more.length > 0) continue;
    if (last !== first) {
      shortest = Math.max(shortest, first);
      longest = Math.min(longest, last);
    } else if (last >= MAXIMUM_FROM || BELOW.test(sentence)) longest = Math.min(longest, last - 1);
    else if (MINIMUM.test(sentence)) shortest = Math.max(shortest, last);
    else if (MAXIMUM.test(sentence)) longest = Math.min(longest, last);
    else exactly = Math.max(exactly, last);
  }
  return Math.min(Math.max(exactly || DEFAULT_LENGTH, shortest), longest);
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
