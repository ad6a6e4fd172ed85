/** Which button sends a form, and where to. */
import { pathOf } from '../../http/address.ts';
import type { ControlFacts, DocumentFacts, FieldFacts } from './facts.ts';
import { saysOther, SIGN_IN_PLACE, SIGN_UP_PLACE } from './places.ts';
import { asWords, DENY, GO_ON, OTHER_PASSWORD, OTHER_WAY, RESEND, SIGN_IN, TOGGLE } from './words.ts';

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
export function saidTarget(document: DocumentFacts, form: number, button: ControlFacts | undefined): string {
  return button !== undefined && button.target !== '' ? button.target : (document.forms[form]?.action ?? '');
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
