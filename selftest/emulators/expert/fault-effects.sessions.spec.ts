import { sessionFaults } from '../../../emulators/expert/faults/sessions.ts';
import { changeOwn, deactivate, declareEffects, workingPassword, type Effect } from './effects.ts';
import { cookie, OTHER_PASSWORD, type Answer, type Headers, type Site, type Someone } from './tools.ts';

interface Session {
  site: Site;
  user: Someone;
  token: string;
  /** The cookie, as a browser sends it. */
  session: Headers;
}

async function open(site: Site): Promise<Session> {
  const user = await site.person();
  const token = await site.token(user.basic);
  return { site, user, token, session: cookie(token) };
}

/** What a call shows that is made with the token of a user who was deactivated after its issue. */
function inactive(
  call: (session: Session) => Promise<Answer>,
  read: (answer: Answer, session: Session) => unknown,
  honest: unknown,
  faulty: unknown,
): Effect {
  return {
    shows: async (site) => {
      const session = await open(site);
      await deactivate(site, session.user);
      return read(await call(session), session);
    },
    honest,
    faulty,
  };
}

const status = (answer: Answer): number => answer.status;
const current = ({ site }: Session, headers: Headers, query = ''): Promise<Answer> =>
  site.call('GET', `users/current${query}`, headers);

/** Status of a change in the session of an active user, and the password afterward. */
function changes(query: string, honest: number): Effect {
  return {
    shows: async (site) => {
      const { user, session } = await open(site);
      const reply = await site.call('PUT', `users/current/password${query}`, session, OTHER_PASSWORD);
      return [reply.status, workingPassword(site, user)];
    },
    honest: [honest, 'old'],
    faulty: [200, 'new'],
  };
}

declareEffects(sessionFaults, {
  'inactive-token-works-in-the-cookie': inactive((s) => current(s, s.session), status, 403, 200),
  'inactive-token-works-in-the-header': inactive(
    (s) => current(s, { 'x-authtoken': s.token }),
    status,
    403,
    200,
  ),
  'inactive-token-works-in-the-query': inactive(
    (s) => current(s, {}, `?authtoken=${s.token}`),
    status,
    403,
    200,
  ),
  'inactive-session-changes-the-password': inactive(
    ({ site, user, session }) => changeOwn(site, user, { as: session }),
    status,
    403,
    200,
  ),
  'inactive-session-writes': inactive(
    ({ site, session }) =>
      site.call('PUT', 'users/current', session, '<user><fullname>Still Here</fullname></user>'),
    status,
    403,
    200,
  ),
  'inactive-session-signs-in': inactive(
    ({ site, session }) => site.call('GET', 'users/authenticate', session),
    status,
    401,
    200,
  ),
  'inactive-session-is-anonymous': inactive(
    (s) => current(s, s.session),
    (answer) => [answer.status, answer.xml('username')],
    [403, undefined],
    [200, 'Anonymous'],
  ),
  'inactive-session-is-renewed': inactive(
    (s) => current(s, s.session),
    ({ status: code, headers }) => [code, headers.has('set-cookie')],
    [403, false],
    [403, true],
  ),
  'session-needs-no-current': changes('', 400),
  'session-takes-any-current': changes('?currentpassword=wrong', 403),
  'session-sets-others': {
    shows: async (site) => {
      const [{ session }, other] = [await open(site), await site.person()];
      const reply = await site.call('PUT', `users/${other.id}/password`, session, OTHER_PASSWORD);
      return [reply.status, workingPassword(site, other)];
    },
    honest: [403, 'old'],
    faulty: [200, 'new'],
  },
});
