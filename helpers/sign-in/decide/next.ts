/** What a walk can do next, and how it can end. */
import type { ControlFacts, FieldFacts } from '../page/facts.ts';
import type { Said } from '../page/message.ts';

/** What can be sent. */
export type SentKind = 'address' | 'password' | 'passcode' | 'consent';

/** Types into fields of a document. */
export interface TypeStep {
  do: 'type';
  what: 'address' | 'password' | 'passcode';
  /** Where the form leads. */
  target: string;
  document: number;
  address?: FieldFacts;
  password?: FieldFacts;
  passcode?: FieldFacts[];
  /** It was typed before, on a page that was too old. */
  anew?: true;
}

/** Presses a button or follows a link. */
export interface PressStep {
  do: 'press';
  document: number;
  control: ControlFacts;
  as: 'submit' | 'allow' | 'deny' | 'skip' | 'clear the way' | 'ask for a mail';
  /** Where the form leads that is sent by it. */
  target?: string;
  /** What is sent by it; nothing where it only makes way. */
  what?: SentKind;
  /** Another one was pressed for the same, and sent nothing. */
  isNextTry?: true;
  /** There is another one that could be it as well. */
  isUncertain?: true;
  /** What was pressed before has sent nothing. */
  unsent?: true;
}

/** How a walk ends without the callback. */
export type End =
  | { outcome: 'refused'; said: string }
  /** The request was answered with an error page. */
  | { outcome: 'turned away'; said: string; status: number }
  | { outcome: 'not tried'; why: string }
  | {
      outcome: 'blocked';
      /** A clause that the page's address can follow. */
      why: string;
      /** The server had no answer to what was typed, and may have counted it. */
      isUnserved?: true;
      remedy?: string;
    };

/** The next step. */
export type NextStep =
  /** `unclear`: nothing on the page is understood. `heard`: what it says in answer, perhaps for a moment only. */
  | { do: 'wait'; unclear?: true; heard?: Said }
  | TypeStep
  | PressStep
  | { do: 'enter'; document: number; field: FieldFacts; what: SentKind; target: string; isNextTry?: true }
  /** `leaving`: what the page said that is left; `refusedAs`: that it said something is wrong. */
  | { do: 'open'; where: 'authorization' | 'password form'; leaving: string; refusedAs?: string }
  /** Leaves the field by the keyboard, as somebody would who has typed. */
  | { do: 'nudge'; document: number; field: FieldFacts }
  /** What was typed has been sent by the page itself. */
  | { do: 'note'; what: SentKind; document: number }
  /** The button that was taken for "allow" has signed out: everything is typed again, and another one is pressed. */
  | { do: 'begin anew' }
  /** Waits for so long, and asks for the authorization anew. */
  | { do: 'pause'; ms: number }
  | { do: 'end'; end: End };

export const WAIT: NextStep = { do: 'wait' };
export const UNCLEAR: NextStep = { do: 'wait', unclear: true };

export const end = (how: End): NextStep => ({ do: 'end', end: how });
export const blocked = (why: string, remedy?: string): NextStep =>
  end({ outcome: 'blocked', why, ...(remedy === undefined ? {} : { remedy }) });
