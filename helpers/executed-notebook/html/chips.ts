/** A redacted value is drawn as a chip with its name, the same everywhere, so that a secret can be followed. */
import { MARKER } from '../../record/marker.ts';
import { escapedText, type Markup, markup } from './markup.ts';

/** Number of colors. `page.css` defines one class for each, `h0` …. */
const HUES = 16;

/** Returns text with each marker of a redacted value drawn as a chip. */
export function chips(text: string): Markup {
  let at = 0;
  let drawn = '';
  for (const match of text.matchAll(MARKER)) {
    drawn += escapedText(text.slice(at, match.index)) + String(chip(match[1]));
    at = match.index + match[0].length;
  }
  return markup(drawn + escapedText(text.slice(at)));
}

/** The chip of a secret: `admin.token#1`. Without a name, it stands for a value of which nothing is known. */
export function chip(name: string | undefined): Markup {
  if (name === undefined) return markup('<span class="chip">redacted</span>');
  return markup(`<span class="chip ${hueClass(name)} ${chipClass(name)}">${escapedText(name)}</span>`);
}

/** The class that sets the hue of a secret, which some share. */
export function hueClass(name: string): string {
  return `h${String(hashOf(name) % HUES)}`;
}

/** The class that all chips of one secret have, and no others. */
export function chipClass(name: string): string {
  return `k-${hashOf(name).toString(16).padStart(8, '0')}`;
}

/** Calls a function with each marker of a text, and puts what it returns in its place. */
export function replaceMarkers(text: string, replace: (name: string | undefined) => string): string {
  return text.replace(MARKER, (_, name: string | undefined) => replace(name));
}

/** FNV-1a, so that a name has the same color in every run. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
