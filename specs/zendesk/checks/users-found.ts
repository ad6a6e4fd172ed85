/**
 * Finding users, showing them, and calls that only admins may make. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/users/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { runId } from '../../../helpers/run-id.ts';
import type { ZendeskApi } from '../../../helpers/systems/zendesk/api.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { SHOW, USERS_PAGE } from '../shared/documented.ts';
import { inventedToken, unusedId } from '../shared/invented.ts';
import { pathOnTenant } from '../shared/links.ts';
import { withoutEffect } from '../shared/refusals.ts';
import { whenIndexed } from '../shared/search.ts';

const SELF = { says: 'Show Self. Allowed for: Anonymous users', at: `${USERS_PAGE}#show-self` };
const PAGES = {
  says: 'query: partial or full value of any user property. per_page: at most 100; next_page: the address of the next page',
  at: 'https://developer.zendesk.com/api-reference/introduction/pagination/#using-offset-pagination',
};
const SEARCH = {
  says: 'external_id: the exact external id; no search syntax',
  at: `${USERS_PAGE}#search-users`,
};
const FORBIDDEN = {
  says: '403 Forbidden: You do not have access to this page.',
  at: 'https://github.com/facetoe/zenpy/issues/336',
};
const SETTINGS = {
  says: 'Show Security Settings. Allowed for: Admins',
  at: 'https://developer.zendesk.com/api-reference/ticketing/account-configuration/security_settings/',
};

export const foundUserChecks = checksOf<ZendeskBench>('zendesk/users', ({ must, should }) => {
  must(
    'me-anonymous',
    '/users/me treats a caller without a token as anonymous.',
    SELF,
    async (bench, proof) => {
      const [user, adminId] = [await bench.user(), await bench.adminId()];
      const me = await bench.identities.anonymous().showSelf();
      expect(me).toHaveStatus(200, 401);
      await proof.should('status', 'The status of the answer is 200.', () => {
        expect(me).toHaveStatus(200);
      });
      expect([user.id, adminId]).not.toContain(me.status === 200 ? me.body.user.id : undefined);
      expect(me.contains(user.email)).toBe(false);
    },
  );

  must(
    'search',
    'The search finds a user by their external ID, and no one else.',
    SEARCH,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.admin();
      const found = await whenIndexed(
        bench,
        () => api.searchUsers({ external_id: user.externalId }),
        (answer) => answer.status !== 200 || answer.body.users.length > 0,
      );
      expect(found).toHaveStatus(200);
      expect(found.body.users.map(({ id }) => id)).toEqual([user.id]);
      await proof.should('count', 'The count in the search result is the number of users found.', () => {
        expect(given(found.body['count'], 'The tenant does not show a count.')).toBe(1);
      });
      await proof(
        'first-page',
        'The first page of the search, at the largest size, shows the same user.',
        async () => {
          const first = await api.searchUsers({ external_id: user.externalId }, { page: 1, per_page: 100 });
          expect(first).toHaveStatus(200);
          expect(first.body.users.map(({ id }) => id)).toEqual([user.id]);
        },
      );
      await proof('beginning', 'The beginning of an external ID does not find the user.', async () => {
        const more = await api.searchUsers({ external_id: user.externalId.slice(0, -1) });
        expect(more).toHaveStatus(200);
        expect(more.body.users.map(({ id }) => id)).not.toContain(user.id);
      });
      await proof.should('namesakes', 'The search finds no other user with this name.', async () => {
        const found = await api.searchUsers({ query: `name:"${user.name}"` });
        expect(found).toHaveStatus(200);
        const namesakes = found.body.users.filter(({ id, name }) => name === user.name && id !== user.id);
        expect(namesakes.length, 'other users of that name').toBe(0);
      });
    },
  );

  must(
    'search-pages',
    'A paged search finds the same users as an unpaged one.',
    PAGES,
    async (bench, proof) => {
      const ours = [(await bench.user()).id, (await bench.other()).id];
      const { api } = await bench.admin();
      const query = { query: runId() };
      const partFound = await proof.should(
        'part',
        'The search finds users by a part of their email address or name.',
        async () => {
          const found = await whenIndexed(
            bench,
            () => usersFound(api.searchUsers(query)),
            (ids) => ours.every((id) => ids.includes(id)),
          );
          expect(found).toEqual(expect.arrayContaining(ours));
        },
      );
      await proof(
        'pages',
        'With one user on each page, all pages together show the same users.',
        async () => {
          partFound.required();
          const { unpaged, paged } = await whenIndexed(
            bench,
            async () => {
              const all = await usersFound(api.searchUsers(query));
              return { unpaged: all, paged: await onPages(bench, api, query, all.length) };
            },
            (found) => isSame(found.unpaged, found.paged),
          );
          expect([...paged].sort()).toEqual([...unpaged].sort());
        },
      );
    },
  );

  must(
    'search-nobody',
    'The search finds no one by an external ID that no user has.',
    SEARCH,
    async (bench, proof) => {
      const { api } = await bench.admin();
      const word = `keyturn${inventedToken().slice(0, 20)}`;
      const found = await api.searchUsers({ external_id: word });
      expect(found).toHaveStatus(200);
      expect(found.body.users.length, 'users with that external ID').toBe(0);
      await proof.should('query', 'The search finds no one by a word that no user has.', async () => {
        const searched = await api.searchUsers({ query: word });
        expect(searched).toHaveStatus(200);
        expect(searched.body.users.length, 'users with that word').toBe(0);
      });
    },
  );

  must(
    'unknown',
    'Showing a user with an ID that was never issued is answered with 404.',
    { says: '404 RecordNotFound: Not found', at: USERS_PAGE },
    async (bench, proof) => {
      const { api } = await bench.admin();
      const id = unusedId();
      expect(await api.showUser(id)).toHaveStatus(404);
      await proof('deleted', 'Deleting a user with an ID that was never issued is refused.', async () => {
        expect(await api.deleteUser(id)).toBeRefused();
      });
      await proof.should(
        'no-number',
        'Showing a user with an ID that is not a number is refused.',
        async () => {
          expect(await api.call({ method: 'GET', path: '/api/v2/users/keyturn-is-no-id' })).toBeRefused();
        },
      );
    },
  );

  should(
    'delete-by-user',
    'A user who is not an admin cannot delete another user.',
    FORBIDDEN,
    async (bench) => {
      const user = await bench.user();
      const [other, { api }] = await sideBySide(
        () => bench.other(),
        () => bench.session(user),
      );
      await withoutEffect(bench, other, async () => {
        expect(await api.deleteUser(other.id)).toBeRefused();
      });
    },
  );

  must(
    'admins-only',
    'A user who is not an admin cannot read the security settings or the OAuth clients.',
    SETTINGS,
    async (bench, proof) => {
      const { api } = await bench.session(await bench.user());
      const { client } = bench.connection.target;
      const answers = await sideBySide(
        () => api.showSecuritySettings(),
        () => api.listClients(),
      );
      for (const answer of answers) {
        expect(answer).toBeRefused();
        expect(answer.contains(client.identifier), 'the refusal names the client').toBe(false);
        await proof.should('status', 'The status of the refusal is 403.', () => {
          expect(answer).toHaveStatus(403);
        });
      }
      await proof.should('audit-logs', 'A user who is not an admin cannot read the audit log.', async () => {
        expect(await api.call({ method: 'GET', path: '/api/v2/audit_logs' })).toBeRefused();
      });
    },
  );

  should(
    'end-user-reads',
    'An end user can neither show nor search for another user.',
    SHOW,
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const { api } = await bench.session(other);
      for (const answer of [
        await api.showUser(user.id),
        await api.searchUsers({ external_id: user.externalId }),
      ]) {
        expect(answer).toBeRefused();
        expect(answer.contains(user.email), 'the refusal names the user').toBe(false);
      }
    },
  );
});

/** Returns the IDs of the users on a page of search results. */
async function usersFound(page: ReturnType<ZendeskApi['searchUsers']>): Promise<number[]> {
  const found = await page;
  expect(found).toHaveStatus(200);
  return found.body.users.map(({ id }) => id);
}

/** Searches with one user on each page, reads up to `maxPages` pages, and returns the users' IDs. */
async function onPages(
  bench: ZendeskBench,
  api: ZendeskApi,
  query: { query: string },
  maxPages: number,
): Promise<number[]> {
  const ids: number[] = [];
  let page = await api.searchUsers(query, { per_page: 1 });
  for (let pages = 1; pages <= maxPages; pages++) {
    expect(page).toHaveStatus(200);
    ids.push(...page.body.users.map(({ id }) => id));
    const next = page.body.next_page;
    if (pages === maxPages || typeof next !== 'string') break;
    page = await api.searchUsersAt(pathOnTenant(bench, next));
  }
  return ids;
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id));
}
