/**
 * How a secret may look in an output: as it is, or dressed by a URL, JSON, HTML, a log or base64.
 *
 * Instead of listing whole encoded spellings, each character that an encoder may touch becomes an
 * alternation of its spellings. That also finds mixtures, such as a URL inside JSON inside HTML.
 */

/** A secret that is cut off after this many characters (a truncated log line) is still found. */
const SHORTEST_PREFIX = 10;

/** Nesting of the optional tail is bounded, because a regular expression's parser recurses. */
const LONGEST_NESTED_TAIL = 300;

const ENTITY_NAMES: Record<string, string> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** Regular expression source that matches `secret` in every spelling we know of. */
export function secretPattern(secret: string): string {
  if (/^\d{4,8}$/.test(secret)) return `(?<!\\d)${secret}(?!\\d)`;
  const plain = prefixTolerant(Array.from(secret, characterPattern));
  const encoded = Buffer.byteLength(secret) >= 8 ? base64Patterns(secret) : [];
  return [plain, ...encoded].join('|');
}

/** One character in its raw, percent-encoded (once or twice), escaped and entity spellings. */
function characterPattern(character: string): string {
  if (/^[a-z0-9]$/i.test(character)) return character;
  const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, '0'));
  const code = character.codePointAt(0) ?? 0;
  const spellings = [
    `\\\\*${escapeRegExp(character)}`,
    bytes.map((byte) => `%(?:25)*${anyCase(byte)}`).join(''),
    [...utf16(character)].map((unit) => `\\\\+u${anyCase(unit)}`).join(''),
    `\\\\+x${anyCase(code.toString(16).padStart(2, '0'))}`,
    `&(?:amp;)*#0*${code};`,
    `&(?:amp;)*#[xX]0*${anyCase(code.toString(16))};`,
  ];
  const entity = ENTITY_NAMES[character];
  if (entity !== undefined) spellings.push(`&(?:amp;)*${entity};`);
  if (character === ' ') spellings.push('\\+');
  if (character === '\n') spellings.push('\\\\+n');
  if (character === '\t') spellings.push('\\\\+t');
  return `(?:${spellings.join('|')})`;
}

/** The whole, or the whole up to where something cut it off, but never less than a tell-tale prefix. */
function prefixTolerant(characters: string[]): string {
  const head = characters.slice(0, SHORTEST_PREFIX).join('');
  const tail = characters.slice(SHORTEST_PREFIX);
  const nested = tail.slice(0, LONGEST_NESTED_TAIL);
  const rest = tail.slice(LONGEST_NESTED_TAIL).join('');
  const start = rest === '' ? '' : `(?:${rest})?`;
  return head + nested.reduceRight((inner, character) => `(?:${character}${inner})?`, start);
}

/**
 * The stable middle of the base64 spelling at each of the three alignments a secret can have inside a
 * longer text (such as `user:password` of a Basic credential), in both alphabets.
 */
function base64Patterns(secret: string): string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const whole = bytes.toString('base64').replace(/=+$/, '');
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    return Array.from(whole.slice(from, to))
      .map((character) => {
        if (character === '+') return '(?:[+-]|%(?:25)*2[bB])';
        if (character === '/') return '(?:\\\\*/|_|%(?:25)*2[fF])';
        return character;
      })
      .join('');
  });
}

function* utf16(character: string): Generator<string> {
  for (let index = 0; index < character.length; index++) {
    yield character.charCodeAt(index).toString(16).padStart(4, '0');
  }
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
