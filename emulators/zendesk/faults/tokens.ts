/** Lies about tokens as resources: what is shown of them, and to whom. */
import { isJsonObject } from '../http/body.ts';
import type { JsonObject } from '../http/body.ts';
import type { AccessToken } from '../tenant/tokens.ts';
import { afterSuccess } from '../overlays/around.ts';
import { bearerOf, tokenOf } from '../overlays/tokens.ts';
import { changeIn, changeReply } from '../overlays/replies.ts';
import { CURRENT_TOKEN, LIST_TOKENS, SHOW_TOKEN, isCallTo } from '../overlays/endpoints.ts';
import { isAnonymous, letIn, takeAgents, takeScope } from '../overlays/callers.ts';
import { replacing } from '../../common/overlays.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';

/** The token of a call is shown otherwise; `current` alone, or by id, too. */
function shown(
  kind: typeof SHOW_TOKEN,
  change: (given: JsonObject, token: AccessToken) => JsonObject,
): Install {
  return (tenant) =>
    afterSuccess(kind, async (c) => {
      const token = tokenOf(c, tenant);
      if (token !== undefined) await changeIn(c, 'token', (given) => change(given, token));
    });
}

export const tokenFaults: readonly ZendeskFault[] = [
  {
    name: 'current-shows-another-token',
    sentence: 'The current token is shown as the newest other one that was issued.',
    install: (tenant) =>
      afterSuccess(CURRENT_TOKEN, async (c) => {
        const own = bearerOf(c, tenant);
        const other = tenant.tokens.live().findLast((token) => token !== own);
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
    sentence: 'The current token is shown with the id of an earlier one.',
    install: (tenant) =>
      afterSuccess(CURRENT_TOKEN, async (c) => {
        const first = tenant.tokens.all()[0];
        await changeIn(c, 'token', (given) => ({ ...given, id: first?.id ?? null }));
      }),
  },
  {
    name: 'current-shows-whole-token',
    sentence: 'The current token is shown whole in the place of its first 10 characters.',
    install: shown(CURRENT_TOKEN, (given, { value }) => ({ ...given, token: value })),
  },
  {
    name: 'current-shows-20-characters',
    sentence: 'Of a token 20 characters are shown in the place of 10.',
    install: shown(SHOW_TOKEN, (given, { value }) => ({ ...given, token: value.slice(0, 20) })),
  },
  {
    name: 'token-by-id-shows-whole-token',
    sentence: 'A token that is shown by its id is shown whole.',
    install: shown({ method: 'GET', path: /^\/api\/v2\/oauth\/tokens\/\d+$/ }, (given, { value }) => ({
      ...given,
      token: value,
    })),
  },
  {
    name: 'whole-token-in-another-field',
    sentence: 'A token that is shown has a further field with all of it.',
    install: shown(SHOW_TOKEN, (given, { value }) => ({ ...given, full_token: value })),
  },
  {
    name: 'whole-refresh-token-shown',
    sentence: 'With a token its whole refresh token is shown.',
    install: shown(SHOW_TOKEN, (given, { refresh }) => ({ ...given, refresh_token: refresh?.value ?? null })),
  },
  {
    name: 'token-list-shows-whole-tokens',
    sentence: 'The list of tokens shows them whole.',
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
    sentence: 'An agent may list tokens.',
    install: replacing((tenant) => takeAgents(tenant, LIST_TOKENS)),
  },
  {
    name: 'agents-see-tokens-of-others',
    sentence: "An agent may see somebody else's token by its id.",
    install: replacing(({ gate }) => {
      const usual = gate.mayReachToken.bind(gate);
      gate.mayReachToken = (c, caller, token) => usual(c, caller, token) || isCallTo(c, SHOW_TOKEN);
    }),
  },
  {
    name: 'token-shown-without-token',
    sentence: 'A token is shown by its id to callers without any token.',
    install: replacing((tenant) => letIn(tenant, SHOW_TOKEN, isAnonymous)),
  },
  {
    name: 'token-shown-without-read-scope',
    sentence: 'The current token is shown to a token that may only write.',
    install: replacing((tenant) => takeScope(tenant, SHOW_TOKEN, () => true)),
  },
];
