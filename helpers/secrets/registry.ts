import { stripVTControlCharacters } from 'node:util';
import { secretPattern } from './pattern.ts';
import { coverShapes } from './shapes.ts';

/** What kind of thing a secret is: named in its cover and in leak reports, where its value never is. */
export type SecretKind =
  | 'access token'
  | 'refresh token'
  | 'authorization code'
  | 'password'
  | 'client secret'
  | 'passcode'
  | 'cookie'
  | 'state'
  | 'code verifier'
  | 'authenticity token';

/** Shorter values are not secrets in any sense, and covering them would shred every text. */
const SHORTEST_SECRET = 4;

/**
 * Every secret of this process, known by its value from the moment it is made, sent or received, so that
 * it can be covered in whatever leaves the process.
 */
export class SecretRegistry {
  readonly #kinds = new Map<string, SecretKind>();
  #matcher: { pattern: RegExp; kinds: SecretKind[] } | undefined;

  /** Remembers a secret. Values of fewer than four characters are ignored. */
  learn(value: string, kind: SecretKind): void {
    if (value.length < SHORTEST_SECRET || this.#kinds.has(value)) return;
    this.#kinds.set(value, kind);
    this.#matcher = undefined;
  }

  /** `text` with every known secret, and everything shaped like one, covered. */
  redact(text: string): string {
    // A coloured difference puts terminal sequences into the middle of words: then the colours go as well.
    const plain = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
    const covered = coverShapes(this.#cover(plain));
    return covered === plain ? text : covered;
  }

  /** The kinds of the known secrets that stand in `text`, whole or recognisably cut. */
  find(text: string): SecretKind[] {
    const found = new Set<SecretKind>();
    this.#cover(stripVTControlCharacters(text), (kind) => found.add(kind));
    return [...found];
  }

  #cover(text: string, onHit?: (kind: SecretKind) => void): string {
    if (this.#kinds.size === 0) return text;
    const { pattern, kinds } = (this.#matcher ??= this.#compile());
    return text.replace(pattern, (...groups: unknown[]) => {
      const index = kinds.findIndex((_, position) => groups[position + 1] !== undefined);
      const kind = kinds[index] ?? 'password';
      onHit?.(kind);
      return `[redacted ${kind}]`;
    });
  }

  #compile(): { pattern: RegExp; kinds: SecretKind[] } {
    // The longest first, so that a secret that contains another one is covered whole.
    const entries = [...this.#kinds].sort(([a], [b]) => b.length - a.length);
    return {
      pattern: new RegExp(entries.map(([value]) => `(${secretPattern(value)})`).join('|'), 'g'),
      kinds: entries.map(([, kind]) => kind),
    };
  }
}

/** The registry of this process: secrets are facts about the process, so there is exactly one. */
export const secrets = new SecretRegistry();
