/** Recognizes what a field asks for by its attributes and label, as a password manager would. */
import type { FieldFacts } from './facts.ts';
import { asWords, OTHER_CODE, PASSCODE } from './words.ts';

/** How many digits a passcode has. */
export const PASSCODE_DIGITS = 6;

export const TEXT_TYPES = ['text', 'email', 'tel', 'number', 'url', 'textarea'];

/** Names of fields for one-time passcodes. */
const PASSCODE_NAME =
  /\b(?:otp|totp|hotp|mfa|tfa|2 ?fa|two ?factor|second ?factor|pass ?code|one ?time|verif\w*|(?:auth\w*|security|login|sms|e ?mail|mail|confirmation|access|token|pin) ?code|challenge|code|token|pin)\b/;

/** Returns the name and ID of a field as words. Its classes and test ID do not count. */
export function nameOf(field: FieldFacts): string {
  return asWords(`${field.name} ${field.id}`);
}

export function labelTextOf(field: FieldFacts): string {
  return `${field.label} ${field.placeholder}`.toLowerCase();
}

export function isSearch(field: FieldFacts): boolean {
  return /\b(?:search|query|q)\b/.test(nameOf(field));
}

/** Whether a field asks for a one-time passcode. */
export function isPasscode(field: FieldFacts): boolean {
  if (field.autocomplete.includes('one-time-code')) return true;
  if (/password|username|email|name|tel|postal|address|cc-/.test(field.autocomplete)) return false;
  if (field.type === 'email' || field.type === 'textarea') return false;
  const name = nameOf(field);
  if (OTHER_CODE.test(name) || OTHER_CODE.test(labelTextOf(field))) return false;
  if (field.type === 'password') {
    // A password field may have any name. A masked passcode field has a clear name or label.
    const isPassword = /\b(?:pass ?word|passwd|pwd|passwort|kennwort|pass)\b/.test(name);
    return (
      !isPassword &&
      (PASSCODE_NAME.test(name) ||
        (PASSCODE.test(labelTextOf(field)) && !/passwor|kennwort/i.test(labelTextOf(field))))
    );
  }
  return PASSCODE_NAME.test(name) || PASSCODE.test(labelTextOf(field));
}

/** Returns the fields for one digit each, if a form has exactly six of them. */
export function digitFieldsOf(fields: readonly FieldFacts[]): FieldFacts[] {
  const isNarrow = (field: FieldFacts) =>
    field.maxLength === 1 ||
    (field.maxLength < 0 && field.width > 0 && field.width <= 80 && field.type !== 'email');
  for (const first of fields.filter(isNarrow)) {
    const together = fields.filter((field) => field.form === first.form && isNarrow(field));
    if (together.length === PASSCODE_DIGITS) return together;
  }
  return [];
}

export function isAddress(field: FieldFacts): boolean {
  return (
    field.type === 'email' ||
    /\b(?:username|email|webauthn)\b/.test(field.autocomplete) ||
    /\b(?:e ?mail|mail|user|user ?name|login|log|logon|identifier|identity|account|uid|name|principal)\b/.test(
      nameOf(field),
    )
  );
}

/** Whether a field is for a person's name, company, phone number, or the like, which a sign-in does not need. */
export function isPersonalDetail(field: FieldFacts): boolean {
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

/** Returns a key that identifies a field in later observations, even in another document. */
export function keyOf(field: FieldFacts): string {
  return `${field.type} ${field.name} ${field.id} ${field.autocomplete}`;
}
