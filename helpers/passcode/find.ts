/**
 * Finds the passcode in a command's output. A wrong passcode costs an attempt, and attempts count toward the account's
 * lockout, so a number that is not clearly the passcode is not used.
 */
import { type Mail, mailsIn } from './mails.ts';
import { numbersIn, type NumberInText, type Proximity } from './numbers.ts';
import { ABOUT_TICKETS, namesPasscode } from './words.ts';

const RANK: Record<Proximity, number> = { adjacent: 2, near: 1, alone: 0 };

/** A six-digit number that may be the passcode. */
interface Candidate extends NumberInText {
  /** The index of its email. */
  mail: number;
  /** When that email was sent (ms), if that is known. */
  date: number | undefined;
}

/** The result of a search. */
export interface Found {
  /** Best first, each number only once. */
  candidates: readonly Candidate[];
  /** Whether the first one is clearly the passcode. */
  isCertain: boolean;
  /** How many numbers were ignored because their emails are older than the request for the passcode. */
  tooOld: number;
  /** Whether the output contains any six-digit number. */
  hasDigits: boolean;
}

/**
 * How much older than the request an email may be, in ms. This machine's clock may be wrong, or may have been read a little
 * late.
 */
export const CLOCK_SLACK_MS = 60_000;

/** Finds passcodes in an output: bare digits, text, HTML, raw emails, or JSON (see {@link mailsIn}). */
export async function findPasscodes(output: string | Uint8Array, since?: Date): Promise<Found> {
  const earliest = since === undefined ? -Infinity : since.getTime() - CLOCK_SLACK_MS;
  const text = typeof output === 'string' ? output : Buffer.from(output).toString('latin1');
  return { ...passcodesIn(await mailsIn(output), earliest), hasDigits: SIX_DIGITS.test(text) };
}

const SIX_DIGITS = /(?<!\d)\d{6}(?!\d)/;

/**
 * Finds passcodes in emails.
 *
 * @param earliest emails that are older are ignored, in ms
 */
export function passcodesIn(mails: readonly Mail[], earliest = -Infinity): Found {
  const all = mails.flatMap((mail, index) => candidatesIn(mail, index));
  const inTime = all.filter(({ date }) => date === undefined || date >= earliest);
  const candidates = best(inTime);
  const [first] = candidates;
  return {
    candidates,
    isCertain: first !== undefined && isUnambiguous(first, candidates, new Set()),
    tooOld: all.length - inTime.length,
    hasDigits: mails.some(({ texts, subject = '' }) =>
      [...texts, subject].some((text) => SIX_DIGITS.test(text)),
    ),
  };
}

/** Returns the number that is clearly an unused passcode, if there is one. */
export function certainPasscode({ candidates }: Found, used: ReadonlySet<string>): string | undefined {
  return candidates.find((one) => !used.has(one.passcode) && isUnambiguous(one, candidates, used))?.passcode;
}

/**
 * Returns why {@link certainPasscode} found none, as the object of "it printed" or "it contains". Never contains a number
 * from the output, which may be a valid passcode.
 */
export function noPasscodeReason(
  { candidates, tooOld, hasDigits }: Found,
  used: ReadonlySet<string>,
): string {
  const unused = candidates.filter(({ passcode }) => !used.has(passcode));
  const nextToWords = unused.filter(({ proximity }) => proximity !== 'alone');
  const count = String(unused.length);
  if (candidates.length > unused.length) {
    return unused.length === 0
      ? 'only a passcode that was already used'
      : `a passcode that was already used, and ${count} other six-digit ${unused.length === 1 ? 'number, not' : 'numbers, none of them'} clearly a passcode`;
  }
  if (nextToWords.length > 1) {
    return `${String(nextToWords.length)} six-digit numbers next to words such as code or passcode, and it is not clear which is the newest`;
  }
  if (unused.length > 0) {
    return `${count} six-digit numbers, none of them next to a word such as code or passcode`;
  }
  if (tooOld > 0) {
    return "only emails older than the request for the passcode (by this machine's clock)";
  }
  return hasDigits
    ? 'six digits only in places where no passcode would be (a ticket number, a color, an address, a date …)'
    : 'no six-digit number';
}

/** Returns the numbers in an email that may be the passcode. */
function candidatesIn({ subject = '', date, texts }: Mail, mail: number): Candidate[] {
  const aboutTickets = ABOUT_TICKETS.test(subject);
  const aboutPasscode = namesPasscode(subject);
  // A number in an email about a ticket is never the passcode.
  if (aboutTickets && !aboutPasscode) return [];
  const read = aboutPasscode && !aboutTickets ? [...texts, subject] : texts;
  return read.flatMap((text) => numbersIn(text)).map((number) => ({ ...number, mail, date }));
}

/** Returns each number once, at its best position, best first. */
function best(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort(
    (a, b) => RANK[b.proximity] - RANK[a.proximity] || (b.date ?? 0) - (a.date ?? 0),
  );
  const seen = new Set<string>();
  return sorted.filter(({ passcode }) => seen.size < seen.add(passcode).size);
}

/** Whether this is the passcode and none of the others can be. */
function isUnambiguous(one: Candidate, all: readonly Candidate[], used: ReadonlySet<string>): boolean {
  return all.every(
    (other) =>
      other.passcode === one.passcode ||
      outranks(one, other) ||
      // A number after a used one in the same email would be a second wrong attempt. A number in another email is fine.
      (used.has(other.passcode) && isSeparateFrom(one, other)),
  );
}

/** Whether one number wins over the other: by the words next to it, or, if those are equal, by the newer email. */
function outranks(one: Candidate, other: Candidate): boolean {
  if (one.proximity === 'alone') return false;
  if (one.proximity !== other.proximity) return RANK[one.proximity] > RANK[other.proximity];
  return one.date !== undefined && other.date !== undefined && one.date > other.date;
}

/** Whether a number is at least as close to the words as the other one, in a different email that is not older. */
function isSeparateFrom(one: Candidate, other: Candidate): boolean {
  const older = one.date !== undefined && other.date !== undefined && one.date < other.date;
  return (
    one.proximity !== 'alone' &&
    RANK[one.proximity] >= RANK[other.proximity] &&
    one.mail !== other.mail &&
    !older
  );
}
