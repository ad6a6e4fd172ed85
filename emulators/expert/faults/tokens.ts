/** Faults in the token that answers a change of one's own password, and in what answers disclose. */
import { Refusal } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import { withToken } from '../http/token-reply.ts';
import { around, isSelf, type FeatureCall, passwordFault } from '../overlays/around.ts';
import { firstAdmin, newestExcept } from '../overlays/people.ts';
import { outcomeOf, refusedAs, replyOrThrow, withHeader } from '../overlays/refusals.ts';
import { withoutHeaders } from '../overlays/replies.ts';
import { invalidated } from '../overlays/tokens.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';

/** Another answer to a user who changed their own password. */
function toSelf(
  name: string,
  sentence: string,
  other: (reply: Reply, call: FeatureCall) => Reply,
): ExpertFault {
  return passwordFault(name, sentence, async (call, honest) => {
    const reply = await honest();
    return isSelf(call) ? other(reply, call) : reply;
  });
}

/** Another answer to an admin who set another user's password. */
function toAdmin(
  name: string,
  sentence: string,
  other: (reply: Reply, call: FeatureCall, target: Person) => Reply | Promise<Reply>,
): ExpertFault {
  return passwordFault(name, sentence, async (call, honest) => {
    const reply = await honest();
    return isSelf(call) || call.target === undefined ? reply : other(reply, call, call.target);
  });
}

/** A refusal of that kind contains a token of the target. */
function refusalGives(
  name: string,
  sentence: string,
  isMeant: (refusal: Refusal, call: FeatureCall) => boolean,
): ExpertFault {
  return passwordFault(name, sentence, async (call, honest) => {
    const outcome = await outcomeOf(honest);
    const { site, request, target } = call;
    if (!(outcome instanceof Refusal) || target === undefined || target.id === ANONYMOUS_ID)
      return replyOrThrow(outcome);
    if (!isMeant(outcome, call)) throw outcome;
    throw withHeader(outcome, 'set-cookie', cookieOf(withToken(site, request, target)));
  });
}

/** A reply with a token of that person. */
function tokenFor({ site, request }: FeatureCall, person: Person | undefined): Reply {
  return withToken(site, request, person ?? firstAdmin(site));
}

function cookieOf({ headers }: Reply): string {
  return headers?.['set-cookie'] ?? '';
}

/** The first reply with the cookie of the second. */
function withCookieOf(reply: Reply, other: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'set-cookie': cookieOf(other) } };
}

function withoutCookie(reply: Reply): Reply {
  return withoutHeaders(reply, 'set-cookie', 'p3p');
}

const toSelfFaults: ExpertFault[] = [
  toSelf(
    'no-token-for-self',
    "Changing one's own password is answered with an empty body and no token.",
    () => ({
      status: 200,
    }),
  ),
  toSelf(
    'token-not-in-the-cookie',
    "Changing one's own password is answered without the cookie.",
    withoutCookie,
  ),
  toSelf(
    'token-not-in-the-body',
    "Changing one's own password is answered without the token in the body.",
    (reply) => ({
      ...reply,
      text: '',
    }),
  ),
  toSelf(
    'token-of-somebody-else',
    "Changing one's own password is answered with the token of another user.",
    (_, call) => tokenFor(call, newestExcept(call.site, call.target)),
  ),
  toSelf(
    'cookie-of-somebody-else',
    'The body contains the right token, and the cookie that of another user.',
    (reply, call) => withCookieOf(reply, tokenFor(call, newestExcept(call.site, call.target))),
  ),
  toSelf(
    'cookie-dead-on-arrival',
    'The token in the cookie is invalid; the one in the body is valid.',
    (reply) => ({
      ...reply,
      headers: {
        ...reply.headers,
        'set-cookie': cookieOf(reply).replace(reply.text ?? '', invalidated(reply.text ?? '')),
      },
    }),
  ),
  toSelf('cookie-of-another-path', 'The cookie with the new token is for one path only.', (reply) => ({
    ...reply,
    headers: {
      ...reply.headers,
      'set-cookie': cookieOf(reply).replace(/Path=\//i, 'Path=/@api/deki/users/authenticate'),
    },
  })),
  toSelf('token-called-xml', 'The token in the body is declared as XML.', (reply) => ({
    ...reply,
    headers: { ...reply.headers, 'content-type': 'application/xml; charset=utf-8' },
  })),
  toSelf('token-as-json', 'If JSON is requested, the token is a JSON string.', (reply, { request }) =>
    request.query.get('dream.out.format') !== 'json'
      ? reply
      : {
          ...reply,
          headers: { ...reply.headers, 'content-type': 'application/json; charset=utf-8' },
          text: JSON.stringify(reply.text),
        },
  ),
  {
    name: 'token-dead-on-arrival',
    sentence: 'The token that answers a change is issued before the change, so it is already invalid.',
    install: (site) =>
      around(site, 'password', async (call, honest) => {
        const early = isSelf(call) ? tokenFor(call, call.target) : undefined;
        const reply = await honest();
        return early ?? reply;
      }),
  },
  {
    name: 'token-works-once',
    sentence: 'The token that answers a change works for one call.',
    install: (site) => {
      const once = new Map<string, number>();
      const userOf = site.tokens.userOf.bind(site.tokens);
      const { identify } = site.behavior;
      site.behavior.identify = (_, request, demand) => {
        const token = request.cookie('authtoken') ?? request.header('x-authtoken') ?? '';
        const used = once.get(token);
        if (used !== undefined) once.set(token, used + 1);
        return identify(site, request, demand);
      };
      site.tokens.userOf = (token) => ((once.get(token) ?? 0) > 1 ? undefined : userOf(token));
      return around(site, 'password', async (call, honest) => {
        const reply = await honest();
        if (isSelf(call)) once.set(reply.text ?? '', 0);
        return reply;
      });
    },
  },
];

const toAdminFaults: ExpertFault[] = [
  toAdmin(
    'admin-gets-the-token',
    "An admin who sets another user's password gets that user's token.",
    (_, call, target) => tokenFor(call, target),
  ),
  toAdmin(
    'admin-gets-the-token-in-the-body',
    "An admin who sets another user's password gets that user's token in the body.",
    (_, call, target) => withoutCookie(tokenFor(call, target)),
  ),
  toAdmin(
    'admin-gets-the-token-in-a-cookie',
    "An admin who sets another user's password gets that user's token in a cookie.",
    (reply, call, target) => withCookieOf(reply, tokenFor(call, target)),
  ),
  toAdmin(
    'admin-gets-the-token-in-a-header',
    "An admin who sets another user's password gets that user's token in a header.",
    (reply, { site }, target) => ({
      ...reply,
      headers: { ...reply.headers, 'x-authtoken': site.tokens.issue(target) },
    }),
  ),
];

const disclosed: ExpertFault[] = [
  refusalGives(
    'wrong-current-gives-the-token',
    'The refusal of a wrong currentpassword contains a token of the user in a cookie.',
    (refusal) => refusedAs(refusal, 'wrongCurrent'),
  ),
  refusalGives(
    'stranger-gets-the-token',
    "The refusal to set another user's password contains a token of that user in a cookie.",
    (refusal) => refusedAs(refusal, 'neitherTargetNorAdmin'),
  ),
  toAdmin(
    'password-in-the-body',
    "Setting another user's password is answered with the password.",
    async (_, { request }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      text: await request.text(),
    }),
  ),
  {
    name: 'password-in-a-header',
    sentence: 'A header of the answer repeats the new password.',
    install: (site) =>
      around(site, 'password', async ({ request }, honest) => {
        const reply = await honest();
        const password = encodeURIComponent(await request.text());
        return { ...reply, headers: { ...reply.headers, 'x-deki-password': password } };
      }),
  },
  {
    name: 'current-in-a-header',
    sentence: 'A header of the answer repeats currentpassword.',
    install: (site) =>
      around(site, 'password', async ({ request }, honest) => {
        const reply = await honest();
        const given = encodeURIComponent(request.query.get('currentpassword') ?? '');
        return { ...reply, headers: { ...reply.headers, 'x-deki-currentpassword': given } };
      }),
  },
  {
    name: 'refusal-repeats-the-password',
    sentence: 'The message of a refusal repeats the new password.',
    install: (site) =>
      around(site, 'password', async ({ request }, honest) => {
        const outcome = await outcomeOf(honest);
        if (!(outcome instanceof Refusal)) return outcome;
        const { details } = outcome;
        throw new Refusal({ ...details, message: `${details.message} (${await request.text()})` });
      }),
  },
];

export const tokenFaults: readonly ExpertFault[] = [...toSelfFaults, ...toAdminFaults, ...disclosed];
