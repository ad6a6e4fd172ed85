/** Finds the button that sends a form, and the form's target. */
import { pathOf } from '../../http/address.ts';
import type { ControlFacts, DocumentFacts, FieldFacts } from './facts.ts';
import { isAboutOther, SIGN_IN_PLACE, SIGN_UP_PLACE } from './places.ts';
import { asWords, DENY, GO_ON, OTHER_PASSWORD, OTHER_WAY, RESEND, SIGN_IN, TOGGLE } from './words.ts';

/**
 * Returns the absolute URL to which a form sends its input, with this button or the one that would send it. It is the URL of
 * the page itself if the form names no target, or if only a script decides it.
 */
export function targetOf(
  document: DocumentFacts,
  form: number,
  button = submitOf(document, form, undefined),
): string {
  const target = namedTargetOf(document, form, button);
  return target === '' || /^javascript:/i.test(target) ? document.url : target;
}

/** Returns the target that a form or its button names. A button outranks its form. Empty if there is none. */
export function namedTargetOf(
  document: DocumentFacts,
  form: number,
  button: ControlFacts | undefined,
): string {
  return button !== undefined && button.target !== '' ? button.target : (document.forms[form]?.action ?? '');
}

const ASIDE =
  /\b(?:show|hide|toggle|reveal|eye|forgot\w*|resend|send again|new code|cancel|back|deny|reject|decline|another|switch|cookies?|close|clear|search|google|office|microsoft|apple|facebook|linked ?in|github|saml|sso|passkeys?|webauthn|fido|security key|magic|qr|sms|voice|call|help|language|provider)\b/;

const OTHER_CAPTIONS = [TOGGLE, RESEND, OTHER_WAY, OTHER_PASSWORD, DENY];

/** Whether a button does something other than sending the form, such as signing in differently, or going back. */
function isAside({ naming, classes, target, caption }: ControlFacts): boolean {
  const path = target.replace(/^https?:\/\/[^/]*/, '').split(/[?#]/)[0] ?? '';
  return (
    ASIDE.test(asWords(`${naming} ${classes} ${path}`)) ||
    ASIDE.test(caption.toLowerCase()) ||
    OTHER_CAPTIONS.some((words) => words.test(caption)) ||
    // A button with only an icon shows its purpose in its accessible name.
    (!/\p{L}/u.test(caption) && OTHER_CAPTIONS.some((words) => words.test(naming)))
  );
}

/**
 * Returns the button that sends a form, even if it is still disabled: one with a clear caption, or else the first plain one
 * after the field. The buttons that were `tried` sent nothing.
 */
export function submitOf(
  document: DocumentFacts,
  form: number,
  field: FieldFacts | undefined,
  tried: readonly string[] = [],
): ControlFacts | undefined {
  const plain = document.controls.filter(
    (control) => control.kind === 'button' && !isAside(control) && !tried.includes(keyOfControl(control)),
  );
  const inForm = plain.filter((control) => control.form === form && !leadsElsewhere(control));
  const after = inForm.filter(({ order }) => order > (field?.order ?? -1));
  const isCaptioned = ({ caption }: ControlFacts) => SIGN_IN.test(caption) || GO_ON.test(caption);
  const leadsToSignIn = ({ target }: ControlFacts) =>
    target !== '' && SIGN_IN_PLACE.test(asWords(pathOf(target)));
  return (
    after.find(leadsToSignIn) ??
    after.find((control) => control.submits && isCaptioned(control)) ??
    after.find((control) => control.submits) ??
    after.find(isCaptioned) ??
    after[0] ??
    inForm.find((control) => control.submits) ??
    // Some buttons are outside the form that they send.
    plain.find(
      (control) => control.form < 0 && isCaptioned(control) && control.order > (field?.order ?? Infinity),
    )
  );
}

/** Whether a button sends the form to a URL where accounts are created, or that is otherwise not a sign-in. */
function leadsElsewhere({ target }: ControlFacts): boolean {
  return SIGN_UP_PLACE.test(pathOf(target)) || isAboutOther(asWords(pathOf(target)));
}

/** Returns a key that identifies a control in later observations. */
export function keyOfControl({ kind, caption, naming, form }: ControlFacts): string {
  return `${kind} ${caption} ${naming} ${String(form)}`;
}
