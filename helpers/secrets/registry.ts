import { stripVTControlCharacters } from 'node:util';
import type { SecretKind } from './kinds.ts';
import type { SecretOwner } from './names.ts';
import { ENOUGH, needlesOf } from './needle.ts';
import { NeedleIndex } from './needle-index.ts';
import { publicPrefixLength } from './public-prefix.ts';
import { type PublicTexts, publicTexts } from './public-texts.ts';
import { redactPatterns } from './patterns.ts';

/** Shorter values are not secrets, and redacting them would make every text unreadable. */
export const MIN_SECRET_LENGTH = 4;

/** What may be printed about a secret. Its value never is. */
export interface Origin {
  kind: SecretKind;
  /** The setting that contains it (`ZENDESK_CLIENT_SECRET`), or the part of the answer that contained it. */
  source: string;
}

/** A known secret, without its value. */
interface Secret extends Origin {
  owner: SecretOwner | undefined;
  /** What a report shows in its place: its name, or its kind if it has none. Given when it is first needed. */
  readonly name: string;
}

/** A secret that was found in a text. */
export interface Hit {
  secret: Secret;
  from: number;
  end: number;
}

/**
 * Contains every secret of this process from the moment it is generated, sent or received, so that it is redacted in
 * everything that leaves the process.
 */
export class SecretRegistry {
  /** By their values. */
  readonly #known = new Map<string, Secret>();
  readonly #needles = new NeedleIndex<Secret>();

  readonly #publicValues = new Set<string>();
  readonly #publicTexts: () => Pick<PublicTexts, 'contains' | 'headOf'>;

  /** Called for each new secret. */
  onLearn: ((value: string, secret: Secret) => void) | undefined;

  /** Gives names to secrets. */
  naming: ((value: string, kind: SecretKind, owner: SecretOwner | undefined) => string) | undefined;

  /** @param texts the texts whose words are not secrets, or {@link NO_PUBLIC_TEXTS} if any word can be a secret */
  constructor(texts: () => Pick<PublicTexts, 'contains' | 'headOf'> = publicTexts) {
    this.#publicTexts = texts;
  }

  /**
   * Learns a secret. Ignores values of fewer than four characters and public values: see {@link markPublic}.
   *
   * @param source where it comes from, for reports of a leak. It must not contain a secret.
   * @param owner the identity that it belongs to, if that is known
   */
  learn(value: string, kind: SecretKind, source: string, owner?: SecretOwner): void {
    if (value.length < MIN_SECRET_LENGTH || this.#known.has(value)) return;
    // A passcode may be in a public text by chance. It is therefore always learned, and found only as a whole word.
    if (kind !== 'passcode' && this.#isPublic(value)) return;
    const secret = this.#newSecret(value, { kind, source, owner });
    this.#known.set(value, secret);
    for (const needle of needlesOf(value, this.#publicPrefixLength(value, kind)))
      this.#needles.add(needle, secret);
    this.onLearn?.(value, secret);
  }

  /** Returns the name of a known secret, or `undefined`. */
  nameOf(value: string): string | undefined {
    return this.#known.get(value)?.name;
  }

  #newSecret(value: string, of: Omit<Secret, 'name'>): Secret {
    const naming = () => this.naming?.(value, of.kind, of.owner) ?? of.kind;
    let name: string | undefined;
    return {
      ...of,
      get name() {
        return (name ??= naming());
      },
    };
  }

  /** Remembers a text that this run publishes: its own names and addresses. From now on, nothing in it becomes a secret. */
  markPublic(text: string): void {
    this.#publicValues.add(text);
  }

  /** Whether a value is in our own texts or in a text that this run published. Then it is not a secret. */
  #isPublic(value: string): boolean {
    return (
      this.#publicTexts().contains(value) || [...this.#publicValues].some((text) => text.includes(value))
    );
  }

  /**
   * Returns how many characters at the beginning of a secret are public: by its form, or because they are in a public
   * text.
   */
  #publicPrefixLength(value: string, kind: SecretKind): number {
    const byForm = publicPrefixLength(value, kind);
    // A shorter match may be a coincidence, and must not hide where a secret was cut off.
    const enough = value.slice(0, byForm + ENOUGH);
    const containing = [...this.#publicValues].filter((text) => text.includes(enough));
    const inTexts = Math.max(
      this.#publicTexts().headOf(value, enough.length),
      ...containing.map((text) => commonHead(text, value)),
    );
    return inTexts >= enough.length ? inTexts : byForm;
  }

  /** Returns `text` with every known secret, and everything that looks like a credential, redacted. */
  redact(text: string): string {
    // A colored diff has terminal sequences in the middle of words. They are removed before the search.
    const plain = COLORS.test(text) ? stripVTControlCharacters(text).replace(ESCAPED_COLOR, '') : text;
    const redacted = redactPatterns(this.#redactKnown(plain));
    return redacted === plain ? text : redacted;
  }

  /** Returns the kinds of the known secrets in `text`: see {@link hits}. */
  find(text: string): SecretKind[] {
    return [...new Set(this.hits(text).map(({ secret }) => secret.kind))];
  }

  /**
   * Returns the known secrets in `text`, whole or recognizably truncated. A number counts only as a whole word, because
   * hashes and fractions in a report may contain it by chance.
   */
  hits(text: string): Hit[] {
    const hits: Hit[] = [];
    const plain = COLORS.test(text) ? stripVTControlCharacters(text).replace(ESCAPED_COLOR, '') : text;
    this.#redactKnown(plain, (hit) => {
      if (!DIGITS.test(plain.slice(hit.from, hit.end)) || isWord(plain, hit.from, hit.end)) hits.push(hit);
    });
    return hits;
  }

  #redactKnown(text: string, onHit?: (hit: Hit) => void): string {
    let covered = '';
    let copied = 0;
    for (let from = 0; from < text.length; from++) {
      const found = this.#needles.longestAt(text, from);
      if (found === undefined) continue;
      const { value: secret, end } = found;
      onHit?.({ secret, from, end });
      covered += `${text.slice(copied, from)}[redacted ${secret.name}]`;
      copied = end;
      from = end - 1;
    }
    return covered + text.slice(copied);
  }
}

const DIGITS = /^\d{4,8}$/;

/** A word also begins after an escape (`%3D`, `\n`), even if that ends with a letter. */
function isWord(text: string, from: number, end: number): boolean {
  const before = text.slice(Math.max(0, from - 8), from);
  return (
    (!/[\w.]$/.test(before) || /%(?:25)*[\da-f]{2}$|\\[nrtbf]$/i.test(before)) && !/\w/.test(text.charAt(end))
  );
}

/** Returns how many characters of a value, from its beginning, are in a text. */
function commonHead(text: string, value: string): number {
  let length = 0;
  while (length < value.length && text.includes(value.slice(0, length + 1))) length++;
  return length;
}

/** A terminal sequence for a color, raw or as JSON spells it. */
// eslint-disable-next-line no-control-regex -- the escape character is the subject here
const COLORS = /\u001b|\\u001b/i;
const ESCAPED_COLOR = /\\{1,32}u001b\[[\d;]*m/gi;

/** For a registry that must redact a secret even if it is a common word. */
export const NO_PUBLIC_TEXTS = (): Pick<PublicTexts, 'contains' | 'headOf'> => ({
  contains: () => false,
  headOf: () => 0,
});

/** The registry of this process. There is exactly one, because secrets belong to the whole process. */
export const secrets = new SecretRegistry();
