/** Removes what a run created, after something went wrong. Its users are deleted, and its tokens revoked. */
import { type Entry, isUser, type LedgerUser } from '../../ledger/entry.ts';
import { type CleanUpRecord, leaveUnfound, removeRecorded } from '../../clean-up/clean-up.ts';
import { EmptyDocument, unexpectedStatus } from '../../http/exchange.ts';
import { describeRecordedRevocation, revokeRecorded, type SignedInAdmin } from './lost-tokens.ts';
import { isOwn } from './marker.ts';
import { activeUser, deleteTestUser, waitForUserWithAddress } from './people.ts';
import type { ZendeskConnection } from './connection.ts';
import { signInAsAdmin } from './sign-in.ts';
import { describeRevocation, revokeAndConfirm } from './token-rotation.ts';

/** How long a clean-up waits for the search to find a user whose creation got no answer. */
const INDEX_LAG_MS = 6000;

/** Deletes the users that this run created, and revokes its tokens. Never throws. */
export async function cleanUp(connection: ZendeskConnection, addresses: string): Promise<CleanUpRecord> {
  const { ledger, tokens } = connection;
  const lost = tokens.lost();
  return removeRecorded<SignedInAdmin>({
    ledger,
    needsAdmin: lost.length > 0 || ledger.own().some(isUser),
    admin: { step: 'sign in as admin', did: 'signed in as the admin', signIn: () => signInAgain(connection) },
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
      // The users' tokens should have died with them. Each is checked, because that must be proved.
      for (const token of tokens.alive())
        await steps.attempt(async () => {
          const revocation = await revokeAndConfirm(connection, token, admin?.session);
          const sentence = describeRevocation(token, revocation);
          return token.dead ? { outcome: 'done', did: sentence } : { outcome: 'not proved', seen: sentence };
        }, `revoke a token of the ${token.identity}`);
    },
  });
}

async function signInAgain(connection: ZendeskConnection): Promise<SignedInAdmin> {
  const session = await signInAsAdmin(connection);
  const me = await session.api.showSelf();
  if (me.status !== 200) throw unexpectedStatus(me);
  const selfId = me.body.user.id;
  if (typeof selfId !== 'number') throw new Error("the tenant does not show the admin's ID");
  return { session, selfId, revocationDeadlineMs: connection.revocationDeadlineMs };
}

/** A user whose record is empty must still be removed if the tenant lists them with our marker. */
function ifShown(error: unknown): undefined {
  if (!(error instanceof EmptyDocument)) throw error;
}

async function removeUser(
  { session: { api }, selfId }: SignedInAdmin,
  { ledger, indexDeadlineMs = INDEX_LAG_MS }: ZendeskConnection,
  entry: Entry<LedgerUser>,
  addresses: string,
): Promise<string> {
  const { id, thing } = entry;
  // Without an ID, the call that creates the user may or may not have taken effect.
  const own = { email: thing.address, externalId: thing.marker };
  const created = id === undefined ? undefined : await activeUser(api, id).catch(ifShown);
  // If the tenant answered with another user's ID, only the email address leads to our user.
  const misled = created !== undefined && !isOwn(created, own, selfId);
  const held =
    misled || id === undefined
      ? (await waitForUserWithAddress(api, thing, Math.min(indexDeadlineMs, INDEX_LAG_MS)))?.id
      : undefined;
  const found = held ?? id;
  if (found === undefined) return leaveUnfound(ledger, entry);
  const line = await deleteTestUser({ api, selfId, addresses }, found, { ...own, byAddress: found !== id });
  ledger.removed(entry);
  return line;
}
