/**
 * Finds the passcode in what a command printed. A wrong one costs a try, and tries bring an account near its lock, so
 * whatever is not surely the passcode is not taken.
 */
import { type Mail, mailsIn } from './mails.ts';
import { numbersIn, type NumberInText, type Proximity } from './numbers.ts';
import { ABOUT_TICKETS, namesPasscode } from './words.ts';

const RANK: Record<Proximity, number> = { 'right beside': 2, near: 1, alone: 0 };

/** A number of six digits that may be the passcode. */
interface Candidate extends NumberInText {
  /** Which of the mails it was found in, and when that was sent (ms), where it says so. */
  mail: number;
  date: number | undefined;
}

/** What was found. */
export interface Found {
  /** Best first, each number once. */
  candidates: readonly Candidate[];
  /** Whether the first one is surely the passcode. */
  sure: boolean;
  /** Numbers that were left aside, because their mails were sent before the passcode was asked for. */
  tooOld: number;
  /** Whether anything of six digits was printed at all. */
  anyDigits: boolean;
}

/** A mail's date may be this much (ms) before our clock, which may be wrong, or may have been read a little late. */
const CLOCK_SLACK_MS = 60_000;

/** Looks for passcodes in an output: digits alone, words, HTML, raw mails, or JSON (see {@link mailsIn}). */
export async function findPasscodes(output: string | Uint8Array, since?: Date): Promise<Found> {
  const mails = await mailsIn(output);
  const earliest = since === undefined ? -Infinity : since.getTime() - CLOCK_SLACK_MS;
  const all = mails.flatMap((mail, index) => candidatesIn(mail, index));
  const inTime = all.filter(({ date }) => date === undefined || date >= earliest);
  const candidates = best(inTime);
  const [first] = candidates;
  return {
    candidates,
    sure: first !== undefined && isSure(first, candidates, new Set()),
    tooOld: all.length - inTime.length,
    anyDigits: /(?<!\d)\d{6}(?!\d)/.test(
      typeof output === 'string' ? output : Buffer.from(output).toString('latin1'),
    ),
  };
}

/** The one that is surely a passcode that was not used up, if there is one. */
export function certainPasscode({ candidates }: Found, used: ReadonlySet<string>): string | undefined {
  return candidates.find((one) => !used.has(one.passcode) && isSure(one, candidates, used))?.passcode;
}

/** Why {@link certainPasscode} took none, to stand behind "it printed". Never says a number: one may be good. */
export function noPasscodeReason(
  { candidates, tooOld, anyDigits }: Found,
  used: ReadonlySet<string>,
): string {
  const unused = candidates.filter(({ passcode }) => !used.has(passcode));
  const beside = unused.filter(({ standing }) => standing !== 'alone');
  const count = String(unused.length);
  if (candidates.length > unused.length) {
    return unused.length === 0
      ? 'one that was used already'
      : `one that was used already, and nothing else that surely is one (other numbers of six digits: ${count})`;
  }
  if (beside.length > 1) {
    return `several numbers of six digits beside words such as code or passcode (${String(beside.length)}), and nothing says which one is the newest`;
  }
  if (unused.length > 0) {
    return `several numbers of six digits (${count}), and none stands beside a word such as code or passcode`;
  }
  if (tooOld > 0) {
    return "only mails whose date is before the passcode was asked for, by this machine's clock";
  }
  return anyDigits
    ? 'six digits only where no passcode stands (behind # or a word such as ticket, in a tag, an address, a date …)'
    : 'no six digits';
}

/** What of a mail may be the passcode. */
function candidatesIn({ subject = '', date, texts }: Mail, mail: number): Candidate[] {
  const aboutTickets = ABOUT_TICKETS.test(subject);
  const aboutPasscode = namesPasscode(subject);
  // Whatever number is in a mail about a ticket, it is not what we wait for.
  if (aboutTickets && !aboutPasscode) return [];
  const read = aboutPasscode && !aboutTickets ? [...texts, subject] : texts;
  return read.flatMap((text) => numbersIn(text)).map((number) => ({ ...number, mail, date }));
}

/** Each number once, where it stands best; best first. */
function best(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort(
    (a, b) => RANK[b.standing] - RANK[a.standing] || (b.date ?? 0) - (a.date ?? 0),
  );
  const seen = new Set<string>();
  return sorted.filter(({ passcode }) => seen.size < seen.add(passcode).size);
}

/** Whether this is the passcode, and none of the others can be. */
function isSure(one: Candidate, all: readonly Candidate[], used: ReadonlySet<string>): boolean {
  return all.every(
    (other) =>
      other.passcode === one.passcode ||
      outranks(one, other) ||
      // What stood behind a used one in its mail would be a second wrong try; the words of another mail are not that.
      (used.has(other.passcode) && standsByItself(one, other)),
  );
}

/** The words say which it is; where they say so of both, the newer mail does. */
function outranks(one: Candidate, other: Candidate): boolean {
  if (one.standing === 'alone') return false;
  if (one.standing !== other.standing) return RANK[one.standing] > RANK[other.standing];
  return one.date !== undefined && other.date !== undefined && one.date > other.date;
}

/** Beside the words as well as the other one, in another mail, which is not older. */
function standsByItself(one: Candidate, other: Candidate): boolean {
  const older = one.date !== undefined && other.date !== undefined && one.date < other.date;
  return (
    one.standing !== 'alone' &&
    RANK[one.standing] >= RANK[other.standing] &&
    one.mail !== other.mail &&
    !older
  );
}
