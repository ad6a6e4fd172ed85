/**
 * Passwords that each break one requirement and meet all others, if the tenant's sentences are understood. The sentences are
 * those of https://support.zendesk.com/hc/en-us/articles/4408822149018, in English.
 */
import { randomInt } from 'node:crypto';

/** A password that must be refused. */
interface Weak {
  /** A word for the address of its proof. */
  name: string;
  /** What is wrong with it, as a clause. */
  because: string;
  password: string;
  /** Derived from the user's email address, which must not be redacted everywhere, as a password is. */
  public?: true;
}

/** The weak passwords for the sentences of a tenant. */
export interface WeakPasswords {
  weak: Weak[];
  /** Sentences about previous passwords, which have their own check. */
  history: string[];
  notUnderstood: string[];
}

/** Letters that are far enough apart in the alphabet for one of them to fit anywhere without creating a sequence. */
const FILLERS = 'kqwzcmtf';

/**
 * Generates passwords that each break one of the requirements.
 *
 * @param requirements the tenant's own sentences.
 * @param good a password that meets all requirements, with all four classes of characters.
 * @param email the email address of the user who would get the password.
 */
export function weakPasswords(requirements: readonly string[], good: string, email: string): WeakPasswords {
  const found: WeakPasswords = { weak: [], history: [], notUnderstood: [] };
  for (const sentence of requirements) {
    if (HISTORY.test(sentence)) found.history.push(sentence);
    else {
      const weak = breaking(sentence, good, email);
      if (weak.length > 0) found.weak.push(...weak);
      else found.notUnderstood.push(sentence);
    }
  }
  return found;
}

const HISTORY = /previous|last \d+ password|recent(?:ly)? (?:used )?password|history/i;

/** Sentences that forbid something. They may name the same characters as sentences that require them. */
const FORBIDDEN =
  /\b(?:no|not|never|without)\b.*\b(?:sequen\w*|consecutive\w*|repeat\w*|in a row|breach\w*|compromised)\b/i;

const AT_LEAST = /at least (\d+) characters/i;

/** Sentences that require characters. A sentence about special characters may also contain the word number. */
const SPECIAL_CHARACTER = /not a letter or (?:a )?number|special|symbol|alphanumeric/i;
const MIXED_CASE = /mixed case|upper.*lower|lower.*upper/i;
const DIGIT = /number|digit/i;

/** The characters that each kind of sentence requires. */
const REQUIRED: readonly [sentence: RegExp, characters: RegExp[]][] = [
  [SPECIAL_CHARACTER, [/[^A-Za-z0-9]/]],
  [MIXED_CASE, [/[A-Z]/, /[a-z]/]],
  [DIGIT, [/[0-9]/]],
];

/** Requirements that a random password meets automatically. */
const MET_BY_CHANCE = /zendesk|e-?mail|previous|last \d+ password|compromised|breach/i;

/**
 * Generates the weakest password that meets all requirements: as short as allowed, in lower-case letters except for required
 * characters.
 *
 * @param good a password that meets all requirements, with all four classes of characters.
 * @returns `undefined` if a sentence is not understood.
 */
export function weakestValidPassword(requirements: readonly string[], good: string): string | undefined {
  let length: number | undefined;
  const classes: RegExp[] = [];
  for (const sentence of requirements) {
    const least = AT_LEAST.exec(sentence)?.[1];
    const required = REQUIRED.find(([known]) => known.test(sentence))?.[1];
    if (least !== undefined) length = Math.max(length ?? 0, Number(least));
    else if (MET_BY_CHANCE.test(sentence) || FORBIDDEN.test(sentence)) continue;
    else if (required !== undefined) classes.push(...required);
    else return undefined;
  }
  if (length === undefined) return undefined;
  const characters = Array.from(good);
  const required = classes.flatMap((one) => characters.find((character) => one.test(character)) ?? []);
  let password = required.join('');
  while (password.length < length) {
    const last = password.slice(-1).toLowerCase().charCodeAt(0);
    const far = Array.from(FILLERS).filter((filler) => !(Math.abs(filler.charCodeAt(0) - last) <= 1));
    password += far[randomInt(far.length)] ?? 'k';
  }
  return password;
}

/** Generates passwords that break the requirement of one sentence. Empty if it is not understood. */
function breaking(sentence: string, good: string, email: string): Weak[] {
  const least = AT_LEAST.exec(sentence)?.[1];
  if (least !== undefined) {
    const length = Number(least) - 1;
    return length < 1 ? [] : [weak('short', `it has ${String(length)} characters`, shortened(good, length))];
  }
  const most = /(?:at most|no more than|not exceed|maximum of) (\d+) characters/i.exec(sentence)?.[1];
  if (most !== undefined) {
    const length = Number(most) + 1;
    const longer = good.repeat(Math.ceil(length / good.length)).slice(0, length);
    return [weak('long', `it has ${String(length)} characters`, longer)];
  }
  if (FORBIDDEN.test(sentence)) return [];
  if (SPECIAL_CHARACTER.test(sentence))
    return [weak('special', 'it has no special character', without(good, /[^A-Za-z0-9]/))];
  if (MIXED_CASE.test(sentence))
    return [
      weak('lower-case', 'it has no upper-case letter', good.toLowerCase()),
      weak('upper-case', 'it has no lower-case letter', good.toUpperCase()),
    ];
  if (DIGIT.test(sentence)) return [weak('number', 'it has no digit', without(good, /[0-9]/))];
  if (/zendesk/i.test(sentence))
    return [weak('product', 'it contains “Zendesk”', `${good.slice(0, 8)}Zendesk${good.slice(8)}`)];
  if (/e-?mail/i.test(sentence)) {
    // If only the address itself is forbidden, no other password certainly breaks the requirement.
    return /different from/i.test(sentence)
      ? [{ ...weak('address', 'it is the user’s email address', email), public: true }]
      : [
          {
            ...weak('like-address', 'it is almost the user’s email address', almostAddress(email)),
            public: true,
          },
        ];
  }
  return [];
}

function weak(name: string, because: string, password: string): Weak {
  return { name, because, password };
}

/** Shortens a password to `length` characters. It keeps one character of each class, if there is room. */
function shortened(good: string, length: number): string {
  const characters = Array.from(good);
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/];
  const first = classes.map((one) => characters.findIndex((character) => one.test(character)));
  const rest = characters.map((_, at) => at).filter((at) => !first.includes(at));
  return [...first, ...rest]
    .slice(0, length)
    .map((at) => characters[at] ?? '')
    .join('');
}

/** Replaces the characters of a class by letters. */
function without(good: string, which: RegExp): string {
  const characters = Array.from(good);
  characters.forEach((character, at) => {
    if (!which.test(character)) return;
    const neighbors = [characters[at - 1], characters[at + 1]].map(
      (one) => one?.toLowerCase().charCodeAt(0) ?? 0,
    );
    const fits = (filler: string) => neighbors.every((code) => Math.abs(code - filler.charCodeAt(0)) > 1);
    characters[at] = Array.from(FILLERS).find(fits) ?? 'k';
  });
  return characters.join('');
}

/** Returns an email address with an upper-case letter and a digit, so that it breaks no other requirement. */
function almostAddress(email: string): string {
  const capital = email.charAt(0).toUpperCase() + email.slice(1);
  return /[0-9]/.test(capital) ? capital : `${capital}7`;
}
