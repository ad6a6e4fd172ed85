/** Decides what a document asks for, and in which form, as a password manager would. If this is unclear, nothing is chosen. */
import {
  type ControlFacts,
  type DocumentFacts,
  type FieldFacts,
  type FormFacts,
  formOf,
  readable,
} from './facts.ts';
import {
  digitFieldsOf,
  PASSCODE_DIGITS,
  isPersonalDetail,
  isAddress,
  isPasscode,
  isSearch,
  keyOf,
  nameOf,
  labelTextOf,
} from './fields.ts';
import { pageSignsIn, passwordsOf, formCluesOf, textsOf } from './forms.ts';
import { submitOf } from './submit.ts';
import {
  asWords,
  BY_APP,
  BY_EMAIL,
  BY_SMS,
  OTHER_PURPOSE,
  OTHER_CODE,
  PASSCODE,
  SET_UP,
  TURN_ON,
} from './words.ts';

/** What a page asks for, and where to type it. */
export type Question =
  | { asks: 'password'; form: FormFacts; password: FieldFacts; address: FieldFacts | undefined }
  | { asks: 'email address'; form: FormFacts; address: FieldFacts }
  /** One field, or one for each digit. */
  | { asks: 'passcode'; form: FormFacts | undefined; fields: FieldFacts[] }
  /** A form that has a password for another purpose, such as to create an account or to choose a new password. */
  | { asks: 'something else' }
  /** Several forms could be the sign-in form, or a form is ambiguous. */
  | { asks: 'unclear'; why: string }
  /** Something covers the sign-in form. */
  | { asks: 'covered' }
  | { asks: 'nothing' };

const TWO_FORMS = 'several forms on the page could be the sign-in form';

/** What is known about the tenant and the walk. */
export interface QuestionContext {
  /** Keys of the fields that were on the page when something was last sent. */
  knownFields: readonly string[];
  /** Path of the tenant's documented password form. Only there, a form without clues counts as a sign-in form. */
  passwordForm: string;
  /** The email address was sent from a sign-in form, so a password field without one belongs to it. */
  addressSent: boolean;
}

/**
 * Returns which of the things that a sign-in needs a document asks for. A passcode field that was on the page before the
 * password was sent is another way to sign in, not the next step.
 */
export function questionOf(document: DocumentFacts, context: QuestionContext): Question {
  const usable = document.fields.filter(
    ({ covered, disabled, readOnly }) => !covered && !disabled && !readOnly,
  );
  const passcode = passcodeOf(document, usable);
  const password = passwordOf(document, context);
  if (password.asks === 'password') {
    // A passcode field next to the password is optional, and the form is sent without it. One that appears later is next.
    const isNext =
      password.password.filled &&
      passcode?.fields.some((field) => !context.knownFields.includes(keyOf(field)));
    return passcode !== undefined && isNext === true ? passcode : password;
  }
  if (passcode !== undefined)
    return isSettingUp(document, submitOf(document, passcode.fields[0]?.form ?? -1, passcode.fields[0]))
      ? { asks: 'something else' }
      : passcode;
  return password.asks === 'nothing' ? addressOf(document, usable, context) : password;
}

/** Whether the page sets something up, such as an authenticator app. That would change the account. */
function isSettingUp(document: DocumentFacts, button: ControlFacts | undefined): boolean {
  return (
    [readable(document), ...document.imageTexts].some((text) => SET_UP.test(text)) ||
    TURN_ON.test(button?.caption ?? '')
  );
}

function passcodeOf(
  document: DocumentFacts,
  usable: readonly FieldFacts[],
): Extract<Question, { asks: 'passcode' }> | undefined {
  const boxes = digitFieldsOf(usable.filter(({ type }) => type !== 'email' && type !== 'textarea'));
  const isElsewhere = (field: FieldFacts) => {
    const form = formOf(document, field);
    return form !== undefined && (OTHER_PURPOSE.test(asWords(form.naming)) || form.role === 'search');
  };
  const named = usable.filter((field) => isPasscode(field) && !isElsewhere(field));
  const first =
    boxes[0] ?? named.find(({ autocomplete }) => autocomplete.includes('one-time-code')) ?? named[0];
  if (first === undefined) return undefined;
  // There is either one field that looks like six, or there are six fields.
  const fields =
    boxes.length > 0 &&
    !named.some(
      ({ maxLength, autocomplete }) =>
        maxLength !== 1 && autocomplete.includes('one-time-code') && boxes.every((box) => !isPasscode(box)),
    )
      ? boxes
      : [first];
  return { asks: 'passcode', form: formOf(document, first), fields };
}

function passwordOf(document: DocumentFacts, context: QuestionContext): Question {
  const indexes = document.forms
    .map((_, index) => index)
    .filter((index) => passwordsOf(document, index).length > 0);
  if (indexes.length === 0) return { asks: 'nothing' };
  const clues = indexes.map((index) => ({ index, ...formCluesOf(document, index) }));
  const candidates = clues.filter(({ isOther }) => !isOther);
  // Hidden forms also count, because the sign-in form may be in another tab of the page.
  const hasOthers = document.forms.filter(({ passwords }) => passwords > 0).length > 1;
  const certain = candidates.filter(({ signsIn }) => signsIn);
  const [first] = certain;
  const isContinued =
    context.addressSent && candidates.every(({ index }) => textsOf(document, index).length === 0);
  const isSignInPage = isContinued || pageSignsIn(document, context.passwordForm);
  const sole = candidates.length === 1 && !hasOthers && isSignInPage ? candidates[0] : undefined;
  const countAsOne =
    certain.length === 1 ||
    haveSameTarget(
      document,
      certain.map(({ index }) => index),
    );
  const chosen = certain.length === 0 ? sole : countAsOne ? first : undefined;
  if (chosen === undefined) {
    const haveOtherPurpose = clues.every(({ isOther }) => isOther);
    return haveOtherPurpose ? { asks: 'something else' } : { asks: 'unclear', why: TWO_FORMS };
  }
  return asPassword(document, chosen.index);
}

/** Whether these forms count as one, because they have the same target, such as a second form for narrow windows. */
function haveSameTarget(document: DocumentFacts, indexes: readonly number[]): boolean {
  const actions = new Set(indexes.map((index) => document.forms[index]?.action ?? ''));
  return actions.size === 1 && !actions.has('');
}

function asPassword(document: DocumentFacts, index: number): Question {
  const form = document.forms[index];
  const [password] = passwordsOf(document, index);
  if (form === undefined || password === undefined) return { asks: 'nothing' };
  const [text] = textsOf(document, index);
  const address = text === undefined || isAddress(text) || text.order < password.order ? text : undefined;
  if (text !== undefined && address === undefined)
    return { asks: 'unclear', why: 'its form has a field that is not for an email address' };
  if (password.covered || address?.covered === true) return { asks: 'covered' };
  if (password.disabled) return { asks: 'nothing' };
  return { asks: 'password', form, password, address };
}

function addressOf(
  document: DocumentFacts,
  usable: readonly FieldFacts[],
  { passwordForm }: QuestionContext,
): Question {
  const mayBeAddress = (field: FieldFacts) => {
    const form = formOf(document, field);
    if (!['text', 'email'].includes(field.type) || !isAddress(field) || form === undefined) return false;
    const { isOther } = formCluesOf(document, field.form);
    return !isOther;
  };
  const all = document.fields.filter((field) => !field.disabled && !field.readOnly && mayBeAddress(field));
  const isInSignInForm = (field: FieldFacts) =>
    formCluesOf(document, field.form).signsIn || (formOf(document, field)?.currentPassword ?? false);
  const certain = all.filter(isInSignInForm);
  const hasOthers = document.forms.some(
    ({ passwords }, index) => passwords > 0 && !all.some(({ form }) => form === index),
  );
  const chosen =
    certain.length === 1
      ? certain[0]
      : certain.length === 0 && all.length === 1 && !hasOthers && pageSignsIn(document, passwordForm)
        ? all[0]
        : undefined;
  if (chosen === undefined) return all.length > 0 ? { asks: 'unclear', why: TWO_FORMS } : { asks: 'nothing' };
  const form = formOf(document, chosen);
  if (form === undefined) return { asks: 'nothing' };
  return usable.includes(chosen) ? { asks: 'email address', form, address: chosen } : { asks: 'covered' };
}

/** Returns the only field of a page if it can be for the passcode, whatever its name. */
export function loneField(document: DocumentFacts): FieldFacts | undefined {
  const fields = document.fields.filter(
    (field) =>
      !field.covered && !field.disabled && !field.readOnly && !isSearch(field) && field.type !== 'textarea',
  );
  const [field] = fields;
  if (field === undefined || fields.length > 1 || isAddress(field) || isPersonalDetail(field))
    return undefined;
  if (OTHER_CODE.test(nameOf(field)) || OTHER_CODE.test(labelTextOf(field))) return undefined;
  const form = formOf(document, field);
  if (form !== undefined && [form.naming, form.role].some((text) => OTHER_PURPOSE.test(asWords(text))))
    return undefined;
  const isNumeric =
    field.inputMode === 'numeric' ||
    ['tel', 'number'].includes(field.type) ||
    field.maxLength === PASSCODE_DIGITS;
  // A plain text field could be for anything, so the text must mention a passcode.
  return isNumeric || PASSCODE.test(readable(document)) ? field : undefined;
}

/** How a person gets the code that a page asks for. Most pages do not say it, and then it was emailed. */
export type CodeOrigin = 'email' | 'app' | 'text message' | 'unknown';

/**
 * Returns how a person gets the code, by the words of the page and of the field. If several are mentioned, an email counts:
 * it is what a run can read.
 */
export function codeOrigin(document: DocumentFacts): CodeOrigin {
  const labels = document.fields.map((field) => `${labelTextOf(field)} ${nameOf(field)}`);
  // A link may offer another method: "Use an authenticator app".
  const text = document.controls
    .filter(({ caption }) => caption !== '')
    .reduce(
      (rest, { caption }) => rest.replaceAll(caption, ' '),
      [...document.headings, ...document.lines, ...labels].join(' · '),
    );
  if (BY_EMAIL.test(text)) return 'email';
  if (BY_APP.test(text)) return 'app';
  return BY_SMS.test(text) ? 'text message' : 'unknown';
}
