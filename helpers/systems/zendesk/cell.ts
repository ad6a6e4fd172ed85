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

/** What the cells hand on. */
export interface ZendeskNotes {
  /** The admin's id, the same after every sign-in. */
  adminId: number;
  /** The admin's current session. */
  admin: Session;
  /** Whom a sweep may remove. */
  removal: Removal;
  /** The test user's id. */
  userId: number;
  /** Its entry in the ledger. */
  userEntry: Entry<LedgerUser>;
  /** The test user's current password. */
  password: string;
  /** The test user's session from before it changed its password. */
  firstSession: Session;
  /** The test user's current session. */
  session: Session;
  /** The test user, as the answer to its deletion shows it. */
  deleted: Proof<User>;
}

/** Signing in, with what was seen on the way. */
export interface ZendeskSignIn {
  /** Signs in as the admin, by the configured grant. */
  asAdmin(): Promise<Session>;
  /** Goes up to where the test user would type its address, types nothing, and says what came. */
  look(): Promise<string>;
  /** Tries to sign in as the test user with this password; a refusal is a result. */
  asTestUser(password: string): Promise<Attempt>;
}

/** What a cell gets. */
export interface ZendeskCell extends CellContext<ZendeskNotes> {
  connection: ZendeskConnection;
  target: ZendeskTarget;
  /** What the test user shall be, and its names in this run. */
  testUser: TestUserSettings & { names: TestUserNames };
  leftoverHours: number;
  signIn: ZendeskSignIn;
}
