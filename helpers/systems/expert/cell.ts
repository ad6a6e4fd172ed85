/** What the cells of the Expert notebook get, and what they pass on to later cells. */
import type { CellContext } from '../../contract/cell.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { ExpertApi } from './api.ts';
import type { ExpertConnection } from './connection.ts';
import type { LeasedUser } from './lease.ts';
import type { Pool } from './pool.ts';
import type { User } from './schemas.ts';
import type { ExpertTarget } from './settings.ts';

/** The notes of the notebook. */
export interface ExpertNotes {
  /** The admin, who authenticates with every call. */
  admin: ExpertApi;
  /** The admin, as the site shows them. */
  adminUser: User;
  /** The test users of the site. */
  pool: Pool;
  /** The test user, and their entry in the ledger. */
  leased: LeasedUser;
  /** The ID of another user of the pool who was free, if there was one. */
  other: number | undefined;
  /** The test user, as the admin saw them when they were leased. */
  shown: Exchange<User>;
  /** The test user's document, to tell what an answer may contain. */
  document: unknown;
  /** The test user's previous password. */
  earlierPassword: string;
  /** The test user's current password. */
  password: string;
  /** A cookie of the test user from before they changed their password. */
  earlierCookie: string;
  /** The cookie of their newest sign-in. */
  signInCookie: string;
  /** The test user's current cookie. */
  cookie: string;
}

/** What a cell gets. */
export interface ExpertCell extends CellContext<ExpertNotes> {
  connection: ExpertConnection;
  target: ExpertTarget;
  /** The prefix of the test users' names. */
  prefix: string;
  /** See `Pool.settleMs`. */
  settleMs: number;
  leftoverHours: number;
}
