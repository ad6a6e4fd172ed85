/** What the cells of the Expert notebook get, and what they hand on to one another. */
import type { CellContext } from '../../contract/cell.ts';
import type { ExpertApi } from './api.ts';
import type { ExpertConnection } from './connection.ts';
import type { Pool } from './pool.ts';
import type { User } from './schemas.ts';
import type { ExpertTarget } from './settings.ts';
import type { LeasedUser } from './lease.ts';

/** What the cells hand on. */
export interface ExpertNotes {
  /** The admin, who proves anew with each call who it is. */
  admin: ExpertApi;
  /** As the site shows it. */
  adminUser: User;
  /** The test users of the site. */
  pool: Pool;
  /** The test user, and its entry in the ledger. */
  leased: LeasedUser;
  /** The test user's password from before. */
  earlierPassword: string;
  /** The test user's current password. */
  password: string;
  /** A cookie of the test user from before it changed its password. */
  earlierCookie: string;
  /** The test user's current cookie. */
  cookie: string;
}

/** What a cell gets. */
export interface ExpertCell extends CellContext<ExpertNotes> {
  connection: ExpertConnection;
  target: ExpertTarget;
  /** What the names of the test users begin with. */
  prefix: string;
  /** See `Pool.settleMs`. */
  settleMs: number;
  leftoverHours: number;
}
