/** The requirements for a new password (docs/expert.md: E-PWD-15, E-SITE-1). */
import { fromCatalogue, Refusal } from '../http/errors.ts';
import { COMMON_WORDS, WEAK_PASSWORD } from '../site/assumptions.ts';
import type { ExpertOptions } from '../site/options.ts';

/** Lower case, upper case, digits, symbols. The underscore is documented not to be a symbol. */
const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{N}_]/u];

/** @throws {Refusal} 400 */
export function demandGoodPassword(password: string, policy: ExpertOptions['passwordPolicy']): void {
  if (password.length < (policy === 'strong' ? 8 : 4)) throw fromCatalogue('shortPassword');
  if (policy === 'classic') return;
  const mixed = kinds.filter((kind) => kind.test(password)).length >= 2;
  const lower = password.toLowerCase();
  if (!mixed || COMMON_WORDS.some((word) => lower.includes(word))) throw new Refusal(WEAK_PASSWORD);
}
