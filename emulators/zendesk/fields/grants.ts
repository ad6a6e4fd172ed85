/** Fields of the answer in which the token endpoint issues a token. */
import { replacing } from '../../common/overlays.ts';
import type { JsonObject } from '../http/body.ts';
import { afterSuccess } from '../overlays/around.ts';
import { GET_TOKEN } from '../overlays/endpoints.ts';
import { changeReply } from '../overlays/replies.ts';
import type { ZendeskField, Install } from '../overlays/types.ts';

function inGrants(change: (body: JsonObject) => JsonObject): Install {
  return () => afterSuccess(GET_TOKEN, (c) => changeReply(c, change));
}

function without(field: string): Install {
  return inGrants((body) => ({ ...body, [field]: undefined }));
}

/** Replaces the value of a field in each answer that has it. */
function replaced(field: string, value: (now: unknown) => unknown): Install {
  return inGrants((body) => (field in body ? { ...body, [field]: value(body[field]) } : body));
}

export const grantFields: readonly ZendeskField[] = [
  {
    name: 'grant-scope',
    what: 'the scope of a token that is issued as requested',
    omit: without('scope'),
    falsify: replaced('scope', () => 'tickets:read'),
    faultSentence: 'The answer with a token names a scope that the token does not have: tickets:read.',
  },
  {
    name: 'grant-expires-in',
    what: 'the expires_in of a new token',
    omit: without('expires_in'),
    falsify: replaced('expires_in', (seconds) => Number(seconds) * 1000),
    faultSentence: 'The answer with a token gives its lifetime in milliseconds.',
  },
  {
    name: 'grant-refresh-token',
    what: 'the refresh token of a grant, since none is issued',
    omit: replacing(({ tokens }) => {
      const usual = tokens.issue.bind(tokens);
      tokens.issue = (order) => usual({ ...order, refreshLifetimeSeconds: null });
    }),
    falsify: replaced('refresh_token', (value) => Array.from(String(value)).reverse().join('')),
    faultSentence: 'The refresh token that is issued does not work.',
  },
  {
    name: 'grant-refresh-lifetime',
    what: 'the refresh_token_expires_in of a new refresh token',
    omit: without('refresh_token_expires_in'),
    falsify: replaced('refresh_token_expires_in', (seconds) => Number(seconds) + 86_400),
    faultSentence: 'The answer with a refresh token gives a lifetime one day longer than requested.',
  },
];
