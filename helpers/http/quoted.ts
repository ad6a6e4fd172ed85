/** A tenant's words in a message. */
import { printable } from './printable.ts';

/** Prepares a tenant's words for a message: one line, printable, and not too long. */
export function quoted(text: string): string {
  return printable(text).replace(/\s+/g, ' ').slice(0, 300);
}

/** Returns what a page says, as the end of a sentence. Empty if it says nothing. */
export function pageSays(text: string): string {
  return text === '' ? '' : `; the page says: “${text}”`;
}
