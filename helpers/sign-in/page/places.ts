/** Recognizes a form's purpose by its path or name: a sign-in, a new account, or anything else. */
import { pathOf } from '../../http/address.ts';
import { asWords, OTHER_PURPOSE, OTHER_PASSWORD, SIGN_IN, SIGN_UP } from './words.ts';

/** Paths and names of sign-ins. */
export const SIGN_IN_PLACE =
  /\b(?:log ?in|log ?on|sign ?in|sign ?on|sessions?|auth|authn|authenticate|authentication|access|identify|identifier|sso|credentials?|wp login|j(?: spring)? security check)\b/;

/** Paths where accounts are created. In REST, `POST /users` creates one. */
export const SIGN_UP_PLACE =
  /(?:^|\/)(?:users?|accounts?|members?|customers?|registrations?|leads|trials?)\/?$/i;

/**
 * Whether a form with one target may be sent to the other URL: to the same path, or to the path of a sign-in, such as the
 * same form in another language.
 */
export function isSamePlace(one: string, other: string): boolean {
  return pathOf(one) === pathOf(other) || isSignInPlace(asWords(pathOf(other)));
}

/** Whether the words of a path or name are about a sign-in. */
export function isSignInPlace(words: string): boolean {
  return SIGN_IN_PLACE.test(words) || SIGN_IN.test(words);
}

/** Whether words are about anything other than a sign-in. */
export function isAboutOther(words: string): boolean {
  return !SIGN_IN.test(words) && [SIGN_UP, OTHER_PASSWORD, OTHER_PURPOSE].some((each) => each.test(words));
}

/** Returns a path as words. Empty if it cannot be decoded. */
export function pathWordsOf(address: string): string {
  try {
    return asWords(decodeURIComponent(pathOf(address)));
  } catch {
    return '';
  }
}
