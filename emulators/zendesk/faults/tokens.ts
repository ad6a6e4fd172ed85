/** Faults with tokens as resources: what is shown of a token, and to whom. */
import { replacing } from '../../common/overlays.ts';
import { isJsonObject, type JsonObject } from '../http/body.ts';
import { afterSuccess } from '../overlays/around.ts';
import { acceptAgents, acceptAsAdmin, acceptScope, isAnonymous } from '../overlays/callers.ts';
import { CURRENT_TOKEN, type Endpoint, isCallTo, LIST_TOKENS, SHOW_TOKEN } from '../overlays/endpoints.ts';
import { changeIn, changeReply } from '../overlays/replies.ts';
import { bearerOf, tokenOf } from '../overlays/tokens.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import type { AccessToken } from '../tenant/tokens.ts';

/** Changes how an endpoint shows a token. */
function changeShown(
  endpoint: Endpoint,
  change: (given: JsonObject, token: AccessToken) => JsonObject,
): Install {
  return (tenant) =>
    afterSuccess(endpoint, async (c) => {
      const token = tokenOf(c, tenant);
      if (token !== undefined) await changeIn(c, 'token', (given) => change(given, token));
    });
}

export const tokenFaults: readonly ZendeskFault[] = [
  {
    name: 'current-shows-another-token',
    sentence: 'The newest other token is shown in place of the current one.',
    install: (tenant) =>
      afterSuccess(CURRENT_TOKEN, async (c) => {
        const current = bearerOf(c, tenant);
        const other = tenant.tokens.live().findLast((token) => token !== current);
        if (other === undefined) return;
        await changeIn(c, 'token', (given) => ({
          ...given,
          id: other.id,
          user_id: other.personId,
          token: other.value.slice(0, 10),
        }));
      }),
  },
  {
    name: 'current-shows-another-id',
    sentence: 'The current token is shown with the ID of an earlier one.',
    install: (tenant) =>
      afterSuccess(CURRENT_TOKEN, async (c) => {
        const first = tenant.tokens.all()[0];
        await changeIn(c, 'token', (given) => ({ ...given, id: first?.id ?? null }));
      }),
  },
  {
    name: 'current-shows-whole-token',
    sentence: 'The current token is shown in full instead of its first 10 characters.',
    install: changeShown(CURRENT_TOKEN, (given, { value }) => ({ ...given, token: value })),
  },
  {
    name: 'current-shows-20-characters',
    sentence: 'The first 20 characters of a token are shown instead of the first 10.',
    install: changeShown(SHOW_TOKEN, (given, { value }) => ({ ...given, token: value.slice(0, 20) })),
  },
  {
    name: 'token-by-id-shows-whole-token',
    sentence: 'A token that is shown by its ID is shown in full.',
    install: changeShown({ method: 'GET', path: /^\/api\/v2\/oauth\/tokens\/\d+$/ }, (given, { value }) => ({
      ...given,
      token: value,
    })),
  },
  {
    name: 'whole-token-in-another-field',
    sentence: 'A token is shown with an extra field that contains all of it.',
    install: changeShown(SHOW_TOKEN, (given, { value }) => ({ ...given, full_token: value })),
  },
  {
    name: 'whole-refresh-token-shown',
    sentence: 'A token is shown together with its full refresh token.',
    install: changeShown(SHOW_TOKEN, (given, { refresh }) => ({
      ...given,
      refresh_token: refresh?.value ?? null,
    })),
  },
  {
    name: 'token-list-shows-whole-tokens',
    sentence: 'The list of tokens shows them in full.',
    install: ({ tokens }) =>
      afterSuccess(LIST_TOKENS, (c) =>
        changeReply(c, (body) => ({
          ...body,
          tokens: (Array.isArray(body['tokens']) ? (body['tokens'] as unknown[]) : []).map((each) =>
            isJsonObject(each) ? { ...each, token: tokens.byId(Number(each['id']))?.value } : each,
          ),
        })),
      ),
  },
  {
    name: 'agents-list-tokens',
    sentence: 'An agent can list tokens.',
    install: replacing((tenant) => acceptAgents(tenant, LIST_TOKENS)),
  },
  {
    name: 'agents-see-tokens-of-others',
    sentence: "An agent can see another user's token by its ID.",
    install: replacing(({ gate }) => {
      const usual = gate.mayReachToken.bind(gate);
      gate.mayReachToken = (c, caller, token) => usual(c, caller, token) || isCallTo(c, SHOW_TOKEN);
    }),
  },
  {
    name: 'token-shown-without-token',
    sentence: 'A token is shown by its ID to callers without a token.',
    install: replacing((tenant) => acceptAsAdmin(tenant, SHOW_TOKEN, isAnonymous)),
  },
  {
    name: 'token-shown-without-read-scope',
    sentence: 'The current token is shown to a token that can only write.',
    install: replacing((tenant) => acceptScope(tenant, SHOW_TOKEN, () => true)),
  },
];
