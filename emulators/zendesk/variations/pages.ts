/** Variations of the sign-in pages. */
import { after } from '../overlays/around.ts';
import { SIGN_IN } from '../overlays/endpoints.ts';
import { answer } from '../overlays/replies.ts';
import type { ZendeskVariation } from '../overlays/types.ts';

export const pageVariations: readonly ZendeskVariation[] = [
  {
    name: 'two-page-sign-in',
    sentence: 'The sign-in asks for the email address first, and for the password on a second page.',
    pages: true,
    options: { signInPages: 'two' },
  },
  {
    name: 'scripted-sign-in',
    sentence: 'The sign-in is one page that is driven by script.',
    pages: true,
    options: { signInPages: 'script' },
  },
  {
    name: 'garden-markup',
    sentence: 'The pages have other field names, IDs, buttons and wrappers, and extra elements.',
    pages: true,
    options: { markup: 'garden' },
  },
  {
    name: 'garden-two-page-sign-in',
    sentence: 'Both pages of a two-page sign-in have the other markup.',
    pages: true,
    options: { markup: 'garden', signInPages: 'two' },
  },
  {
    name: 'german-pages',
    sentence: 'The pages are in German.',
    pages: true,
    options: { language: 'de' },
  },
  {
    name: 'japanese-pages',
    sentence: 'The pages are in Japanese.',
    pages: true,
    options: { language: 'ja' },
  },
  {
    name: 'consent-remembered',
    sentence: 'Consent is not requested if the user has a live token for the client.',
    pages: true,
    options: { consent: 'remembered' },
  },
  {
    name: 'consent-never',
    sentence: 'Consent is never requested.',
    pages: true,
    options: { consent: 'never' },
  },
  {
    name: 'no-two-step-verification',
    sentence: 'No passcode is requested.',
    pages: true,
    options: { twoStepVerification: false },
  },
  {
    name: 'refused-sign-in-401',
    sentence: 'The page that refuses a password has the status 401.',
    pages: true,
    install: () =>
      after(SIGN_IN, async (c) => {
        if (c.res.status === 200 && c.res.headers.get('content-type')?.includes('html') === true)
          answer(c, 401, await c.res.clone().text());
      }),
  },
];
