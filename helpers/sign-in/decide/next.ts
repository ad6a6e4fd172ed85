/** What a walk can do next, and how it can end. */
import type { HelpTopic } from '../../help/topics.ts';
import type { ControlFacts, FieldFacts } from '../page/facts.ts';
import type { PageMessage } from '../page/message.ts';

/** What can be sent. */
export type SentKind = 'email address' | 'password' | 'passcode' | 'consent';

/** Types into fields of a document. */
export interface TypeStep {
  do: 'type';
  what: 'email address' | 'password' | 'passcode';
  /** The URL that the form is sent to. */
  target: string;
  document: number;
  address?: FieldFacts;
  password?: FieldFacts;
  passcode?: FieldFacts[];
  /** The page where it was typed first had expired. */
  again?: true;
}

/** Presses a button or follows a link. */
export interface PressStep {
  do: 'press';
  document: number;
  control: ControlFacts;
  as: 'submit' | 'allow' | 'deny' | 'skip' | 'clear the way' | 'request email';
  /** The URL that the button sends its form to. */
  target?: string;
  /** What the button sends. `undefined` if it only closes an obstacle. */
  what?: SentKind;
  /** Another button was pressed for the same purpose, and sent nothing. */
  isNextTry?: true;
  /** Another button could also be the right one. */
  isUncertain?: true;
  /** The previous button sent nothing. */
  unsent?: true;
}

/** How a walk ends without the callback. */
export type End =
  | { outcome: 'refused'; message: string }
  /** The answer to the request was an error page. */
  | { outcome: 'error page'; message: string; status: number }
  | { outcome: 'not tried'; why: string }
  | {
      outcome: 'blocked';
      /** A clause that the page's URL can follow. */
      why: string;
      /** The server answered the input with an error, and may have counted it as a failed sign-in. */
      isServerError?: true;
      remedy?: string;
      /** The topic that explains more, if it is not the one about pages that are not understood. */
      help?: HelpTopic;
    };

/** The next step. */
export type NextStep =
  /** `unclear`: nothing on the page is understood. `message`: a refusal on the page, which may soon disappear. */
  | { do: 'wait'; unclear?: true; message?: PageMessage }
  | TypeStep
  | PressStep
  | { do: 'enter'; document: number; field: FieldFacts; what: SentKind; target: string; isNextTry?: true }
  /** `pageText`: text of the page that the walk leaves. `refusedAs`: its message, if that was a refusal. */
  | { do: 'open'; where: 'authorization' | 'password form'; pageText: string; refusedAs?: string }
  /** Leaves the field with the Tab key, as a person would after typing. */
  | { do: 'nudge'; document: number; field: FieldFacts }
  /** Records that the page has sent the input on its own. */
  | { do: 'record sent'; what: SentKind; document: number }
  /** The button that the walk took for “allow” signed out. Everything is typed again, and another button is tried. */
  | { do: 'start over' }
  /** Waits, and then requests the authorization again. */
  | { do: 'pause'; ms: number }
  | { do: 'end'; end: End };

export const WAIT: NextStep = { do: 'wait' };
export const UNCLEAR: NextStep = { do: 'wait', unclear: true };

export const end = (how: End): NextStep => ({ do: 'end', end: how });
export const blocked = (why: string, howToGoOn: { remedy?: string; help?: HelpTopic } = {}): NextStep =>
  end({ outcome: 'blocked', why, ...howToGoOn });
