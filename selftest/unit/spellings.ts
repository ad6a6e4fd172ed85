/** A string as different encoders write it. */

export const url = (text: string): string => encodeURIComponent(text);

/** RFC 3986 leaves only letters, digits and `-._~` unchanged. */
export const strictUrl = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export const lowerCaseUrl = (text: string): string =>
  encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase());

export const form = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);

export const json = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As PHP and Ruby write it: only ASCII, and `\/`. */
export const asciiJson = (text: string): string =>
  json(text)
    .replaceAll('/', '\\/')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** As frameworks write JSON into a page. */
export const scriptJson = (text: string): string =>
  json(text).replace(/[<>&']/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const htmlNamed = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');

export const htmlDecimal = (text: string): string =>
  text.replace(/[^a-z0-9 ]/giu, (character) => `&#${character.codePointAt(0) ?? 0};`);

export const htmlHex = (text: string): string =>
  text.replace(/[^a-z0-9 ]/giu, (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`);

export const htmlHexUpper = (text: string): string =>
  text.replace(
    /[^a-z0-9 ]/giu,
    (character) => `&#X00${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`,
  );

/** The base64 of a string between `before` and `after`, as in a Basic credential. */
export const base64 = (text: string, before = '', after = ''): string =>
  Buffer.from(before + text + after).toString('base64');

export const base64url = (text: string, before = '', after = ''): string =>
  Buffer.from(before + text + after).toString('base64url');
