/** How an answer may spell a string: unchanged, or as JSON, a URL, XML or base64. */

/** Returns all spellings. The string must not be empty. */
export function spellingsOf(text: string): string[] {
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    encodeURI(text),
    new URLSearchParams({ '': text }).toString().slice(1),
    ...markupSpellings(text),
    ...base64Spellings(text),
  ];
}

/** The spellings in XML and HTML, with quotes escaped or not. */
function markupSpellings(text: string): string[] {
  const inElement = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = inElement.replaceAll('"', '&quot;');
  return [inElement, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&apos;')];
}

/** Shorter strings are not recognizable in base64. */
const MIN_LENGTH_FOR_BASE64 = 6;

/**
 * For each of the three alignments inside a longer string, such as `user:password`, returns the part that does not depend
 * on the neighbors.
 */
function base64Spellings(text: string): string[] {
  if (Buffer.byteLength(text) < MIN_LENGTH_FOR_BASE64) return [];
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const [first, end] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return bytes.toString('base64').slice(first, end);
  });
}
