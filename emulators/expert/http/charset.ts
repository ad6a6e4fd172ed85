/** Decodes bytes by the charset of a content type (docs/expert.md: E-ENC-1). */

/** The charset that is used: the one given; US-ASCII for `text/*` without one; UTF-8 for everything else. */
export function charsetOf(contentType: string): string {
  const given = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
  return (given ?? (/^\s*text\//i.test(contentType) ? 'us-ascii' : 'utf-8')).toLowerCase();
}

/** The decoded string, or undefined for an unknown charset. A byte order mark is kept. */
export function textIn(bytes: Buffer, charset: string): string | undefined {
  switch (charset) {
    // The web's decoder treats both as windows-1252; the service does not.
    case 'us-ascii':
    case 'ascii':
      return Buffer.from(bytes.map((byte) => (byte < 0x80 ? byte : 0x3f))).toString('latin1');
    case 'iso-8859-1':
    case 'latin1':
      return bytes.toString('latin1');
    default:
      try {
        return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
      } catch {
        return undefined;
      }
  }
}
