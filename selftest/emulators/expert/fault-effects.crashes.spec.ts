import { crashFaults } from '../../../emulators/expert/faults/crashes.ts';
import { deactivate, declareEffects, workingPassword, type Effect } from './effects.ts';
import {
  basic,
  GOOD_PASSWORD,
  OTHER_PASSWORD,
  userDocument,
  type Headers,
  type Site,
  type Someone,
} from './tools.ts';

interface Call {
  /** The headers of the caller, given the user that the call is about. */
  as: (site: Site, user: Someone) => Headers | Promise<Headers>;
  path?: (user: Someone) => string;
  query?: string;
  body?: string;
}

const byAdmin = (site: Site): Headers => site.admin;
const byUser = (_: Site, { basic: headers }: Someone): Headers => headers;
const byStranger = async (site: Site): Promise<Headers> => (await site.person()).basic;

/** Status of a refused change, and whether the password stayed unchanged. */
function refused(honest: number, faulty: number, call: Call): Effect {
  return {
    shows: async (site) => {
      const user = await site.person();
      const { as, path = ({ id }: Someone) => id, query = '', body = OTHER_PASSWORD } = call;
      const headers = await as(site, user);
      const { status } = await site.call('PUT', `users/${path(user)}/password${query}`, headers, body);
      return [status, workingPassword(site, user)];
    },
    honest: [honest, 'old'],
    faulty: [faulty, 'old'],
  };
}

/** Status of a call. */
function answers(
  honest: number,
  faulty: number,
  call: (site: Site, user: Someone) => Promise<{ status: number }>,
): Effect {
  return { shows: async (site) => (await call(site, await site.person())).status, honest, faulty };
}

declareEffects(crashFaults, {
  'wrong-current-answered-500': refused(403, 500, { as: byUser, query: '?currentpassword=wrong' }),
  'missing-current-answered-502': refused(400, 502, { as: byUser }),
  'unknown-user-answered-500': refused(404, 500, { as: byAdmin, path: () => '=nobody' }),
  'bad-userid-answered-500': refused(400, 500, { as: byAdmin, path: () => 'nobody' }),
  'stranger-answered-502': refused(403, 502, { as: byStranger }),
  'anonymous-answered-500': refused(403, 500, { as: () => ({}) }),
  'empty-body-answered-502': refused(400, 502, { as: byAdmin, body: '' }),
  'short-password-answered-500': refused(400, 500, { as: byAdmin, body: 'a' }),
  'own-alternate-answered-500': refused(400, 500, {
    as: byUser,
    query: `?altpassword=true&currentpassword=${GOOD_PASSWORD}`,
  }),
  'bad-boolean-answered-500': refused(400, 500, { as: byAdmin, query: '?altpassword=perhaps' }),
  'password-of-anonymous-answered-500': refused(400, 500, { as: byAdmin, path: () => '2' }),
  'unknown-record-answered-500': answers(404, 500, (site) => site.call('GET', 'users/=nobody', site.admin)),
  'taken-name-answered-500': answers(409, 500, (site, { username }) =>
    site.call('POST', 'users', site.admin, userDocument({ username })),
  ),
  'creation-without-rights-answered-502': answers(403, 502, (site, user) =>
    site.call('POST', 'users', user.basic, userDocument({ username: 'someone new' })),
  ),
  'unknown-status-answered-500': answers(400, 500, (site, { id }) =>
    site.call('PUT', `users/${id}`, site.admin, '<user><status>asleep</status></user>'),
  ),
  'broken-token-answered-500': answers(200, 500, (site) =>
    site.call('GET', 'users/current', { cookie: 'authtoken="1_633989425145407260_none"' }),
  ),
  'inactive-session-answered-500': answers(403, 500, async (site, user) => {
    const token = await site.token(user.basic);
    await deactivate(site, user);
    return site.call('GET', 'users/current', { 'x-authtoken': token });
  }),
  'wrong-password-answered-500': answers(401, 500, (site, { username }) =>
    site.call('GET', 'users/authenticate', basic(username, 'wrong')),
  ),
  'inactive-sign-in-answered-500': answers(403, 500, async (site, user) => {
    await deactivate(site, user);
    return site.call('GET', 'users/authenticate', user.basic);
  }),
});
