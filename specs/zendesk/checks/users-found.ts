/**
 * Finding users and showing them, and what is kept for admins. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/users/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { runId } from '../../../helpers/run-id.ts';
import type { ZendeskApi } from '../../../helpers/systems/zendesk/api.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { SHOW } from '../shared/documented.ts';
import { pathOnTenant } from '../shared/links.ts';
import { madeUpToken, unusedId } from '../shared/made-up.ts';
import { withoutEffect } from '../shared/refusals.ts';
import { whenIndexed } from '../shared/search.ts';

const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/users/';
const SELF = { says: 'Show Self. Allowed for: Anonymous users', at: `${PAGE}#show-self` };
const PAGES = {
  says: 'query: partial or full value of any user property. per_page: at most 100; next_page: the address of the next page',
  at: 'https://developer.zendesk.com/api-reference/introduction/pagination/#using-offset-pagination',
};
const SEARCH = { says: 'external_id: the exact external id; no search syntax', at: `${PAGE}#search-users` };
const TOO_LOW = {
  says: '403 Forbidden: You do not have access to this page.',
  at: 'https://github.com/facetoe/zenpy/issues/336',
};
const SETTINGS = {
  says: 'Show Security Settings. Allowed for: Admins',
  at: 'https://developer.zendesk.com/api-reference/ticketing/account-configuration/security_settings/',
};

export const foundUserChecks = checksOf<ZendeskBench>('zendesk/users', ({ must, should }) => {
  must('me-anonymous', 'To /users/me, whoever has no token is nobody.', SELF, async (bench, proof) => {
    const [user, adminId] = [await bench.user(), await bench.adminId()];
    const me = await bench.nobody().showSelf();
    expect(me).toHaveStatus(200, 401);
    await proof.should('status', 'It is told so with 200.', () => {
      expect(me).toHaveStatus(200);
    });
    expect([user.id, adminId]).not.toContain(me.status === 200 ? me.body.user.id : undefined);
    expect(me.holds(user.email)).toBe(false);
  });

  must(
    'search',
    'The search finds a user by its external id, and nobody else.',
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
      await proof.should('count', 'It counts as many as it finds.', () => {
        expect(given(found.body['count'], 'The tenant does not count what it finds.')).toBe(1);
      });
      await proof(
        'first-page',
        'So it does where the first page is asked for, at its largest size.',
        async () => {
          const first = await api.searchUsers({ external_id: user.externalId }, { page: 1, per_page: 100 });
          expect(first).toHaveStatus(200);
          expect(first.body.users.map(({ id }) => id)).toEqual([user.id]);
        },
      );
      await proof('beginning', 'It does not find it by the beginning of its external id.', async () => {
        const more = await api.searchUsers({ external_id: user.externalId.slice(0, -1) });
        expect(more).toHaveStatus(200);
        expect(more.body.users.map(({ id }) => id)).not.toContain(user.id);
      });
      await proof.should(
        'namesakes',
        'Nobody else has come to be with its name, which no other run uses.',
        async () => {
          const found = await api.searchUsers({ query: `name:"${user.name}"` });
          expect(found).toHaveStatus(200);
          const namesakes = found.body.users.filter(({ id, name }) => name === user.name && id !== user.id);
          expect(namesakes.length, 'other users of that name').toBe(0);
        },
      );
    },
  );

  must(
    'search-pages',
    'Page by page, a search finds all whom it finds at once.',
    PAGES,
    async (bench, proof) => {
      const ours = [(await bench.user()).id, (await bench.other()).id];
      const { api } = await bench.admin();
      const query = { query: runId() };
      const part = await proof.should(
        'part',
        'A part of an address or a name finds whoever has it.',
        async () => {
          const found = await whenIndexed(
            bench,
            () => usersFound(api.searchUsers(query)),
            (ids) => ours.every((id) => ids.includes(id)),
          );
          expect(found).toEqual(expect.arrayContaining(ours));
        },
      );
      await proof('pages', 'Two of them, one a page, are found on as many pages as there are.', async () => {
        part.required();
        const { atOnce, paged } = await whenIndexed(
          bench,
          async () => {
            const all = await usersFound(api.searchUsers(query));
            return { atOnce: all, paged: await onPages(bench, api, query, all.length) };
          },
          (found) => isSame(found.atOnce, found.paged),
        );
        expect([...paged].sort()).toEqual([...atOnce].sort());
      });
    },
  );

  must(
    'search-nobody',
    'The search finds nobody for an external id that is nobody’s.',
    SEARCH,
    async (bench, proof) => {
      const { api } = await bench.admin();
      const word = `keyturn${madeUpToken().slice(0, 20)}`;
      const found = await api.searchUsers({ external_id: word });
      expect(found).toHaveStatus(200);
      expect(found.body.users.length, 'users with that external id').toBe(0);
      await proof.should('query', 'Nor for a word that stands nowhere.', async () => {
        const searched = await api.searchUsers({ query: word });
        expect(searched).toHaveStatus(200);
        expect(searched.body.users.length, 'users with that word').toBe(0);
      });
    },
  );

  must(
    'unknown',
    'There is no user of an id that was never given.',
    { says: '404 RecordNotFound: Not found', at: PAGE },
    async (bench, proof) => {
      const { api } = await bench.admin();
      const id = unusedId();
      expect(await api.showUser(id)).toHaveStatus(404);
      await proof('deleted', 'Nor is there anybody to delete.', async () => {
        expect(await api.deleteUser(id)).toBeRefused();
      });
      await proof.should('no-number', 'Nor of what is no id at all.', async () => {
        expect(await api.call({ method: 'GET', path: '/api/v2/users/keyturn-is-no-id' })).toBeRefused();
      });
    },
  );

  should('delete-by-user', 'Whoever is no admin cannot delete anybody.', TOO_LOW, async (bench) => {
    const [user, other] = [await bench.user(), await bench.other()];
    const { api } = await bench.session(user);
    await withoutEffect(bench, other, async () => {
      expect(await api.deleteUser(other.id)).toBeRefused();
    });
  });

  must(
    'admins-only',
    'Whoever is no admin reads neither the security settings nor the OAuth clients.',
    SETTINGS,
    async (bench, proof) => {
      const { api } = await bench.session(await bench.user());
      const { client } = bench.connection.target;
      for (const answer of [await api.showSecuritySettings(), await api.listClients()]) {
        expect(answer).toBeRefused();
        expect(answer.holds(client.identifier), 'the refusal names the client').toBe(false);
        await proof.should('status', 'The status is 403.', () => {
          expect(answer).toHaveStatus(403);
        });
      }
      await proof.should('audit-logs', 'Nor the audit log.', async () => {
        expect(await api.call({ method: 'GET', path: '/api/v2/audit_logs' })).toBeRefused();
      });
    },
  );

  should('end-user-reads', 'An end user is not shown other people.', SHOW, async (bench) => {
    const [user, other] = [await bench.user(), await bench.other()];
    const { api } = await bench.session(other);
    for (const answer of [
      await api.showUser(user.id),
      await api.searchUsers({ external_id: user.externalId }),
    ]) {
      expect(answer).toBeRefused();
      expect(answer.holds(user.email), 'the refusal names the user').toBe(false);
    }
  });
});

/** The ids on a page of a search. */
async function usersFound(page: ReturnType<ZendeskApi['searchUsers']>): Promise<number[]> {
  const found = await page;
  expect(found).toHaveStatus(200);
  return found.body.users.map(({ id }) => id);
}

/** The ids that a search finds, one a page, as each page leads to the next, on so many pages at most. */
async function onPages(
  bench: ZendeskBench,
  api: ZendeskApi,
  query: { query: string },
  most: number,
): Promise<number[]> {
  const ids: number[] = [];
  let page = await api.searchUsers(query, { per_page: 1 });
  for (let pages = 1; pages <= most; pages++) {
    expect(page).toHaveStatus(200);
    ids.push(...page.body.users.map(({ id }) => id));
    const next = page.body.next_page;
    if (pages === most || typeof next !== 'string') break;
    page = await api.moreUsers(pathOnTenant(bench, next));
  }
  return ids;
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id));
}
