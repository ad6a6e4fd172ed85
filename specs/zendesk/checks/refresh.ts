/**
 * Refresh tokens. The pages: https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/ and
 * https://developer.zendesk.com/documentation/api-basics/authentication/refresh-token/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { type GrantRequest, SCOPE } from '../../../helpers/systems/zendesk/grants.ts';
import { callWithDeadToken } from '../../../helpers/systems/zendesk/token-rotation.ts';
import type { HeldToken, Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { expectToken } from '../shared/authorization.ts';
import { inventedToken } from '../shared/invented.ts';
import { withoutEffect } from '../shared/refusals.ts';

const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/';
const ROTATES = {
  says: 'Refresh tokens are single-use. A refresh gives a new access token and a new refresh token, and invalidates the old ones.',
  at: PAGE,
};
const REVOKED = {
  says: 'Revoking immediately and permanently invalidates the token.',
  at: 'https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token',
};
const NO_WIDER = {
  says: 'The requested scope MUST NOT include any scope not originally granted by the resource owner.',
  at: 'https://www.rfc-editor.org/rfc/rfc6749#section-6',
};
const CLIENT = { says: 'client_id, client_secret: required with grant_type=refresh_token', at: PAGE };

const NO_REFRESH = 'The tenant issues no refresh token with it.';

/** How far a lifetime may differ from the requested one, in seconds. */
const ABOUT_S = 60;

const DEFAULT_REFRESH_LIFETIME_S = 2_592_000;

/** Parameters that the documentation's samples and its table of parameters send with a refresh. */
const SAMPLES: [name: string, sentence: string, sent: GrantRequest][] = [
  [
    'default-refresh-lifetime',
    'A token can also be refreshed with the default lifetime of a refresh token.',
    { refresh_token_expires_in: DEFAULT_REFRESH_LIFETIME_S },
  ],
  [
    'sample',
    'A token can also be refreshed with the lifetimes of the sample.',
    { expires_in: 86_400, refresh_token_expires_in: 604_800 },
  ],
  [
    'default-lifetime',
    'A token can also be refreshed with the default lifetime of an access token, null.',
    { expires_in: null },
  ],
  [
    'scopes',
    'A token can also be refreshed with the parameter scopes, which the sample sends in addition to scope.',
    { scopes: SCOPE },
  ],
  [
    'scope-order',
    'A token can also be refreshed with its scopes in another order.',
    { scope: SCOPE.split(' ').reverse().join(' ') },
  ],
];

export const refreshChecks = checksOf<ZendeskBench>('zendesk/refresh', ({ must, should }) => {
  must(
    'rotates',
    'A refresh issues a new access token, repeats neither of the two old tokens, and invalidates both.',
    ROTATES,
    async (bench, proof) => {
      const user = await bench.user();
      const { session, refreshToken } = await refreshable(bench, user);
      const token = expectToken(await refresh(bench, user, refreshToken));
      expect(token.value === session.token.value, 'the access token is the old one').toBe(false);
      expect(token.refreshToken === refreshToken, 'the refresh token is the old one').toBe(false);

      await sideBySide(
        () =>
          proof('identity', 'The new access token belongs to the same user.', async () => {
            const me = await bench.sessionOf(token).api.showSelf();
            expect(me).toHaveStatus(200);
            expect(me.body.user.id).toBe(user.id);
          }),
        () =>
          proof('scope', 'The new access token has exactly the scopes that were requested.', async () => {
            expect(await scopesOf(bench, token)).toEqual(SCOPE.split(' ').sort());
          }),
        () =>
          proof('old-dead', 'The old access token is dead.', async () => {
            const { answers } = await callWithDeadToken(bench.connection, session.token, user.id);
            for (const each of answers) expect(each).toHaveStatus(401);
          }),
      );
      await proof('single-use', 'The old refresh token is refused.', async () => {
        await expectRefreshRefused(bench, user, refreshToken);
      });
    },
  );

  must('again', 'A refreshed token can be refreshed again.', ROTATES, async (bench, proof) => {
    const user = await bench.user();
    const { refreshToken } = await refreshable(bench, user);
    const first = expectToken(await refresh(bench, user, refreshToken));
    const next = given(first.refreshToken, 'The answer to a refresh contains no refresh token.');
    const second = expectToken(await refresh(bench, user, next));
    const expectWorks = async (token: HeldToken) => {
      const me = await bench.sessionOf(token).api.showSelf();
      expect(me).toHaveStatus(200);
      expect(me.body.user.id).toBe(user.id);
    };
    await expectWorks(second);

    let last = second;
    for (const [name, sentence, sent] of SAMPLES)
      await proof.should(name, sentence, async () => {
        const granted = await refresh(bench, user, given(last.refreshToken, NO_REFRESH), sent);
        const token = expectToken(granted);
        await expectWorks(token);
        expect(token.refreshToken !== undefined, 'a refresh token is issued with it').toBe(true);
        last = token;
        await proof.should(
          `${name}-told`,
          'The answer shows about the requested lifetime of its refresh token, or the default one.',
          () => {
            const lifetime = given(
              granted.answer.body.refresh_token_expires_in,
              'The answer does not show the lifetime of its refresh token.',
            );
            const requested = Number(sent['refresh_token_expires_in'] ?? DEFAULT_REFRESH_LIFETIME_S);
            expect(Math.abs(lifetime - requested)).toBeLessThanOrEqual(ABOUT_S);
          },
        );
      });
  });

  must(
    'client',
    'A refresh is refused with a wrong client secret, or for an unknown client.',
    CLIENT,
    async (bench) => {
      const user = await bench.user();
      const { refreshToken } = await refreshable(bench, user);
      await sideBySide(
        () => expectRefreshRefused(bench, user, refreshToken, { client_secret: inventedToken() }),
        () => expectRefreshRefused(bench, user, refreshToken, { client_id: `keyturn_${inventedToken()}` }),
      );
    },
  );

  must(
    'made-up',
    'An invented refresh token, or an access token in its place, is refused.',
    ROTATES,
    async (bench) => {
      const user = await bench.user();
      const { session } = await refreshable(bench, user);
      await sideBySide(
        () => expectRefreshRefused(bench, user, inventedToken()),
        () => expectRefreshRefused(bench, user, session.token.value),
      );
      expect(await session.api.showCurrentToken(), 'the access token').toHaveStatus(200);
    },
  );

  should('revoked', 'The refresh token of a revoked token is refused.', REVOKED, async (bench) => {
    const user = await bench.user();
    const { session, refreshToken } = await refreshable(bench, user);
    await bench.revoke(session.token);
    await expectRefreshRefused(bench, user, refreshToken);
  });

  must(
    'wider',
    'A refresh of a token with the scope read never grants the scope write.',
    NO_WIDER,
    async (bench, proof) => {
      const user = await bench.user();
      const narrow = await bench.signedInWithScope(user, 'read');
      const refreshTokenOf = (token: HeldToken) =>
        given(token.refreshToken, 'The tenant issues no refresh tokens.');
      const same = expectToken(await refresh(bench, user, refreshTokenOf(narrow.token), { scope: 'read' }));
      await proof('same', 'Requesting the same scopes grants the same scopes.', async () => {
        expect(await scopesOf(bench, same)).toEqual(['read']);
      });
      await proof('writes-nothing', 'A token that is refreshed with the scope read cannot write.', () =>
        expectCannotWrite(bench, user, same),
      );
      const { answer, token } = await refresh(bench, user, refreshTokenOf(same), { scope: SCOPE });
      await proof(
        'more',
        'Requesting the scope write in addition is refused, or does not grant it.',
        async () => {
          // The request may be refused as well as granted without the additional scope.
          expect(answer).toHaveStatus(200, 201, 400, 401, 403);
          expect(token === undefined ? [] : await scopesOf(bench, token)).not.toContain('write');
        },
      );
      await proof('more-writes-nothing', 'After that request, the caller cannot write either.', () =>
        expectCannotWrite(bench, user, token),
      );
    },
  );
});

/** Returns the scopes of a token as the tenant shows them, sorted. */
async function scopesOf(bench: ZendeskBench, token: HeldToken): Promise<string[]> {
  const shown = await bench.sessionOf(token).api.showCurrentToken();
  expect(shown).toHaveStatus(200);
  return [...given(shown.body.token.scopes, 'The tenant does not show the scopes of a token.')].sort();
}

/** Proves that this token, or an anonymous caller if there is none, cannot change the user. */
function expectCannotWrite(
  bench: ZendeskBench,
  user: BenchUser,
  token: HeldToken | undefined,
): Promise<void> {
  const api = token === undefined ? bench.identities.anonymous() : bench.sessionOf(token).api;
  return withoutEffect(bench, user, async () => {
    const update = { name: `${user.name} of a token that may only read` };
    expect(await api.updateUser(user.id, update)).toBeRefused();
  });
}

/** Signs in, and returns a session that has a refresh token. */
async function refreshable(
  bench: ZendeskBench,
  user: BenchUser,
): Promise<{ session: Session; refreshToken: string }> {
  const session = await bench.newSession(user);
  const { refreshToken } = session.token;
  if (refreshToken === undefined) throw new NotTried('The tenant issues no refresh tokens.');
  return { session, refreshToken };
}

function refresh(
  bench: ZendeskBench,
  { identity }: BenchUser,
  refreshToken: string,
  instead: GrantRequest = {},
) {
  const { client } = bench.connection.target;
  return bench.requestToken(identity, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: client.identifier,
    client_secret: client.secret,
    scope: SCOPE,
    ...instead,
  });
}

/** Proves that a refresh is refused and issues no token. */
async function expectRefreshRefused(...args: Parameters<typeof refresh>): Promise<void> {
  const { answer, token } = await refresh(...args);
  expect(answer).toBeRefused();
  expect(token === undefined, 'a token was issued').toBe(true);
}
