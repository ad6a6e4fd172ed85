/** What the cells of the Expert notebook get, and what they pass on to later cells. */
import type { CellContext } from '../../contract/cell.ts';
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
  /** The test user's previous password. */
  earlierPassword: string;
  /** The test user's current password. */
  password: string;
  /** A cookie of the test user from before they changed their password. */
  earlierCookie: string;
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
