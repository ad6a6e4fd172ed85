/** The clues of a form: whether it is a sign-in form, or for another purpose. */
import { pathOf } from '../../http/address.ts';
import type { DocumentFacts, FieldFacts } from './facts.ts';
import { isAboutAPerson, isPasscode, isSearch, TEXTS } from './fields.ts';
import { isSignInPlace, placeOf, saysOther, SIGN_IN_PLACE, SIGN_UP_PLACE } from './places.ts';
import { saidTarget, submitOf } from './submit.ts';
import { asWords, OTHER_PASSWORD, SIGN_IN, SIGN_UP, TERMS } from './words.ts';

/** Returns the visible text fields of a form, except for search fields, passcodes, and fields that cannot be changed. */
export function textsOf(document: DocumentFacts, form: number): FieldFacts[] {
  return document.fields.filter(
    (field) =>
      field.form === form &&
      TEXTS.includes(field.type) &&
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
  /** It is recognizably a sign-in form on its own. */
  signsIn: boolean;
  /** It certainly has another purpose, or cannot be told from a form that has. */
  isOther: boolean;
}

/** Reads the clues of a form. */
export function formCluesOf(document: DocumentFacts, index: number): FormClues {
  const form = document.forms[index];
  if (form === undefined) return { signsIn: false, isOther: true };
  const passwords = passwordsOf(document, index);
  const texts = textsOf(document, index);
  const submit = submitOf(document, index, undefined);
  // The query may contain the page to return to ("?next=/search"), so it does not count.
  const target = saidTarget(document, index, submit);
  const place = placeOf(target);
  const names = asWords(form.naming);
  const caption = submit?.caption ?? '';
  const spoken = [caption, form.heading, form.headingBefore];
  const placed = !SIGN_UP.test(place) && !OTHER_PASSWORD.test(place) && isSignInPlace(place);
  const signsIn =
    passwords.some(({ autocomplete }) => autocomplete.includes('current-password')) ||
    texts.some(({ autocomplete }) => autocomplete.includes('username')) ||
    placed ||
    SIGN_IN.test(caption) ||
    SIGN_IN_PLACE.test(names) ||
    SIGN_IN.test(form.heading);
  const isOther =
    passwords.length > 1 ||
    passwords.some(({ autocomplete }) => autocomplete.includes('new-password')) ||
    texts.length > 1 ||
    texts.some(isAboutAPerson) ||
    spoken.some(saysOther) ||
    saysOther(place) ||
    SIGN_UP_PLACE.test(pathOf(target)) ||
    saysOther(names) ||
    // A class may have any name, but one that names another purpose is no coincidence.
    (!signsIn && saysOther(asWords(form.marks))) ||
    /\bsearch\b/.test(form.role) ||
    // A user who signs in has accepted the terms already.
    [form.choices, asWords(form.choices)].some((text) => TERMS.test(text));
  return { signsIn, isOther };
}

/** Whether the page as a whole is recognizably a sign-in page, if its only form has no clues. */
export function pageSignsIn({ title, headings, url }: DocumentFacts, passwordForm: string): boolean {
  const said = [title, ...headings].join(' · ');
  if (SIGN_IN.test(said)) return true;
  return pathOf(url) === passwordForm && ![SIGN_UP, OTHER_PASSWORD].some((words) => words.test(said));
}
