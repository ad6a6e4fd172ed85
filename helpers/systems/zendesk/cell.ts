/** What the cells of the Zendesk notebook get, and what they pass on to later cells. */
import type { CellContext } from '../../contract/cell.ts';
import type { Proof } from '../../contract/prove.ts';
import type { Entry, LedgerUser } from '../../ledger/entry.ts';
import type { ZendeskConnection } from './connection.ts';
import type { TestUserNames } from './marker.ts';
import type { Removal } from './people.ts';
import type { User } from './schemas.ts';
import type { TestUserSettings, ZendeskTarget } from './settings.ts';
import type { Attempt } from './sign-in.ts';
import type { Session } from './tokens.ts';

/** The notes of the notebook. */
export interface ZendeskNotes {
  /** The admin's ID, the same after every sign-in. */
  adminId: number;
  /** The admin's current session. */
  admin: Session;
  /** What a sweep needs to remove users. */
  removal: Removal;
  /** Other runs that may still be running, by the users of theirs that the search found. */
  otherRuns: readonly string[];
  /** The admin's session from another sign-in, while the token of the first one is dead. */
  bystander: Session;
  /** The test user's ID. */
  userId: number;
  /** The test user's entry in the ledger. */
  userEntry: Entry<LedgerUser>;
  /** The test user's current password. */
  password: string;
  /** The test user's session from before they changed their password. */
  firstSession: Session;
  /** The test user's current session. */
  session: Session;
  /** The proof of the test user's deletion, with the user in its answer. */
  deleted: Proof<User>;
}

/** The sign-ins of a cell. */
export interface ZendeskSignIn {
  /** Signs in as the admin, with the configured grant. */
  asAdmin(): Promise<Session>;
  /** Walks to the page on which the test user would type their email address, and returns what it asks for. Types nothing. */
  look(): Promise<string>;
  /** Tries to sign in as the test user with this password. A refusal is a result. */
  asTestUser(password: string): Promise<Attempt>;
}

/** What a cell gets. */
export interface ZendeskCell extends CellContext<ZendeskNotes> {
  connection: ZendeskConnection;
  target: ZendeskTarget;
  /** The test user's settings, and their names in this run. */
  testUser: TestUserSettings & { names: TestUserNames };
  leftoverHours: number;
  signIn: ZendeskSignIn;
}
