/**
 * Refresh tokens. The pages: https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/ and
 * https://developer.zendesk.com/documentation/api-basics/authentication/refresh-token/
 */
import { expect, zendeskContract } from '../../fixtures/index.ts';
import { Incomplete } from '../../helpers/verdict/errors.ts';
import type { BenchUser, ZendeskBench } from '../../helpers/zendesk/bench.ts';
import { SCOPE } from '../../helpers/zendesk/sign-in.ts';
import { callWithDeadToken } from '../../helpers/zendesk/token-rotation.ts';
import type { Session } from '../../helpers/zendesk/tokens.ts';
import { madeUpToken, withoutEffect } from './proofs.ts';

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

export const refreshChecks = zendeskContract('zendesk/refresh', ({ must, should }) => {
  must(
    'rotates',
    'A refresh gives two new tokens of the same user, and ends the two old ones.',
    ROTATES,
    async (bench, proof) => {
      const user = await bench.user();
      const { session, refreshToken } = await refreshable(bench, user);
      const { answer, token } = await refresh(bench, user, refreshToken);
      expect(answer).toHaveStatus(200, 201);
      if (token === undefined) return;
      expect(token.value === session.token.value, 'the access token is the old one').toBe(false);
      expect(token.refreshToken === refreshToken, 'the refresh token is the old one').toBe(false);

      await proof('identity', 'The new token is the same user’s, with no more scopes.', async () => {
        const { api } = bench.sessionOf(token);
        const me = await api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(user.id);
        const shown = await api.showCurrentToken();
        expect(shown).toHaveStatus(200);
        for (const scopes of [shown.body.token.scopes ?? [], (token.scope ?? '').split(' ')])
          expect(scopes.filter((scope) => scope !== '' && !SCOPE.split(' ').includes(scope))).toEqual([]);
      });
      await proof('old-dead', 'The old access token is dead.', async () => {
        const { answers } = await callWithDeadToken(bench.connection, session.token, user.id);
        for (const each of answers) expect(each).toHaveStatus(401);
      });
      await proof('single-use', 'The old refresh token gives nothing any more.', async () => {
        await refused(bench, user, refreshToken);
      });
    },
  );

  must('again', 'What a refresh gave can be refreshed in its turn.', ROTATES, async (bench) => {
    const user = await bench.user();
    const { refreshToken } = await refreshable(bench, user);
    const first = await refresh(bench, user, refreshToken);
    expect(first.answer).toHaveStatus(200, 201);
    const second = await refresh(bench, user, first.token?.refreshToken ?? '');
    expect(second.answer).toHaveStatus(200, 201);
    if (second.token === undefined) return;
    const me = await bench.sessionOf(second.token).api.showSelf();
    expect(me).toHaveStatus(200);
    expect(me.body.user.id).toBe(user.id);
  });

  must(
    'client',
    'A refresh token gives nothing to whoever cannot prove to be the client.',
    CLIENT,
    async (bench) => {
      const user = await bench.user();
      const { refreshToken } = await refreshable(bench, user);
      await refused(bench, user, refreshToken, { client_secret: madeUpToken() });
      await refused(bench, user, refreshToken, { client_id: `keyturn_${madeUpToken()}` });
    },
  );

  must(
    'made-up',
    'A refresh token that is made up, or an access token in its place, gives nothing.',
    ROTATES,
    async (bench) => {
      const user = await bench.user();
      const { session } = await refreshable(bench, user);
      await refused(bench, user, madeUpToken());
      await refused(bench, user, session.token.value);
      expect(await session.api.showCurrentToken(), 'the access token').toHaveStatus(200);
    },
  );

  should(
    'revoked',
    'The refresh token of a token that was revoked gives nothing any more.',
    REVOKED,
    async (bench) => {
      const user = await bench.user();
      const { session, refreshToken } = await refreshable(bench, user);
      await bench.retire(session.token);
      await refused(bench, user, refreshToken);
    },
  );

  must(
    'wider',
    'A refresh gives no more scopes than the token had, whatever is asked for.',
    NO_WIDER,
    async (bench) => {
      const user = await bench.user();
      let { refreshToken } = (await bench.narrowed(user, 'read')).token;
      for (const scope of ['read', SCOPE]) {
        if (refreshToken === undefined) throw new Incomplete('The tenant gives no refresh tokens.');
        const { answer, token } = await refresh(bench, user, refreshToken, { scope });
        // What is more than it had may as well be refused.
        if (scope === 'read') expect(answer).toHaveStatus(200, 201);
        else if (token === undefined) expect(answer).toBeRefused();
        if (token === undefined) return;
        const { api } = bench.sessionOf(token);
        const shown = await api.showCurrentToken();
        expect(shown).toHaveStatus(200);
        for (const scopes of [shown.body.token.scopes ?? [], (token.scope ?? '').split(' ')])
          expect(scopes.filter((each) => each !== '' && each !== 'read')).toEqual([]);
        await withoutEffect(bench, user, async () => {
          const update = { name: `${user.name} of a token that may only read` };
          expect(await api.updateUser(user.id, update)).toBeRefused();
        });
        refreshToken = token.refreshToken;
      }
    },
  );
});

/** A new session with a refresh token. */
async function refreshable(
  bench: ZendeskBench,
  user: BenchUser,
): Promise<{ session: Session; refreshToken: string }> {
  const session = await bench.signedIn(user);
  const { refreshToken } = session.token;
  if (refreshToken === undefined) throw new Incomplete('The tenant gives no refresh tokens.');
  return { session, refreshToken };
}

function refresh(
  bench: ZendeskBench,
  { identity }: BenchUser,
  refreshToken: string,
  instead: Record<string, string> = {},
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

/** A refresh that is refused, and gives nothing. */
async function refused(...args: Parameters<typeof refresh>): Promise<void> {
  const { answer, token } = await refresh(...args);
  expect(answer).toBeRefused();
  expect(token === undefined, 'a token was given').toBe(true);
}
