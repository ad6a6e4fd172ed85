/**
 * Looks for known secrets in a file, whatever it is packed in: archives, archives inside archives, base64 (data URIs,
 * the bodies of attachments in JSON), and what stands in these. The spellings of a text (URL-encoded, escaped in JSON
 * or HTML, mixed) are the registry's business.
 */
import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import type { SecretKind } from './kinds.ts';
import type { Origin, SecretRegistry } from './registry.ts';

/** What came of a search: what secrets were found, and why it is not complete, if it is not. */
export interface Found {
  kinds: ReadonlySet<SecretKind>;
  /** Where they come from. */
  sources: ReadonlySet<string>;
  /** As the end of a sentence: "holds an archive that cannot be opened". */
  trouble: string | undefined;
}

/** All of one file, unpacked. A bomb ends here, and is reported. */
const MAX_BYTES = 256 * 1024 * 1024;
const TOO_MUCH = `holds more than ${String(MAX_BYTES / 1024 / 1024)} MB`;

/** Archives inside archives, and base64 inside base64. */
const MAX_DEPTH = 5;

/** In the spelling of an archive, shorter ones stand by chance: of five letters and digits, in one of some hundred reports. */
const MIN_LENGTH_IN_ARCHIVE = 8;

/** Shorter runs are words; what is in them, the registry finds as it is. */
const BASE64 = /[A-Za-z0-9+/_-]{24,}/g;

/** Looks through the bytes of a file. */
export function searchBytes(bytes: Uint8Array, secrets: SecretRegistry): Found {
  const search = new Search(secrets, MAX_BYTES);
  search.bytes(bytes, 0);
  return search;
}

/**
 * As deep as a text is packed in the report that holds it: in a data URI, in an archive. What is packed in the text itself
 * may go as deep as is left.
 */
const DEPTH_IN_REPORT = 2;

/** All that is packed in one text. There are many in a report, which together must stay within what is searched. */
const MAX_BYTES_IN_TEXT = 4 * 1024 * 1024;

/**
 * `text` without the runs of base64 in which the search would find a secret, or something that it cannot open (a tenant may
 * answer with half an archive): what would be found in a report is covered before it gets there.
 */
export function redactPacked(text: string, secrets: SecretRegistry): string {
  return text.replace(BASE64, (run) => {
    const search = new Search(secrets, MAX_BYTES_IN_TEXT);
    search.run(run, DEPTH_IN_REPORT);
    const [kind] = search.kinds;
    if (kind !== undefined) return `[redacted ${kind}]`;
    return search.trouble === undefined ? run : `[withheld: it ${search.trouble}]`;
  });
}

class Search implements Found {
  readonly kinds = new Set<SecretKind>();
  readonly sources = new Set<string>();
  trouble: string | undefined;
  readonly #secrets: SecretRegistry;
  #left: number;

  constructor(secrets: SecretRegistry, mostBytes: number) {
    this.#secrets = secrets;
    this.#left = mostBytes;
  }

  bytes(bytes: Uint8Array, depth: number): void {
    this.#left -= bytes.length;
    if (this.#left < 0) this.trouble = TOO_MUCH;
    if (depth > MAX_DEPTH) this.trouble = 'holds too many archives inside one another';
    if (this.#left < 0 || depth > MAX_DEPTH) return;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    // Half of an archive is none, but may be read: so both are searched, what is in it and what it looks like.
    if (isZip(buffer)) this.#unpack(() => this.#zip(buffer, depth));
    else if (isGzip(buffer)) this.#unpack(() => this.#gzip(buffer, depth));
    const text = buffer.toString();
    this.#text(text, depth);
    if (!isUtf8(buffer)) this.#text(buffer.toString('latin1'), depth);
  }

  #text(text: string, depth: number): void {
    // Base64 of a secret is found as it is; this is for what is escaped or packed inside of it.
    const archives: { from: number; end: number }[] = [];
    for (const { 0: run, index } of text.matchAll(BASE64))
      if (this.run(run, depth)) archives.push({ from: index, end: index + run.length });
    for (const hit of this.#secrets.hits(text)) {
      const within = archives.some(({ from, end }) => from <= hit.from && hit.end <= end);
      if (!within || hit.end - hit.from >= MIN_LENGTH_IN_ARCHIVE) this.#found(hit);
    }
  }

  /** What is packed in a run of base64. Returns whether that is an archive which has been searched to its end. */
  run(run: string, depth: number): boolean {
    let opened = false;
    // What stands before it may look like a part of it: the n of a line break in JSON.
    for (let from = 0; from < 4; from++) {
      const inner = Buffer.from(run.slice(from), 'base64');
      const isPacked = isZip(inner) || isGzip(inner);
      if (isPacked || isUtf8(inner)) this.bytes(inner, depth + 1);
      opened ||= isPacked && this.trouble === undefined;
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
      this.trouble ??= error instanceof RangeError ? TOO_MUCH : 'holds an archive that cannot be opened';
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
