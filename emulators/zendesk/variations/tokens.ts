/** Variations of OAuth tokens. */
import { createHash } from 'node:crypto';
import { textOf, type JsonObject } from '../http/body.ts';
import { afterRefusal, afterSuccess } from '../overlays/around.ts';
import { GET_TOKEN, isCallTo } from '../overlays/endpoints.ts';
import { answer, changeReply } from '../overlays/replies.ts';
import { fieldsOf, isForm } from '../overlays/requests.ts';
import { bearerOf } from '../overlays/tokens.ts';
import type { ZendeskVariation, Install } from '../overlays/types.ts';

/** Rewrites the tokens that are issued. */
function rewriteTokens(rewrite: (usual: string) => string, rewriteRefresh = rewrite): Install {
  return (tenant) => {
    const { tokens, secrets } = tenant;
    const usual = tokens.issue.bind(tokens);
    tokens.issue = (order) => {
      const token = usual(order);
      token.value = rewrite(token.value);
      secrets.record('access_token', token.value);
      if (token.refresh !== null) {
        token.refresh.value = rewriteRefresh(token.refresh.value);
        secrets.record('refresh_token', token.refresh.value);
      }
      return token;
    };
    return undefined;
  };
}

/** Tokens have another length. Short ones are the end of the original, so that the ten characters shown still differ. */
function tokensOfLength(length: number): Install {
  return rewriteTokens((value) => value.repeat(Math.ceil(length / value.length)).slice(-length));
}

/** A token like those for enforced global clients: `at+jwt`, about six hundred characters, all with the same beginning. */
function asJwt(value: string): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const claims = { iss: 'https://acme.zendesk.example', aud: 'support', scope: 'read write', jti: value };
  const signature = createHash('sha512').update(value).digest('base64url').repeat(4).slice(0, 342);
  return `${part({ typ: 'at+jwt', alg: 'RS256', kid: 'oauth-1' })}.${part(claims)}.${signature}`;
}

/** Does something to a code after its exchange was refused. */
function onRefusedCode(act: (code: string, given: JsonObject) => void): Install {
  return () =>
    afterRefusal(GET_TOKEN, async (c) => {
      const given = await fieldsOf(c);
      const code = textOf(given, 'code');
      if (code !== undefined) act(code, given);
    });
}

export const tokenVariations: readonly ZendeskVariation[] = [
  {
    name: 'token-status-200',
    sentence: 'A token is issued with 200 instead of 201.',
    options: { tokenStatus: 200 },
  },
  {
    name: 'tokens-of-30-minutes',
    sentence: 'Access tokens live for 30 minutes, and the answer with a token names that lifetime.',
    options: { tokenTtlSeconds: 1800 },
  },
  {
    name: 'short-tokens',
    sentence: 'Tokens are strings of 20 characters.',
    install: tokensOfLength(20),
  },
  {
    name: 'long-tokens',
    sentence: 'Tokens are strings of 900 characters.',
    install: tokensOfLength(900),
  },
  {
    name: 'jwt-tokens',
    sentence: 'Access tokens are JWTs of several hundred characters that all begin with the same ten.',
    install: rewriteTokens(asJwt, (value) => value),
  },
  {
    name: 'scope-in-another-order',
    sentence: 'The scope in the answer with a token names the same scopes in reverse order.',
    install: () =>
      afterSuccess(GET_TOKEN, (c) =>
        changeReply(c, (body) => ({ ...body, scope: String(body['scope']).split(' ').reverse().join(' ') })),
      ),
  },
  {
    name: 'null-lifetimes',
    sentence: 'The answer with a token has null for lifetimes and refresh tokens that do not exist.',
    install: () =>
      afterSuccess(GET_TOKEN, (c) =>
        changeReply(c, (body) => ({
          expires_in: null,
          refresh_token: null,
          refresh_token_expires_in: null,
          ...body,
        })),
      ),
  },
  {
    name: 'anonymous-me-for-dead-tokens',
    sentence: 'If asked about the user of a dead token, the tenant shows the anonymous user.',
    options: { revokedBearerOnMe: 'anonymous' },
  },
  {
    name: 'tokens-of-the-deleted-403',
    sentence: 'The token of a deleted user is refused with 403.',
    install: (tenant) => async (c, next) => {
      await next();
      const personId = bearerOf(c, tenant)?.personId;
      if (c.res.status === 401 && personId !== undefined && tenant.people.get(personId)?.active === false)
        answer(c, 403, { error: 'Forbidden', description: 'This user is no longer active' });
    },
  },
  {
    name: 'revoking-current-is-noop',
    sentence:
      'The defect of 2022/23: revoking the current token through /current is answered without effect.',
    options: { revokeCurrentIsNoop: true },
  },
  {
    name: 'failed-exchange-burns-code',
    sentence: 'A code is void after its exchange was refused.',
    install: (tenant) =>
      onRefusedCode((value) => {
        const code = tenant.codes.get(value);
        if (code !== undefined) code.used = true;
      })(tenant),
  },
  {
    name: 'reused-code-ends-tokens',
    sentence: 'A code that is sent a second time also ends the token that it was exchanged for.',
    install: (tenant) =>
      onRefusedCode((value) => {
        const id = tenant.codes.get(value)?.tokenId ?? null;
        const token = id === null ? undefined : tenant.tokens.byId(id);
        if (token !== undefined) tenant.tokens.revoke(token);
      })(tenant),
  },
  {
    name: 'retired-grant-is-unauthorized',
    sentence: 'The password grant is refused as unauthorized_client.',
    install: () =>
      afterRefusal(GET_TOKEN, async (c) => {
        if ((await fieldsOf(c))['grant_type'] !== 'password') return;
        const error = 'unauthorized_client';
        const error_description =
          'The authenticated client is not authorized to use the access grant type provided.';
        answer(c, 400, { error, error_description });
      }),
  },
  {
    name: 'token-endpoint-json-only',
    sentence: 'A token request sent as a form is refused: only JSON is documented.',
    install: () => async (c, next) => {
      if (isCallTo(c, GET_TOKEN) && isForm(c))
        return c.json({ error: 'invalid_request', error_description: 'The request must be JSON.' }, 400);
      await next();
      return undefined;
    },
  },
];
