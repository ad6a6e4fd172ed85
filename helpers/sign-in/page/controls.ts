/** Buttons and links that are pressed without typing anything: on the consent page, on banners, and on interstitials. */
import { isSameHost, pathOf } from '../../http/address.ts';
import { formOf, readable, type ControlFacts, type DocumentFacts } from './facts.ts';
import { keyOfControl } from './submit.ts';
import {
  ACCEPT,
  ALLOW,
  asWords,
  BY_MAIL,
  CLOSE,
  COOKIES,
  DENY,
  ENROLMENT,
  GO_ON,
  LEAVE,
  PASSCODE,
  REJECT,
  SKIP,
  TERMS,
} from './words.ts';

/** The buttons of a consent page, the most likely first. */
export interface Consent {
  /** Buttons that may allow the client, to be tried one after the other. */
  allow: ControlFacts[];
  /** Buttons that clearly deny it. */
  deny: ControlFacts[];
}

const AUTHORIZATION = /\b(?:oauth\d?|authori[sz]\w*|consent|grant\w*|approve|approval|permissions?)\b/;
const YES =
  /\b(?:allow\w*|approve\w*|accept\w*|authori[sz]e\w*|grant\w*|confirm|agree|permit|yes|continue|primary|true)\b/;
const NO = /\b(?:deny|denied|cancel\w*|reject\w*|decline\w*|refuse\w*|disallow|no|abort|secondary|false)\b/;
const OUT = /\b(?:log ?out|sign ?out|switch\w*|another)\b/;

function naturally({ naming, marks, target }: ControlFacts): string {
  return asWords(`${naming} ${marks} ${pathOf(target)}`);
}

function reachableControls(document: DocumentFacts): ControlFacts[] {
  return document.controls.filter(({ covered, enabled }) => !covered && enabled);
}

/** Returns the controls that can be pressed, and were not pressed before. */
function untried(document: DocumentFacts, fruitless: readonly string[]): ControlFacts[] {
  return reachableControls(document).filter((control) => !fruitless.includes(keyOfControl(control)));
}

/** Whether a button is on a cookie banner, not part of the page's own content. */
function isOnBanner(document: DocumentFacts, control: ControlFacts): boolean {
  const layer = document.layers[control.layer];
  return (
    COOKIES.test(asWords(`${control.naming} ${control.marks}`)) ||
    (layer !== undefined &&
      (COOKIES.test(asWords(layer.naming)) || COOKIES.test(layer.text)) &&
      control.form < 0)
  );
}

/**
 * Returns the buttons with which a page asks whether to allow a client. `undefined` if it asks something else. Buttons in a
 * form outrank those without one, since a page's own question is a form, and a banner's is not. Links come last.
 */
export function consentOf(document: DocumentFacts): Consent | undefined {
  const isAuthorization = AUTHORIZATION.test(asWords(pathOf(document.url)));
  const text = readable(document);
  const isForm = (control: ControlFacts) => {
    const form = formOf(document, control);
    return (
      form !== undefined && AUTHORIZATION.test(asWords(`${pathOf(form.action)} ${form.naming} ${form.marks}`))
    );
  };
  const here = reachableControls(document).filter((control) => !isOnBanner(document, control));
  const buttons = here.filter(({ kind }) => kind === 'button');
  const inForms = buttons.filter((control) => isForm(control) || (isAuthorization && control.form >= 0));
  const inNone = isAuthorization ? buttons.filter(({ form }) => form < 0) : [];
  const links = here.filter(
    ({ kind, target, marks }) =>
      kind === 'link' &&
      AUTHORIZATION.test(asWords(pathOf(target))) &&
      isSameHost(target, document.url) &&
      (looksLikeButton(marks) || isAuthorization),
  );
  // Another question on the way: terms, a survey, a second factor.
  const isSomethingElse =
    !inForms.some(isForm) &&
    (TERMS.test(text) || ENROLMENT.test(text)) &&
    !ALLOW_ALONE.test(captionsOf(inForms));
  if (isSomethingElse) return undefined;
  const groups = [inForms, inNone, links.filter(({ marks }) => looksLikeButton(marks))];
  const asking = groups.find((group) => group.length > 0) ?? [];
  const points = new Map(asking.map((control) => [control, score(document, control)]));
  const ranked = [...asking].sort((one, other) => (points.get(other) ?? 0) - (points.get(one) ?? 0));
  if (ranked.length === 0 || !ranked.some((control) => (points.get(control) ?? 0) > 0)) return undefined;
  const denying = [...new Set([...asking, ...links])].filter((control) =>
    denies(control, formOf(document, control)?.action ?? ''),
  );
  return { allow: ranked.filter((control) => !denying.includes(control)), deny: denying };
}

function looksLikeButton(marks: string): boolean {
  return /\b(?:btn|button)\b/.test(asWords(marks));
}

/** Words that are used only to allow a client. */
const ALLOW_ALONE = /\b(?:allow|authori[sz]e|approve|grant)\b/i;

function captionsOf(controls: readonly ControlFacts[]): string {
  return controls.map(({ caption }) => caption).join(' · ');
}

function denies(control: ControlFacts, action: string): boolean {
  const nature = naturally(control);
  if (OUT.test(nature) || LEAVE.test(control.caption)) return false;
  if (ALLOW.test(control.caption) && !DENY.test(control.caption)) return false;
  return DENY.test(control.caption) || (NO.test(`${nature} ${asWords(pathOf(action))}`) && !YES.test(nature));
}

function score(document: DocumentFacts, control: ControlFacts): number {
  const { caption, submits, kind } = control;
  const nature = naturally(control);
  const action = asWords(pathOf(formOf(document, control)?.action ?? ''));
  let points = submits || kind === 'link' ? 1 : 0;
  if (AUTHORIZATION.test(action)) points += 1;
  if (ALLOW.test(caption) && !DENY.test(caption)) points += 8;
  if (YES.test(nature)) points += 4;
  if (NO.test(`${nature} ${action}`)) points -= 6;
  if (OUT.test(`${nature} ${action}`) || LEAVE.test(caption)) points -= 12;
  if (DENY.test(caption)) points -= 6;
  return points;
}

/** Whether a caption contains these words and little else. A sentence that contains them by chance is too long. */
function says(words: RegExp, caption: string): boolean {
  return caption !== '' && caption.length <= 40 && words.test(caption);
}

/** Whether the caption is a word or a sign for closing. */
function saysClose({ caption }: ControlFacts): boolean {
  return /^[×✕✖╳x]$/i.test(caption) || says(CLOSE, caption);
}

/** Finds the control that closes a banner or dialog without agreeing to anything, or else one that agrees only to cookies. */
export function obstacleControl(
  document: DocumentFacts,
  fruitless: readonly string[],
): ControlFacts | undefined {
  const candidates = untried(document, fruitless).filter(
    (control) =>
      (control.layer >= 0 || isOnBanner(document, control) || isBannerLike(document, control)) &&
      control.kind === 'button' &&
      // A button that submits a form with a password does not close an obstacle.
      !(control.submits && (formOf(document, control)?.passwords ?? 0) > 0),
  );
  const named = (control: ControlFacts) =>
    `${control.caption} ${asWords(`${control.naming} ${control.marks}`)}`.toLowerCase();
  const isClosing = (control: ControlFacts) =>
    saysClose(control) || /\b(?:close|dismiss)\b/.test(asWords(`${control.naming} ${control.marks}`));
  const about = (control: ControlFacts) =>
    `${document.layers[control.layer]?.naming ?? ''} ${document.layers[control.layer]?.text ?? ''}`;
  return (
    candidates.find(
      (control) =>
        says(REJECT, control.caption) ||
        /\b(?:reject|decline|deny|necessary|essential)\b/.test(named(control)),
    ) ??
    candidates.find((control) => says(SKIP, control.caption)) ??
    candidates.find(isClosing) ??
    candidates.find(
      (control) =>
        says(ACCEPT, control.caption) &&
        (COOKIES.test(about(control)) || isBannerLike(document, control)) &&
        !(TERMS.test(about(control)) && !/cookie/i.test(about(control))),
    )
  );
}

/** On a page that is only about cookies, finds the button that refuses them, or else the one that accepts them. */
export function cookiePage(document: DocumentFacts, fruitless: readonly string[]): ControlFacts | undefined {
  const text = readable(document);
  if (document.fields.length > 0 || !/cookie/i.test(text) || TERMS.test(text)) return undefined;
  const buttons = untried(document, fruitless).filter(({ kind }) => kind === 'button');
  return (
    buttons.find(({ caption }) => says(REJECT, caption)) ??
    buttons.find(({ caption }) => says(ACCEPT, caption))
  );
}

/** Whether a button is outside any form, on a page whose own content is a form. */
function isBannerLike(document: DocumentFacts, control: ControlFacts): boolean {
  return (
    control.form < 0 &&
    control.kind === 'button' &&
    document.controls.some(({ form, submits }) => form >= 0 && submits)
  );
}

/** Finds the control that skips an interstitial question. */
export function skipControl(document: DocumentFacts, fruitless: readonly string[]): ControlFacts | undefined {
  const candidates = untried(document, fruitless).filter(
    (control) =>
      !LEAVE.test(control.caption) &&
      !OUT.test(naturally(control)) &&
      !isOnBanner(document, control) &&
      (control.kind === 'button' || isSameHost(control.target, document.url)),
  );
  const skip = candidates.find(
    (control) =>
      says(SKIP, control.caption) ||
      /\b(?:skip|not now|later|dismiss|remind|no thanks)\b/.test(
        asWords(`${control.naming} ${pathOf(control.target)}`),
      ),
  );
  if (skip !== undefined) return skip;
  const buttons = candidates.filter(({ kind }) => kind === 'button');
  const closing = buttons.find((control) => control.layer >= 0 && saysClose(control));
  if (closing !== undefined) return closing;
  // A page that only informs, and has one button or link to continue.
  const text = readable(document);
  if (document.fields.length > 0 || TERMS.test(text) || ENROLMENT.test(text)) return undefined;
  const goingOn = (buttons.length > 0 ? buttons : candidates).filter(({ caption }) => says(GO_ON, caption));
  return goingOn.length === 1 && buttons.length <= 1 ? goingOn[0] : undefined;
}

/** If a page offers several ways to get a code, finds the one by email, which a run can read. */
export function mailCodeControl(
  document: DocumentFacts,
  fruitless: readonly string[],
): ControlFacts | undefined {
  if (document.fields.length > 0 || !PASSCODE.test(`${readable(document)} ${captionsOf(document.controls)}`))
    return undefined;
  return untried(document, fruitless).find(
    (control) =>
      says(BY_MAIL, control.caption) &&
      !LEAVE.test(control.caption) &&
      (control.kind === 'button' || isSameHost(control.target, document.url)),
  );
}
