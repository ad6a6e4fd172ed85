/** How a text may be written where somebody answers with it: as it is, or as JSON, a URL, XML or base64 spell it. */

/** All of them; the text must not be empty. */
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

/** As XML and HTML write it; quotes may be left as they are. */
function markupSpellings(text: string): string[] {
  const inElement = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = inElement.replaceAll('"', '&quot;');
  return [inElement, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&apos;')];
}

/** A shorter text says too little in base64 to be known by it. */
const MIN_LENGTH_FOR_BASE64 = 6;

/** Of each of the three ways in which it can stand inside a longer text, such as `user:password`, what does not depend on that. */
function base64Spellings(text: string): string[] {
  if (Buffer.byteLength(text) < MIN_LENGTH_FOR_BASE64) return [];
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const [first, end] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return bytes.toString('base64').slice(first, end);
  });
}
