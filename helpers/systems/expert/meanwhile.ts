/**
 * Looks for what somebody else changed during a run. A site that no longer accepts a password that was changed, or that was
 * reset, does not break its contract.
 */
import { isUser } from '../../ledger/entry.ts';
import type { Transport } from '../../http/transport.ts';
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import { isJudged } from '../../verdict/verdict.ts';
import { settingsPlace } from '../../settings-place.ts';
import { ExpertApi } from './api.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { basic } from './credentials.ts';
import { newestSetByAdmin } from './set-by-admin.ts';
import { findByName, isSame } from './users.ts';

/**
 * Returns the error with which a failure ends: another one if something that the run depends on was changed meanwhile. It makes a
 * few calls as the admin, and only reads.
 *
 * @param error how a proof or a cell ended
 */
export async function explainByChange(connection: ExpertConnection, error: unknown): Promise<unknown> {
  if (!isJudged(error)) return error;
  try {
    return (await changeOf(connection)) ?? error;
  } catch {
    // Without an answer, nothing is known about it.
    return error;
  }
}

async function changeOf(connection: ExpertConnection): Promise<Blocked | NonConformant | undefined> {
  const { target, transport, ledger } = connection;
  const { host } = new URL(target.baseUrl);
  const admin = asAdmin(connection);
  const shown = await admin.showSelf();
  const jump = transport.clock.jumpError(host);
  if (jump !== undefined) return jump;
  if (shown.status === 401) return (await setForTheAdmin(connection)) ?? changedCredentials(connection);
  if (shown.status !== 200) return undefined;
  const ours = ledger
    .own()
    .filter(isUser)
    .filter(({ id }) => id !== undefined);
  for (const { id = 0, thing } of ours) {
    const answer = await admin.showUser(id);
    // After a reset, the ID may be that of someone else.
    const isThere = answer.status !== 404 && answer.body.username === thing.address;
    if (isThere || (await findByName(admin, thing.address)) !== undefined) return undefined;
  }
  const names = ours.map(({ thing }) => thing.address).join(' and ');
  return ours.length === 0 ? undefined : resetError(host, names);
}

/** The sites on which it was tried whether the admin has a password that the run set for another user. */
const tried = new WeakMap<Transport, NonConformant | undefined>();

/**
 * Returns the error about a site that accepts as the admin's a password that the run set for another user. Nobody else knows it, so
 * it was the site that set it for the admin. It is tried once, because each attempt may count as a failed sign-in of the admin.
 */
async function setForTheAdmin({
  target: { admin, baseUrl },
  transport,
}: ExpertConnection): Promise<NonConformant | undefined> {
  if (admin.by !== 'password' || tried.has(transport)) return tried.get(transport);
  tried.set(transport, undefined);
  for (const password of newestSetByAdmin(transport)) {
    const shown = await new ExpertApi(transport, basic('admin', admin.username, password)).showSelf();
    if (shown.status !== 200 || !isSame(shown.body.username, admin.username)) continue;
    const error = new NonConformant(
      `${new URL(baseUrl).host} now accepts as the admin's password the one that this run set for another user. The site changed the admin's password instead, so the admin must reset it.`,
    );
    tried.set(transport, error);
    return error;
  }
  return undefined;
}

/** It was accepted before, because a run begins with it. */
function changedCredentials({ target: { admin, baseUrl } }: ExpertConnection): Blocked {
  const { host } = new URL(baseUrl);
  const [what, variable] =
    admin.by === 'password'
      ? ["the admin's user name and password", 'EXPERT_ADMIN_PASSWORD']
      : ['the server API token', 'EXPERT_SERVER_TOKEN_KEY and EXPERT_SERVER_TOKEN_SECRET'];
  return new Blocked(
    `${host} no longer accepts ${what}, which it accepted earlier in this run. They were changed meanwhile, or the account was locked.`,
    {
      remedy: `set ${variable} to the new value; then run npm run sweep, which removes what this run could not, and run again`,
      where: settingsPlace(),
      help: 'expert-credentials',
    },
  );
}

function resetError(host: string, names: string): Blocked {
  return new Blocked(
    `${host} no longer has ${names}, whom it had shown earlier in this run, although users cannot be deleted. The site was reset or restored meanwhile.`,
    { remedy: 'run again, when nobody resets or restores the site', help: 'tenant-reset' },
  );
}
