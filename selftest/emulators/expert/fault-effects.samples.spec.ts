import { sampleFaults } from '../../../emulators/expert/faults/samples.ts';
import { changeOwn, declareEffects, workingPassword } from './effects.ts';
import { cookie, GOOD_PASSWORD, OTHER_PASSWORD, type Headers, type Site } from './tools.ts';

/** An admin sets a user's password, with the given query and headers. */
async function set(site: Site, query: string, headers: Headers = {}): Promise<unknown> {
  const user = await site.person();
  const path = `users/=${user.username}/password${query}`;
  const { status } = await site.call('PUT', path, { ...site.admin, ...headers }, OTHER_PASSWORD);
  return [status, workingPassword(site, user)];
}

/** Statuses of GET users/current with that query: anonymous, with a password, and with a cookie. */
async function current(site: Site, query: string): Promise<number[]> {
  const user = await site.person();
  const session = cookie(await site.token(user.basic));
  const replies = [{}, user.basic, session].map((as) => site.call('GET', `users/current?${query}`, as));
  return (await Promise.all(replies)).map(({ status }) => status);
}

async function signIn(site: Site, query: string, method = 'GET'): Promise<unknown> {
  const reply = await site.call(method, `users/authenticate${query}`, (await site.person()).basic);
  const { status, headers } = reply;
  return [status, headers.get('location')?.replace(site.emulator.baseUrl, ''), headers.has('set-cookie')];
}

async function list(site: Site, query: string): Promise<unknown> {
  const { status, text } = await site.call('GET', `users${query}`, site.admin);
  return [status, /\bid="(\d+)"/.exec(text)?.[1]];
}

const plain = { 'content-type': 'text/plain' };

declareEffects(sampleFaults, {
  'false-altpassword-refused': {
    shows: (site) => set(site, '?altpassword=false'),
    honest: [200, 'new'],
    faulty: [400, 'old'],
  },
  'false-altpassword-counts-as-own-alternate': {
    shows: async (site) =>
      (await changeOwn(site, await site.person(), { query: 'altpassword=false' })).status,
    honest: 200,
    faulty: 400,
  },
  'false-authenticate-refused': {
    shows: (site) => current(site, 'authenticate=false'),
    honest: [200, 200, 200],
    faulty: [400, 400, 400],
  },
  'false-authenticate-forces': {
    shows: (site) => current(site, 'authenticate=false'),
    honest: [200, 200, 200],
    faulty: [401, 200, 401],
  },
  'forced-sign-in-refuses-passwords': {
    shows: (site) => current(site, 'authenticate=true'),
    honest: [401, 200, 401],
    faulty: [401, 401, 401],
  },
  'forced-set-without-effect': {
    shows: (site) => set(site, '?authenticate=true'),
    honest: [200, 'new'],
    faulty: [200, 'old'],
  },
  'named-xml-comes-as-json': {
    shows: async (site) => (await site.call('GET', 'users/current?dream.out.format=xml')).text[0],
    honest: '<',
    faulty: '{',
  },
  'named-xml-refused': {
    shows: (site) => current(site, 'dream.out.format=xml'),
    honest: [200, 200, 200],
    faulty: [400, 400, 400],
  },
  'token-as-xml': {
    shows: async (site) => {
      const user = await site.person();
      const signedIn = await site.call('GET', 'users/authenticate?dream.out.format=xml', user.basic);
      const changed = await changeOwn(site, user, { query: 'dream.out.format=xml' });
      return [signedIn, changed].map(({ text }) => text.startsWith('<authtoken>'));
    },
    honest: [false, false],
    faulty: [true, true],
  },
  'sign-in-token-as-json': {
    shows: async (site) => {
      const path = 'users/authenticate?dream.out.format=json';
      return (await site.call('GET', path, site.admin)).headers.get('content-type');
    },
    honest: 'text/plain; charset=utf-8',
    faulty: 'application/json; charset=utf-8',
  },
  'limit-ignored': {
    shows: async (site) =>
      (await site.call('GET', 'users?limit=2', site.admin)).text.match(/<user /g)?.length,
    honest: 2,
    faulty: 14,
  },
  'offset-ignored': { shows: (site) => list(site, '?offset=1'), honest: [200, '2'], faulty: [200, '1'] },
  'default-limit-refused': {
    shows: (site) => list(site, '?limit=100'),
    honest: [200, '1'],
    faulty: [400, undefined],
  },
  'default-offset-skips-one': {
    shows: (site) => list(site, '?offset=0'),
    honest: [200, '1'],
    faulty: [200, '2'],
  },
  'text-plain-refused': { shows: (site) => set(site, '', plain), honest: [200, 'new'], faulty: [415, 'old'] },
  'text-plain-without-effect': {
    shows: (site) => set(site, '', plain),
    honest: [200, 'new'],
    faulty: [200, 'old'],
  },
  'own-name-is-a-strangers': {
    shows: async (site) => {
      const user = await site.person();
      return (await changeOwn(site, user, { userId: `=${user.username}` })).status;
    },
    honest: 200,
    faulty: 403,
  },
  'cookie-of-an-admin-sets-nothing': {
    shows: async (site) => {
      const user = await site.person();
      const session = cookie(await site.token(site.admin));
      const path = `users/=${user.username}/password`;
      return [(await site.call('PUT', path, session, OTHER_PASSWORD)).status, workingPassword(site, user)];
    },
    honest: [200, 'new'],
    faulty: [403, 'old'],
  },
  'cookie-changes-no-own-password': {
    shows: async (site) => {
      const user = await site.person();
      const { status } = await changeOwn(site, user, { as: cookie(await site.token(user.basic)) });
      return [status, workingPassword(site, user)];
    },
    honest: [200, 'new'],
    faulty: [403, 'old'],
  },
  'case-of-parameters-matters': {
    shows: async (site) => {
      const { basic } = await site.person();
      const path = `users/current/password?CurrentPassword=${GOOD_PASSWORD}`;
      return (await site.call('PUT', path, basic, OTHER_PASSWORD)).status;
    },
    honest: 200,
    faulty: 400,
  },
  'sign-in-by-post-refused': {
    shows: (site) => signIn(site, '', 'POST'),
    honest: [200, undefined, true],
    faulty: [405, undefined, false],
  },
  'sign-in-redirects': {
    shows: (site) => signIn(site, ''),
    honest: [200, undefined, true],
    faulty: [302, '/', true],
  },
  'redirect-ignored': {
    shows: (site) => signIn(site, '?redirect=/Home'),
    honest: [302, '/Home', true],
    faulty: [200, undefined, true],
  },
  'redirect-leads-elsewhere': {
    shows: (site) => signIn(site, '?redirect=/Home'),
    honest: [302, '/Home', true],
    faulty: [302, '/Elsewhere', true],
  },
  'redirect-without-cookie': {
    shows: (site) => signIn(site, '?redirect=/Home'),
    honest: [302, '/Home', true],
    faulty: [302, '/Home', false],
  },
  'false-authenticate-signs-anybody-in': {
    shows: async (site) => (await site.call('GET', 'users/authenticate?authenticate=false')).status,
    honest: 401,
    faulty: 200,
  },
});
