/**
 * A small page that a sign-in may encounter, and the expected result. Test data, written independently of the code that
 * reads pages.
 */

/** What was done on the way to the page. */
interface Before {
  /** What was sent last; `undefined` if the walk has just begun. */
  sent?: 'email address' | 'password' | 'passcode' | 'consent';
  /** The page from which it was sent, as HTML. Default: a plain form for email address and password. */
  from?: string;
  /** The status of the answer to what was sent. Default: 200. */
  status?: number;
  /** A script changed the same document; no new one was loaded. */
  sameDocument?: true;
}

/**
 * The expected result. Elements are named by their `id`, including those in a frame of the same host or in an open
 * shadow root.
 */
export type Right =
  /**
   * Exactly these are filled in, and this is pressed ('Enter': there is no button; 'nothing': the form is sent on its
   * own).
   */
  | { type: { address?: string; password?: string; code?: string }; press: string }
  /** One button or link is pressed: the one that allows or denies the client, skips a question, or clears an obstacle. */
  | { press: string; to: 'allow' | 'deny' | 'skip' | 'clear the way' }
  /** Something is still to come: look again. */
  | { wait: 'yes' }
  /** Nothing can be done on this page. Request the authorization again, or go to the form for passwords. */
  | { leave: 'yes' }
  /** The password (or the address) was refused, in these words (a part of them). */
  | { refused: string }
  /** The walk ends without a result, with a message that contains this. */
  | { blocked: RegExp };

/** A page of the corpus. */
export interface CorpusPage {
  /** In kebab-case, unique. */
  name: string;
  /** What it is about, in one sentence, according to people who reported it. */
  about: string;
  /** The body, or a whole document. No URL outside of `.invalid` and the page's own host. */
  html: string;
  /** Its path and query on the tenant. Default: `/auth/v2/login/signin`. */
  path?: string;
  /** Default: nothing was done. */
  before?: Before;
  /** Whether a session from before may be open. */
  mayBeSignedIn?: true;
  /** How to answer the consent page. Default: allow. */
  decision?: 'deny';
  right: Right;
}
