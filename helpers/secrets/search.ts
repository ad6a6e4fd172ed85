/**
 * Searches a file for known secrets, including archives, nested archives, and base64 (data URIs, bodies of attachments in
 * JSON). The registry handles the spellings of a text (URL-encoded, escaped in JSON or HTML, mixed).
 */
import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import type { SecretKind } from './kinds.ts';
import type { Origin, SecretRegistry } from './registry.ts';

/** The result of a search: the secrets that were found, and why the search is incomplete, if it is. */
export interface Found {
  kinds: ReadonlySet<SecretKind>;
  /** Where they come from. */
  sources: ReadonlySet<string>;
  /** The end of a sentence: "contains an archive that cannot be opened". */
  trouble: string | undefined;
}

/** Largest size of one unpacked file, in bytes. A decompression bomb is stopped here and reported. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Deepest nesting of archives and base64. */
const MAX_DEPTH = 5;

/**
 * Shorter hits in base64 that was unpacked are coincidences. Five letters and digits are found in about one in a hundred
 * reports, and four in every second blob report, which contains each attachment in base64.
 */
const MIN_LENGTH_IN_BASE64 = 8;

/** Shorter runs are words, which the registry searches as plain text. */
const BASE64 = /[A-Za-z0-9+/_-]{24,}/g;

/** Searches the bytes of a file. */
export function searchBytes(bytes: Uint8Array, secrets: SecretRegistry): Found {
  const search = new Search(secrets, MAX_BYTES);
  search.bytes(bytes, 0);
  return search;
}

/**
 * How deep a report packs a text: in a data URI, in an archive. The contents of the text may use the remaining depth.
 */
const DEPTH_IN_REPORT = 2;

/**
 * Largest unpacked size of one text, in bytes. A report contains many, which together must stay within the limit of the
 * search.
 */
const MAX_BYTES_IN_TEXT = 4 * 1024 * 1024;

/**
 * Redacts the runs of base64 in which the search would find a secret, or something that it cannot open (a tenant may answer
 * with half an archive), before they get into a report.
 */
export function redactPacked(text: string, secrets: SecretRegistry): string {
  return text.replace(BASE64, (run) => {
    const search = new Search(secrets, MAX_BYTES_IN_TEXT);
    search.run(run, DEPTH_IN_REPORT);
    const [kind] = search.kinds;
    if (kind !== undefined) return `[redacted ${kind}]`;
    return search.trouble === undefined ? run : `[withheld: this data ${search.trouble}]`;
  });
}

class Search implements Found {
  readonly kinds = new Set<SecretKind>();
  readonly sources = new Set<string>();
  trouble: string | undefined;
  readonly #secrets: SecretRegistry;
  readonly #tooLarge: string;
  #left: number;

  constructor(secrets: SecretRegistry, mostBytes: number) {
    this.#secrets = secrets;
    this.#tooLarge = `is larger than ${String(mostBytes / 1024 / 1024)} MB when unpacked`;
    this.#left = mostBytes;
  }

  bytes(bytes: Uint8Array, depth: number): void {
    this.#left -= bytes.length;
    if (this.#left < 0) this.trouble = this.#tooLarge;
    if (depth > MAX_DEPTH) this.trouble = 'contains archives nested too deeply';
    if (this.#left < 0 || depth > MAX_DEPTH) return;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    // Half an archive cannot be opened, but parts of it may be readable. So both the contents and the raw bytes are searched.
    if (isZip(buffer)) this.#unpack(() => this.#zip(buffer, depth));
    else if (isGzip(buffer)) this.#unpack(() => this.#gzip(buffer, depth));
    const text = buffer.toString();
    this.#text(text, depth);
    if (!isUtf8(buffer)) this.#text(buffer.toString('latin1'), depth);
  }

  #text(text: string, depth: number): void {
    // The registry finds the base64 of a secret directly. This is for secrets that are escaped or packed inside base64.
    const unpacked: { from: number; end: number }[] = [];
    for (const { 0: run, index } of text.matchAll(BASE64))
      if (this.run(run, depth)) unpacked.push({ from: index, end: index + run.length });
    for (const hit of this.#secrets.hits(text)) {
      const within = unpacked.some(({ from, end }) => from <= hit.from && hit.end <= end);
      if (!within || hit.end - hit.from >= MIN_LENGTH_IN_BASE64) this.#found(hit.secret);
    }
  }

  /** Searches the contents of a run of base64. Returns whether they are an archive or text, and were searched to their end. */
  run(run: string, depth: number): boolean {
    let opened = false;
    // A character in front of it may look like a part of it, such as the n of a line break in JSON.
    for (let from = 0; from < 4; from++) {
      const inner = Buffer.from(run.slice(from), 'base64');
      const isPacked = isZip(inner) || isGzip(inner);
      if (!isPacked && !isUtf8(inner)) continue;
      this.bytes(inner, depth + 1);
      opened ||= this.trouble === undefined;
    }
    return opened;
  }

  #found({ kind, source }: Origin): void {
    this.kinds.add(kind);
    this.sources.add(source);
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
      this.#text(name, MAX_DEPTH);
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
      this.trouble ??=
        error instanceof RangeError ? this.#tooLarge : 'contains an archive that cannot be opened';
    }
  }
}

function isZip(bytes: Buffer): boolean {
  return startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);
}

function isGzip(bytes: Buffer): boolean {
  return startsWith(bytes, [0x1f, 0x8b, 0x08]);
}

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
