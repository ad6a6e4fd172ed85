/** Faults with refresh tokens, which work once and end together with their access token. */
import type { JsonObject } from '../http/body.ts';
import { GET_TOKEN, isCallTo } from '../overlays/endpoints.ts';
import { newcomers } from '../overlays/people.ts';
import { changeReply } from '../overlays/replies.ts';
import { fieldsOf } from '../overlays/requests.ts';
import { onRefresh } from '../overlays/tokens.ts';
import type { ZendeskFault } from '../overlays/types.ts';

const scopeText = (scopes: string[]): JsonObject => ({ scope: scopes.join(' ') });

export const refreshFaults: readonly ZendeskFault[] = [
  {
    name: 'refresh-token-works-twice',
    sentence: 'A refresh token can be exchanged repeatedly.',
    install: onRefresh((old) => {
      if (old.refresh !== null) old.refresh.used = false;
    }),
  },
  {
    name: 'refresh-token-stays',
    sentence: 'A refresh issues the same refresh token again.',
    install: onRefresh((old, fresh, _tenant, c) => {
      if (old.refresh === null || fresh.refresh === null) return;
      fresh.refresh.value = old.refresh.value;
      return changeReply(c, (body) => ({ ...body, refresh_token: old.refresh?.value }));
    }),
  },
  {
    name: 'refresh-leaves-access-token',
    sentence: 'After a refresh, the old access token keeps working.',
    install: onRefresh((old) => {
      old.revoked = false;
    }),
  },
  {
    name: 'refresh-gives-old-access-token',
    sentence: 'A refresh issues the previous access token again.',
    install: onRefresh((old, fresh, { tokens }, c) => {
      old.revoked = false;
      fresh.value = old.value;
      tokens.revoke(old);
      old.value = `${old.value}-before`;
      return changeReply(c, (body) => ({ ...body, access_token: fresh.value }));
    }),
  },
  {
    name: 'refresh-gives-dead-token',
    sentence: 'A refresh issues an access token that does not work.',
    install: onRefresh((_old, fresh) => {
      fresh.revoked = true;
    }),
  },
  {
    name: 'refresh-gives-token-of-client-owner',
    sentence: 'A refresh issues a token of the admin who created the client.',
    install: onRefresh((_old, fresh, { clients }) => {
      fresh.personId = clients.find(({ id }) => id === fresh.clientId)?.personId ?? fresh.personId;
    }),
  },
  {
    name: 'refresh-gives-token-of-another',
    sentence: 'A refresh issues a token of another new user, if there is one.',
    install: (tenant) => {
      const others = newcomers(tenant);
      return onRefresh((old, fresh) => {
        fresh.personId = others().find(({ id }) => id !== old.personId)?.id ?? fresh.personId;
      })(tenant);
    },
  },
  {
    name: 'refresh-widens-scope',
    sentence: 'A refresh of a token that can only read issues one that can write.',
    install: onRefresh((_old, fresh, _tenant, c) => {
      fresh.scopes = ['read', 'write'];
      return changeReply(c, (body) => ({ ...body, ...scopeText(fresh.scopes) }));
    }),
  },
  {
    name: 'refresh-narrows-scope',
    sentence: 'A refresh of a token that can write issues one that can only read.',
    install: onRefresh((_old, fresh, _tenant, c) => {
      fresh.scopes = ['read'];
      return changeReply(c, (body) => ({ ...body, ...scopeText(fresh.scopes) }));
    }),
  },
  {
    name: 'access-token-refreshes',
    sentence: 'An access token is accepted as its own refresh token.',
    install:
      ({ tokens }) =>
      async (c, next) => {
        const given = isCallTo(c, GET_TOKEN) ? await fieldsOf(c) : {};
        const token = tokens.live().find(({ value }) => value === given['refresh_token']);
        const refresh = token?.refresh;
        if (token === undefined || refresh === null || refresh === undefined) return next();
        const before = refresh.value;
        refresh.value = token.value;
        await next();
        refresh.value = before;
      },
  },
];
