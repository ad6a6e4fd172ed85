/** Faults in what the documentation shows: its literal samples, and its defaults if they are given explicitly. */
import { forcesSignIn } from '../auth/identify.ts';
import { isAdmin } from '../http/caller.ts';
import { authenticationFailed, badParameter, fromCatalogue, Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import { wrongVerb } from '../http/routes.ts';
import { decoded } from '../http/uri.ts';
import { around, checksFirst, isSelf, type FeatureCall } from '../overlays/around.ts';
import { identifies } from '../overlays/callers.ts';
import { featureOf } from '../overlays/features.ts';
import { setsWithoutEffect } from '../overlays/passwords.ts';
import { withoutHeaders } from '../overlays/replies.ts';
import { listIgnores, reads } from '../overlays/requests.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { element } from '../xml/element.ts';

function given(request: DekiRequest, name: string): string | undefined {
  return request.query.get(name)?.toLowerCase();
}

/** Checks or changes every request before its caller is identified. */
function onEveryRequest(name: string, sentence: string, look: (request: DekiRequest) => void): ExpertFault {
  return identifies(name, sentence, (honest) => (site, request, demand) => {
    look(request);
    return honest(site, request, demand);
  });
}

/** Whether the content type is that of the samples, which declare no charset. */
function isPlainText(request: DekiRequest): boolean {
  return /^text\/plain$/i.test(request.header('content-type') ?? '');
}

/** Whether the cookie's token identifies the caller. */
function authenticatedByCookie({ site, request, caller }: FeatureCall): boolean {
  return site.tokens.userOf(request.cookie('authtoken') ?? '') === caller.person;
}

const booleans: ExpertFault[] = [
  checksFirst('false-altpassword-refused', 'altpassword=false is refused with 400.', ({ request }) => {
    if (given(request, 'altpassword') === 'false') throw badParameter('altpassword');
  }),
  checksFirst(
    'false-altpassword-counts-as-own-alternate',
    'altpassword=false is refused like altpassword=true when users change their own password.',
    (call) => {
      const isFalse = given(call.request, 'altpassword') === 'false';
      if (isFalse && isSelf(call) && !isAdmin(call.caller)) throw fromCatalogue('ownAlternate');
    },
  ),
  onEveryRequest('false-authenticate-refused', 'authenticate=false is refused with 400.', (request) => {
    if (given(request, 'authenticate') === 'false') throw badParameter('authenticate');
  }),
  identifies(
    'false-authenticate-forces',
    'authenticate=false forces a sign-in like authenticate=true.',
    (honest) => (site, request, demand) =>
      honest(site, request, {
        ...demand,
        forced: demand.forced || given(request, 'authenticate') !== undefined,
      }),
  ),
  identifies(
    'forced-sign-in-refuses-passwords',
    'authenticate=true with the right Basic credentials is refused with 401.',
    (honest) => (site, request, demand) => {
      const caller = honest(site, request, demand);
      const basic = site.behavior.basicCredentials(request.header('authorization'));
      if (forcesSignIn(request) && basic !== null) throw authenticationFailed();
      return caller;
    },
  ),
  setsWithoutEffect(
    'forced-set-without-effect',
    'A password that is set with authenticate=true is answered with 200, and the password stays unchanged.',
    ({ request }) => forcesSignIn(request),
  ),
];

const formats: ExpertFault[] = [
  onEveryRequest(
    'named-xml-comes-as-json',
    'A request that names XML explicitly is answered with JSON.',
    (request) =>
      reads(request, (name, value) =>
        name === 'dream.out.format' && value?.toLowerCase() === 'xml' ? 'json' : value,
      ),
  ),
  onEveryRequest('named-xml-refused', 'dream.out.format=xml is refused with 400.', (request) => {
    if (given(request, 'dream.out.format') === 'xml')
      throw new Refusal({ status: 400, message: 'xml output format not supported' });
  }),
  {
    name: 'token-as-xml',
    sentence: 'A request that names XML explicitly gets a token in a document.',
    install: (site) =>
      around(site, ['password', 'authenticate'], async ({ request }, honest) => {
        const reply = await honest();
        if (given(request, 'dream.out.format') !== 'xml' || !reply.text) return reply;
        const { text, headers, ...rest } = reply;
        return {
          ...rest,
          headers: { ...headers, 'content-type': 'application/xml; charset=utf-8' },
          document: element('authtoken', text),
        };
      }),
  },
  {
    name: 'sign-in-token-as-json',
    sentence: 'A request for JSON gets the token from users/authenticate as a JSON string.',
    install: (site) =>
      around(site, 'authenticate', async ({ request }, honest) => {
        const reply = await honest();
        if (given(request, 'dream.out.format') !== 'json' || !reply.text) return reply;
        return {
          ...reply,
          headers: { ...reply.headers, 'content-type': 'application/json; charset=utf-8' },
          text: JSON.stringify(reply.text),
        };
      }),
  },
];

const lists: ExpertFault[] = [
  listIgnores('limit'),
  listIgnores('offset'),
  {
    name: 'default-limit-refused',
    sentence: 'limit=100 is refused with 400.',
    install: (site) =>
      around(site, 'list', ({ request }, honest) => {
        if (given(request, 'limit') === '100') throw badParameter('limit');
        return honest();
      }),
  },
  {
    name: 'default-offset-skips-one',
    sentence: 'With offset=0, the list of users begins with the second user.',
    install: (site) =>
      around(site, 'list', ({ request }, honest) => {
        reads(request, (name, value) => (name === 'offset' && value === '0' ? '1' : value));
        return honest();
      }),
  },
];

const bodies: ExpertFault[] = [
  checksFirst(
    'text-plain-refused',
    'A body with the type text/plain and no charset is refused with 415.',
    ({ request }) => {
      if (isPlainText(request)) throw new Refusal({ status: 415, message: 'unsupported content type' });
    },
  ),
  setsWithoutEffect(
    'text-plain-without-effect',
    'A body with the type text/plain and no charset is answered with 200, and the password stays unchanged.',
    ({ request }) => isPlainText(request),
  ),
];

const callers: ExpertFault[] = [
  checksFirst(
    'own-name-is-a-strangers',
    'A user who addresses their own account by name is refused with 403.',
    (call) => {
      const byName = decoded(call.userId).startsWith('=');
      if (byName && isSelf(call) && !isAdmin(call.caller)) throw fromCatalogue('neitherTargetNorAdmin');
    },
  ),
  checksFirst(
    'cookie-of-an-admin-sets-nothing',
    "An admin who authenticates with a cookie is refused with 403 when setting another user's password.",
    (call) => {
      if (authenticatedByCookie(call) && isAdmin(call.caller) && !isSelf(call))
        throw fromCatalogue('neitherTargetNorAdmin');
    },
  ),
  checksFirst(
    'cookie-changes-no-own-password',
    'A user who authenticates with a cookie is refused with 403 when changing their own password.',
    (call) => {
      if (authenticatedByCookie(call) && isSelf(call)) throw fromCatalogue('neitherTargetNorAdmin');
    },
  ),
  onEveryRequest(
    'case-of-parameters-matters',
    'A query parameter whose name is written in different case is not read.',
    (request) => {
      const names = request.uri
        .replace(/^[^?]*\??/, '')
        .split('&')
        .map((pair) => decoded(pair.replace(/=.*$/s, '')));
      reads(request, (name, value) => (names.includes(name) ? value : undefined));
    },
  ),
];

const signIns: ExpertFault[] = [
  onEveryRequest('sign-in-by-post-refused', 'POST users/authenticate is refused with 405.', (request) => {
    if (request.verb === 'POST' && featureOf(request) === 'authenticate') throw wrongVerb(['GET']);
  }),
  {
    name: 'sign-in-redirects',
    sentence: 'users/authenticate without a redirect is answered with 302.',
    install: (site) =>
      around(site, 'authenticate', ({ request }, honest) => {
        reads(request, (name, value) => (name === 'redirect' ? (value ?? '/') : value));
        return honest();
      }),
  },
  {
    name: 'redirect-ignored',
    sentence: 'users/authenticate ignores the redirect.',
    install: (site) =>
      around(site, 'authenticate', ({ request }, honest) => {
        reads(request, (name, value) => (name === 'redirect' ? undefined : value));
        return honest();
      }),
  },
  {
    name: 'redirect-leads-elsewhere',
    sentence: 'users/authenticate redirects to another address than requested.',
    install: (site) =>
      around(site, 'authenticate', ({ request }, honest) => {
        reads(request, (name, value) => (name === 'redirect' && value !== undefined ? '/Elsewhere' : value));
        return honest();
      }),
  },
  {
    name: 'redirect-without-cookie',
    sentence: 'A redirect from users/authenticate does not set the cookie.',
    install: (site) =>
      around(site, 'authenticate', async (_, honest) => {
        const reply = await honest();
        return reply.status === 302 ? withoutHeaders(reply, 'set-cookie') : reply;
      }),
  },
  identifies(
    'false-authenticate-signs-anybody-in',
    'users/authenticate with authenticate=false and without credentials is answered with 200 and a token of Anonymous.',
    (honest) => (site, request, demand) => {
      const isMeant = featureOf(request) === 'authenticate' && given(request, 'authenticate') === 'false';
      return honest(site, request, { ...demand, forced: demand.forced && !isMeant });
    },
  ),
];

export const sampleFaults: readonly ExpertFault[] = [
  ...booleans,
  ...formats,
  ...lists,
  ...bodies,
  ...callers,
  ...signIns,
];
