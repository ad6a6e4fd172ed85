/** Which problems the owner or an admin of the tenant mends, so that they can be forwarded to them. */
import { OTHER_SETTINGS } from '../settings-place.ts';
import type { Remedy } from './errors.ts';

/** The lines that decide it, as an error or a record contains them. */
type Asked = { [Line in 'remedy' | 'where' | 'who']?: Remedy[Line] | undefined };

/** A remedy that begins with one of Keyturn's variables. Others may name one as an alternative. */
const ABOUT_SETTINGS = /^(?:check|compare|put|set)\b[^,;]*\b[A-Z]+_[A-Z]/;

/** Whether something is changed on the tenant, and not in Keyturn's own settings. */
export function isForOwner({ remedy, where = '', who }: Asked): boolean {
  return (
    remedy !== undefined &&
    (who !== undefined || where !== '') &&
    !/\.env\b/.test(where) &&
    !where.startsWith(OTHER_SETTINGS) &&
    !ABOUT_SETTINGS.test(remedy)
  );
}

/** A remedy is written to follow a colon. On its own, it begins with a capital letter and ends with a period. */
export function asSentence(text: string): string {
  const begun = text.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
