/** Finds buttons and links to press without typing anything: on the consent page, on banners, and on interstitials. */
import { isSameHost, pathOf } from '../../http/address.ts';
import { formOf, readable, type ControlFacts, type DocumentFacts } from './facts.ts';
import { keyOfControl } from './submit.ts';
import {
  ACCEPT,
  ALLOW,
  asWords,
  BY_EMAIL,
  CLOSE,
  COOKIES,
  DENY,
  ENROLLMENT,
  GO_ON,
  LEAVE,
  PASSCODE,
  REJECT,
  SKIP,
  TERMS,
} from './words.ts';

/** The buttons of a consent page, the most likely first. */
export interface Consent {
  /** Buttons that may allow the client, in the order in which to try them. */
  allow: ControlFacts[];
  /** Buttons that clearly deny the client. */
  deny: ControlFacts[];
}

const AUTHORIZATION = /\b(?:oauth\d?|authori[sz]\w*|consent|grant\w*|approve|approval|permissions?)\b/;
const YES =
  /\b(?:allow\w*|approve\w*|accept\w*|authori[sz]e\w*|grant\w*|confirm|agree|permit|yes|continue|primary|true)\b/;
const NO = /\b(?:deny|denied|cancel\w*|reject\w*|decline\w*|refuse\w*|disallow|no|abort|secondary|false)\b/;
const OUT = /\b(?:log ?out|sign ?out|switch\w*|another)\b/;

function attributeWords({ naming, classes, target }: ControlFacts): string {
  return asWords(`${naming} ${classes} ${pathOf(target)}`);
}

function reachableControls(document: DocumentFacts): ControlFacts[] {
  return document.controls.filter(({ covered, enabled }) => !covered && enabled);
}

/** Returns the controls that can be pressed, without those that were tried before. */
function untried(document: DocumentFacts, tried: readonly string[]): ControlFacts[] {
  return reachableControls(document).filter((control) => !tried.includes(keyOfControl(control)));
}

/** Whether a button is on a cookie banner, and not part of the page's own content. */
function isOnBanner(document: DocumentFacts, control: ControlFacts): boolean {
  const layer = document.layers[control.layer];
  return (
    COOKIES.test(asWords(`${control.naming} ${control.classes}`)) ||
    (layer !== undefined &&
      (COOKIES.test(asWords(layer.naming)) || COOKIES.test(layer.text)) &&
      control.form < 0)
  );
}

/**
 * Returns the buttons of a page that asks whether to allow a client. `undefined` if it asks something else. Buttons in a
 * form outrank those without one, because a page's own question is a form, and a banner's is not. Links come last.
 */
export function consentOf(document: DocumentFacts): Consent | undefined {
  const isAuthorization = AUTHORIZATION.test(asWords(pathOf(document.url)));
  const text = readable(document);
  const isForm = (control: ControlFacts) => {
    const form = formOf(document, control);
    return (
      form !== undefined &&
      AUTHORIZATION.test(asWords(`${pathOf(form.action)} ${form.naming} ${form.classes}`))
    );
  };
  const here = reachableControls(document).filter((control) => !isOnBanner(document, control));
  const buttons = here.filter(({ kind }) => kind === 'button');
  const inForms = buttons.filter((control) => isForm(control) || (isAuthorization && control.form >= 0));
  const inNone = isAuthorization ? buttons.filter(({ form }) => form < 0) : [];
  const links = here.filter(
    ({ kind, target, classes }) =>
      kind === 'link' &&
      AUTHORIZATION.test(asWords(pathOf(target))) &&
      isSameHost(target, document.url) &&
      (looksLikeButton(classes) || isAuthorization),
  );
  // The page may ask another question at the same URL: terms, a survey, a second factor.
  const isSomethingElse =
    !inForms.some(isForm) &&
    (TERMS.test(text) || ENROLLMENT.test(text)) &&
    !ALLOW_ALONE.test(captionsOf(inForms));
  if (isSomethingElse) return undefined;
  const groups = [inForms, inNone, links.filter(({ classes }) => looksLikeButton(classes))];
  const asking = groups.find((group) => group.length > 0) ?? [];
  const scores = new Map(asking.map((control) => [control, score(document, control)]));
  const ranked = [...asking].sort((one, other) => (scores.get(other) ?? 0) - (scores.get(one) ?? 0));
  if (ranked.length === 0 || !ranked.some((control) => (scores.get(control) ?? 0) > 0)) return undefined;
  const denying = [...new Set([...asking, ...links])].filter((control) =>
    denies(control, formOf(document, control)?.action ?? ''),
  );
  return { allow: ranked.filter((control) => !denying.includes(control)), deny: denying };
}

function looksLikeButton(classes: string): boolean {
  return /\b(?:btn|button)\b/.test(asWords(classes));
}

/** Words that are used only to allow a client. */
const ALLOW_ALONE = /\b(?:allow|authori[sz]e|approve|grant)\b/i;

function captionsOf(controls: readonly ControlFacts[]): string {
  return controls.map(({ caption }) => caption).join(' · ');
}

function denies(control: ControlFacts, action: string): boolean {
  const attributes = attributeWords(control);
  if (OUT.test(attributes) || LEAVE.test(control.caption)) return false;
  if (ALLOW.test(control.caption) && !DENY.test(control.caption)) return false;
  return (
    DENY.test(control.caption) ||
    (NO.test(`${attributes} ${asWords(pathOf(action))}`) && !YES.test(attributes))
  );
}

function score(document: DocumentFacts, control: ControlFacts): number {
  const { caption, submits, kind } = control;
  const attributes = attributeWords(control);
  const action = asWords(pathOf(formOf(document, control)?.action ?? ''));
  let points = submits || kind === 'link' ? 1 : 0;
  if (AUTHORIZATION.test(action)) points += 1;
  if (ALLOW.test(caption) && !DENY.test(caption)) points += 8;
  if (YES.test(attributes)) points += 4;
  if (NO.test(`${attributes} ${action}`)) points -= 6;
  if (OUT.test(`${attributes} ${action}`) || LEAVE.test(caption)) points -= 12;
  if (DENY.test(caption)) points -= 6;
  return points;
}

/** Whether a caption contains these words and little else. A longer text contains them by chance. */
function isCaptionOf(words: RegExp, caption: string): boolean {
  return caption !== '' && caption.length <= 40 && words.test(caption);
}

/** Whether the caption is a word or a symbol for closing. */
function isCloseButton({ caption }: ControlFacts): boolean {
  return /^[×✕✖╳x]$/i.test(caption) || isCaptionOf(CLOSE, caption);
}

/** Finds a control that closes a banner or dialog without agreeing to anything, or else one that agrees only to cookies. */
export function obstacleControl(document: DocumentFacts, tried: readonly string[]): ControlFacts | undefined {
  const candidates = untried(document, tried).filter(
    (control) =>
      (control.layer >= 0 || isOnBanner(document, control) || isBannerLike(document, control)) &&
      control.kind === 'button' &&
      // A button that submits a form with a password does not close an obstacle.
      !(control.submits && (formOf(document, control)?.passwords ?? 0) > 0),
  );
  const named = (control: ControlFacts) =>
    `${control.caption} ${asWords(`${control.naming} ${control.classes}`)}`.toLowerCase();
  const isClosing = (control: ControlFacts) =>
    isCloseButton(control) || /\b(?:close|dismiss)\b/.test(asWords(`${control.naming} ${control.classes}`));
  const about = (control: ControlFacts) =>
    `${document.layers[control.layer]?.naming ?? ''} ${document.layers[control.layer]?.text ?? ''}`;
  return (
    candidates.find(
      (control) =>
        isCaptionOf(REJECT, control.caption) ||
        /\b(?:reject|decline|deny|necessary|essential)\b/.test(named(control)),
    ) ??
    candidates.find((control) => isCaptionOf(SKIP, control.caption)) ??
    candidates.find(isClosing) ??
    candidates.find(
      (control) =>
        isCaptionOf(ACCEPT, control.caption) &&
        (COOKIES.test(about(control)) || isBannerLike(document, control)) &&
        !(TERMS.test(about(control)) && !/cookie/i.test(about(control))),
    )
  );
}

/** Finds the button that rejects cookies, or else the one that accepts them, on a page that is only about cookies. */
export function cookiePageControl(
  document: DocumentFacts,
  tried: readonly string[],
): ControlFacts | undefined {
  const text = readable(document);
  if (document.fields.length > 0 || !/cookie/i.test(text) || TERMS.test(text)) return undefined;
  const buttons = untried(document, tried).filter(({ kind }) => kind === 'button');
  return (
    buttons.find(({ caption }) => isCaptionOf(REJECT, caption)) ??
    buttons.find(({ caption }) => isCaptionOf(ACCEPT, caption))
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
export function skipControl(document: DocumentFacts, tried: readonly string[]): ControlFacts | undefined {
  const candidates = untried(document, tried).filter(
    (control) =>
      !LEAVE.test(control.caption) &&
      !OUT.test(attributeWords(control)) &&
      !isOnBanner(document, control) &&
      (control.kind === 'button' || isSameHost(control.target, document.url)),
  );
  const skip = candidates.find(
    (control) =>
      isCaptionOf(SKIP, control.caption) ||
      /\b(?:skip|not now|later|dismiss|remind|no thanks)\b/.test(
        asWords(`${control.naming} ${pathOf(control.target)}`),
      ),
  );
  if (skip !== undefined) return skip;
  const buttons = candidates.filter(({ kind }) => kind === 'button');
  const closing = buttons.find((control) => control.layer >= 0 && isCloseButton(control));
  if (closing !== undefined) return closing;
  // The page may only inform, and have one button or link to continue.
  const text = readable(document);
  if (document.fields.length > 0 || TERMS.test(text) || ENROLLMENT.test(text)) return undefined;
  const continuing = (buttons.length > 0 ? buttons : candidates).filter(({ caption }) =>
    isCaptionOf(GO_ON, caption),
  );
  return continuing.length === 1 && buttons.length <= 1 ? continuing[0] : undefined;
}

/** Finds the control that requests a code by email, which a run can read, if a page offers several methods. */
export function emailCodeControl(
  document: DocumentFacts,
  tried: readonly string[],
): ControlFacts | undefined {
  if (document.fields.length > 0 || !PASSCODE.test(`${readable(document)} ${captionsOf(document.controls)}`))
    return undefined;
  return untried(document, tried).find(
    (control) =>
      isCaptionOf(BY_EMAIL, control.caption) &&
      !LEAVE.test(control.caption) &&
      (control.kind === 'button' || isSameHost(control.target, document.url)),
  );
}
