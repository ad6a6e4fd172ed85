/** Finds users of a site: by ID, by exact name, and in its list. */
import { sideBySide } from '../../contract/record-order.ts';
import { quoted } from '../../http/quoted.ts';
import {
  EMPTY_ANSWER,
  EmptyDocument,
  type Exchange,
  RefusalNotServed,
  unexpectedStatus,
} from '../../http/exchange.ts';
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import type { ExpertApi } from './api.ts';
import type { User } from './schemas.ts';
import { USERS_SCREEN } from './settings.ts';
import type { UserId } from './user-path.ts';

/**
 * Returns a user as the service shows them. `undefined` if they do not exist.
 *
 * @throws {NonConformant} if the service shows a user other than the requested one. Such an answer must never lead to a write.
 * @throws {EmptyDocument} if the user document is empty.
 */
export async function findUser(api: ExpertApi, id: UserId): Promise<User | undefined> {
  const shown = await api.showUser(id);
  // A 404 from an interceptor does not count, because it cannot know which users exist.
  if (shown.isRefusedWith(404)) return undefined;
  // A look-up by name asks whether the user exists. The site may answer with a server error although it should answer 404.
  if (shown.status >= 500 && typeof id === 'object')
    throw Object.assign(new RefusalNotServed(shown), { message: unexpectedStatus(shown).message });
  if (shown.status !== 200) throw unexpectedStatus(shown, 200);
  if (shown.isEmptyDocument) throw nothingShown(id, shown);
  const user = shown.body;
  if (typeof id === 'number' && user.id !== id)
    throw new NonConformant(
      `The service was asked for user ${String(id)} and answered with user ${String(user.id)}.`,
    );
  return user;
}

/** The error about a user whom the site does not show, although it does not answer that they do not exist. */
function nothingShown(id: UserId, { title, excerpt }: Exchange<unknown>): EmptyDocument {
  const who = typeof id === 'object' ? `“${id.username}”` : String(id);
  return new EmptyDocument(
    `The site does not show user ${who}: the answer to ${title} is an empty document.\n${excerpt}`,
    {
      remedy: 'check this user on the site, and ask NICE support why the API does not show them',
      where: USERS_SCREEN,
      who: 'an admin',
      help: 'empty-answer',
    },
  );
}

/** Returns the user with this name, in any case, because the service ignores the case of user names. */
export async function findByName(api: ExpertApi, username: string): Promise<User | undefined> {
  const user = await findUser(api, { username });
  if (user !== undefined && !isSame(user.username, username)) {
    throw new NonConformant(
      `The service was asked for user “${username}” and answered with user “${quoted(user.username)}”.`,
    );
  }
  return user;
}

/**
 * Returns a list of users, as the site shows it.
 *
 * @throws {Blocked} if the answer is empty. Even an empty list of users is a document.
 */
export function listOf<List>(answer: Exchange<List>): List {
  if (answer.status !== 200) throw unexpectedStatus(answer, 200);
  if (answer.hasNoBody)
    throw new Blocked(`The answer to ${answer.title} is empty, not a list.\n${answer.excerpt}`, EMPTY_ANSWER);
  return answer.body;
}

/** Returns all users with this name in any case, whether the site shows them by name or in the list. */
export async function allNamed(api: ExpertApi, username: string): Promise<User[]> {
  const [listed, found] = await sideBySide(
    async () => listOf(await api.listUsers(username, { limit: 100, offset: 0 })),
    () => findByName(api, username),
  );
  const ids = new Set(
    [...listed, ...(found === undefined ? [] : [found])]
      .filter((user) => isSame(user.username, username))
      .map(({ id }) => id),
  );
  const users = await sideBySide(
    ...[...ids].map((id) => () => (id === found?.id ? Promise.resolve(found) : findUser(api, id))),
  );
  return users.filter((user) => user !== undefined);
}

/** Whether two user names or roles are the same for the service, which ignores case. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether the site itself refused the call, so that the call had no effect. */
export function isRefusal({ status, isFromService }: Exchange<unknown>): boolean {
  return status >= 400 && isFromService;
}
