/** What a form says about itself: whether it signs in, or is about something else. */
import { pathOf } from '../../http/address.ts';
import type { DocumentFacts, FieldFacts } from './facts.ts';
import { isAboutAPerson, isPasscode, isSearch, TEXTS } from './fields.ts';
import { isSignInPlace, placeOf, saysOther, SIGN_IN_PLACE, SIGN_UP_PLACE } from './places.ts';
import { saidTarget, submitOf } from './submit.ts';
import { asWords, OTHER_PASSWORD, SIGN_IN, SIGN_UP, TERMS } from './words.ts';

/** The visible fields of a form that one can type a text into, but for searches, passcodes and what is given already. */
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

/** What a form says about itself, in its own words and names. */
interface FormClues {
  /** By itself it says that it signs in. */
  signsIn: boolean;
  /** It is about something else for sure, or cannot be told from that. */
  isOther: boolean;
}

/** Reads what a form with a password says about itself. */
export function formCluesOf(document: DocumentFacts, index: number): FormClues {
  const form = document.forms[index];
  if (form === undefined) return { signsIn: false, isOther: true };
  const passwords = passwordsOf(document, index);
  const texts = textsOf(document, index);
  const submit = submitOf(document, index, undefined);
  // Where it comes back to ("?next=/search") says nothing about it.
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
    // A class may say anything, but where it says that of all things, it is not by chance.
    (!signsIn && saysOther(asWords(form.marks))) ||
    /\bsearch\b/.test(form.role) ||
    // Whoever signs in has agreed already.
    [form.choices, asWords(form.choices)].some((text) => TERMS.test(text));
  return { signsIn, isOther };
}

/** Whether the page as a whole says that it is for signing in, where its only form says nothing. */
export function pageSignsIn({ title, headings, url }: DocumentFacts, passwordForm: string): boolean {
  const said = [title, ...headings].join(' · ');
  if (SIGN_IN.test(said)) return true;
  return pathOf(url) === passwordForm && ![SIGN_UP, OTHER_PASSWORD].some((words) => words.test(said));
}
