import { stripVTControlCharacters } from 'node:util';
import { endOf, type Needle, needlesOf } from './needle.ts';
import { coverShapes } from './shapes.ts';

/** What kind of thing a secret is: named in its cover and in leak reports, where its value never is. */
export const SECRET_KINDS = [
  'access token',
  'refresh token',
  'authorization code',
  'password',
  'client secret',
  'passcode',
  'cookie',
  'state',
  'code verifier',
  'authenticity token',
] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** Shorter values are not secrets in any sense, and covering them would shred every text. */
const SHORTEST_SECRET = 4;

/** How many characters of a needle's head are looked up. */
const HEAD = 3;

interface Known {
  needle: Needle;
  kind: SecretKind;
}

/**
 * Every secret of this process, known by its value from the moment it is made, sent or received, so that it can be
 * covered in whatever leaves the process.
 */
export class SecretRegistry {
  readonly #known = new Set<string>();
  /** By their first three characters, where these have one spelling only: nearly all, and found in one look. */
  readonly #byHead = new Map<number, Known[]>();
  /** All others, by each character that a spelling may begin with. */
  readonly #byBeginning = new Map<string, Known[]>();

  /** Told of each secret that was not known before. */
  onLearn: ((value: string, kind: SecretKind) => void) | undefined;

  /** Remembers a secret. Values of fewer than four characters are ignored. */
  learn(value: string, kind: SecretKind): void {
    if (value.length < SHORTEST_SECRET || this.#known.has(value)) return;
    this.#known.add(value);
    for (const needle of needlesOf(value)) {
      if (needle.head.length >= HEAD) add(this.#byHead, headAt(needle.head, 0), { needle, kind });
      else for (const begin of new Set(needle.begins)) add(this.#byBeginning, begin, { needle, kind });
    }
    this.onLearn?.(value, kind);
  }

  /** `text` with every known secret, and everything shaped like one, covered. */
  redact(text: string): string {
    // A coloured difference puts terminal sequences into the middle of words: then the colours go as well.
    const plain = COLOURS.test(text) ? stripVTControlCharacters(text).replace(ESCAPED_COLOUR, '') : text;
    const covered = coverShapes(this.#cover(plain));
    return covered === plain ? text : covered;
  }

  /**
   * The kinds of the known secrets that stand in `text`, whole or recognisably cut. Six digits only where they are a
   * word: in hashes and fractions of a report some stand by chance.
   */
  find(text: string): SecretKind[] {
    const found = new Set<SecretKind>();
    const plain = COLOURS.test(text) ? stripVTControlCharacters(text).replace(ESCAPED_COLOUR, '') : text;
    this.#cover(plain, (kind, from, end) => {
      if (!DIGITS.test(plain.slice(from, end)) || isWord(plain, from, end)) found.add(kind);
    });
    return [...found];
  }

  #cover(text: string, onHit?: (kind: SecretKind, from: number, end: number) => void): string {
    let covered = '';
    let copied = 0;
    for (let from = 0; from < text.length; from++) {
      const hit = this.#hitAt(text, from);
      if (hit === undefined) continue;
      onHit?.(hit.kind, from, hit.end);
      covered += `${text.slice(copied, from)}[redacted ${hit.kind}]`;
      copied = hit.end;
      from = hit.end - 1;
    }
    return covered + text.slice(copied);
  }

  /** The longest secret that begins here. */
  #hitAt(text: string, from: number): { end: number; kind: SecretKind } | undefined {
    let longest: { end: number; kind: SecretKind } | undefined;
    const candidates = [this.#byHead.get(headAt(text, from)), this.#byBeginning.get(text.charAt(from))];
    for (const known of candidates) {
      for (const { needle, kind } of known ?? []) {
        const end = endOf(needle, text, from);
        if (end !== undefined && end > (longest?.end ?? from)) longest = { end, kind };
      }
    }
    return longest;
  }
}

const DIGITS = /^\d{4,8}$/;

/** Behind a letter that belongs to an escape (`%3D`, `\n`), a word begins as well. */
function isWord(text: string, from: number, end: number): boolean {
  const before = text.slice(Math.max(0, from - 8), from);
  return (
    (!/[\w.]$/.test(before) || /%(?:25)*[\da-f]{2}$|\\[nrtbf]$/i.test(before)) && !/\w/.test(text.charAt(end))
  );
}

/** Three characters as one number; none beyond the end of the text. */
function headAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) ^ (text.charCodeAt(at + 1) << 8) ^ text.charCodeAt(at + 2);
}

function add<Key>(index: Map<Key, Known[]>, key: Key, known: Known): void {
  const beside = index.get(key);
  if (beside === undefined) index.set(key, [known]);
  else beside.push(known);
}

/** A terminal sequence for a colour, as it is or as JSON spells it. */
// eslint-disable-next-line no-control-regex -- the escape character is the subject here
const COLOURS = /\u001b|\\u001b/i;
const ESCAPED_COLOUR = /\\{1,32}u001b\[[\d;]*m/gi;

/** The registry of this process: secrets are facts about the process, so there is exactly one. */
export const secrets = new SecretRegistry();
