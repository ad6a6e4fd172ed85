/** The progress of a walk. It is plain data, which {@link after} updates with each step. */
import type { DocumentFacts } from '../page/facts.ts';
import { keyOf } from '../page/fields.ts';
import { type PageMessage, wordsOf } from '../page/message.ts';
import { keyOfControl } from '../page/submit.ts';
import type { SentKind, NextStep, PressStep, TypeStep } from './next.ts';

/** What was sent last, to tell an answer from a page that has not changed yet. */
interface Sent {
  what: SentKind;
  document: string;
  /** The page's text before it was sent. */
  words: string[];
  /** The keys of the page's fields before it was sent. */
  fields: string[];
  at: number;
}

/** What was typed, and may not be sent yet. */
interface Typed {
  what: SentKind;
  document: string;
  at: number;
  /** How often it was typed in this document. */
  times: number;
  /** Keys of the buttons that were pressed since. */
  pressed: string[];
  /** Enter was pressed since. */
  entered: boolean;
  /** The field was left with the keyboard since. */
  nudged: boolean;
  /** The target of the form. */
  target: string;
}

export interface Progress {
  sent: Sent | undefined;
  typed: Typed | undefined;
  addressSent: boolean;
  passwordSent: boolean;
  /** The password was sent at least once. It may have to be sent again, and a session may already be open. */
  everSent: boolean;
  passcodesTyped: number;
  /** How often the client was allowed. */
  allowed: number;
  denied: boolean;
  /** The button that the walk took for “allow”, if another one was possible. */
  allowedBy: string | undefined;
  /** Buttons of the consent page that turned out to deny, or to sign out. */
  wrongButtons: string[];
  /** The controls that were pressed in one document. They are not pressed again there. */
  pressed: { document: string; keys: string[]; at: number };
  /** How often the authorization was requested again to get past a page. */
  reopened: number;
  /** How many questions were skipped. */
  skipped: number;
  wentToPasswordForm: boolean;
  /** A page that had expired was filled in once more. */
  retyped: boolean;
  /** How often the walk waited because a page asked for it. */
  waited: number;
  /** The time since which nothing on the page is understood, in ms since 1970. */
  unclearSince: number | undefined;
  /** The text of the page that the walk left last. */
  lastPageText: string;
  /** The message of a page without a form that refused the password. */
  refusedAs: string | undefined;
  /** A refusal that the page showed after the last submission, and that may have disappeared. */
  lastMessage: PageMessage | undefined;
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
  wrongButtons: [],
  pressed: { document: '', keys: [], at: 0 },
  reopened: 0,
  skipped: 0,
  wentToPasswordForm: false,
  retyped: false,
  waited: 0,
  unclearSince: undefined,
  lastPageText: '',
  refusedAs: undefined,
  lastMessage: undefined,
};

/** Returns the progress after a step on a document, at a time in ms. */
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
        next.pageText,
      );
    case 'start over':
      return restarted(afterWrongButton(progress));
    case 'pause':
      return { ...restarted(progress), waited: progress.waited + 1 };
    case 'type':
      return document === undefined ? progress : afterTyping(progress, next, document, at);
    case 'nudge':
      return progress.typed === undefined
        ? progress
        : { ...progress, typed: { ...progress.typed, nudged: true } };
    case 'record sent':
      return document === undefined ? progress : { ...progress, sent: sentNow(next.what, document, at) };
    case 'press':
    case 'enter':
      return document === undefined ? progress : afterPressing(progress, next, document, at);
    case 'wait':
      return {
        ...progress,
        unclearSince: progress.unclearSince ?? (next.unclear === true ? at : undefined),
        lastMessage: next.message ?? progress.lastMessage,
      };
    case 'end':
      return progress;
  }
}

/** Starts over as if nothing had been typed, because the walk waited or signed out. */
function restarted(progress: Progress): Progress {
  return {
    ...progress,
    sent: undefined,
    typed: undefined,
    addressSent: false,
    passwordSent: false,
    lastMessage: undefined,
    unclearSince: undefined,
  };
}

/** Records that the pressed button of the consent page did not allow the client, so that another one is tried. */
export function afterWrongButton(progress: Progress): Progress {
  const { allowedBy } = progress;
  const wrongButtons =
    allowedBy === undefined ? progress.wrongButtons : [...progress.wrongButtons, allowedBy];
  return { ...progress, wrongButtons, allowedBy: undefined, sent: undefined, typed: undefined };
}

function afterOpening(
  progress: Progress,
  where: 'authorization' | 'password form',
  pageText: string,
): Progress {
  const moved = {
    ...progress,
    sent: undefined,
    typed: undefined,
    lastMessage: undefined,
    unclearSince: undefined,
  };
  return where === 'authorization'
    ? { ...moved, reopened: progress.reopened + 1, lastPageText: pageText }
    : { ...moved, wentToPasswordForm: true };
}

function afterTyping(
  progress: Progress,
  { what, again, target }: TypeStep,
  { document }: DocumentFacts,
  at: number,
): Progress {
  const { typed } = progress;
  const times = typed?.document === document && typed.what === what ? typed.times + 1 : 1;
  return {
    ...progress,
    unclearSince: undefined,
    retyped: progress.retyped || again === true,
    passcodesTyped: progress.passcodesTyped + (what === 'passcode' ? 1 : 0),
    typed: { what, document, at, times, pressed: [], entered: false, nudged: false, target },
    // What was sent from an expired page was neither accepted nor refused.
    ...(again === true ? { sent: undefined, addressSent: false, passwordSent: false } : {}),
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
    lastMessage: undefined,
    sent: isNextTry && progress.sent !== undefined ? { ...progress.sent, at } : sent,
    addressSent: moved.addressSent || what === 'email address' || what === 'password',
    passwordSent: moved.passwordSent || what === 'password',
    everSent: moved.everSent || what === 'password',
    allowed: moved.allowed + (isAllowing && !isNextTry ? 1 : 0),
    denied: moved.denied || (next.do === 'press' && next.as === 'deny'),
    allowedBy: isAllowing && next.isUncertain === true ? key : isAllowing ? undefined : moved.allowedBy,
  };
}

/** Records a document's state when something is sent from it. */
function sentNow(what: SentKind, document: DocumentFacts, at: number): Sent {
  return {
    what,
    document: document.document,
    words: wordsOf(document),
    fields: document.fields.map(keyOf),
    at,
  };
}

/** Reverts a submission in the progress, because the pressed button sent nothing. */
function nothingWasSent(progress: Progress): Progress {
  const what = progress.sent?.what;
  return {
    ...progress,
    sent: undefined,
    addressSent: progress.addressSent && what !== 'email address' && what !== 'password',
    passwordSent: progress.passwordSent && what !== 'password',
    allowed: progress.allowed - (what === 'consent' && !progress.denied ? 1 : 0),
    denied: progress.denied && what !== 'consent',
    typed: progress.typed === undefined ? undefined : { ...progress.typed, pressed: [], entered: false },
  };
}
