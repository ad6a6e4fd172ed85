/** Words of the tenant inside a sentence of ours: one line, printable, and not too long. */
import { printable } from '../../http/printable.ts';

/** Words of the tenant inside a sentence of ours. */
export function quoted(text: string): string {
  return printable(text).replace(/\s+/g, ' ').slice(0, 300);
}

export function pageSays(text: string): string {
  return text === '' ? '' : `; the page says: “${text}”`;
}
