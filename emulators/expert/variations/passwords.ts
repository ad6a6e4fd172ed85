/** Variations of passwords and of the lockout. */
import type { ExpertVariation } from '../overlays/types.ts';

export const passwordVariations: readonly ExpertVariation[] = [
  {
    name: 'four-characters-are-enough',
    sentence: 'Any password of four characters is accepted.',
    options: { passwordPolicy: 'classic' },
  },
  {
    name: 'policy-for-new-users',
    sentence: 'The password of a new user is checked against the policy.',
    options: { accountPasswordChecked: true },
  },
  {
    name: 'nobody-is-locked',
    sentence: 'Failed sign-ins never lock an account.',
    options: { lockout: null },
  },
  {
    name: 'locked-after-five',
    sentence: 'Five failed sign-ins lock an account, and a wrong currentpassword is one of them.',
    options: { lockout: 5, wrongCurrentPasswordCounts: true },
  },
  {
    name: 'wrong-current-counts',
    sentence: 'A wrong currentpassword counts as a failed sign-in.',
    options: { wrongCurrentPasswordCounts: true },
  },
  {
    name: 'alternate-outlives-a-sign-in',
    sentence: 'Signing in with the main password leaves the alternate one valid.',
    options: { mainSignInEndsAlternate: false },
  },
  {
    name: 'set-answered-with-the-user',
    sentence: "Setting another user's password is answered with the user's document.",
    options: { setReply: 'user' },
  },
  {
    name: 'set-answered-with-ok',
    sentence: "Setting another user's password is answered with the text OK.",
    options: { setReply: 'ok-text' },
  },
];
