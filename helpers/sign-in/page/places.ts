/** What paths and names say about where a form leads: to a sign-in, to a new account, to anything else. */
import { pathOf } from '../../http/address.ts';
import { asWords, OTHER_BUSINESS, OTHER_PASSWORD, SIGN_IN, SIGN_UP } from './words.ts';

/** Paths and names that sign people in. */
export const SIGN_IN_PLACE =
  /\b(?:log ?in|log ?on|sign ?in|sign ?on|sessions?|auth|authn|authenticate|authentication|access|identify|identifier|sso|credentials?|wp login|j(?: spring)? security check)\b/;

/** Where accounts are made: `POST /users` makes one, wherever resources are named after their kind. */
export const SIGN_UP_PLACE =
  /(?:^|\/)(?:users?|accounts?|members?|customers?|registrations?|leads|trials?)\/?$/i;

/**
 * Whether a form that leads to one address may turn out to be sent to another one: to the same path, or to one that signs in,
 * such as the same in another language.
 */
export function isSamePlace(one: string, other: string): boolean {
  return pathOf(one) === pathOf(other) || isSignInPlace(asWords(pathOf(other)));
}

/** Words of a path or a name by which people are signed in. */
export function isSignInPlace(words: string): boolean {
  return SIGN_IN_PLACE.test(words) || SIGN_IN.test(words);
}

/** Words that are about anything else than signing in. */
export function saysOther(words: string): boolean {
  return !SIGN_IN.test(words) && [SIGN_UP, OTHER_PASSWORD, OTHER_BUSINESS].some((each) => each.test(words));
}

/** A path, as words; what it holds may be written in any way. */
export function placeOf(address: string): string {
  try {
    return asWords(decodeURIComponent(pathOf(address)));
  } catch {
    return '';
  }
}
