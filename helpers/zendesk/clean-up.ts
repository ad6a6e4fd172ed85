/**
 * Removing what a run created, after something went wrong. It signs in by itself, because the token that the
 * run had may be the one that was just revoked, and goes on when a step fails: each line of its record says
 * what was done, or what could not be.
 */
import type { Ledger } from '../cleanup/ledger.ts';
import { messageOf } from '../verdict/errors.ts';
import { isOwn } from './marker.ts';
import { activeUser, removeOurs, waitForHolder } from './people.ts';
import { signInAsAdmin, type ZendeskConnection } from './sign-in.ts';
import { retire } from './token-rotation.ts';
import type { Session } from './tokens.ts';

/** How long a clean-up waits for the search to know of a user whose creation got no answer. */
const INDEX_LAG_MS = 6000;

/** What a clean-up did, and whether nothing is left. */
export interface CleanUpRecord {
  lines: string[];
  clean: boolean;
}

/** Whether there is anything to remove. */
export function needsCleanUp(connection: ZendeskConnection, ledger: Ledger): boolean {
  return ledger.own().length > 0 || connection.tokens.alive().length > 0;
}

/** Deletes the users that this run created, and kills its tokens. Never throws. */
export async function cleanUp(
  connection: ZendeskConnection,
  ledger: Ledger,
  addresses: string,
): Promise<CleanUpRecord> {
  const lines: string[] = [];
  let clean = true;
  const attempt = async (what: string, act: () => Promise<string>) => {
    try {
      lines.push(await act());
    } catch (error) {
      clean = false;
      lines.push(`FAILED: ${what}: ${messageOf(error)}`);
    }
  };

  if (ledger.own().length > 0) {
    let admin: Session | undefined;
    await attempt('sign in as admin', async () => {
      admin = await signInAsAdmin(connection);
      return 'signed in as admin';
    });
    for (const user of ledger.own()) {
      const signedIn = admin;
      if (signedIn === undefined) break;
      await attempt(`delete ${user.address}`, () => removeNoted(signedIn, ledger, user, addresses));
    }
  }
  // The users' tokens should have died with them: looked at one by one, because that is to be proved.
  for (const token of connection.tokens.alive()) {
    await attempt(`revoke a token of the ${token.identity}`, () => retire(connection, token));
  }
  clean &&= !needsCleanUp(connection, ledger);
  return { lines, clean };
}

async function removeNoted(
  { api }: Session,
  ledger: Ledger,
  { address, externalId, id }: ReturnType<Ledger['own']>[number],
  addresses: string,
): Promise<string> {
  const me = await api.showSelf();
  if (me.status !== 200) throw new Error(`${me.title} answered ${String(me.status)}`);
  const selfId = me.body.user.id;
  if (typeof selfId !== 'number') throw new Error('the tenant does not say who the admin is');
  // Without an id, the call that was to create it may or may not have taken effect.
  const own = { email: address, externalId };
  const created = id === undefined ? undefined : await activeUser(api, id);
  // An id that the tenant gave for somebody else's does not lead to ours: the address does.
  const misled = created !== undefined && !isOwn(created, own, selfId);
  const held = misled || id === undefined ? (await waitForHolder(api, address, INDEX_LAG_MS))?.id : undefined;
  const found = held ?? id;
  if (found === undefined) {
    ledger.leaveToNextRun({ externalId });
    return `${address} was not found, so it was probably never created; the next run will look again`;
  }
  const line = await removeOurs({ api, selfId, addresses }, found, own);
  ledger.removed({ address, externalId });
  return line;
}
