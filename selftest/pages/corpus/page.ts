/** A small page that a sign-in may meet, and what is right there: test data, written apart from what reads it. */

/** What was done on the way to the page. */
interface Before {
  /** What was sent last; nothing, if the walk has just begun. */
  sent?: 'address' | 'password' | 'passcode' | 'consent';
  /** The page that it was sent from, as HTML; a plain form for address and password, if nothing is said. */
  from?: string;
  /** The answer to what was sent: 200, if nothing is said. */
  status?: number;
  /** The same document was changed by its script: no new one was loaded. */
  sameDocument?: true;
}

/** What is right. Elements are named by their `id`; an element of an own frame or an open shadow root as well. */
export type Right =
  /** These are filled in, these alone, and this is pressed ('Enter': nothing can be pressed; 'nothing': it goes by itself). */
  | { type: { address?: string; password?: string; code?: string }; press: string }
  /** One button or link is pressed: the one that allows or denies the client, skips a question, or clears the way. */
  | { press: string; to: 'allow' | 'deny' | 'skip' | 'clear the way' }
  /** Something is still to come: look again. */
  | { wait: 'yes' }
  /** Nothing on this page is ours to do: ask for the authorization again, or go to the form for passwords. */
  | { leave: 'yes' }
  /** The password (or the address) was refused, in these words (a part of them). */
  | { refused: string }
  /** The walk ends without a judgement, in words that hold this. */
  | { blocked: RegExp };

/** A page of the corpus. */
export interface CorpusPage {
  /** In kebab-case, unique. */
  name: string;
  /** What it is about, in one sentence: what reports of people who met it say. */
  about: string;
  /** The body, or a whole document. No address outside of `.invalid` and of the page's own host. */
  html: string;
  /** Its path and query on the tenant; `/auth/v2/login/signin`, if nothing is said. */
  path?: string;
  /** Nothing was done, if nothing is said. */
  before?: Before;
  /** A session may be open from before. */
  mayBeSignedIn?: true;
  /** What to say to a client that asks for access: to allow, if nothing is said. */
  decision?: 'deny';
  right: Right;
}
