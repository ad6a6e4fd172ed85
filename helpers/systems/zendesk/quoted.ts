/** Quotes of the tenant in a message: one line, printable, and not too long. */
import { printable } from '../../http/printable.ts';

/** Prepares a tenant's words to be quoted in a message. */
export function quoted(text: string): string {
  return printable(text).replace(/\s+/g, ' ').slice(0, 300);
}

export function pageSays(text: string): string {
  return text === '' ? '' : `; the page says: “${text}”`;
}
