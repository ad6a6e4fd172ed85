/**
 * Looks for what somebody else changed during a run. A tenant that was reset, or that no longer accepts a secret that was replaced, does
 * not break its contract.
 */
import { isUser } from '../../ledger/entry.ts';
import { Blocked } from '../../verdict/errors.ts';
import { isJudged } from '../../verdict/verdict.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { changedClientError } from './grants.ts';
import { signInAsAdmin } from './sign-in.ts';
import type { Session } from './tokens.ts';

/**
 * Returns a function that returns the error with which a failure ends: another one if something that the run depends on was
 * changed meanwhile. It only reads, as an admin who signs in for that at the first failure.
 */
export function changeExplainer(connection: ZendeskConnection): (error: unknown) => Promise<unknown> {
  let signedIn: Promise<Session> | undefined;
  return async (error) => {
    if (!isJudged(error)) return error;
    const { host } = new URL(connection.target.baseUrl);
    const jump = connection.transport.clock.jumpError(host);
    if (jump !== undefined) return jump;
    try {
      const changed = connection.tokens.isClientSuspect ? await changedClientError(connection) : undefined;
      if (changed !== undefined) return changed;
      connection.tokens.isClientSuspect = false;
      // Signing in on the page takes a browser, and perhaps a person.
      if (connection.target.admin.grant !== 'client_credentials') return error;
      return (await resetErrorOf(connection, () => (signedIn ??= signInAsAdmin(connection)))) ?? error;
    } catch {
      // Without an answer, nothing is known about it.
      signedIn = undefined;
      return error;
    }
  };
}

/**
 * A reset tenant has neither the users of this run nor its tokens, and issues new ones. A tenant that loses only one of them
 * breaks its contract.
 */
async function resetErrorOf(
  connection: ZendeskConnection,
  signIn: () => Promise<Session>,
): Promise<Blocked | undefined> {
  const { ledger, tokens, target } = connection;
  const ours = ledger
    .own()
    .filter(isUser)
    .filter(({ id }) => id !== undefined);
  if (ours.length === 0) return undefined;
  const before = tokens.alive();
  const admin = await signIn();
  for (const token of before) {
    if (token === admin.token) continue;
    const { status } = await sessionOf(connection, token).api.showCurrentToken();
    if (status !== 401) return undefined;
  }
  for (const { id = 0, thing } of ours) {
    // A deleted user is still shown, as an inactive one.
    if ((await admin.api.showUser(id)).status !== 404) return undefined;
    const listed = await admin.api.showManyUsers(thing.marker);
    if (listed.status !== 200 || listed.body.users.length > 0) return undefined;
  }
  const names = ours.map(({ thing }) => thing.address).join(' and ');
  const { host } = new URL(target.baseUrl);
  return new Blocked(
    `${host} no longer has ${names}, whom it had shown earlier in this run, not even as a deleted user, nor any token of this run. The tenant was reset or restored meanwhile.`,
    { remedy: 'run again, when nobody resets or restores the tenant', help: 'tenant-reset' },
  );
}
