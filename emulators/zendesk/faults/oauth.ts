/** Faults of the OAuth endpoints: codes, clients, scopes, and the user of a token. */
import { createHash } from 'node:crypto';
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import { textOf, type JsonObject } from '../http/body.ts';
import type { Tenant } from '../http/tenant.ts';
import { after, afterSuccess, before } from '../overlays/around.ts';
import { acceptScope, adminCaller } from '../overlays/callers.ts';
import { ANY_READ, AUTHORIZE, GET_TOKEN, isCallTo } from '../overlays/endpoints.ts';
import { newcomers } from '../overlays/people.ts';
import { answer, changeReply } from '../overlays/replies.ts';
import { fieldOf, fieldsOf, send } from '../overlays/requests.ts';
import { onTokenIssued } from '../overlays/tokens.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import type { OAuthClient } from '../tenant/clients.ts';
import type { Code } from '../tenant/codes.ts';

/** Changes a code or the request before the code is exchanged, so that they match. */
function onExchange(
  change: (code: Code, given: JsonObject, c: CallContext, tenant: Tenant) => void,
): Install {
  return (tenant) =>
    before(GET_TOKEN, async (c) => {
      const given = await fieldsOf(c);
      const code = tenant.codes.get(textOf(given, 'code') ?? '');
      if (code !== undefined) change(code, given, c, tenant);
    });
}

/** Rewrites a request for a token before the tenant reads it. */
function rewriteTokenRequest(change: (given: JsonObject, client: OAuthClient) => JsonObject): Install {
  return (tenant) =>
    before(GET_TOKEN, async (c) => {
      const given = await fieldsOf(c);
      const client = tenant.clients.find(({ identifier }) => identifier === given['client_id']);
      if (client !== undefined) send(c, change(given, client));
    });
}

/** Changes the answer with a token. */
function changeTokenReply(change: (body: JsonObject) => JsonObject): Install {
  return () => afterSuccess(GET_TOKEN, (c) => changeReply(c, change));
}

/** Accepts redirect URIs for which `fits` is true, in addition to the registered ones. */
function acceptRedirects(fits: (asked: string, registered: string) => boolean): Install {
  return ({ clients }) =>
    before(AUTHORIZE, (c) => {
      const asked = c.req.query('redirect_uri') ?? '';
      const client = clients.find(({ identifier }) => identifier === c.req.query('client_id'));
      const known = client?.redirectUris ?? [];
      if (URL.canParse(asked) && !known.includes(asked) && known.some((each) => fits(asked, each)))
        client?.redirectUris.push(asked);
    });
}

export const oauthFaults: readonly ZendeskFault[] = [
  {
    name: 'code-works-twice',
    sentence: 'An authorization code can be exchanged repeatedly.',
    install: ({ codes, now }) => {
      codes.isUsable = (code) => now() < code.expiresAt;
      return undefined;
    },
  },
  {
    name: 'code-for-any-redirect-uri',
    sentence: 'A code can be exchanged with a different redirect URI than it was issued for.',
    install: onExchange(({ redirectUri }, given, c) => {
      if ('redirect_uri' in given) send(c, { ...given, redirect_uri: redirectUri });
    }),
  },
  {
    name: 'code-without-redirect-uri',
    sentence: 'A code can be exchanged without a redirect URI.',
    install: onExchange(({ redirectUri }, given, c) => {
      if (!('redirect_uri' in given)) send(c, { ...given, redirect_uri: redirectUri });
    }),
  },
  {
    name: 'code-with-wrong-verifier',
    sentence: 'A code can be exchanged with a PKCE verifier that does not match its challenge.',
    install: onExchange((code, given) => {
      const verifier = textOf(given, 'code_verifier');
      if (code.challenge !== null && verifier !== undefined)
        code.challenge = createHash('sha256').update(verifier).digest('base64url');
    }),
  },
  {
    name: 'code-without-verifier',
    sentence: 'A code that has a PKCE challenge can be exchanged without a verifier.',
    install: onExchange((code, given) => {
      if (!('code_verifier' in given)) code.challenge = null;
    }),
  },
  {
    name: 'code-ignores-refusal',
    sentence: 'An invented code is exchanged for a token of the admin who created the client.',
    install: ({ clients, codes }) =>
      before(GET_TOKEN, async (c) => {
        const given = await fieldsOf(c);
        const client = clients.find(({ identifier }) => identifier === given['client_id']);
        const code = textOf(given, 'code');
        if (given['grant_type'] !== 'authorization_code' || code === undefined || client === undefined)
          return;
        if (codes.get(code) !== undefined) return;
        const { redirectUris, id, personId } = client;
        const redirectUri = textOf(given, 'redirect_uri') ?? redirectUris[0] ?? '';
        const made = codes.issue({
          clientId: id,
          personId,
          redirectUri,
          scopes: ['read', 'write'],
          challenge: null,
        });
        send(c, { ...given, code: made });
      }),
  },
  {
    name: 'redirect-uri-not-registered',
    sentence: 'A redirect URI that was never registered is accepted.',
    install: acceptRedirects(() => true),
  },
  {
    name: 'redirect-uri-longer',
    sentence: 'A redirect URI that only begins with a registered one is accepted.',
    install: acceptRedirects((asked, registered) => asked.startsWith(registered)),
  },
  {
    name: 'redirect-uri-other-path',
    sentence: 'A redirect URI with a different path or query than the registered one is accepted.',
    install: acceptRedirects((asked, registered) => new URL(asked).host === new URL(registered).host),
  },
  {
    name: 'client-secret-wrong',
    sentence: 'A wrong client secret is accepted.',
    install: rewriteTokenRequest((given, client) =>
      'client_secret' in given ? { ...given, client_secret: client.secret } : given,
    ),
  },
  {
    name: 'client-secret-missing',
    sentence: "A token is issued without the client's secret.",
    install: rewriteTokenRequest((given, client) => ({ client_secret: client.secret, ...given })),
  },
  {
    name: 'client-secret-beginning',
    sentence: 'The first half of the client secret is accepted in place of the full secret.',
    install: rewriteTokenRequest((given, { secret }) => {
      const part = textOf(given, 'client_secret') ?? '';
      const isPart = part.length >= secret.length / 2 && secret.startsWith(part);
      return isPart ? { ...given, client_secret: secret } : given;
    }),
  },
  {
    name: 'client-unknown',
    sentence: 'A client that does not exist gets a token.',
    install: ({ clients }) =>
      before(GET_TOKEN, async (c) => {
        const given = await fieldsOf(c);
        const [first] = clients;
        if (first === undefined || clients.some(({ identifier }) => identifier === given['client_id']))
          return;
        send(c, { ...given, client_id: first.identifier, client_secret: first.secret });
      }),
  },
  {
    name: 'password-grant-works',
    sentence: 'The password grant, which was switched off, issues a token.',
    install: (tenant) =>
      after(GET_TOKEN, async (c) => {
        if (c.res.status < 400 || (await fieldOf(c, 'grant_type')) !== 'password') return;
        const person = tenant.people.byAddress(await fieldOf(c, 'username'));
        const client = await fieldOf(c, 'client_id');
        const clientId = tenant.clients.find(({ identifier }) => identifier === client)?.id;
        if (clientId === undefined || person === undefined) return;
        if (!tenant.passwords.signsIn(person, await fieldOf(c, 'password'))) return;
        const scopes = ((await fieldOf(c, 'scope')) || 'read write').split(' ');
        const token = tenant.tokens.issue({
          personId: person.id,
          clientId,
          scopes,
          lifetimeSeconds: null,
          refreshLifetimeSeconds: null,
        });
        const body = { access_token: token.value, token_type: 'bearer', scope: scopes.join(' ') };
        answer(c, tenant.options.tokenStatus, body);
      }),
  },
  {
    name: 'basic-password-works',
    sentence: 'The API accepts an email address and password as Basic credentials.',
    install: replacing((tenant) => {
      const { gate } = tenant;
      const usual = gate.identify.bind(gate);
      gate.identify = (c) => {
        const [email = '', password = ''] = basicPair(c);
        const person = tenant.people.byAddress(email);
        if (person === undefined || !tenant.passwords.signsIn(person, password)) return usual(c);
        return { person, scopes: ['unrestricted'], token: null, session: null };
      };
    }),
  },
  {
    name: 'basic-api-token-made-up',
    sentence: 'The API accepts Basic credentials of an admin with an invented API token.',
    install: replacing((tenant) => {
      const { gate } = tenant;
      const usual = gate.identify.bind(gate);
      gate.identify = (c) => (basicPair(c)[0]?.endsWith('/token') === true ? adminCaller(tenant) : usual(c));
    }),
  },
  {
    name: 'scope-wider-than-asked',
    sentence: 'A token requested with the scope read can also write, and the answer names only read.',
    install: onTokenIssued((token) => {
      if (!token.scopes.includes('write')) token.scopes = [...token.scopes, 'write'];
    }),
  },
  {
    name: 'scope-wider-and-said',
    sentence: 'Whatever scope is requested, the token gets read and write, and the answer names both.',
    install: onTokenIssued((token, c) => {
      token.scopes = ['read', 'write'];
      return changeReply(c, (body) => ({ ...body, scope: 'read write' }));
    }),
  },
  {
    name: 'scope-narrower-than-asked',
    sentence: 'A token requested with the scopes read and write can only read, and the answer names both.',
    install: onTokenIssued((token) => {
      if (token.scopes.includes('read')) token.scopes = ['read'];
    }),
  },
  {
    name: 'scope-said-wider',
    sentence: 'The answer names read and write for a token that can only read.',
    install: changeTokenReply((body) => ({ ...body, scope: 'read write' })),
  },
  {
    name: 'scope-said-narrower',
    sentence: 'The answer names only read for a token that can also write.',
    install: changeTokenReply((body) => ({ ...body, scope: 'read' })),
  },
  {
    name: 'read-token-writes',
    sentence: 'A token with the scope read can also write.',
    install: replacing(({ gate }) => {
      const usual = gate.hasScope.bind(gate);
      gate.hasScope = (c, caller, need) => usual(c, caller, need) || caller.scopes.includes('read');
    }),
  },
  {
    name: 'write-token-reads',
    sentence: 'A token with the scope write can also read.',
    install: replacing((tenant) => acceptScope(tenant, ANY_READ, (scopes) => scopes.includes('write'))),
  },
  {
    name: 'token-type-missing',
    sentence: 'The answer with a token does not contain its type.',
    install: changeTokenReply((body) => ({ ...body, token_type: undefined })),
  },
  {
    name: 'lifetime-not-as-asked',
    sentence: 'A token requested with expires_in never expires.',
    install: onTokenIssued((token, c) => {
      token.expiresAt = null;
      return changeReply(c, (body) => ({ ...body, expires_in: undefined }));
    }),
  },
  {
    name: 'client-credentials-for-another',
    sentence: "The client credentials grant issues a token of an admin other than the client's.",
    install: onTokenIssued((token, _c, { people }) => {
      const other = people.all().find(({ id, role }) => role === 'admin' && id !== token.personId);
      token.personId = other?.id ?? token.personId;
    }, 'client_credentials'),
  },
  {
    name: 'client-credentials-refresh',
    sentence: 'The client credentials grant issues a refresh token.',
    install: onTokenIssued((token, c, tenant) => {
      const value = `${token.value.slice(0, 32)}${token.id}`;
      tenant.secrets.record('refresh_token', value);
      token.refresh = { value, expiresAt: tenant.now() + 30 * 86_400_000, used: false };
      return changeReply(c, (body) => ({
        ...body,
        refresh_token: value,
        refresh_token_expires_in: 2_592_000,
      }));
    }, 'client_credentials'),
  },
  {
    name: 'code-gives-token-of-client-owner',
    sentence: 'A code of an agent is exchanged for a token of the admin who created the client.',
    install: onTokenIssued((token, _c, { clients }) => {
      token.personId = clients.find(({ id }) => id === token.clientId)?.personId ?? token.personId;
    }, 'authorization_code'),
  },
  {
    name: 'code-gives-token-of-another',
    sentence: 'A code of one new user is exchanged for a token of another new user, if there is one.',
    install: (tenant) => {
      const others = newcomers(tenant);
      return onTokenIssued((token) => {
        token.personId = others().find(({ id }) => id !== token.personId)?.id ?? token.personId;
      }, 'authorization_code')(tenant);
    },
  },
  {
    name: 'new-token-ends-earlier-ones',
    sentence: 'A new token ends the earlier tokens of the same user and client.',
    install: onTokenIssued((token, _c, { tokens }) => {
      for (const other of tokens.live()) {
        const same = other.personId === token.personId && other.clientId === token.clientId;
        if (same && other !== token && !other.preexisting) tokens.revoke(other);
      }
    }),
  },
  {
    name: 'token-in-header',
    sentence: "The answer to every call repeats the caller's token in a header.",
    install: () => async (c, next) => {
      await next();
      const header = c.req.header('authorization');
      if (header !== undefined && !isCallTo(c, GET_TOKEN))
        c.res.headers.set('x-zendesk-authorization', header);
    },
  },
];

/** User name and password of Basic credentials; empty if there are none. */
function basicPair(c: CallContext): string[] {
  const [, credentials = ''] = /^basic\s+(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const pair = Buffer.from(credentials, 'base64').toString();
  const colon = pair.indexOf(':');
  return colon < 0 ? [] : [pair.slice(0, colon), pair.slice(colon + 1)];
}
