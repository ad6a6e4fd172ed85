/** Faults that show only in use: an answer with the right status and shape contains something that does not work. */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import { invalidToken } from '../http/errors.ts';
import type { Tenant } from '../http/tenant.ts';
import { afterSuccess, all } from '../overlays/around.ts';
import { CREATE_USER, SEARCH_USERS, SHOW_USER } from '../overlays/endpoints.ts';
import { answerHeader, changeIn, changeRedirect, changeReply } from '../overlays/replies.ts';
import { fieldOf } from '../overlays/requests.ts';
import { bearerOf, onRefresh, onTokenIssued } from '../overlays/tokens.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import type { AccessToken } from '../tenant/tokens.ts';

/** Rewrites a person's access token in the answer. The issued token is unchanged. */
function rewriteAccessToken(write: (value: string) => string): Install {
  return onTokenIssued(
    (_token, c) => changeReply(c, (body) => ({ ...body, access_token: write(String(body['access_token'])) })),
    'authorization_code',
  );
}

/** Refuses calls for which `refuses` is true, if their token is a person's and not the client's. */
function refusePersonalTokens(refuses: (token: AccessToken, c: CallContext) => boolean): Install {
  return (tenant) => {
    const { gate } = tenant;
    const given = new Set<AccessToken>();
    const usual = gate.identify.bind(gate);
    gate.identify = (c) => {
      const token = bearerOf(c, tenant);
      if (token !== undefined && given.has(token) && refuses(token, c)) throw invalidToken();
      return usual(c);
    };
    return onTokenIssued((token) => void given.add(token), 'authorization_code')(tenant);
  };
}

/** Changes the header with the URL of a new user. */
function changeLocation(change: (location: string) => string): Install {
  return () =>
    afterSuccess(CREATE_USER, (c) =>
      answerHeader(c, 'location', change(c.res.headers.get('location') ?? '')),
    );
}

/** Changes the URL of the next page of a search. */
function changeNextPage(change: (next: URL, c: CallContext, tenant: Tenant) => string | null): Install {
  return (tenant) =>
    afterSuccess(SEARCH_USERS, (c) =>
      changeReply(c, (body) => {
        const next = body['next_page'];
        return typeof next === 'string' ? { ...body, next_page: change(new URL(next), c, tenant) } : body;
      }),
    );
}

/** Multiplies the lifetime of tokens that expire, and with `isReported` also the lifetime in the answer. */
function multiplyLifetime(times: number, isReported: boolean): Install {
  return onTokenIssued(async (token, c) => {
    const asked = Number(await fieldOf(c, 'expires_in')) || null;
    const lifetime = token.expiresAt === null ? null : token.expiresAt - token.createdAt;
    if (lifetime === null) return;
    token.expiresAt = token.createdAt + lifetime * times;
    const reported = asked ?? lifetime / 1000;
    if (isReported) await changeReply(c, (body) => ({ ...body, expires_in: Math.round(reported * times) }));
  });
}

export const unusableFaults: readonly ZendeskFault[] = [
  {
    name: 'access-token-with-more-behind',
    sentence: "A person's access token has a dot after it, and does not work with the dot.",
    install: rewriteAccessToken((value) => `${value}.`),
  },
  {
    name: 'access-token-with-type',
    sentence: "A person's access token has its type in front of it, and does not work with the type.",
    install: rewriteAccessToken((value) => `bearer_${value}`),
  },
  {
    name: 'access-token-with-blank',
    sentence: "A person's access token has a space in front of it, and does not work with the space.",
    install: (tenant) => {
      const { gate } = tenant;
      const usual = gate.identify.bind(gate);
      gate.identify = (c) => {
        if (/^bearer\s{2}/i.test(c.req.header('authorization') ?? '')) throw invalidToken();
        return usual(c);
      };
      return rewriteAccessToken((value) => ` ${value}`)(tenant);
    },
  },
  {
    name: 'token-type-is-mac',
    sentence: 'The answer with a token names mac as its type.',
    install: onTokenIssued((_token, c) => changeReply(c, (body) => ({ ...body, token_type: 'mac' }))),
  },
  {
    name: 'token-dies-after-three-calls',
    sentence: "A person's token works for three calls, and then no longer.",
    install: (tenant) => {
      const counts = new Map<AccessToken, number>();
      const startCount = onTokenIssued((token) => void counts.set(token, 0), 'authorization_code')(tenant);
      const count = async (c: CallContext, next: () => Promise<void>): Promise<void> => {
        const token = bearerOf(c, tenant);
        const calls = token === undefined ? undefined : counts.get(token);
        if (token !== undefined && calls !== undefined) {
          counts.set(token, calls + 1);
          if (calls >= 3) token.revoked = true;
        }
        await next();
      };
      return startCount === undefined ? undefined : all(count, startCount);
    },
  },
  {
    name: 'token-works-on-me-alone',
    sentence: "A person's token works on /users/me, and is refused everywhere else.",
    install: refusePersonalTokens((_token, c) => c.req.path !== '/api/v2/users/me'),
  },
  {
    name: 'lifetime-half-of-said',
    sentence: 'A token lives half as long as requested, and the answer names the requested lifetime.',
    install: multiplyLifetime(0.5, false),
  },
  {
    name: 'lifetime-twice-as-asked',
    sentence: 'A token lives twice as long as requested, and the answer names that lifetime.',
    install: multiplyLifetime(2, true),
  },
  {
    name: 'code-dead-on-arrival',
    sentence: 'An authorization code is refused when it is first exchanged.',
    install: replacing(({ codes }) => {
      const usual = codes.issue.bind(codes);
      codes.issue = (grant) => {
        const value = usual(grant);
        const code = codes.get(value);
        if (code !== undefined) code.used = true;
        return value;
      };
    }),
  },
  {
    name: 'code-with-line-break',
    sentence: 'The authorization code has a line break after it, and does not work with the line break.',
    install: changeRedirect(({ searchParams }) => {
      const code = searchParams.get('code');
      if (code !== null) searchParams.set('code', `${code}\n`);
    }),
  },
  {
    name: 'code-behind-hash',
    sentence: 'The redirect to the client has the code and the state in its fragment.',
    install: changeRedirect((location) => {
      if (!location.searchParams.has('code')) return;
      location.hash = location.searchParams.toString();
      location.search = '';
    }),
  },
  {
    name: 'way-back-longer',
    sentence: 'The redirect to the client goes to the registered redirect URI with a slash added.',
    install: changeRedirect((location) => {
      location.pathname += '/';
    }),
  },
  {
    name: 'state-plus-becomes-blank',
    sentence: 'A plus in the state becomes a space in the redirect to the client.',
    install: changeRedirect(({ searchParams }) => {
      const state = searchParams.get('state');
      if (state !== null) searchParams.set('state', state.replaceAll('+', ' '));
    }),
  },
  {
    name: 'refresh-works-once',
    sentence: 'The refresh token that a refresh issues does not work.',
    install: onRefresh((_old, fresh) => {
      if (fresh.refresh !== null) fresh.refresh.used = true;
    }),
  },
  {
    name: 'create-location-on-another-host',
    sentence: 'Creating a user is answered with a Location on another host.',
    install: changeLocation((location) =>
      location.replace(/^https?:\/\/[^/]+/, 'https://pod-7.zendesk.invalid'),
    ),
  },
  {
    name: 'create-location-leads-nowhere',
    sentence: 'Creating a user is answered with a Location that does not exist.',
    install: changeLocation((location) => location.replace('/api/v2/users/', '/api/v2/people/')),
  },
  {
    name: 'user-url-leads-nowhere',
    sentence: 'The URL of a user does not exist.',
    install: () => {
      const lost = (c: CallContext): Promise<void> =>
        changeIn(c, 'user', (user) => ({
          ...user,
          url: String(user['url']).replace('/api/v2/users/', '/api/v2/people/'),
        }));
      return all(afterSuccess(SHOW_USER, lost), afterSuccess(CREATE_USER, lost));
    },
  },
  {
    name: 'next-page-leads-nowhere',
    sentence: 'The next page of a search has a URL that does not exist.',
    install: changeNextPage((next) => next.href.replace('/users/search', '/users/search/next')),
  },
  {
    name: 'next-page-is-the-same',
    sentence: 'The next page of a search is the first one again.',
    install: changeNextPage((next) => {
      next.searchParams.set('page', '1');
      return next.href;
    }),
  },
  {
    name: 'next-page-loses-query',
    sentence: 'The next page of a search belongs to a search for all users.',
    install: changeNextPage((next) => {
      next.searchParams.delete('external_id');
      next.searchParams.set('query', 'type:user');
      return next.href;
    }),
  },
  {
    name: 'next-page-missing',
    sentence: 'A search with more pages reports that there are none.',
    install: changeNextPage(() => null),
  },
];
