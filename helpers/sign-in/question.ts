/** What a document asks for, and which of its forms asks: judged as a password manager would, and in doubt not at all. */
import { pathOf } from '../http/address.ts';
import {
  formOf,
  readable,
  type ControlFacts,
  type DocumentFacts,
  type FieldFacts,
  type FormFacts,
} from './facts.ts';
import {
  asWords,
  BY_MAIL,
  DENY,
  GO_ON,
  OTHER_BUSINESS,
  OTHER_CODE,
  OTHER_PASSWORD,
  OTHER_WAY,
  PASSCODE,
  RESEND,
  SET_UP,
  SIGN_IN,
  SIGN_UP,
  TERMS,
  TOGGLE,
  TURN_ON,
} from './words.ts';

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

/** How many single fields a passcode has. */
const DIGITS = 6;

const TEXTS = ['text', 'email', 'tel', 'number', 'url', 'textarea'];

/** Paths and names that sign people in. */
const SIGN_IN_PLACE =
  /\b(?:log ?in|log ?on|sign ?in|sign ?on|sessions?|auth|authn|authenticate|authentication|access|identify|identifier|sso|credentials?|wp login|j(?: spring)? security check)\b/;

/** Where accounts are made: `POST /users` makes one, wherever resources are named after their kind. */
const SIGN_UP_PLACE = /(?:^|\/)(?:users?|accounts?|members?|customers?|registrations?|leads|trials?)\/?$/i;

/** Names of fields for one-time passcodes. */
const PASSCODE_NAME =
  /\b(?:otp|totp|hotp|mfa|tfa|2 ?fa|two ?factor|second ?factor|pass ?code|one ?time|verif\w*|(?:auth\w*|security|login|sms|e ?mail|mail|confirmation|access|token|pin) ?code|challenge|code|token|pin)\b/;

/** What the field itself is named by a programmer; never its class or test id. */
function nameOf(field: FieldFacts): string {
  return asWords(`${field.name} ${field.id}`);
}

function spokenOf(field: FieldFacts): string {
  return `${field.label} ${field.placeholder}`.toLowerCase();
}

function isSearch(field: FieldFacts): boolean {
  return /\b(?:search|query|q)\b/.test(nameOf(field));
}

/** Whether a field asks for a one-time passcode, by what it says itself. */
function isPasscode(field: FieldFacts): boolean {
  if (field.autocomplete.includes('one-time-code')) return true;
  if (/password|username|email|name|tel|postal|address|cc-/.test(field.autocomplete)) return false;
  if (field.type === 'email' || field.type === 'textarea') return false;
  const name = nameOf(field);
  if (OTHER_CODE.test(name) || OTHER_CODE.test(spokenOf(field))) return false;
  if (field.type === 'password') {
    // A password may be called anything; a passcode that is hidden says so plainly.
    const isPassword = /\b(?:pass ?word|passwd|pwd|passwort|kennwort|pass)\b/.test(name);
    return (
      !isPassword &&
      (PASSCODE_NAME.test(name) ||
        (PASSCODE.test(spokenOf(field)) && !/passwor|kennwort/i.test(spokenOf(field))))
    );
  }
  return PASSCODE_NAME.test(name) || PASSCODE.test(spokenOf(field));
}

/** Fields for one digit each, where there are six in a row. */
function boxesOf(fields: readonly FieldFacts[]): FieldFacts[] {
  const isNarrow = (field: FieldFacts) =>
    field.maxLength === 1 ||
    (field.maxLength < 0 && field.width > 0 && field.width <= 80 && field.type !== 'email');
  for (const first of fields.filter(isNarrow)) {
    const together = fields.filter((field) => field.form === first.form && isNarrow(field));
    if (together.length === DIGITS) return together;
  }
  return [];
}

function isAddress(field: FieldFacts): boolean {
  return (
    field.type === 'email' ||
    /\b(?:username|email|webauthn)\b/.test(field.autocomplete) ||
    /\b(?:e ?mail|mail|user|user ?name|login|log|logon|identifier|identity|account|uid|name|principal)\b/.test(
      nameOf(field),
    )
  );
}

/** A person's name, a company, a telephone: nothing that somebody signs in with by address. */
function isAboutAPerson(field: FieldFacts): boolean {
  if (/\b(?:username|email)\b/.test(field.autocomplete)) return false;
  if (
    /\b(?:name|given-name|family-name|additional-name|nickname|organization|tel|bday|street-address|postal-code|country)\b/.test(
      field.autocomplete,
    )
  )
    return true;
  const name = nameOf(field);
  return (
    (field.type === 'tel' && !isAddress(field)) ||
    /\b(?:(?:full|first|last|given|family|display|real|your|contact|business|company) ?name|surname|forename|vorname|nachname|nom|prenom|nombre|apellidos?|company|organi[sz]ation|firma|phone|mobile|telephone|telefon|birth\w*|age|zip|city|country|website|subdomain|workspace|domain|site|invite|referr?al|coupon|promo)\b/.test(
      name,
    )
  );
}

/**
 * Where a form sends what is typed into it, by this button or by the one that it would be sent by: an absolute address, that of
 * the page itself where it does not say, or where only a script can know.
 */
export function targetOf(
  document: DocumentFacts,
  form: number,
  button = submitOf(document, form, undefined),
): string {
  const target = saidTarget(document, form, button);
  return target === '' || /^javascript:/i.test(target) ? document.url : target;
}

/** What a form, or its button, says of where it is sent; a button outranks its form. */
function saidTarget(document: DocumentFacts, form: number, button: ControlFacts | undefined): string {
  return button !== undefined && button.target !== '' ? button.target : (document.forms[form]?.action ?? '');
}

/** What a form says about itself, in its own words and names. */
interface Telling {
  /** By itself it says that it signs in. */
  signsIn: boolean;
  /** It is about something else for sure, or cannot be told from that. */
  isOther: boolean;
}

/**
 * Whether a form that leads to one address may turn out to be sent to another one: to the same path, or to one that signs in,
 * such as the same in another language.
 */
export function isSamePlace(one: string, other: string): boolean {
  return pathOf(one) === pathOf(other) || isSignInPlace(asWords(pathOf(other)));
}

/** Words of a path or a name by which people are signed in. */
function isSignInPlace(words: string): boolean {
  return SIGN_IN_PLACE.test(words) || SIGN_IN.test(words);
}

/** Words that are about anything else than signing in. */
function saysOther(words: string): boolean {
  return !SIGN_IN.test(words) && [SIGN_UP, OTHER_PASSWORD, OTHER_BUSINESS].some((each) => each.test(words));
}

/** A path, as words; what it holds may be written in any way. */
function placeOf(address: string): string {
  try {
    return asWords(decodeURIComponent(pathOf(address)));
  } catch {
    return '';
  }
}

/** The visible fields of a form that one can type a text into, but for searches, passcodes and what is given already. */
function textsOf(document: DocumentFacts, form: number): FieldFacts[] {
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

function passwordsOf(document: DocumentFacts, form: number): FieldFacts[] {
  return document.fields.filter(
    (field) => field.form === form && field.type === 'password' && !field.readOnly && !isPasscode(field),
  );
}

/** Reads what a form with a password says about itself. */
function tellingOf(document: DocumentFacts, index: number): Telling {
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
function pageSignsIn({ title, headings, url }: DocumentFacts, passwordForm: string): boolean {
  const said = [title, ...headings].join(' · ');
  if (SIGN_IN.test(said)) return true;
  return pathOf(url) === passwordForm && ![SIGN_UP, OTHER_PASSWORD].some((words) => words.test(said));
}

/** The words of two forms that could both be the one. */
const TWO_FORMS = 'it has several forms that could be the one to sign in with';

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
  const told = indexes.map((index) => ({ index, ...tellingOf(document, index) }));
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
    return { asks: 'unclear', why: 'its form has a field that is none for an address' };
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
    const { isOther } = tellingOf(document, field.form);
    return !isOther;
  };
  const all = document.fields.filter((field) => !field.disabled && !field.readOnly && isOne(field));
  const says = (field: FieldFacts) =>
    tellingOf(document, field.form).signsIn || (formOf(document, field)?.currentPassword ?? false);
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

/** Names a form or a field from one look to the next, within one document and beyond. */
export function keyOf(field: FieldFacts): string {
  return `${field.type} ${field.name} ${field.id} ${field.autocomplete}`;
}

const ASIDE =
  /\b(?:show|hide|toggle|reveal|eye|forgot\w*|resend|send again|new code|cancel|back|deny|reject|decline|another|switch|cookies?|close|clear|search|google|office|microsoft|apple|facebook|linked ?in|github|saml|sso|passkeys?|webauthn|fido|security key|magic|qr|sms|voice|call|help|language|provider)\b/;

const OTHER_CAPTIONS = [TOGGLE, RESEND, OTHER_WAY, OTHER_PASSWORD, DENY];

/** A button that does something else than to send the form: another way in, another mail, the way back. */
function isAside({ naming, marks, target, caption }: ControlFacts): boolean {
  const path = target.replace(/^https?:\/\/[^/]*/, '').split(/[?#]/)[0] ?? '';
  return (
    ASIDE.test(asWords(`${naming} ${marks} ${path}`)) ||
    ASIDE.test(caption.toLowerCase()) ||
    OTHER_CAPTIONS.some((words) => words.test(caption)) ||
    // An icon says it to those alone who cannot see it.
    (!/\p{L}/u.test(caption) && OTHER_CAPTIONS.some((words) => words.test(naming)))
  );
}

/**
 * The button that sends a form, enabled or not yet: one that says so, or else the first plain one behind its field.
 * `fruitless` ones sent nothing.
 */
export function submitOf(
  document: DocumentFacts,
  form: number,
  field: FieldFacts | undefined,
  fruitless: readonly string[] = [],
): ControlFacts | undefined {
  const plain = document.controls.filter(
    (control) => control.kind === 'button' && !isAside(control) && !fruitless.includes(keyOfControl(control)),
  );
  const own = plain.filter((control) => control.form === form && !leadsElsewhere(control));
  const behind = own.filter(({ order }) => order > (field?.order ?? -1));
  const saysSo = ({ caption }: ControlFacts) => SIGN_IN.test(caption) || GO_ON.test(caption);
  const leadsThere = ({ target }: ControlFacts) =>
    target !== '' && SIGN_IN_PLACE.test(asWords(pathOf(target)));
  return (
    behind.find(leadsThere) ??
    behind.find((control) => control.submits && saysSo(control)) ??
    behind.find((control) => control.submits) ??
    behind.find(saysSo) ??
    behind[0] ??
    own.find((control) => control.submits) ??
    // Some stand outside of the form that they send.
    plain.find((control) => control.form < 0 && saysSo(control) && control.order > (field?.order ?? Infinity))
  );
}

/** A button that sends the form to where accounts are made, or to anything else that is no sign-in. */
function leadsElsewhere({ target }: ControlFacts): boolean {
  return SIGN_UP_PLACE.test(pathOf(target)) || saysOther(asWords(pathOf(target)));
}

/** Names a control from one look to the next. */
export function keyOfControl({ kind, caption, naming, form }: ControlFacts): string {
  return `${kind} ${caption} ${naming} ${String(form)}`;
}
