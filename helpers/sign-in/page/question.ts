/** What a document asks for, and which of its forms asks: judged as a password manager would, and in doubt not at all. */
import {
  type ControlFacts,
  type DocumentFacts,
  type FieldFacts,
  type FormFacts,
  formOf,
  readable,
} from './facts.ts';
import {
  boxesOf,
  DIGITS,
  isAboutAPerson,
  isAddress,
  isPasscode,
  isSearch,
  keyOf,
  nameOf,
  spokenOf,
} from './fields.ts';
import { pageSignsIn, passwordsOf, formCluesOf, textsOf } from './forms.ts';
import { submitOf } from './submit.ts';
import { asWords, BY_MAIL, OTHER_BUSINESS, OTHER_CODE, PASSCODE, SET_UP, TURN_ON } from './words.ts';

/** What is asked for, and where it is to be typed. */
export type Question =
  | { asks: 'password'; form: FormFacts; password: FieldFacts; address: FieldFacts | undefined }
  | { asks: 'address'; form: FormFacts; address: FieldFacts }
  /** One field, or one for each digit. */
  | { asks: 'passcode'; form: FormFacts | undefined; fields: FieldFacts[] }
  /** A form with a password that is for something else: to make an account, to choose a new password. */
  | { asks: 'something else' }
  /** There are forms that may be the one; which, cannot be told. */
  | { asks: 'unclear'; why: string }
  /** The form that signs in is there, and something lies over it. */
  | { asks: 'covered' }
  | { asks: 'nothing' };

/** The words of two forms that could both be the one. */
const TWO_FORMS = 'several forms on the page could be the sign-in form';

/** What is known of a tenant and a walk. */
export interface Known {
  /** Keys of the fields that were there when something was sent last. */
  known: readonly string[];
  /** Path of the tenant's documented form for passwords: a form that says nothing is for that there, and nowhere else. */
  passwordForm: string;
  /** The address was sent from a form that signs in: a password alone goes with it. */
  addressSent: boolean;
}

/**
 * What a document asks for, of those things that are typed into a sign-in. A passcode that could be typed before the password
 * was sent is another way in, and not what comes next: `known` has the keys of the fields that were there.
 */
export function questionOf(document: DocumentFacts, sofar: Known): Question {
  const usable = document.fields.filter(
    ({ covered, disabled, readOnly }) => !covered && !disabled && !readOnly,
  );
  const passcode = passcodeOf(document, usable);
  const password = passwordOf(document, sofar);
  if (password.asks === 'password') {
    // Beside the password, a passcode is one that some people have; the form is sent without it. One that comes later is next.
    const isNext =
      password.password.filled && passcode?.fields.some((field) => !sofar.known.includes(keyOf(field)));
    return passcode !== undefined && isNext === true ? passcode : password;
  }
  if (passcode !== undefined)
    return isSettingUp(document, submitOf(document, passcode.fields[0]?.form ?? -1, passcode.fields[0]))
      ? { asks: 'something else' }
      : passcode;
  return password.asks === 'nothing' ? addressOf(document, usable, sofar) : password;
}

/** Whether something is to be set up on this page, such as an app for passcodes: that would change the account. */
function isSettingUp(document: DocumentFacts, button: ControlFacts | undefined): boolean {
  return (
    [readable(document), ...document.pictures].some((text) => SET_UP.test(text)) ||
    TURN_ON.test(button?.caption ?? '')
  );
}

function passcodeOf(
  document: DocumentFacts,
  usable: readonly FieldFacts[],
): Extract<Question, { asks: 'passcode' }> | undefined {
  const boxes = boxesOf(usable.filter(({ type }) => type !== 'email' && type !== 'textarea'));
  const isElsewhere = (field: FieldFacts) => {
    const form = formOf(document, field);
    return form !== undefined && (OTHER_BUSINESS.test(asWords(form.naming)) || form.role === 'search');
  };
  const named = usable.filter((field) => isPasscode(field) && !isElsewhere(field));
  const first =
    boxes[0] ?? named.find(({ autocomplete }) => autocomplete.includes('one-time-code')) ?? named[0];
  if (first === undefined) return undefined;
  // One field that is drawn as six; or six.
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

function passwordOf(document: DocumentFacts, sofar: Known): Question {
  const indexes = document.forms
    .map((_, index) => index)
    .filter((index) => passwordsOf(document, index).length > 0);
  if (indexes.length === 0) return { asks: 'nothing' };
  const told = indexes.map((index) => ({ index, ...formCluesOf(document, index) }));
  const candidates = told.filter(({ isOther }) => !isOther);
  // Forms that are not shown count, too: another tab of the page may be the one that signs in.
  const hasOthers = document.forms.filter(({ passwords }) => passwords > 0).length > 1;
  const certain = candidates.filter(({ signsIn }) => signsIn);
  const [first] = certain;
  const isContinued =
    sofar.addressSent && candidates.every(({ index }) => textsOf(document, index).length === 0);
  const saysSo = isContinued || pageSignsIn(document, sofar.passwordForm);
  const sole = candidates.length === 1 && !hasOthers && saysSo ? candidates[0] : undefined;
  const isOne =
    certain.length === 1 ||
    sameOf(
      document,
      certain.map(({ index }) => index),
    );
  const chosen = certain.length === 0 ? sole : isOne ? first : undefined;
  if (chosen === undefined) {
    const setsOne = told.every(({ isOther }) => isOther);
    return setsOne ? { asks: 'something else' } : { asks: 'unclear', why: TWO_FORMS };
  }
  return asPassword(document, chosen.index);
}

/** Forms that lead to the same place, such as one for narrow windows, are one. */
function sameOf(document: DocumentFacts, indexes: readonly number[]): boolean {
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
  { passwordForm }: Known,
): Question {
  const isOne = (field: FieldFacts) => {
    const form = formOf(document, field);
    if (!['text', 'email'].includes(field.type) || !isAddress(field) || form === undefined) return false;
    const { isOther } = formCluesOf(document, field.form);
    return !isOther;
  };
  const all = document.fields.filter((field) => !field.disabled && !field.readOnly && isOne(field));
  const says = (field: FieldFacts) =>
    formCluesOf(document, field.form).signsIn || (formOf(document, field)?.currentPassword ?? false);
  const certain = all.filter(says);
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
  return usable.includes(chosen) ? { asks: 'address', form, address: chosen } : { asks: 'covered' };
}

/** A field that stands alone, whatever it is called: after the password, it can only be for the passcode. */
export function loneField(document: DocumentFacts): FieldFacts | undefined {
  const fields = document.fields.filter(
    (field) =>
      !field.covered && !field.disabled && !field.readOnly && !isSearch(field) && field.type !== 'textarea',
  );
  const [field] = fields;
  if (field === undefined || fields.length > 1 || isAddress(field) || isAboutAPerson(field)) return undefined;
  if (OTHER_CODE.test(nameOf(field)) || OTHER_CODE.test(spokenOf(field))) return undefined;
  const form = formOf(document, field);
  if (form !== undefined && [form.naming, form.role].some((text) => OTHER_BUSINESS.test(asWords(text))))
    return undefined;
  const isNumeric =
    field.inputMode === 'numeric' || ['tel', 'number'].includes(field.type) || field.maxLength === DIGITS;
  // Words on the page must say so; a field for a text could be for anything.
  return isNumeric || PASSCODE.test(readable(document)) ? field : undefined;
}

/** Whether the page says that the code was mailed. */
export function saysMailed(document: DocumentFacts): boolean {
  return BY_MAIL.test([...document.headings, ...document.lines].join(' · '));
}
