import { FAULTS } from '../../../emulators/zendesk/faults/index.ts';
import { FIELDS } from '../../../emulators/zendesk/fields/index.ts';
import { VARIATIONS } from '../../../emulators/zendesk/variations/index.ts';
import { asAdmin, exchange, QUICK, refresh, someone, userIn } from './probes.ts';
import { expect, GOOD_PASSWORD, test, type Answer, type Tenant } from './tools.ts';

type Fields = Record<string, unknown>;
/** The field's values in the answers, each next to the true value. */
type Probe = (tenant: Tenant) => Promise<[unknown, unknown][]>;

const listIn = ({ body }: Answer, key: string): Fields[] => (body[key] ?? []) as Fields[];
const found = (list: Fields[], id: unknown): Fields => list.find((each) => each['id'] === id) ?? {};

/** A token of an agent with a requested lifetime of an hour: shown as the current one, by its ID, and in the list. */
const token =
  (field: string, where: ('shown' | 'listed')[], truth: (known: Fields) => unknown): Probe =>
  async (tenant) => {
    const { email } = await tenant.person({});
    const value = String((await exchangeAs(tenant, email))['access_token']);
    const owner = tenant.emulator.witness.users().find((user) => user.email === email)?.id;
    const { id } = tenant.emulator.witness.liveTokens().find(({ userId }) => userId === owner) ?? {};
    const now = tenant.clock.now();
    const known = { owner, value, client: tenant.emulator.client.id, now };
    const current = await tenant.call('GET', '/api/v2/oauth/tokens/current', value);
    const byId = await tenant.call('GET', `/api/v2/oauth/tokens/${String(id)}`, value);
    const list = await asAdmin(tenant, 'GET', '/api/v2/oauth/tokens?all=true');
    const shown = [current, byId].map(({ body }) => (body['token'] as Fields)[field]);
    const listed = found(listIn(list, 'tokens'), id)[field];
    const values = [...(where.includes('shown') ? shown : []), ...(where.includes('listed') ? [listed] : [])];
    return values.map((each) => [each, truth(known)]);
  };

async function exchangeAs(tenant: Tenant, email: string): Promise<Fields> {
  const { redirectUri } = tenant.emulator;
  const code = await tenant.code(email, GOOD_PASSWORD);
  const given = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, expires_in: 3600 };
  return (await tenant.token(given)).body;
}

const iso = (at: unknown): string => new Date(Number(at)).toISOString().replace('.000Z', 'Z');

/** A user in all answers that show them, including `/users/me`. */
const user =
  (field: string, truth: (known: Fields) => unknown, where: ('others' | 'me')[] = ['others']): Probe =>
  async (tenant) => {
    const given = { name: 'Some One', email: 'some.one@example.net', role: 'agent', external_id: 'e-1' };
    const created = userIn(
      await asAdmin(tenant, 'POST', '/api/v2/users', { user: { ...given, verified: true } }),
    );
    const path = `/api/v2/users/${String(created['id'])}`;
    await asAdmin(tenant, 'POST', `${path}/password`, { password: GOOD_PASSWORD });
    const { body } = await tenant.signIn('some.one@example.net', GOOD_PASSWORD);
    const others = [
      created,
      userIn(await asAdmin(tenant, 'GET', path)),
      userIn(await asAdmin(tenant, 'PUT', path, { user: { name: 'Some Body' } })),
      found(
        listIn(await asAdmin(tenant, 'GET', '/api/v2/users/search?external_id=e-1'), 'users'),
        created['id'],
      ),
      found(listIn(await asAdmin(tenant, 'GET', '/api/v2/users'), 'users'), created['id']),
    ];
    const me = userIn(await tenant.call('GET', '/api/v2/users/me', String(body['access_token'])));
    const things = [...(where.includes('others') ? others : []), ...(where.includes('me') ? [me] : [])];
    const known = { id: created['id'], now: tenant.clock.now(), baseUrl: tenant.emulator.baseUrl };
    return things.map((each) => [each[field], truth(known)]);
  };

const deletedUser =
  (field: string): Probe =>
  async (tenant) => {
    const { id } = await tenant.person({ external_id: 'e-2' }, null);
    const answer = userIn(await asAdmin(tenant, 'DELETE', `/api/v2/users/${id}`));
    const shown = userIn(await asAdmin(tenant, 'GET', `/api/v2/users/${id}`));
    return [answer, shown].map((each) => [each[field], null]);
  };

const granted =
  (field: string, truth: unknown): Probe =>
  async (tenant) => {
    const asked = { scope: 'read write', expires_in: 3600, refresh_token_expires_in: 604_800 };
    return [[(await exchange(tenant, asked)).body[field], truth]];
  };

const client =
  (field: string, truth: (tenant: Tenant) => unknown): Probe =>
  async (tenant) => {
    const { id } = tenant.emulator.client;
    const list = await asAdmin(tenant, 'GET', '/api/v2/oauth/clients');
    const shown = (await asAdmin(tenant, 'GET', `/api/v2/oauth/clients/${id}`)).body['client'] as Fields;
    return [found(listIn(list, 'clients'), id), shown].map((each) => [each[field], truth(tenant)]);
  };

/** What the group of a pattern matches. */
const named = (text: string | null, pattern: RegExp): string | undefined => pattern.exec(text ?? '')?.[1];

const PROBES: Record<string, Probe> = {
  'token-user-id': token('user_id', ['shown'], ({ owner }) => owner),
  'listed-token-user-id': token('user_id', ['listed'], ({ owner }) => owner),
  'token-client-id': token('client_id', ['shown', 'listed'], (known) => known['client']),
  'token-prefix': token('token', ['shown', 'listed'], ({ value }) => String(value).slice(0, 10)),
  'token-scopes': token('scopes', ['shown', 'listed'], () => ['read', 'write']),
  'token-expires-at': token('expires_at', ['shown', 'listed'], ({ now }) => iso(Number(now) + 3_600_000)),
  'token-created-at': token('created_at', ['shown', 'listed'], ({ now }) => iso(now)),
  'grant-scope': granted('scope', 'read write'),
  'grant-expires-in': granted('expires_in', 3600),
  'grant-refresh-lifetime': granted('refresh_token_expires_in', 604_800),
  'grant-refresh-token': async (tenant) => {
    const { refresh_token: value } = (await exchange(tenant)).body;
    return [[value === undefined ? undefined : (await refresh(tenant, value)).status, 201]];
  },
  'user-email': user('email', () => 'some.one@example.net'),
  'user-role': user('role', () => 'agent'),
  'user-external-id': user('external_id', () => 'e-1', ['others', 'me']),
  'user-verified': user('verified', () => true, ['others', 'me']),
  'user-active': user('active', () => true, ['others', 'me']),
  'user-suspended': user('suspended', () => false, ['others', 'me']),
  'user-created-at': user('created_at', ({ now }) => iso(now), ['others', 'me']),
  'user-url': user('url', ({ id, baseUrl }) => `${String(baseUrl)}/api/v2/users/${String(id)}.json`, [
    'others',
    'me',
  ]),
  'me-email': user('email', () => 'some.one@example.net', ['me']),
  'me-role': user('role', () => 'agent', ['me']),
  'deleted-user-email': deletedUser('email'),
  'deleted-user-external-id': deletedUser('external_id'),
  'list-count': async (tenant) => {
    const search = await asAdmin(tenant, 'GET', '/api/v2/users/search?query=olive.owner@example.com');
    const list = await asAdmin(tenant, 'GET', '/api/v2/oauth/tokens?all=true');
    return [
      [search.body['count'], listIn(search, 'users').length],
      [list.body['count'], listIn(list, 'tokens').length],
    ];
  },
  'client-user-id': client('user_id', ({ emulator }) => emulator.admin.id),
  'client-identifier': client('identifier', ({ emulator }) => emulator.client.identifier),
  'client-redirect-uri': client('redirect_uri', ({ emulator }) => [emulator.redirectUri]),
  'duplicate-address': async (tenant) => {
    const { email } = await tenant.person({}, null);
    const refused = await asAdmin(tenant, 'POST', '/api/v2/users', { user: { name: 'Double', email } });
    expect(refused.body['details']).toMatchObject({ email: [{ error: 'DuplicateValue' }] });
    return [[named(refused.text, /Email: (\S+) is already/), email]];
  },
  'missing-scope': async (tenant) => {
    const { token: reading } = await someone(tenant, 'agent', 'read');
    const refused = await tenant.call('DELETE', '/api/v2/oauth/tokens/current', reading);
    expect(refused.body['error']).toBe('Forbidden');
    return [[named(refused.text, /required scopes: (\w+)/), 'write']];
  },
  'ignored-parameters': async (tenant) => {
    const created = await asAdmin(tenant, 'POST', '/api/v2/users', {
      user: { name: 'Some One', favourite: 'tea' },
    });
    return [[named(created.headers.get('x-zendesk-api-warn'), /keys=>\["([^"]*)"\]/), 'user.favourite']];
  },
};

test('each field has a probe, a variation that omits it, and a fault that falsifies it', () => {
  const names = FIELDS.map(({ name }) => name).sort();
  expect(Object.keys(PROBES).sort()).toEqual(names);
  const about = (list: readonly { name: string; field?: string }[]): unknown[] =>
    list.filter(({ field }) => field !== undefined).map(({ name, field }) => [name, field]);
  expect(about(VARIATIONS).sort()).toEqual(names.map((name) => [`without-${name}`, name]).sort());
  expect(about(FAULTS).sort()).toEqual(names.map((name) => [`${name}-untrue`, name]).sort());
});

for (const { name, what } of FIELDS) {
  const probe = PROBES[name];
  if (probe === undefined) continue;
  test(`${name}: ${what}`, async ({ start }) => {
    for (const [value, truth] of await probe(await start(QUICK))) expect(value).toEqual(truth);
    const without = await start({ ...QUICK, variation: `without-${name}` });
    for (const [value] of await probe(without)) expect(value).toBeUndefined();
    const untrue = await start({ ...QUICK, fault: `${name}-untrue` });
    for (const [value, truth] of await probe(untrue)) {
      expect(value).toBeDefined();
      expect(value).not.toEqual(truth);
    }
    for (const { emulator } of [without, untrue]) expect(emulator.witness.touched()).toEqual([]);
  });
}
