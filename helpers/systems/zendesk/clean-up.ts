import { type CleanUpRecord, Steps } from '../../ledger/clean-up-record.ts';
import { NothingShown, unexpectedStatus } from '../../http/exchange.ts';
import { type SignedInAdmin, takeNotedBack } from './lost-tokens.ts';
import { isOwn } from './marker.ts';
import { activeUser, removeOurs, waitForHolder } from './people.ts';
import { signInAsAdmin } from './sign-in.ts';
import { retire } from './token-rotation.ts';
import { type Entry, isUser, type NotedUser } from '../../ledger/entry.ts';
import type { ZendeskConnection } from './connection.ts';

/** How long a clean-up waits for the search to know of a user whose creation got no answer. */
const INDEX_LAG_MS = 6000;

/** Whether there is anything to remove. */
export function needsCleanUp({ ledger }: ZendeskConnection): boolean {
  return ledger.own().length > 0;
}

/** Deletes the users that this run created, and kills its tokens. Never throws. */
export async function cleanUp(connection: ZendeskConnection, addresses: string): Promise<CleanUpRecord> {
  const { ledger, tokens } = connection;
  const steps = new Steps();

  const lost = tokens.lost();
  let admin: SignedInAdmin | undefined;
  if (lost.length > 0 || ledger.own().some(isUser)) {
    await steps.attempt(async () => {
      admin = await signInAnew(connection);
      return 'signed in as admin';
    }, 'sign in as admin');
  }
  for (const user of ledger.own().filter(isUser)) {
    const signedIn = admin;
    if (signedIn === undefined) break;
    await steps.attempt(
      () => removeNoted(signedIn, connection, user, addresses),
      `delete ${user.thing.address}`,
    );
  }
  for (const entry of lost) {
    const signedIn = admin;
    if (signedIn === undefined) break;
    await steps.attempt(
      async () => (await takeNotedBack(signedIn, ledger, entry)) ?? 'a token waits for its user to go',
      `take a token of the ${entry.thing.identity} back`,
    );
  }
  // The users' tokens should have died with them: looked at one by one, because that is to be proved.
  for (const token of tokens.alive()) {
    await steps.attempt(
      () => retire(connection, token, admin?.session),
      `revoke a token of the ${token.identity}`,
    );
  }
  const clean = steps.failures.length === 0 && !needsCleanUp(connection);
  return { lines: steps.lines, clean };
}

async function signInAnew(connection: ZendeskConnection): Promise<SignedInAdmin> {
  const session = await signInAsAdmin(connection);
  const me = await session.api.showSelf();
  if (me.status !== 200) throw unexpectedStatus(me);
  const selfId = me.body.user.id;
  if (typeof selfId !== 'number') throw new Error('the tenant does not say who the admin is');
  return { session, selfId, revocationDeadlineMs: connection.revocationDeadlineMs };
}

/** Whoever is not shown is still to be removed, if the tenant lists it with our mark. */
function ifShown(error: unknown): undefined {
  if (!(error instanceof NothingShown)) throw error;
}

async function removeNoted(
  { session: { api }, selfId }: SignedInAdmin,
  { ledger, indexDeadlineMs = INDEX_LAG_MS }: ZendeskConnection,
  entry: Entry<NotedUser>,
  addresses: string,
): Promise<string> {
  const { id, thing } = entry;
  // Without an id, the call that was to create it may or may not have taken effect.
  const own = { email: thing.address, externalId: thing.marker };
  const created = id === undefined ? undefined : await activeUser(api, id).catch(ifShown);
  // An id that the tenant gave for somebody else's does not lead to ours: the address does.
  const misled = created !== undefined && !isOwn(created, own, selfId);
  const held =
    misled || id === undefined
      ? (await waitForHolder(api, thing, Math.min(indexDeadlineMs, INDEX_LAG_MS)))?.id
      : undefined;
  const found = held ?? id;
  if (found === undefined) {
    ledger.leaveToNextRun(entry);
    return `${thing.address} was not found, so it was probably never created; the next run will look again`;
  }
  const line = await removeOurs({ api, selfId, addresses }, found, { ...own, byAddress: found !== id });
  ledger.removed(entry);
  return line;
}
