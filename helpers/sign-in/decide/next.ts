/** What a walk can do next, and how it can end. */
import type { ControlFacts, FieldFacts } from '../page/facts.ts';
import type { Said } from '../page/message.ts';

/** What can be sent. */
export type SentKind = 'address' | 'password' | 'passcode' | 'consent';

/** Types into fields of a document. */
export interface TypeStep {
  do: 'type';
  what: 'address' | 'password' | 'passcode';
  /** The URL that the form is sent to. */
  target: string;
  document: number;
  address?: FieldFacts;
  password?: FieldFacts;
  passcode?: FieldFacts[];
  /** It was typed before, on a page that had expired. */
  anew?: true;
}

/** Presses a button or follows a link. */
export interface PressStep {
  do: 'press';
  document: number;
  control: ControlFacts;
  as: 'submit' | 'allow' | 'deny' | 'skip' | 'clear the way' | 'ask for a mail';
  /** The URL that the button sends its form to. */
  target?: string;
  /** What the button sends. `undefined` if it only closes an obstacle. */
  what?: SentKind;
  /** Another button was pressed for the same purpose, and sent nothing. */
  isNextTry?: true;
  /** Another button could be the right one as well. */
  isUncertain?: true;
  /** The previous button sent nothing. */
  unsent?: true;
}

/** How a walk ends without the callback. */
export type End =
  | { outcome: 'refused'; said: string }
  /** The answer to the request was an error page. */
  | { outcome: 'turned away'; said: string; status: number }
  | { outcome: 'not tried'; why: string }
  | {
      outcome: 'blocked';
      /** A clause that the page's URL can follow. */
      why: string;
      /** The server answered the input with an error, and may have counted it as a failed sign-in. */
      isUnserved?: true;
      remedy?: string;
    };

/** The next step. */
export type NextStep =
  /** `unclear`: nothing on the page is understood. `heard`: its message, which may be visible for a moment only. */
  | { do: 'wait'; unclear?: true; heard?: Said }
  | TypeStep
  | PressStep
  | { do: 'enter'; document: number; field: FieldFacts; what: SentKind; target: string; isNextTry?: true }
  /** `leaving`: the text of the page that the walk leaves. `refusedAs`: its message, if that was a refusal. */
  | { do: 'open'; where: 'authorization' | 'password form'; leaving: string; refusedAs?: string }
  /** Leaves the field with the keyboard, as a person would after typing. */
  | { do: 'nudge'; document: number; field: FieldFacts }
  /** The page itself has sent the input. */
  | { do: 'note'; what: SentKind; document: number }
  /** The button that the walk took for “allow” signed out. Everything is typed again, and another button is pressed. */
  | { do: 'begin anew' }
  /** Waits, and then requests the authorization again. */
  | { do: 'pause'; ms: number }
  | { do: 'end'; end: End };

export const WAIT: NextStep = { do: 'wait' };
export const UNCLEAR: NextStep = { do: 'wait', unclear: true };

export const end = (how: End): NextStep => ({ do: 'end', end: how });
export const blocked = (why: string, remedy?: string): NextStep =>
  end({ outcome: 'blocked', why, ...(remedy === undefined ? {} : { remedy }) });
