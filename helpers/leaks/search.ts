/**
 * Looks for known secrets in a file, whatever it is packed in: archives, archives inside archives, base64 (data URIs,
 * the bodies of attachments in JSON), and what stands in these. The spellings of a text (URL-encoded, escaped in JSON
 * or HTML, mixed) are the registry's business.
 */
import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import type { SecretKind, SecretRegistry } from '../secrets/registry.ts';

/** What came of a search: the kinds of secrets that were found, and why it is not complete, if it is not. */
export interface Found {
  kinds: Set<SecretKind>;
  /** As the end of a sentence: "holds an archive that cannot be opened". */
  trouble: string | undefined;
}

/** All of one file, unpacked. A bomb ends here, and is reported. */
const MOST_BYTES = 256 * 1024 * 1024;
const TOO_MUCH = `holds more than ${String(MOST_BYTES / 1024 / 1024)} MB`;

/** Archives inside archives, and base64 inside base64. */
const DEEPEST = 5;

/** Shorter runs are words; what is in them, the registry finds as it is. */
const BASE64 = /[A-Za-z0-9+/_-]{24,}/g;

/** Looks through the bytes of a file. */
export function searchBytes(bytes: Uint8Array, secrets: SecretRegistry): Found {
  const search = new Search(secrets);
  search.bytes(bytes, 0);
  return search;
}

class Search implements Found {
  readonly kinds = new Set<SecretKind>();
  trouble: string | undefined;
  readonly #secrets: SecretRegistry;
  #left = MOST_BYTES;

  constructor(secrets: SecretRegistry) {
    this.#secrets = secrets;
  }

  bytes(bytes: Uint8Array, depth: number): void {
    this.#left -= bytes.length;
    if (this.#left < 0) this.trouble = TOO_MUCH;
    if (depth > DEEPEST) this.trouble = 'holds too many archives inside one another';
    if (this.#left < 0 || depth > DEEPEST) return;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    // Half of an archive is none, but may be read: so both are searched, what is in it and what it looks like.
    if (startsWith(buffer, [0x50, 0x4b, 0x03, 0x04])) this.#unpack(() => this.#zip(buffer, depth));
    else if (startsWith(buffer, [0x1f, 0x8b, 0x08])) this.#unpack(() => this.#gzip(buffer, depth));
    const text = buffer.toString();
    this.#text(text, depth);
    if (!isUtf8(buffer)) this.#text(buffer.toString('latin1'), depth);
  }

  #text(text: string, depth: number): void {
    for (const kind of this.#secrets.find(text)) this.kinds.add(kind);
    // Base64 of a secret is found as it is; this is for what is escaped or packed inside of it.
    for (const [run] of text.matchAll(BASE64)) {
      // What stands before it may look like a part of it: the n of a line break in JSON.
      for (let from = 0; from < 4; from++) {
        const inner = Buffer.from(run.slice(from), 'base64');
        if (isPacked(inner) || isUtf8(inner)) this.bytes(inner, depth + 1);
      }
    }
  }

  #zip(buffer: Buffer, depth: number): void {
    let size = 0;
    const entries = unzipSync(buffer, {
      filter: ({ originalSize }) => {
        size += originalSize;
        if (size > this.#left) throw new RangeError('too large');
        return true;
      },
    });
    for (const [name, entry] of Object.entries(entries)) {
      this.#text(name, DEEPEST);
      this.bytes(entry, depth + 1);
    }
  }

  #gzip(buffer: Buffer, depth: number): void {
    this.bytes(gunzipSync(buffer, { maxOutputLength: Math.max(1, this.#left) }), depth + 1);
  }

  #unpack(unpack: () => void): void {
    try {
      unpack();
    } catch (error) {
      this.trouble ??= error instanceof RangeError ? TOO_MUCH : 'holds an archive that cannot be opened';
    }
  }
}

function isPacked(bytes: Buffer): boolean {
  return startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x1f, 0x8b, 0x08]);
}

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
