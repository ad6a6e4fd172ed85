/**
 * Removes what a run created, after something went wrong. Its users are deleted, and its tokens revoked. The admin signs in
 * again, so that the clean-up does not depend on what went wrong.
 */
import { type CleanUpRecord, leaveUnfound, removeRecorded } from '../../clean-up/clean-up.ts';
import { EmptyDocument, unexpectedStatus } from '../../http/exchange.ts';
import { type Entry, isUser, type LedgerUser } from '../../ledger/entry.ts';
import type { ZendeskConnection } from './connection.ts';
import { describeRecordedRevocation, revokeRecorded, type SignedInAdmin } from './lost-tokens.ts';
import { isOwn } from './marker.ts';
import { activeUser, deleteTestUser, waitForUserWithAddress } from './people.ts';
import { describeRevocation, revokeAndConfirm } from './token-rotation.ts';
import { signInAsAdmin } from './sign-in.ts';

/** How long a clean-up waits for the search to find a user whose creation got no answer. */
const MAX_INDEX_WAIT_MS = 6000;

/** Deletes the users that this run created, and revokes its tokens. Never throws. */
export async function cleanUp(connection: ZendeskConnection, addresses: string): Promise<CleanUpRecord> {
  const { ledger, tokens } = connection;
  const lost = tokens.lost();
  return removeRecorded<SignedInAdmin>({
    ledger,
    needsAdmin: lost.length > 0 || ledger.own().some(isUser),
    admin: {
      step: 'sign in as the admin',
      did: 'signed in as the admin',
      signIn: () => signInAgain(connection),
    },
    user: {
      verb: 'delete',
      remove: (admin, entry) => removeUser(admin, connection, entry, addresses),
    },
    afterUsers: async (steps, admin) => {
      for (const entry of lost) {
        if (admin === undefined) break;
        await steps.attempt(
          async () => describeRecordedRevocation(entry, await revokeRecorded(admin, ledger, entry)),
          `revoke a token of the ${entry.thing.identity}`,
        );
      }
      // The tokens of deleted users should be dead. Each is checked, because that must be proved.
      for (const token of tokens.alive())
        await steps.attempt(async () => {
          const revocation = await revokeAndConfirm(connection, token, admin?.session);
          const line = describeRevocation(token, revocation);
          return token.dead ? { outcome: 'done', did: line } : { outcome: 'not proved', seen: line };
        }, `revoke a token of the ${token.identity}`);
    },
  });
}

async function signInAgain(connection: ZendeskConnection): Promise<SignedInAdmin> {
  const session = await signInAsAdmin(connection);
  const me = await session.api.showSelf();
  if (me.status !== 200) throw unexpectedStatus(me, 200);
  const selfId = me.body.user.id;
  if (typeof selfId !== 'number') throw new Error("the tenant does not show the admin's ID");
  return { session, selfId, revocationDeadlineMs: connection.revocationDeadlineMs };
}

/** Ignores the error of an empty record. Its user must still be removed if the tenant lists them with our marker. */
function ignoreEmptyDocument(error: unknown): undefined {
  if (!(error instanceof EmptyDocument)) throw error;
}

async function removeUser(
  { session: { api }, selfId }: SignedInAdmin,
  { ledger, indexDeadlineMs = MAX_INDEX_WAIT_MS }: ZendeskConnection,
  entry: Entry<LedgerUser>,
  addresses: string,
): Promise<string> {
  const { id, thing } = entry;
  const own = { email: thing.address, externalId: thing.marker };
  const created = id === undefined ? undefined : await activeUser(api, id).catch(ignoreEmptyDocument);
  // The tenant may have answered with another user's ID. Then our user can only be found by marker or email address.
  const isWrongId = created !== undefined && !isOwn(created, own, selfId);
  // Without an ID, the call that creates the user may or may not have taken effect.
  const foundId =
    isWrongId || id === undefined
      ? (await waitForUserWithAddress(api, thing, Math.min(indexDeadlineMs, MAX_INDEX_WAIT_MS)))?.id
      : undefined;
  const userId = foundId ?? id;
  if (userId === undefined) return leaveUnfound(ledger, entry);
  const line = await deleteTestUser({ api, selfId, addresses }, userId, { ...own, byAddress: userId !== id });
  ledger.removed(entry);
  return line;
}
