import { stripVTControlCharacters } from 'node:util';
import type { SecretKind } from './kinds.ts';
import { endOf, ENOUGH, type Needle, needlesOf } from './needle.ts';
import { publicPrefixLength } from './public-prefix.ts';
import { type PublicTexts, publicTexts } from './public-texts.ts';
import { redactPatterns } from './patterns.ts';

/** Shorter values are not secrets in any sense, and covering them would shred every text. */
export const MIN_SECRET_LENGTH = 4;

/** How many characters of a needle's head are looked up. */
const HEAD = 3;

/** What may be said of a secret: its value never is. */
export interface Origin {
  kind: SecretKind;
  /** The setting that it is (`ZENDESK_CLIENT_SECRET`), or the part of the answer that it came in. */
  source: string;
}

/** A secret that stands in a text. */
export interface Hit extends Origin {
  from: number;
  end: number;
}

interface Known extends Origin {
  needle: Needle;
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

  readonly #publicValues = new Set<string>();
  readonly #publicTexts: () => Pick<PublicTexts, 'holds' | 'headOf'>;

  /** Told of each secret that was not known before. */
  onLearn: ((value: string, kind: SecretKind, source: string) => void) | undefined;

  /** @param open the texts of which no word is a secret; {@link NO_PUBLIC_TEXTS} where any word can be one. */
  constructor(open: () => Pick<PublicTexts, 'holds' | 'headOf'> = publicTexts) {
    this.#publicTexts = open;
  }

  /**
   * Remembers a secret. Values of fewer than four characters are ignored, and so is what stands in the open: see
   * {@link isOpen}.
   *
   * @param source where it comes from, for whoever finds it where it must not be. Nothing secret may be in it.
   */
  learn(value: string, kind: SecretKind, source: string): void {
    if (value.length < MIN_SECRET_LENGTH || this.#known.has(value)) return;
    // Of a number of few digits nobody knows where it stands by chance: it is looked for as a word, wherever it came from.
    if (kind !== 'passcode' && this.isOpen(value)) return;
    this.#known.add(value);
    for (const needle of needlesOf(value, this.#publicPrefixLength(value, kind))) {
      if (needle.head.length >= HEAD) add(this.#byHead, headAt(needle.head, 0), { needle, kind, source });
      else
        for (const begin of new Set(needle.begins)) add(this.#byBeginning, begin, { needle, kind, source });
    }
    this.onLearn?.(value, kind, source);
  }

  /** Remembers what this run says in the open: its own names and addresses. From now on nothing in it becomes a secret. */
  markPublic(text: string): void {
    this.#publicValues.add(text);
  }

  /** Whether a value stands in our own texts, or in what this run has said in the open: then it is nobody's secret. */
  isOpen(value: string): boolean {
    return this.#publicTexts().holds(value) || [...this.#publicValues].some((text) => text.includes(value));
  }

  /** How many characters at the beginning of a secret everybody may see: by its form, or because they stand in the open. */
  #publicPrefixLength(value: string, kind: SecretKind): number {
    const open = publicPrefixLength(value, kind);
    // Fewer are met by chance, and do not hide where a secret was cut off.
    const enough = value.slice(0, open + ENOUGH);
    const said = [...this.#publicValues].filter((text) => text.includes(enough));
    const seen = Math.max(this.#publicTexts().headOf(value), ...said.map((text) => commonHead(text, value)));
    return seen >= enough.length ? seen : open;
  }

  /** `text` with every known secret, and everything shaped like one, covered. */
  redact(text: string): string {
    // A coloured difference puts terminal sequences into the middle of words: then the colours go as well.
    const plain = COLORS.test(text) ? stripVTControlCharacters(text).replace(ESCAPED_COLOR, '') : text;
    const covered = redactPatterns(this.#cover(plain));
    return covered === plain ? text : covered;
  }

  /** The kinds of the known secrets that stand in `text`: see {@link hits}. */
  find(text: string): SecretKind[] {
    return [...new Set(this.hits(text).map(({ kind }) => kind))];
  }

  /**
   * The known secrets that stand in `text`, whole or recognisably cut. Six digits only where they are a word: in hashes
   * and fractions of a report some stand by chance.
   */
  hits(text: string): Hit[] {
    const hits: Hit[] = [];
    const plain = COLORS.test(text) ? stripVTControlCharacters(text).replace(ESCAPED_COLOR, '') : text;
    this.#cover(plain, (hit) => {
      if (!DIGITS.test(plain.slice(hit.from, hit.end)) || isWord(plain, hit.from, hit.end)) hits.push(hit);
    });
    return hits;
  }

  #cover(text: string, onHit?: (hit: Hit) => void): string {
    let covered = '';
    let copied = 0;
    for (let from = 0; from < text.length; from++) {
      const hit = this.#hitAt(text, from);
      if (hit === undefined) continue;
      onHit?.(hit);
      covered += `${text.slice(copied, from)}[redacted ${hit.kind}]`;
      copied = hit.end;
      from = hit.end - 1;
    }
    return covered + text.slice(copied);
  }

  /** The longest secret that begins here. */
  #hitAt(text: string, from: number): Hit | undefined {
    let longest: Hit | undefined;
    const candidates = [this.#byHead.get(headAt(text, from)), this.#byBeginning.get(text.charAt(from))];
    for (const known of candidates) {
      for (const { needle, kind, source } of known ?? []) {
        const end = endOf(needle, text, from);
        if (end !== undefined && end > (longest?.end ?? from)) longest = { from, end, kind, source };
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

/** How many characters of a value stand in a text, counted from its beginning. */
function commonHead(text: string, value: string): number {
  let length = 0;
  while (length < value.length && text.includes(value.slice(0, length + 1))) length++;
  return length;
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
const COLORS = /\u001b|\\u001b/i;
const ESCAPED_COLOR = /\\{1,32}u001b\[[\d;]*m/gi;

/** For a registry that guards a secret on its way out, whatever word it is. */
export const NO_PUBLIC_TEXTS = (): Pick<PublicTexts, 'holds' | 'headOf'> => ({
  holds: () => false,
  headOf: () => 0,
});

/** The registry of this process: secrets are facts about the process, so there is exactly one. */
export const secrets = new SecretRegistry();
