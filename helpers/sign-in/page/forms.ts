/** Decides by clues whether a form is a sign-in form, or has another purpose. */
import { pathOf } from '../../http/address.ts';
import type { DocumentFacts, FieldFacts } from './facts.ts';
import { isPersonalDetail, isPasscode, isSearch, TEXT_TYPES } from './fields.ts';
import { isSignInPlace, pathWordsOf, isAboutOther, SIGN_IN_PLACE, SIGN_UP_PLACE } from './places.ts';
import { namedTargetOf, submitOf } from './submit.ts';
import { asWords, OTHER_PASSWORD, SIGN_IN, SIGN_UP, TERMS } from './words.ts';

/** Returns the visible text fields of a form, without search fields, passcode fields, and fields that cannot be changed. */
export function textsOf(document: DocumentFacts, form: number): FieldFacts[] {
  return document.fields.filter(
    (field) =>
      field.form === form &&
      TEXT_TYPES.includes(field.type) &&
      !field.readOnly &&
      !field.disabled &&
      !field.transparent &&
      !isSearch(field) &&
      !isPasscode(field),
  );
}

export function passwordsOf(document: DocumentFacts, form: number): FieldFacts[] {
  return document.fields.filter(
    (field) => field.form === form && field.type === 'password' && !field.readOnly && !isPasscode(field),
  );
}

/** What the words and names of a form show. */
interface FormClues {
  /** It is recognizable as a sign-in form on its own. */
  signsIn: boolean;
  /** It has another purpose, or cannot be distinguished from a form that has. */
  isOther: boolean;
}

/** Returns the clues of a form. */
export function formCluesOf(document: DocumentFacts, index: number): FormClues {
  const form = document.forms[index];
  if (form === undefined) return { signsIn: false, isOther: true };
  const passwords = passwordsOf(document, index);
  const texts = textsOf(document, index);
  const submit = submitOf(document, index, undefined);
  // The query may contain the page to return to ("?next=/search"), so it does not count.
  const target = namedTargetOf(document, index, submit);
  const place = pathWordsOf(target);
  const names = asWords(form.naming);
  const caption = submit?.caption ?? '';
  const spoken = [caption, form.heading, form.headingBefore];
  const leadsToSignIn = !SIGN_UP.test(place) && !OTHER_PASSWORD.test(place) && isSignInPlace(place);
  const signsIn =
    passwords.some(({ autocomplete }) => autocomplete.includes('current-password')) ||
    texts.some(({ autocomplete }) => autocomplete.includes('username')) ||
    leadsToSignIn ||
    SIGN_IN.test(caption) ||
    SIGN_IN_PLACE.test(names) ||
    SIGN_IN.test(form.heading);
  const isOther =
    passwords.length > 1 ||
    passwords.some(({ autocomplete }) => autocomplete.includes('new-password')) ||
    texts.length > 1 ||
    texts.some(isPersonalDetail) ||
    spoken.some(isAboutOther) ||
    isAboutOther(place) ||
    SIGN_UP_PLACE.test(pathOf(target)) ||
    isAboutOther(names) ||
    // A class may have any name, but one that names another purpose is no coincidence.
    (!signsIn && isAboutOther(asWords(form.classes))) ||
    /\bsearch\b/.test(form.role) ||
    // A user who signs in has already accepted the terms.
    [form.choices, asWords(form.choices)].some((text) => TERMS.test(text));
  return { signsIn, isOther };
}

/** Whether the page is recognizable as a sign-in page by its title, headings or URL, for a form without clues. */
export function pageSignsIn({ title, headings, url }: DocumentFacts, passwordForm: string): boolean {
  const text = [title, ...headings].join(' · ');
  if (SIGN_IN.test(text)) return true;
  return pathOf(url) === passwordForm && ![SIGN_UP, OTHER_PASSWORD].some((words) => words.test(text));
}
