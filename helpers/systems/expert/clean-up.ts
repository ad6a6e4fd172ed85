/**
 * Releases what a run leased, after something went wrong. Its users are deactivated. The admin authenticates with every call,
 * so that the clean-up does not depend on what went wrong.
 */
import { type CleanUpRecord, leaveUnfound, removeRecorded } from '../../clean-up/clean-up.ts';
import { EmptyDocument } from '../../http/exchange.ts';
import type { Entry, LedgerUser } from '../../ledger/entry.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { runId } from '../../run-id.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { readMarker } from './marker.ts';
import type { Pool } from './pool.ts';
import { findAdmin } from './admin.ts';
import { release, releaseByName } from './release.ts';
import { findByName, findUser } from './users.ts';

type PoolOfRun = Pick<Pool, 'api' | 'selfId' | 'prefix'>;

/** Deactivates the users that this run leased. Never throws. */
export async function cleanUp(connection: ExpertConnection, prefix: string): Promise<CleanUpRecord> {
  const { ledger } = connection;
  return removeRecorded<PoolOfRun>({
    ledger,
    needsAdmin: true,
    admin: {
      step: 'find the admin',
      did: 'found the admin',
      signIn: async () => ({ api: asAdmin(connection), selfId: (await findAdmin(connection)).id, prefix }),
    },
    user: {
      verb: 'deactivate',
      remove: (pool, entry) =>
        releaseRecorded(pool, ledger, entry).catch(async (error: unknown) => {
          if (!(error instanceof EmptyDocument) || !entry.answered) throw error;
          const line = await releaseByName(pool, entry.thing);
          ledger.removed(entry);
          return line;
        }),
    },
  });
}

async function releaseRecorded(pool: PoolOfRun, ledger: Ledger, entry: Entry<LedgerUser>): Promise<string> {
  const { address } = entry.thing;
  // By ID, if it is known, because the name may belong to another user.
  const user = await (entry.id === undefined ? findByName(pool.api, address) : findUser(pool.api, entry.id));
  if (user === undefined) return leaveUnfound(ledger, entry);
  const marker = readMarker(user, pool.prefix, pool.selfId);
  if (marker.ours && marker.lease !== undefined && marker.lease.run !== runId()) {
    ledger.removed(entry);
    return `${address} was left alone: run ${marker.lease.run} has leased them`;
  }
  const line = await release(pool, user.id, runId(), entry.thing.role);
  ledger.removed(entry);
  return line;
}
