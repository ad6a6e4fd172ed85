/** Faults of refusals: a documented refusal becomes a server error. As with the refusal, the call has no effect. */
import type { CallContext } from '../../common/env.ts';
import { isJsonObject, type JsonObject } from '../http/body.ts';
import type { Tenant } from '../http/tenant.ts';
import {
  CHANGE_PASSWORD,
  CREATE_USER,
  GET_TOKEN,
  isCallTo,
  SET_PASSWORD,
  SIGN_IN,
} from '../overlays/endpoints.ts';
import { answer, answerHeader, replyOf } from '../overlays/replies.ts';
import { fieldOf } from '../overlays/requests.ts';
import { bearerOf } from '../overlays/tokens.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import { PASSWORD_REFUSAL } from '../tenant/assumptions.ts';

type Fits = (c: CallContext, body: JsonObject, tenant: Tenant) => Promise<boolean> | boolean;

/** Instead of a refusal, answers 500 with JSON, or 502 with a page, as a gateway would. */
function failInsteadOfRefusing(status: 500 | 502, fits: Fits): Install {
  return (tenant) => async (c, next) => {
    await next();
    if (c.res.status < 400 || !(await fits(c, await replyOf(c), tenant))) return;
    if (status === 500)
      answer(c, status, { error: 'InternalServerError', description: 'Something went wrong' });
    else answer(c, status, '<html><body><h1>502 Bad Gateway</h1></body></html>');
    if (status === 502) answerHeader(c, 'content-type', 'text/html');
    answerHeader(c, 'www-authenticate', undefined);
  };
}

function isPasswordRefusal(c: CallContext): boolean {
  const isPasswordCall = isCallTo(c, SET_PASSWORD) || isCallTo(c, CHANGE_PASSWORD);
  return isPasswordCall && c.res.status === PASSWORD_REFUSAL.status;
}

function isAbout(body: JsonObject, key: string): boolean {
  return isJsonObject(body['details']) && key in body['details'];
}

export const errorFaults: readonly ZendeskFault[] = [
  {
    name: 'wrong-previous-password-500',
    sentence: 'A change with a wrong previous password is answered with 500.',
    install: failInsteadOfRefusing(
      500,
      (c, body) => isPasswordRefusal(c) && isAbout(body, PASSWORD_REFUSAL.previousKey),
    ),
  },
  {
    name: 'weak-password-500',
    sentence: 'A new password that does not meet the requirements is answered with 500.',
    install: failInsteadOfRefusing(
      500,
      (c, body) => isPasswordRefusal(c) && isAbout(body, PASSWORD_REFUSAL.newKey),
    ),
  },
  {
    name: 'unknown-user-500',
    sentence: 'Every call about a user who does not exist is answered with 500.',
    install: failInsteadOfRefusing(
      500,
      (c) => c.res.status === 404 && /^\/api\/v2\/users\/\d+/.test(c.req.path),
    ),
  },
  {
    name: 'duplicate-address-500',
    sentence: 'Creating a user with an address that is in use is answered with 500.',
    install: failInsteadOfRefusing(
      500,
      (c, body) => isCallTo(c, CREATE_USER) && JSON.stringify(body).includes('DuplicateValue'),
    ),
  },
  {
    name: 'dead-token-502',
    sentence: 'Every call with a revoked token is answered with 502.',
    install: failInsteadOfRefusing(
      502,
      (c, _body, tenant) => c.res.status === 401 && bearerOf(c, tenant) !== undefined,
    ),
  },
  {
    name: 'role-too-low-500',
    sentence: 'Every call by a user with a role that is too low is answered with 500.',
    install: failInsteadOfRefusing(500, (c, body) => c.res.status === 403 && isJsonObject(body['error'])),
  },
  {
    name: 'missing-scope-502',
    sentence: 'Every call with a token that lacks the scope is answered with 502.',
    install: failInsteadOfRefusing(
      502,
      (c, body) => c.res.status === 403 && String(body['description']).includes('required scopes'),
    ),
  },
  {
    name: 'wrong-client-secret-500',
    sentence: 'A token request with a wrong client secret is answered with 500.',
    install: failInsteadOfRefusing(
      500,
      (c, body) => isCallTo(c, GET_TOKEN) && body['error'] === 'invalid_client',
    ),
  },
  {
    name: 'bad-code-500',
    sentence: 'A code that is invented or already used is answered with 500.',
    install: failInsteadOfRefusing(
      500,
      async (c, body) =>
        isCallTo(c, GET_TOKEN) &&
        body['error'] === 'invalid_grant' &&
        (await fieldOf(c, 'grant_type')) === 'authorization_code',
    ),
  },
  {
    name: 'refused-sign-in-500',
    sentence: 'A sign-in with a wrong password is answered with 500, on the page that reports it.',
    install: () => async (c, next) => {
      await next();
      // A successful sign-in redirects.
      const isPage = c.res.headers.get('content-type')?.includes('html') === true;
      if (isCallTo(c, SIGN_IN) && isPage) answer(c, 500, await c.res.clone().text());
    },
  },
];
