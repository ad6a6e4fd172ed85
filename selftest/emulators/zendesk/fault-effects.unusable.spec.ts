import { unusableFaults } from '../../../emulators/zendesk/faults/unusable.ts';
import { asAdmin, exchange, exchangeCode, refresh, showFaults, userIn, type Row } from './probes.ts';
import { GOOD_PASSWORD, type Answer, type Tenant } from './tools.ts';

/** Statuses of calls with a token, unchanged as it was issued. */
const using = async (tenant: Tenant, { body }: Answer, paths: string[]): Promise<number[]> => {
  const statuses: number[] = [];
  for (const path of paths)
    statuses.push((await tenant.call('GET', path, String(body['access_token']))).status);
  return statuses;
};

const ME = '/api/v2/users/me';
const usingOnce = async (tenant: Tenant): Promise<number[]> => using(tenant, await exchange(tenant), [ME]);

/** The lifetime that was shown for a token, and its actual lifetime, in seconds. */
const lifetimes = async (tenant: Tenant): Promise<unknown[]> => {
  const { body } = await exchange(tenant, { expires_in: 3600 });
  const shown = await tenant.call('GET', '/api/v2/oauth/tokens/current', String(body['access_token']));
  const { created_at, expires_at } = shown.body['token'] as Record<string, string>;
  return [body['expires_in'], (Date.parse(expires_at ?? '') - Date.parse(created_at ?? '')) / 1000];
};

/** The URL at which a sign-in ends. */
const callbackUrl = async (tenant: Tenant, parameters = {}): Promise<URL> => {
  const { email } = await tenant.person({});
  const browser = tenant.browser();
  const start = await browser.open(tenant.authorizeUrl(parameters));
  return (await tenant.walk(browser, start, email, GOOD_PASSWORD)).url;
};

const created = async (tenant: Tenant): Promise<Answer> =>
  asAdmin(tenant, 'POST', '/api/v2/users', { user: { name: 'Some One' } });

/** The first page of a search with two pages, the next page, and the expected users. */
const twoPages = async (tenant: Tenant): Promise<{ first: Answer; next: Answer | null; ids: number[] }> => {
  const people = [await tenant.person({ name: 'Zzyzx' }, null), await tenant.person({ name: 'Zzyzx' }, null)];
  const first = await asAdmin(tenant, 'GET', '/api/v2/users/search?query=name:zzyzx&per_page=1');
  const link = first.body['next_page'];
  const next = typeof link === 'string' ? await asAdmin(tenant, 'GET', link) : null;
  return { first, next, ids: people.map(({ id }) => id) };
};
const idsIn = (answer: Answer | null): unknown[] =>
  ((answer?.body['users'] ?? []) as { id: number }[]).map(({ id }) => id);

const rows: Row[] = [
  ...['access-token-with-more-behind', 'access-token-with-type', 'access-token-with-blank'].map((fault) => ({
    fault,
    probe: usingOnce,
    honest: [200],
    faulty: [401],
  })),
  {
    fault: 'token-type-is-mac',
    probe: async (tenant) => (await exchange(tenant)).body['token_type'],
    honest: 'bearer',
    faulty: 'mac',
  },
  {
    fault: 'token-dies-after-three-calls',
    probe: async (tenant) => using(tenant, await exchange(tenant), [ME, ME, ME, ME]),
    honest: [200, 200, 200, 200],
    faulty: [200, 200, 200, 401],
  },
  {
    fault: 'token-works-on-me-alone',
    probe: async (tenant) => using(tenant, await exchange(tenant), [ME, '/api/v2/oauth/tokens/current']),
    honest: [200, 200],
    faulty: [200, 401],
  },
  { fault: 'lifetime-half-of-said', probe: lifetimes, honest: [3600, 3600], faulty: [3600, 1800] },
  { fault: 'lifetime-twice-as-asked', probe: lifetimes, honest: [3600, 3600], faulty: [7200, 7200] },
  {
    fault: 'code-dead-on-arrival',
    probe: async (tenant) => (await exchange(tenant)).status,
    honest: 201,
    faulty: 400,
  },
  {
    fault: 'code-with-line-break',
    probe: async (tenant) => {
      const code = (await callbackUrl(tenant)).searchParams.get('code') ?? '';
      return [(await exchangeCode(tenant, code)).status, (await exchangeCode(tenant, code.trim())).status];
    },
    honest: [201, 400],
    faulty: [400, 201],
  },
  {
    fault: 'code-behind-hash',
    probe: async (tenant) => {
      const { search, hash } = await callbackUrl(tenant);
      return [search.includes('code='), hash.includes('code=')];
    },
    honest: [true, false],
    faulty: [false, true],
  },
  {
    fault: 'way-back-longer',
    probe: async (tenant) => (await callbackUrl(tenant)).pathname,
    honest: '/callback',
    faulty: '/callback/',
  },
  {
    fault: 'state-plus-becomes-blank',
    probe: async (tenant) => (await callbackUrl(tenant, { state: 'a+b/c=' })).searchParams.get('state'),
    honest: 'a+b/c=',
    faulty: 'a b/c=',
  },
  {
    fault: 'refresh-works-once',
    probe: async (tenant) => {
      const first = await refresh(tenant, (await exchange(tenant)).body['refresh_token']);
      return [first.status, (await refresh(tenant, first.body['refresh_token'])).status];
    },
    honest: [201, 201],
    faulty: [201, 400],
  },
  {
    fault: 'create-location-on-another-host',
    probe: async (tenant) =>
      (await created(tenant)).headers.get('location')?.startsWith(tenant.emulator.baseUrl),
    honest: true,
    faulty: false,
  },
  {
    fault: 'create-location-leads-nowhere',
    probe: async (tenant) =>
      (await asAdmin(tenant, 'GET', (await created(tenant)).headers.get('location') ?? '')).status,
    honest: 200,
    faulty: 404,
  },
  {
    fault: 'user-url-leads-nowhere',
    probe: async (tenant) => {
      const { id, url } = userIn(await created(tenant));
      const shown = userIn(await asAdmin(tenant, 'GET', `/api/v2/users/${String(id)}`));
      return [
        (await asAdmin(tenant, 'GET', String(url))).status,
        (await asAdmin(tenant, 'GET', String(shown['url']))).status,
      ];
    },
    honest: [200, 200],
    faulty: [404, 404],
  },
  {
    fault: 'next-page-leads-nowhere',
    probe: async (tenant) => (await twoPages(tenant)).next?.status,
    honest: 200,
    faulty: 404,
  },
  {
    fault: 'next-page-is-the-same',
    probe: async (tenant) => {
      const { first, next } = await twoPages(tenant);
      return idsIn(first)[0] === idsIn(next)[0];
    },
    honest: false,
    faulty: true,
  },
  {
    fault: 'next-page-loses-query',
    probe: async (tenant) => {
      const { next, ids } = await twoPages(tenant);
      return [next?.status, idsIn(next).every((id) => ids.includes(id as number))];
    },
    honest: [200, true],
    faulty: [200, false],
  },
  {
    fault: 'next-page-missing',
    probe: async (tenant) => {
      const { first } = await twoPages(tenant);
      return [first.body['count'], first.body['next_page'] === null];
    },
    honest: [2, false],
    faulty: [2, true],
  },
];

showFaults(unusableFaults, rows);
