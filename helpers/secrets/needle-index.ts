/**
 * Finds which of many needles begins at a place of a text. Every text of a run is searched for every secret, so almost all
 * places must be ruled out without looking at a single needle.
 */
import { endOf, type Needle, type Step } from './needle.ts';

/** Number of first characters by which a needle is looked up. */
const HEAD = 3;
const PLACE_BITS = 16;

/** A needle that was found, with the value that it was added with. */
export interface Found<Value> {
  value: Value;
  from: number;
  end: number;
}

interface Known<Value> {
  needle: Needle;
  value: Value;
}

/** Needles with the same first characters, which are looked for once at each place of a text, and not for each needle. */
interface Branch<Value> {
  known: Known<Value>[];
  /** By the code of each character that a spelling of the next character may begin with. */
  next: Map<number, Map<Step, Branch<Value>>>;
}

/** Needles, each with a value. */
export class NeedleIndex<Value> {
  /** By their first three characters, if these have only one spelling. Almost all needles are found here, with one lookup. */
  readonly #byHead = new Map<number, Known<Value>[]>();
  /** All others, by the spellings of their first characters. */
  readonly #others: Branch<Value> = newBranch();

  /** Where a text has a zero in each of these, no needle begins: by its next three characters, two characters, and one. */
  readonly #threes = new Uint8Array(1 << PLACE_BITS);
  readonly #twos = new Uint8Array(1 << PLACE_BITS);
  readonly #ones = new Uint8Array(1 << PLACE_BITS);

  /** Adds a needle. */
  add(needle: Needle, value: Value): void {
    const { head, steps, enough } = needle;
    if (head.length >= HEAD) {
      const three = threeAt(head, 0);
      this.#threes[placeOf(three)] = 1;
      const known = this.#byHead.get(three);
      if (known === undefined) this.#byHead.set(three, [{ needle, value }]);
      else known.push({ needle, value });
      return;
    }
    const [first, second] = steps;
    if (head.length > 0 && second !== undefined && enough > 1) {
      // A letter or digit has one spelling, so the next character is next to it.
      for (const begin of second.begins) this.#twos[placeOf(twoAt(head.charAt(0) + begin, 0))] = 1;
    } else for (const begin of first?.begins ?? '') this.#ones[begin.charCodeAt(0)] = 1;
    let branch = this.#others;
    for (const step of steps.slice(0, Math.min(HEAD, enough))) branch = branchOf(branch, step);
    branch.known.push({ needle, value });
  }

  /** Returns the needle that begins here and ends last, or `undefined` if none begins here. */
  longestAt(text: string, from: number): Found<Value> | undefined {
    const three = threeAt(text, from);
    const isByHead = this.#threes[placeOf(three)] !== 0;
    const isOther = this.#ones[text.charCodeAt(from)] !== 0 || this.#twos[placeOf(twoAt(text, from))] !== 0;
    const found = isByHead ? longestOf(this.#byHead.get(three) ?? [], text, from) : undefined;
    return isOther ? follow(this.#others, text, from, from, found) : found;
  }
}

function newBranch<Value>(): Branch<Value> {
  return { known: [], next: new Map() };
}

/** Returns the branch that follows a step. It is the same from whichever character a spelling begins with. */
function branchOf<Value>({ next }: Branch<Value>, step: Step): Branch<Value> {
  const codes = Array.from(step.begins, (begin) => begin.charCodeAt(0));
  const branch = next.get(codes[0] ?? 0)?.get(step) ?? newBranch<Value>();
  for (const code of codes) {
    const bySteps = next.get(code) ?? new Map<Step, Branch<Value>>();
    next.set(code, bySteps.set(step, branch));
  }
  return branch;
}

/** Returns the longest needle from `from`, among those of a branch whose first characters end at `end`, and another one. */
function follow<Value>(
  { known, next }: Branch<Value>,
  text: string,
  from: number,
  end: number,
  other: Found<Value> | undefined,
): Found<Value> | undefined {
  let longest = longestOf(known, text, from, other);
  const steps = next.get(text.charCodeAt(end));
  if (steps === undefined) return longest;
  for (const [step, branch] of steps)
    for (const further of step.ends(text, end)) longest = follow(branch, text, from, further, longest);
  return longest;
}

function longestOf<Value>(
  known: readonly Known<Value>[],
  text: string,
  from: number,
  other?: Found<Value>,
): Found<Value> | undefined {
  let longest = other;
  for (const { needle, value } of known) {
    const end = endOf(needle, text, from);
    if (end !== undefined && end > (longest?.end ?? from)) longest = { value, from, end };
  }
  return longest;
}

/** Returns three characters as one number. */
function threeAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) ^ (text.charCodeAt(at + 1) << 8) ^ text.charCodeAt(at + 2);
}

/** Returns two characters as one number. */
function twoAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) ^ text.charCodeAt(at + 1);
}

/** The place of some characters in a table that is as large as there are values of one character. */
function placeOf(characters: number): number {
  return Math.imul(characters, 0x9e3779b1) >>> (32 - PLACE_BITS);
}
