/**
 * A small page that a sign-in may encounter, and the expected result. The pages were written independently of the code that
 * reads pages.
 */

/** What was done on the way to the page. */
interface Before {
  /** What was sent last. `undefined` if the walk has just begun. */
  sent?: 'email address' | 'password' | 'passcode' | 'consent';
  /** The page from which it was sent, as HTML. Default: a plain form for email address and password. */
  from?: string;
  /** The status of the answer to what was sent. Default: 200. */
  status?: number;
  /** A script changed the same document. No new one was loaded. */
  sameDocument?: true;
}

/**
 * The expected result. Elements are named by their `id`, including those in a frame of the same host or in an open
 * shadow root.
 */
export type Expected =
  /**
   * Exactly these fields are filled in, and this is pressed (`Enter`: there is no button; `nothing`: the form sends itself
   * automatically).
   */
  | { type: { address?: string; password?: string; code?: string }; press: string }
  /** One button or link is pressed: the one that allows or denies the client, skips a question, or clears an obstacle. */
  | { press: string; to: 'allow' | 'deny' | 'skip' | 'clear the way' }
  /** The page is not ready yet. The walk waits. */
  | { wait: 'yes' }
  /** The walk leaves the page: it requests the authorization again, or goes to the password form. */
  | { leave: 'yes' }
  /** The password or email address was refused, with a message that contains this. */
  | { refused: string }
  /** The walk ends without a result, with a message that matches this. */
  | { blocked: RegExp };

/** A page of the corpus. */
export interface CorpusPage {
  /** In kebab-case, unique. */
  name: string;
  /** What is special about it, in one sentence. */
  about: string;
  /** The body, or a complete document. All its URLs are in `.invalid` or on the page's own host. */
  html: string;
  /** Its path and query on the tenant. Default: `/auth/v2/login/signin`. */
  path?: string;
  /** Default: nothing was sent. */
  before?: Before;
  /** An earlier session may be open. */
  mayBeSignedIn?: true;
  /** How to answer the consent page. Default: allow. */
  decision?: 'deny';
  expected: Expected;
}
