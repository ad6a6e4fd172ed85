/** Faults of the sign-in, and of how the caller is found. */
import { rewriteAnswers } from '../../common/written-answers.ts';
import type { Caller } from '../http/caller.ts';
import { authenticationFailed } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { withToken } from '../http/token-reply.ts';
import { decoded } from '../http/uri.ts';
import { around, type FeatureCall } from '../overlays/around.ts';
import { identifies, insteadOfRefusing } from '../overlays/callers.ts';
import { PlainPasswords } from '../overlays/passwords.ts';
import { firstAdmin, newestExcept } from '../overlays/people.ts';
import { refusedAs, withStatus } from '../overlays/refusals.ts';
import { withoutHeaders } from '../overlays/replies.ts';
import { reads } from '../overlays/requests.ts';
import { invalidated } from '../overlays/tokens.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { whichOf } from '../site/passwords.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import { presentUser } from '../users/present.ts';

/** The user that Basic credentials name, and the password; undefined without Basic credentials. */
function basicOf(
  site: Site,
  request: DekiRequest,
): { person: Person | undefined; password: string } | undefined {
  const basic = site.behavior.basicCredentials(request.header('authorization'));
  return basic === null ? undefined : { person: site.people.named(basic.username), password: basic.password };
}

/** Accepts a wrong password at a sign-in. */
function acceptsAtSignIn(
  name: string,
  sentence: string,
  isNear: (given: string, right: string, person: Person) => boolean,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) => {
      const plain = new PlainPasswords(site);
      site.behavior.identify = insteadOfRefusing((_, request, error) => {
        if (!refusedAs(error, 'notAuthenticated')) return undefined;
        const basic = basicOf(site, request);
        if (basic?.person?.status !== 'active') return undefined;
        const { person, password } = basic;
        return plain.of(person).some((right) => isNear(password, right, person)) ? person : undefined;
      })(site.behavior.identify);
      return undefined;
    },
  };
}

/** Misreads the password of a sign-in, so that the right one may be refused. */
function misreadsPassword(name: string, sentence: string, read: (password: string) => string): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behavior }) => {
      const honest = behavior.basicCredentials;
      behavior.basicCredentials = (header) => {
        const basic = honest(header);
        return basic === null ? null : { ...basic, password: read(basic.password) };
      };
      return undefined;
    },
  };
}

/** Another answer of users/authenticate. */
function authenticates(
  name: string,
  sentence: string,
  other: (reply: Reply, call: FeatureCall) => Reply,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) => around(site, 'authenticate', async (call, honest) => other(await honest(), call)),
  };
}

/** users/current shows another user. */
function currentShows(
  name: string,
  sentence: string,
  other: (site: Site, caller: Caller) => Person | undefined,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) =>
      around(site, 'read', async ({ caller, userId }, honest) => {
        const reply = await honest();
        const person = userId.trim().toLowerCase() === 'current' ? other(site, caller) : undefined;
        return person === undefined ? reply : { status: 200, document: presentUser(site, person, caller) };
      }),
  };
}

/** Ignores one of the places where a token may be sent. */
function ignoresTokenIn(name: string, sentence: string, hide: (request: DekiRequest) => void): ExpertFault {
  return identifies(name, sentence, (honest) => (site, request, demand) => {
    hide(request);
    return honest(site, request, demand);
  });
}

function tokenOf(request: DekiRequest): string | undefined {
  return request.query.get('authtoken') ?? request.cookie('authtoken') ?? request.header('x-authtoken');
}

function isAuthenticate(request: DekiRequest): boolean {
  return /\/users\/authenticate(\?|$)/.test(request.uri);
}

const passwords: ExpertFault[] = [
  acceptsAtSignIn('any-password-signs-in', 'Any password signs in.', () => true),
  acceptsAtSignIn('empty-password-signs-in', 'An empty password signs in.', (given) => given === ''),
  acceptsAtSignIn(
    'sign-in-ignores-case',
    'A password in different case signs in.',
    (given, right) => given.toLowerCase() === right.toLowerCase(),
  ),
  acceptsAtSignIn(
    'sign-in-without-the-last-character',
    'A password without its last character signs in.',
    (given, right) => given.length === right.length - 1 && right.startsWith(given),
  ),
  acceptsAtSignIn(
    'sign-in-with-more-behind',
    'A password with extra characters at its end signs in.',
    (given, right) => given.startsWith(right),
  ),
  acceptsAtSignIn(
    'sign-in-with-more-before',
    'A password with extra characters at its beginning signs in.',
    (given, right) => given.endsWith(right),
  ),
  acceptsAtSignIn(
    'sign-in-trims',
    'A password with whitespace around it signs in.',
    (given, right) => given.trim() === right,
  ),
  acceptsAtSignIn(
    'sign-in-folds-accents',
    'A password with its accents encoded differently signs in.',
    (given, right) => given.normalize('NFKD') === right.normalize('NFKD'),
  ),
  acceptsAtSignIn(
    'user-name-signs-in',
    'A user name signs in as the password of its user.',
    (given, _, person) => given.toLowerCase() === person.username.toLowerCase(),
  ),
  {
    name: 'anybodys-password-signs-in',
    sentence: 'The password of any other user signs in.',
    install: (site) => {
      const check = site.checkPassword.bind(site);
      site.checkPassword = (person, password, counts) =>
        check(person, password, counts) ||
        (counts && site.people.all().some((other) => whichOf(other.passwords, other.id, password) !== null));
      return undefined;
    },
  },
  misreadsPassword(
    'colon-cuts-the-password',
    'At a sign-in, a password is read only up to its first colon.',
    (password) => password.replace(/:.*$/s, ''),
  ),
  misreadsPassword(
    'sign-in-drops-blanks',
    'At a sign-in, whitespace at the ends of the password is dropped.',
    (password) => password.trim(),
  ),
  misreadsPassword(
    'sign-in-read-as-latin-1',
    'At a sign-in, name and password are read as Latin-1.',
    (password) => Buffer.from(password).toString('latin1'),
  ),
  misreadsPassword(
    'sign-in-decodes-the-password',
    'At a sign-in, the password is percent-decoded.',
    (password) => decoded(password),
  ),
  identifies(
    'case-of-name-matters-at-sign-in',
    'A sign-in with the name in different case is refused.',
    (honest) => (site, request, demand) => {
      const basic = site.behavior.basicCredentials(request.header('authorization'));
      const person = basic === null ? undefined : site.people.named(basic.username);
      if (person !== undefined && person.username !== basic?.username) throw authenticationFailed();
      return honest(site, request, demand);
    },
  ),
];

const inactive: ExpertFault[] = [
  identifies(
    'inactive-signs-in',
    'An inactive user can sign in with the right password.',
    insteadOfRefusing((site, request, error) =>
      refusedAs(error, 'disabled') ? basicOf(site, request)?.person : undefined,
    ),
  ),
  identifies(
    'inactive-token-works',
    'The token of a deactivated user keeps working.',
    insteadOfRefusing((site, request, error) =>
      refusedAs(error, 'disabled') ? site.tokens.userOf(tokenOf(request) ?? '') : undefined,
    ),
  ),
  identifies(
    'inactive-with-any-password',
    'An inactive user signs in with any password.',
    insteadOfRefusing((site, request, error) => {
      const basic = refusedAs(error, 'notAuthenticated') ? basicOf(site, request) : undefined;
      return basic?.person?.status === 'inactive' ? basic.person : undefined;
    }),
  ),
];

const statuses: ExpertFault[] = [
  identifies(
    'unknown-user-signs-in',
    'A sign-in with an unknown name succeeds, as Anonymous.',
    insteadOfRefusing((site, request, error) => {
      const basic = refusedAs(error, 'notAuthenticated') ? basicOf(site, request) : undefined;
      return basic !== undefined && basic.person === undefined ? site.people.get(ANONYMOUS_ID) : undefined;
    }),
  ),
  identifies(
    'wrong-password-is-anonymous',
    'A call with a wrong password silently counts as Anonymous.',
    insteadOfRefusing((site, request, error) =>
      refusedAs(error, 'notAuthenticated') && !isAuthenticate(request) && basicOf(site, request) !== undefined
        ? site.people.get(ANONYMOUS_ID)
        : undefined,
    ),
  ),
  identifies(
    'sign-in-without-credentials',
    'users/authenticate without credentials is answered with 200 and a token of Anonymous.',
    insteadOfRefusing((site, request, error) =>
      refusedAs(error, 'notAuthenticated') && isAuthenticate(request) && basicOf(site, request) === undefined
        ? site.people.get(ANONYMOUS_ID)
        : undefined,
    ),
  ),
  identifies(
    'wrong-password-answered-403',
    'A wrong password is answered with 403.',
    (honest) => (site, request, demand) => {
      try {
        return honest(site, request, demand);
      } catch (error) {
        const isMeant = refusedAs(error, 'notAuthenticated') && basicOf(site, request) !== undefined;
        throw isMeant ? withStatus(error, 403) : error;
      }
    },
  ),
  identifies(
    'forced-sign-in-not-forced',
    'authenticate=true without credentials is answered as an anonymous call.',
    (honest) => (site, request, demand) =>
      honest(site, request, { ...demand, forced: isAuthenticate(request) && demand.forced }),
  ),
  {
    name: 'no-challenge',
    sentence: 'A 401 has no WWW-Authenticate.',
    install: () =>
      rewriteAnswers(({ status, headers }) => {
        if (status !== 401) return undefined;
        headers.delete('www-authenticate');
        return { headers };
      }),
  },
];

const replies: ExpertFault[] = [
  authenticates('sign-in-without-cookie', 'users/authenticate answers without the cookie.', (reply) =>
    withoutHeaders(reply, 'set-cookie'),
  ),
  authenticates(
    'sign-in-gives-a-dead-token',
    'The token that users/authenticate issues is invalid.',
    (reply) => {
      const token = reply.text ?? '';
      const dead = invalidated(token);
      const cookie = reply.headers?.['set-cookie'] ?? '';
      return {
        ...reply,
        text: dead,
        headers: { ...reply.headers, 'set-cookie': cookie.replace(token, dead) },
      };
    },
  ),
  authenticates(
    'sign-in-gives-anothers-token',
    'users/authenticate answers with the token of another user.',
    (_, { site, request, caller }) =>
      withToken(site, request, newestExcept(site, caller.person) ?? firstAdmin(site)),
  ),
];

const tokens: ExpertFault[] = [
  ignoresTokenIn('cookie-not-accepted', 'A token is not accepted in a cookie.', (request) => {
    request.cookie = () => undefined;
  }),
  ignoresTokenIn('token-header-not-accepted', 'A token is not accepted in X-Authtoken.', (request) => {
    const header = request.header.bind(request);
    request.header = (name) => (name.toLowerCase() === 'x-authtoken' ? undefined : header(name));
  }),
  ignoresTokenIn('token-in-query-not-accepted', 'A token is not accepted in the query.', (request) => {
    reads(request, (name, value) => (name === 'authtoken' ? undefined : value));
  }),
  {
    name: 'forged-token-accepted',
    sentence: 'The hash at the end of a token is not checked.',
    install: ({ tokens: honest, people }) => {
      const userOf = honest.userOf.bind(honest);
      honest.userOf = (token) =>
        userOf(token) ?? people.get(Number(/^(\d+)_\d{18}_[0-9a-f]{32}$/i.exec(token)?.[1] ?? 0));
      return undefined;
    },
  },
  {
    name: 'token-checked-in-part',
    sentence: "The last character of a token's hash is not checked.",
    install: ({ tokens: honest }) => {
      const userOf = honest.userOf.bind(honest);
      honest.userOf = (token) =>
        Array.from('0123456789abcdef')
          .map((last) => userOf(`${token.slice(0, -1)}${last}`))
          .find(Boolean);
      return undefined;
    },
  },
  {
    name: 'token-header-makes-admin',
    sentence: 'A token in X-Authtoken makes the call count as user 1.',
    install: (site) => {
      const { identify } = site.behavior;
      site.behavior.identify = (_, request, demand) => {
        const caller = identify(site, request, demand);
        const user = site.tokens.userOf(request.header('x-authtoken') ?? '');
        return user === caller.person ? { ...caller, person: firstAdmin(site) } : caller;
      };
      return undefined;
    },
  },
  identifies(
    'invalid-token-means-the-admin',
    'A call with an invalid token counts as user 1.',
    (honest) => (site, request, demand) => {
      const caller = honest(site, request, demand);
      const token = tokenOf(request);
      const invalid = token !== undefined && site.tokens.userOf(token) === undefined;
      return invalid && caller.person.id === ANONYMOUS_ID ? { ...caller, person: firstAdmin(site) } : caller;
    },
  ),
  {
    name: 'anonymous-is-the-last-caller',
    sentence: 'A call without credentials counts as the previous caller.',
    install: ({ behavior }) => {
      const { identify } = behavior;
      let last: Caller | undefined;
      behavior.identify = (site, request, demand) => {
        const caller = identify(site, request, demand);
        if (caller.person.id !== ANONYMOUS_ID) last = caller;
        return last ?? caller;
      };
      return undefined;
    },
  },
];

const current: ExpertFault[] = [
  currentShows(
    'current-shows-another',
    'users/current shows another user to every caller who is not an admin.',
    (site, { person }) =>
      [ANONYMOUS_ID, firstAdmin(site).id].includes(person.id) ? undefined : newestExcept(site, person),
  ),
  currentShows(
    'current-shows-anonymous',
    'users/current shows Anonymous to every caller who is not an admin.',
    (site, { person }) => (person.role === firstAdmin(site).role ? undefined : site.people.get(ANONYMOUS_ID)),
  ),
  currentShows(
    'anonymous-shown-as-the-admin',
    'users/current shows user 1 to anonymous callers.',
    (site, { person }) => (person.id === ANONYMOUS_ID ? firstAdmin(site) : undefined),
  ),
];

export const authenticationFaults: readonly ExpertFault[] = [
  ...passwords,
  ...inactive,
  ...statuses,
  ...replies,
  ...tokens,
  ...current,
];
