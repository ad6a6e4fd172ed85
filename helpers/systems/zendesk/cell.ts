import type { CellContext } from '../../contract/cell.ts';
import type { Proof } from '../../contract/prove.ts';
import type { TestUserNames } from './marker.ts';
import type { Removal } from './people.ts';
import type { User } from './schemas.ts';
import type { TestUserSettings, ZendeskTarget } from './settings.ts';
import type { Attempt } from './sign-in.ts';
import type { Session } from './tokens.ts';
import type { Entry, LedgerUser } from '../../ledger/entry.ts';
import type { ZendeskConnection } from './connection.ts';

/** The notes that the cells pass on. */
export interface ZendeskNotes {
  /** The admin's ID, the same after every sign-in. */
  adminId: number;
  /** The admin's current session. */
  admin: Session;
  /** What a sweep needs to remove users. */
  removal: Removal;
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
  /** The test user, as the answer to their deletion shows them. */
  deleted: Proof<User>;
}

/** The sign-ins of a cell. */
export interface ZendeskSignIn {
  /** Signs in as the admin, with the configured grant. */
  asAdmin(): Promise<Session>;
  /** Walks to where the test user would type their email address, types nothing, and returns what the page asks for. */
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
