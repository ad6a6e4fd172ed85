/** Looking up users of a site: by number, by exact name, and in its list. */
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import type { UserId } from './user-path.ts';
import { type Exchange, EmptyDocument, RefusalNotServed, unexpectedStatus } from '../../http/exchange.ts';
import type { ExpertApi } from './api.ts';
import type { User } from './schemas.ts';

/**
 * A user, as the service shows it; nothing if there is none.
 *
 * @throws {NonConformant} when it shows another one than was asked for: what it shows is no reason to write then.
 * @throws {EmptyDocument} when its document is empty.
 */
export async function findUser(api: ExpertApi, id: UserId): Promise<User | undefined> {
  const shown = await api.showUser(id);
  // A page of something before the site does not know who is there.
  if (shown.isRefusedWith(404)) return undefined;
  // Whether there is anybody is what is asked: whoever stumbles over nobody has not refused.
  if (shown.status >= 500 && typeof id === 'object')
    throw Object.assign(new RefusalNotServed(shown), { message: unexpectedStatus(shown).message });
  if (shown.status !== 200) throw unexpectedStatus(shown);
  if (shown.isEmptyDocument) throw nothingShown(id, shown);
  const user = shown.body;
  if (typeof id === 'number' && user.id !== id)
    throw new NonConformant(`Asked for user ${String(id)}, the service shows user ${String(user.id)}.`);
  return user;
}

/** The site does not show a user, and does not say that there is none. */
function nothingShown(id: UserId, { title, excerpt }: Exchange<unknown>): EmptyDocument {
  const who = typeof id === 'object' ? `“${id.username}”` : String(id);
  return new EmptyDocument(
    `The site does not show user ${who}: ${title} was answered with an empty document.\n${excerpt}`,
    {
      remedy: 'look at this user in the site, and ask its support why its API shows nothing of it',
      where: 'Site tools > Control Panel > Users',
      who: 'an admin',
    },
  );
}

/** The user of exactly this name. The service compares names without regard to case, and so do we. */
export async function findByName(api: ExpertApi, username: string): Promise<User | undefined> {
  const user = await findUser(api, { username });
  if (user !== undefined && !isSame(user.username, username)) {
    throw new NonConformant(`Asked for the user “${username}”, the service shows “${user.username}”.`);
  }
  return user;
}

/**
 * The users of a list, as the site answers it.
 *
 * @throws {Blocked} where it answers with nothing at all: a list of nobody is a document, too.
 */
export function listOf(answer: Exchange<User[]>): User[] {
  if (answer.status !== 200) throw unexpectedStatus(answer);
  if (answer.hasNoBody) throw new Blocked(`${answer.title} shows no list: nothing came.\n${answer.excerpt}`);
  return answer.body;
}

/** Whoever has exactly this name, in whatever case: by the name, and by the list. */
export async function allNamed(api: ExpertApi, username: string): Promise<User[]> {
  const listed = listOf(await api.listUsers(username, { limit: 100, offset: 0 }));
  const found = await findByName(api, username);
  const ids = new Set(
    [...listed, ...(found === undefined ? [] : [found])]
      .filter((user) => isSame(user.username, username))
      .map(({ id }) => id),
  );
  const users = await Promise.all([...ids].map((id) => findUser(api, id)));
  return users.filter((user) => user !== undefined);
}

export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether it is the site itself that says no: then it has not been done. */
export function isRefusal({ status, isFromService }: Exchange<unknown>): boolean {
  return status >= 400 && isFromService;
}
