/** All pages of the corpus. */
import { CODES } from './codes.ts';
import { CONSENT } from './consent.ts';
import { IN_BETWEEN } from './in-between.ts';
import { LAYERS } from './layers.ts';
import { OTHER_FORMS } from './other-forms.ts';
import type { CorpusPage } from './page.ts';
import { REFUSALS } from './refusals.ts';
import { SIGN_IN_FORMS } from './sign-in-forms.ts';

export const CORPUS: readonly CorpusPage[] = [
  ...SIGN_IN_FORMS,
  ...OTHER_FORMS,
  ...LAYERS,
  ...CONSENT,
  ...IN_BETWEEN,
  ...REFUSALS,
  ...CODES,
];
