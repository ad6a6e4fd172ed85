/**
 * Giving back what a run has leased, after something went wrong. The admin proves anew with each call who it is, so that
 * nothing of what went wrong is in the way. It goes on when a step fails: each line of its record says what was done, or
 * what could not be.
 */
import { type CleanUpRecord, Steps } from '../../ledger/clean-up-record.ts';
import { runId } from '../../run-id.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { readMark } from './marker.ts';
import type { Pool } from './pool.ts';
import { findAdmin } from './preflight.ts';
import { type Entry, isUser, type NotedUser } from '../../ledger/entry.ts';
import { findByName, findUser, NotShown } from './users.ts';
import { giveBack, giveBackUnseen } from './give-back.ts';

/** Deactivates the users that this run has. Never throws. */
export async function cleanUp(connection: ExpertConnection, prefix: string): Promise<CleanUpRecord> {
  const { ledger } = connection;
  const steps = new Steps();
  let selfId: number | undefined;
  await steps.attempt(async () => {
    selfId = (await findAdmin(connection)).id;
    return 'the admin is known';
  }, 'find the admin');
  for (const entry of ledger.own().filter(isUser)) {
    if (selfId === undefined) break;
    const pool = { api: asAdmin(connection), selfId, prefix };
    const giveUnseenBack = async (error: unknown) => {
      if (!(error instanceof NotShown) || !entry.answered) throw error;
      const line = await giveBackUnseen(pool, entry.thing);
      ledger.removed(entry);
      return line;
    };
    await steps.attempt(
      () => giveNotedBack(pool, connection, entry).catch(giveUnseenBack),
      `deactivate ${entry.thing.address}`,
    );
  }
  return { lines: steps.lines, clean: ledger.own().length === 0 };
}

async function giveNotedBack(
  pool: Pick<Pool, 'api' | 'selfId' | 'prefix'>,
  { ledger }: ExpertConnection,
  entry: Entry<NotedUser>,
): Promise<string> {
  const { address } = entry.thing;
  // By its number, where it is known: a name may lead elsewhere.
  const user = await (entry.id === undefined ? findByName(pool.api, address) : findUser(pool.api, entry.id));
  if (user === undefined) {
    ledger.leaveToNextRun(entry);
    return `${address} was not found, so it was probably never created; the next run will look again`;
  }
  const mark = readMark(user, pool.prefix, pool.selfId);
  if (mark.ours && mark.lease !== undefined && mark.lease.run !== runId()) {
    ledger.removed(entry);
    return `${address} was left alone: run ${mark.lease.run} has it by now`;
  }
  const line = await giveBack(pool, user.id, runId(), entry.thing.role);
  ledger.removed(entry);
  return line;
}
