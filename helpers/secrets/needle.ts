/**
 * Recognizes a secret in any spelling: unchanged, or encoded by a URL, a form, JSON, HTML or a log, once or several
 * times. It follows the secret character by character. Each character may have several spellings, which end in different
 * places, so all of them are followed at once. This finds mixtures (a URL inside JSON inside HTML) and truncated secrets,
 * and always the longest match.
 */

/** One character in all of its spellings. Secrets with the same character share it. */
export interface Step {
  /** Characters that a spelling may begin with. */
  begins: string;
  /** Returns the ends of all spellings that begin at `from`. */
  ends: (text: string, from: number) => number[];
}

/** A secret, or one of its base64 spellings, prepared for the search. */
export interface Needle {
  steps: readonly Step[];
  /** Number of characters that identify it with certainty. */
  enough: number;
  /** The letters and digits at its beginning, which have no other spelling. */
  head: string;
  /** The part of the head without which it is not in a text, because a match must be longer. */
  must: string;
  /**
   * Whether it consists only of digits. It is searched for as a whole and not inside a longer number, because reports are
   * full of times and IDs that begin or end alike.
   */
  standsAlone: boolean;
  /**
   * Where not to begin, for a secret that itself begins with backslashes: inside a row of backslashes that was already
   * searched from its beginning. (Otherwise a text of backslashes would be searched from each of them.)
   */
  notFrom?: (text: string, from: number) => boolean;
}

/** A secret that was cut off after this many characters (in a truncated log line) is still found. */
export const ENOUGH = 10;

/** The same for base64, whose characters carry less information. */
const MIN_MATCH_LENGTH_BASE64 = 16;

/** A backslash in each of its spellings. JSON escapes other characters with it. */
const BACKSLASH = String.raw`(?:\\|%(?:25)*5[cC]|&(?:amp;)*#0*92;|&(?:amp;)*#[xX]0*5[cC];)`;
const oneBackslash = new RegExp(BACKSLASH, 'y');

/**
 * JSON inside JSON doubles backslashes, so this many are five levels. Limited, because a text of backslashes would
 * otherwise be read to its end from each of them.
 */
const MAX_BACKSLASHES = 32;
const backslashes = new RegExp(`${BACKSLASH}{0,${String(MAX_BACKSLASHES)}}`, 'y');

const ENTITY_NAMES: Record<string, string> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": '(?:apos|#39)',
};
const ESCAPES: Record<string, string> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

/**
 * Returns the needles for a secret.
 *
 * @param publicLength number of public characters at its beginning, which do not identify it
 */
export function needlesOf(secret: string, publicLength = 0): Needle[] {
  // Digits alone identify nothing: ten of them are a time in seconds, or the beginning of one in milliseconds.
  const distinct = digitsAtBeginning(secret) + 1;
  const characters = Array.from(secret);
  const head = headOf(secret);
  const enough = Math.min(characters.length, Math.max(publicLength + ENOUGH, distinct));
  const plain = {
    steps: characters.map(stepOf),
    enough,
    head,
    must: head.slice(0, enough),
    standsAlone: distinct > secret.length,
    ...(secret.startsWith('\\') ? { notFrom: insideRow(/^\\*/.exec(secret)?.[0].length ?? 0) } : {}),
  };
  return [plain, ...(Buffer.byteLength(secret) >= 8 ? base64Needles(secret, publicLength, distinct) : [])];
}

function digitsAtBeginning(secret: string): number {
  return /^\d*/.exec(secret)?.[0].length ?? 0;
}

/** Returns the end of a needle that begins at `from`, or `undefined` if it does not begin there. */
export function endOf(
  { steps, enough, must, standsAlone, notFrom }: Needle,
  text: string,
  from: number,
): number | undefined {
  // Almost all needles end here.
  if (!text.startsWith(must, from)) return undefined;
  if (standsAlone && isDigit(text[from - 1]) && !afterEscape(text, from)) return undefined;
  if (notFrom?.(text, from) === true) return undefined;
  let ends = [from + must.length];
  let followed = must.length;
  let best = followed >= enough ? ends[0] : undefined;
  for (let at = must.length; at < steps.length; at++) {
    const step = steps[at];
    if (step === undefined) break;
    const next = new Set<number>();
    for (const end of ends) for (const further of step.ends(text, end)) next.add(further);
    if (next.size === 0) break;
    ends = [...next];
    if (++followed >= enough) best = Math.max(...ends);
  }
  if (standsAlone && best !== undefined && isDigit(text[best])) return undefined;
  return best;
}

const afterBackslash = new RegExp(`(?<=${BACKSLASH})`, 'y');

/** In a row of backslashes that is longer than a secret can use, the search begins where the rest is just long enough. */
function insideRow(ownBackslashes: number): (text: string, from: number) => boolean {
  const most = new RegExp(
    `${BACKSLASH}{${String(MAX_BACKSLASHES * (ownBackslashes + 1))}}(?!${BACKSLASH})`,
    'y',
  );
  return (text, from) =>
    matchEnd(afterBackslash, text, from) !== undefined && matchEnd(most, text, from) === undefined;
}

/** The digits in `%20` are not part of the number that follows. */
function afterEscape(text: string, from: number): boolean {
  return /%(?:25)*[\da-f]{2}$/i.test(text.slice(Math.max(0, from - 12), from));
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function beginningsOf(character: string): string {
  return isPlain(character) ? character : `${character.charAt(0)}\\%&+`;
}

function headOf(text: string): string {
  return /^[a-z0-9]*/i.exec(text)?.[0] ?? '';
}

/** Whether it is an ASCII letter or digit, which no encoder changes. */
function isPlain(character: string): boolean {
  return /^[a-z0-9]$/i.test(character);
}

/** Steps by character. Long secrets repeat characters, so steps are shared. */
const steps = new Map<string, Step>();

function stepOf(character: string): Step {
  const known = steps.get(character) ?? newStepOf(character);
  steps.set(character, known);
  return known;
}

function newStepOf(character: string): Step {
  return { begins: beginningsOf(character), ends: endsOf(character) };
}

function endsOf(character: string): Step['ends'] {
  if (isPlain(character)) return (text, from) => (text[from] === character ? [from + 1] : []);
  if (character === '\\') return eachOf(oneBackslash);
  const { encoded, entities } = spellingsOf(character);
  const repeated = repeatedOf(character);
  const escape = ESCAPES[character];
  return (text, from) => {
    // JSON may have put backslashes in front of it, and HTML may have encoded what follows them. Or the secret itself contains something that looks like an encoded backslash: "%5C" in a cookie.
    const afterRow = endOfRow(text, from);
    const ends: number[] = [];
    for (const start of afterRow === from ? [from] : [from, afterRow]) {
      if (text.startsWith(character, start)) ends.push(start + character.length);
      if (repeated !== undefined) ends.push(...repeated(text, start));
      // Forms write a space as a plus.
      if (character === ' ' && text[start] === '+') ends.push(start + 1);
      // Most spellings cannot begin with the character that is there.
      const possible = text[start] === '%' ? encoded : text[start] === '&' ? entities : [];
      for (const spelling of possible) {
        const end = matchEnd(spelling, text, start);
        if (end !== undefined) ends.push(end);
      }
    }
    if (afterRow > from) {
      const next = text[afterRow];
      if (escape !== undefined && next === escape) ends.push(afterRow + 1);
      const unicode =
        next === 'u' || next === 'x' ? matchEnd(unicodeOf(character), text, afterRow) : undefined;
      if (unicode !== undefined) ends.push(unicode);
    }
    return ends;
  };
}

/** Returns the end of a row of backslashes that begins at `from`, which is `from` itself if there is none. */
function endOfRow(text: string, from: number): number {
  const first = text[from];
  return first === '\\' || first === '%' || first === '&'
    ? (matchEnd(backslashes, text, from) ?? from)
    : from;
}

/** Returns the spellings of a character that begin with a percent sign, and those that begin with an ampersand. */
function spellingsOf(character: string): { encoded: RegExp[]; entities: RegExp[] } {
  const code = character.codePointAt(0) ?? 0;
  const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, '0'));
  const encoded = [bytes.map((byte) => `%(?:25)*${anyCase(byte)}`).join('')];
  // URLs around a form write the plus that is a space as %2B.
  if (character === ' ') encoded.push('%(?:25)*2[bB]');
  const entities = [`&(?:amp;)*#0*${String(code)};`, `&(?:amp;)*#[xX]0*${anyCase(code.toString(16))};`];
  const name = ENTITY_NAMES[character];
  if (name !== undefined) entities.push(`&(?:amp;)*${name};`);
  const patterns = (sources: string[]) => sources.map((source) => new RegExp(source, 'y'));
  return { encoded: patterns(encoded), entities: patterns(entities) };
}

const unicodes = new Map<string, RegExp>();

/** Returns a pattern for `uXXXX` after a backslash, or two of them beyond the basic plane. */
function unicodeOf(character: string): RegExp {
  const known = unicodes.get(character);
  if (known !== undefined) return known;
  const units = Array.from({ length: character.length }, (_, index) =>
    anyCase(character.charCodeAt(index).toString(16).padStart(4, '0')),
  );
  const made = new RegExp(
    `u${units.join(`${BACKSLASH}+u`)}|x${anyCase(character.charCodeAt(0).toString(16))}`,
    'y',
  );
  unicodes.set(character, made);
  return made;
}

/**
 * Encoders encode percent signs and ampersands again. `%25` may be one percent sign, or one followed by two digits, so each
 * length is a possible end.
 */
function repeatedOf(character: string): Step['ends'] | undefined {
  if (character === '%') return growing('%', '25');
  if (character === '&') return growing('&', 'amp;');
  return undefined;
}

function growing(first: string, more: string): Step['ends'] {
  return (text, from) => {
    if (!text.startsWith(first, from)) return [];
    const ends = [from + first.length];
    for (let end = from + first.length; text.startsWith(more, end);) ends.push((end += more.length));
    return ends;
  };
}

/** Returns the ends of the first, the second, the third … match in a row. */
function eachOf(pattern: RegExp): Step['ends'] {
  return (text, from) => {
    const ends: number[] = [];
    let end = matchEnd(pattern, text, from);
    for (; end !== undefined && ends.length < MAX_BACKSLASHES; end = matchEnd(pattern, text, end))
      ends.push(end);
    return ends;
  };
}

function matchEnd(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/**
 * Returns needles for the base64 of a secret, in both alphabets. A secret can have three alignments inside a longer text
 * (such as `user:password` of a Basic credential). Each needle is the part that does not depend on the neighbors.
 */
function base64Needles(secret: string, publicLength: number, distinct: number): Needle[] {
  const inBase64 = (length: number) => Math.ceil((length * 4) / 3);
  const enough = Math.max(inBase64(publicLength) + MIN_MATCH_LENGTH_BASE64, inBase64(distinct));
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const whole = bytes.toString('base64').replace(/=+$/, '');
    const core = whole.slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
    const head = headOf(core);
    const least = Math.min(core.length, enough);
    return {
      steps: Array.from(core, base64Step),
      enough: least,
      head,
      must: head.slice(0, least),
      standsAlone: false,
    };
  });
}

const base64Plus: Step = { begins: '+-%', ends: matching(/[+-]|%(?:25)*2[bB]/y) };
const base64Slash: Step = { begins: '/_%\\', ends: matching(/\\{0,32}\/|_|%(?:25)*2[fF]/y) };

function base64Step(character: string): Step {
  if (isPlain(character)) return stepOf(character);
  return character === '+' ? base64Plus : base64Slash;
}

function matching(pattern: RegExp): Step['ends'] {
  return (text, from) => {
    const end = matchEnd(pattern, text, from);
    return end === undefined ? [] : [end];
  };
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}
