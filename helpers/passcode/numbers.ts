/**
 * Finds the six-digit numbers in a text that may be a passcode, and how close each is to a word for a passcode. Ignores
 * numbers in a color, an address, a ticket, a price or a phone number.
 */
import { AMBIGUOUS_LABEL, namesPasscode, OTHER_LABEL, PASSCODE_WORD } from './words.ts';

/** How close a number is to the nearest word for a passcode. */
export type Proximity = 'adjacent' | 'near' | 'alone';

export interface NumberInText {
  passcode: string;
  proximity: Proximity;
}

/** Letters of languages without spaces between words. They may touch a passcode. */
const TOUCHING =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}ー]';
const BOUNDARY_BEFORE = `(?<!(?!${TOUCHING})[\\p{L}\\p{N}])`;
const BOUNDARY_AFTER = `(?!(?!${TOUCHING})[\\p{L}\\p{N}])`;

const TOGETHER = new RegExp(`${BOUNDARY_BEFORE}\\d{6}${BOUNDARY_AFTER}`, 'gu');
/** `482 915`, `482-915`. */
const IN_HALVES = new RegExp(
  `${BOUNDARY_BEFORE}(?<!\\d[ -])\\d{3}[ -]\\d{3}${BOUNDARY_AFTER}(?![ -]\\d)`,
  'gu',
);
/** Each digit in its own box. */
const ONE_BY_ONE = new RegExp(
  `${BOUNDARY_BEFORE}(?<!\\d\\s{1,3})\\d(?:\\s{1,3}\\d){5}${BOUNDARY_AFTER}(?!\\s{1,3}\\d)`,
  'gu',
);

/** More numbers than any email contains. */
const MAX_NUMBERS = 500;

/** Returns the numbers in a text that may be a passcode. */
export function numbersIn(raw: string): NumberInText[] {
  const text = removeLookalikes(raw);
  const found = (pattern: RegExp) =>
    [...text.matchAll(pattern)]
      .slice(0, MAX_NUMBERS)
      .map((match) => new Place(text, match.index, match[0]))
      .filter((place) => !place.isOther());
  return [
    ...found(TOGETHER),
    // Two groups of three digits may be anything, unless words identify them.
    ...found(IN_HALVES).filter((place) => place.isRightAfterWords()),
    ...found(ONE_BY_ONE).filter((place) => place.proximity() !== 'alone'),
  ].map((place) => ({ passcode: place.digits, proximity: place.proximity() }));
}

/** Replaces text that was cut out. It is not a letter, a digit or a space. */
const CUT = '\uFFFC';

/**
 * Things that may contain six digits and are not part of the email's text. The patterns are bounded, because an email may
 * be one endless line.
 */
const LOOKALIKES = [
  /<[/!]?[a-z][^<>\n]{0,2000}>/giu,
  // URLs, with or without a scheme, and email addresses.
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/[!#-&(-;=?-~]+/giu,
  /\b(?:mailto|tel|sms|cid|data):[!#-&(-;=?-~]+/giu,
  /\b(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\/[!#-&(-;=?-~]*/giu,
  /[\w.+=%-]{1,64}@[\w.-]{1,255}/gu,
  // Dates and times of day.
  /\b\d{4}([-/.])\d{1,2}\1\d{1,2}(?:(?:T|,? )\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?/gu,
  /\b\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})\b/gu,
  /\b(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[T _.-]?\d{6}(?:Z|\b))?/gu,
  /\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[+-]\d{4}\b)?/gu,
] as const;

/** Normalizes the text to plain letters and digits with single spaces, and removes addresses, dates and the like. */
function removeLookalikes(raw: string): string {
  let text = raw
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06F0-\u06F9]/gu, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(/\u034F|[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu, '')
    .replace(/[\u2010-\u2013]/gu, '-')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/gu, ' ')
    // Keeps one line break, or two between paragraphs.
    .replace(/ ?\n[ \n]*/g, (breaks) => (breaks.split('\n').length > 2 ? '\n\n' : '\n'));
  for (const lookalike of LOOKALIKES) text = text.replace(lookalike, CUT);
  return text;
}

/** How far a word may be from a number that it is about, in characters. */
const NEAR_BEFORE = 200;
const NEAR_AFTER = 120;
const MAX_LABEL_LENGTH = 60;

const CURRENCY = '\\p{Sc}|(?<!\\p{L})(?:USD|EUR|GBP|CHF|JPY|INR|BRL|kr|zł|руб)|円|元|원';
const AMOUNT_BEFORE = new RegExp(`(?:${CURRENCY})\\.? ?$`, 'u');
const AMOUNT_AFTER = new RegExp(`^ ?(?:${CURRENCY}|bytes|[kKMG]B|ms|px|pt)(?!\\p{Ll})`, 'u');

/** A number with the text around it. */
class Place {
  readonly digits: string;
  readonly #before: string;
  readonly #after: string;

  constructor(text: string, from: number, shown: string) {
    this.digits = shown.replace(/\D/g, '');
    this.#before = text.slice(Math.max(0, from - NEAR_BEFORE), from);
    this.#after = text.slice(from + shown.length, from + shown.length + NEAR_AFTER);
  }

  proximity(): Proximity {
    if (this.isRightAfterWords() || this.#isRightBeforeWords()) return 'adjacent';
    return namesPasscode(this.#before) || namesPasscode(this.#after) ? 'near' : 'alone';
  }

  /** "Your passcode is 482915", "Enter this code to go on with signing in: 482915". */
  isRightAfterWords(): boolean {
    const word = [...this.#before.matchAll(PASSCODE_WORD)].at(-1);
    if (word === undefined) return false;
    const between = this.#before.slice(word.index + word[0].length);
    if (between.replace(/\D/g, '').length >= 6) return false;
    if (this.#hasItsOwnLine()) {
      // "Enter this passcode to continue." may end the line above.
      return !endsSentence(between.replace(/[.!?。][^\p{L}\p{N}]*$/u, ''));
    }
    // A different paragraph is about something else, and so is an address on the line below.
    if (endsSentence(between) || /\n\n|\n.*,/.test(between)) return false;
    // A colon connects the words to the number, however many words there are.
    return countWords(between) <= 5 || /:[^\p{L}\p{N}]*$/u.test(between);
  }

  #hasItsOwnLine(): boolean {
    return /\n[^\p{L}\p{N}]*$/u.test(this.#before) && /^[^\p{L}\p{N}\n]*(?:\n|$)/u.test(this.#after);
  }

  /** "482915 is your verification code", on one line, or with the words below a number that has its own line. */
  #isRightBeforeWords(): boolean {
    const word = [...this.#after.matchAll(PASSCODE_WORD)][0];
    if (word === undefined) return false;
    const gap = this.#after.slice(0, word.index);
    const between = this.#hasItsOwnLine() ? gap.replace(/^[^\p{L}\p{N}]+/u, '') : gap;
    if (/[\n.,;:!?。、]|\d{3}/u.test(between) || countWords(between) > 6) return false;
    // The words belong to the next number: "Message 771204: your code is 482915".
    return !/^[^\n.,;!?\d]{0,40}\d{6}/u.test(this.#after.slice(word.index + word[0].length));
  }

  /** Whether it is clearly something else, even if words for a passcode are nearby. */
  isOther(): boolean {
    return (
      this.#isNumbered() || this.#isPartOfMore() || this.#isPhone() || this.#isAmount() || this.#isLabelled()
    );
  }

  /** A color, a ticket or an HTML entity: #482915; No. 482915. But a Markdown heading may be the passcode. */
  #isNumbered(): boolean {
    return (
      (/#[\s:]*$/.test(this.#before) && !/(?:^|\n)#{1,6} $/.test(this.#before)) ||
      (/(?<!\p{L})(?:no|nr|num|n°)\.?:? ?$/iu.test(this.#before) && !this.isRightAfterWords())
    );
  }

  /** Part of INV-482915, 482915/2, 1.482915 or width=482915. But passcode=482915 may be the passcode. */
  #isPartOfMore(): boolean {
    const joined = /([\p{L}\p{N}]+)_*[-_./\\=&@+~%^]$/u.exec(this.#before)?.[1];
    return (
      (joined !== undefined && !namesPasscode(joined)) ||
      /\d:$|(?<!\d)\d{1,3},$/u.test(this.#before) ||
      /^(?:[-_/\\=@+~^][\p{L}\p{N}]|[.][\p{Ll}\p{N}]|,\d{1,2}(?!\d)|:\d|%)/u.test(this.#after)
    );
  }

  /** +49 30 482915, (030) 482915, 0800 482915. */
  #isPhone(): boolean {
    const groups = /[+(]?\d[\d ()./-]*$/u.exec(this.#before)?.[0] ?? '';
    const length = `${groups}${this.digits}`.replace(/\D/g, '').length;
    return /^\+/.test(groups) || /\+$/.test(this.#before) || (/^[(0]/.test(groups) && length >= 9);
  }

  /** A price, or another amount. */
  #isAmount(): boolean {
    return AMOUNT_BEFORE.test(this.#before) || AMOUNT_AFTER.test(this.#after);
  }

  /** Ticket 482915, order no. 482915, postal code 482915. */
  #isLabelled(): boolean {
    const line = this.#before.slice(-MAX_LABEL_LENGTH);
    if (OTHER_LABEL.test(line)) return true;
    return AMBIGUOUS_LABEL.test(line) && !(/: ?$/.test(line) && this.isRightAfterWords());
  }
}

const endsSentence = (text: string) => /[.!?](?=\s)|[。।؟]/u.test(text);

const countWords = (text: string) => text.match(/\p{L}[\p{L}\p{M}'’-]*/gu)?.length ?? 0;
