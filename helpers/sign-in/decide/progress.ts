/** What a walk has done so far: plain data, which {@link after} carries on from step to step. */
import type { DocumentFacts } from '../page/facts.ts';
import { keyOf } from '../page/fields.ts';
import { type Said, wordsOf } from '../page/message.ts';
import { keyOfControl } from '../page/submit.ts';
import type { SentKind, NextStep, PressStep, TypeStep } from './next.ts';

/** What was sent last, to tell an answer from the page that has not changed yet. */
interface Sent {
  what: SentKind;
  document: string;
  /** What the page said before. */
  words: string[];
  /** The keys of the fields that were there. */
  fields: string[];
  at: number;
}

/** What was typed, and perhaps not sent yet. */
interface Typed {
  what: SentKind;
  document: string;
  at: number;
  /** How often, in this document. */
  times: number;
  /** Keys of the buttons that were pressed since. */
  pressed: string[];
  /** Enter was pressed since. */
  entered: boolean;
  /** The field was left by the keyboard since. */
  nudged: boolean;
  /** Where the form led. */
  target: string;
}

export interface Progress {
  sent: Sent | undefined;
  typed: Typed | undefined;
  addressSent: boolean;
  passwordSent: boolean;
  /** At any time; the password may have to be sent again, and a session may be open from the first time. */
  everSent: boolean;
  passcodesTyped: number;
  /** How often a client was let in. */
  allowed: number;
  denied: boolean;
  /** The button that was taken for the one that allows, where there was another. */
  allowedBy: string | undefined;
  /** Buttons of the consent page that turned out to deny, or to sign out. */
  turnedDown: string[];
  /** Controls that were pressed in this document, and need not be pressed again. */
  pressed: { document: string; keys: string[]; at: number };
  /** How often the authorization was asked for again, to pass a page by. */
  cameBack: number;
  /** How many questions were passed by. */
  skipped: number;
  wentToPasswordForm: boolean;
  /** A page that was too old was filled in once more. */
  retyped: boolean;
  /** How often a page asked to wait, and was asked for again. */
  waited: number;
  /** Since when nothing is understood. */
  unclearSince: number | undefined;
  /** What the page said that was passed by last. */
  leftAt: string;
  /** What a page without a form said of the password: that it is wrong. */
  refusedAs: string | undefined;
  /** What the page has said in answer to what was sent, and perhaps taken back. */
  heard: Said | undefined;
}

export const NOTHING_DONE: Progress = {
  sent: undefined,
  typed: undefined,
  addressSent: false,
  passwordSent: false,
  everSent: false,
  passcodesTyped: 0,
  allowed: 0,
  denied: false,
  allowedBy: undefined,
  turnedDown: [],
  pressed: { document: '', keys: [], at: 0 },
  cameBack: 0,
  skipped: 0,
  wentToPasswordForm: false,
  retyped: false,
  waited: 0,
  unclearSince: undefined,
  leftAt: '',
  refusedAs: undefined,
  heard: undefined,
};

/** The progress after a step was taken on a document, at a moment in milliseconds. */
export function after(
  progress: Progress,
  next: NextStep,
  document: DocumentFacts | undefined,
  at: number,
): Progress {
  switch (next.do) {
    case 'open':
      return afterOpening(
        { ...progress, refusedAs: next.refusedAs ?? progress.refusedAs },
        next.where,
        next.leaving,
      );
    case 'begin anew':
      return restarted(turnedDown(progress));
    case 'pause':
      return { ...restarted(progress), waited: progress.waited + 1 };
    case 'type':
      return document === undefined ? progress : afterTyping(progress, next, document, at);
    case 'nudge':
      return progress.typed === undefined
        ? progress
        : { ...progress, typed: { ...progress.typed, nudged: true } };
    case 'note':
      return document === undefined ? progress : { ...progress, sent: sentNow(next.what, document, at) };
    case 'press':
    case 'enter':
      return document === undefined ? progress : afterPressing(progress, next, document, at);
    case 'wait':
      return {
        ...progress,
        unclearSince: progress.unclearSince ?? (next.unclear === true ? at : undefined),
        heard: next.heard ?? progress.heard,
      };
    case 'end':
      return progress;
  }
}

/** As if nobody had typed anything: the authorization is asked for anew, or somebody has signed out. */
function restarted(progress: Progress): Progress {
  return {
    ...progress,
    sent: undefined,
    typed: undefined,
    addressSent: false,
    passwordSent: false,
    heard: undefined,
    unclearSince: undefined,
  };
}

/** The button of the consent page that was pressed was none that lets in: another one is to be tried. */
export function turnedDown(progress: Progress): Progress {
  const { allowedBy } = progress;
  const turned = allowedBy === undefined ? progress.turnedDown : [...progress.turnedDown, allowedBy];
  return { ...progress, turnedDown: turned, allowedBy: undefined, sent: undefined, typed: undefined };
}

function afterOpening(
  progress: Progress,
  where: 'authorization' | 'password form',
  leaving: string,
): Progress {
  const moved = { ...progress, sent: undefined, typed: undefined, heard: undefined, unclearSince: undefined };
  return where === 'authorization'
    ? { ...moved, cameBack: progress.cameBack + 1, leftAt: leaving }
    : { ...moved, wentToPasswordForm: true };
}

function afterTyping(
  progress: Progress,
  { what, anew, target }: TypeStep,
  { document }: DocumentFacts,
  at: number,
): Progress {
  const { typed } = progress;
  const times = typed?.document === document && typed.what === what ? typed.times + 1 : 1;
  return {
    ...progress,
    unclearSince: undefined,
    retyped: progress.retyped || anew === true,
    passcodesTyped: progress.passcodesTyped + (what === 'passcode' ? 1 : 0),
    typed: { what, document, at, times, pressed: [], entered: false, nudged: false, target },
    // Nobody has judged what was sent from a page that was too old.
    ...(anew === true ? { sent: undefined, addressSent: false, passwordSent: false } : {}),
  };
}

function afterPressing(
  progress: Progress,
  next: PressStep | Extract<NextStep, { do: 'enter' }>,
  document: DocumentFacts,
  at: number,
): Progress {
  const key = next.do === 'press' ? keyOfControl(next.control) : 'Enter';
  const here = progress.pressed.document === document.document ? progress.pressed.keys : [];
  const pressed = { document: document.document, keys: [...here, key], at };
  const moved: Progress = { ...progress, unclearSince: undefined, pressed };
  if (next.do === 'press' && next.what === undefined) {
    if (next.unsent === true) return { ...nothingWasSent(moved), pressed: { ...pressed, keys: [key] } };
    return { ...moved, skipped: moved.skipped + (next.as === 'skip' ? 1 : 0) };
  }
  const what = next.what ?? 'consent';
  const isNextTry =
    progress.sent?.what === what && progress.sent.document === document.document && next.isNextTry === true;
  const typed =
    progress.typed === undefined
      ? undefined
      : {
          ...progress.typed,
          pressed: [...progress.typed.pressed, key],
          entered: progress.typed.entered || next.do === 'enter',
        };
  const sent = sentNow(what, document, at);
  const isAllowing = next.do === 'press' && next.as === 'allow';
  return {
    ...moved,
    typed,
    heard: undefined,
    sent: isNextTry && progress.sent !== undefined ? { ...progress.sent, at } : sent,
    addressSent: moved.addressSent || what === 'address' || what === 'password',
    passwordSent: moved.passwordSent || what === 'password',
    everSent: moved.everSent || what === 'password',
    allowed: moved.allowed + (isAllowing && !isNextTry ? 1 : 0),
    denied: moved.denied || (next.do === 'press' && next.as === 'deny'),
    allowedBy: isAllowing && next.isUncertain === true ? key : isAllowing ? undefined : moved.allowedBy,
  };
}

/** What is known of a document when something is sent from it. */
function sentNow(what: SentKind, document: DocumentFacts, at: number): Sent {
  return {
    what,
    document: document.document,
    words: wordsOf(document),
    fields: document.fields.map(keyOf),
    at,
  };
}

/** What was pressed sent nothing: it is still to be sent. */
function nothingWasSent(progress: Progress): Progress {
  const what = progress.sent?.what;
  return {
    ...progress,
    sent: undefined,
    addressSent: progress.addressSent && what !== 'address' && what !== 'password',
    passwordSent: progress.passwordSent && what !== 'password',
    allowed: progress.allowed - (what === 'consent' && !progress.denied ? 1 : 0),
    denied: progress.denied && what !== 'consent',
    typed: progress.typed === undefined ? undefined : { ...progress.typed, pressed: [], entered: false },
  };
}
