/**
 * Signing in: the authorization request, its code, and what a token is asked for with. The pages:
 * https://developer.zendesk.com/documentation/api-basics/authentication/oauth-pkce/ and
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given, told } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import type { Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { codeOf, exchangeCode, expectToken, openSession } from '../shared/authorization.ts';
import { madeUpToken } from '../shared/made-up.ts';
import { withoutEffect } from '../shared/refusals.ts';
import { expectSignIn } from '../shared/sign-in.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { AuthorizationResult } from '../../../helpers/systems/zendesk/authorization.ts';
import { SCOPE } from '../../../helpers/systems/zendesk/grants.ts';

const GRANTS = 'https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/';
const RFC6749 = 'https://www.rfc-editor.org/rfc/rfc6749';
const CODE = {
  says: 'invalid_grant: … or mismatching authorization code and redirection URI',
  at: 'https://support.zendesk.com/hc/en-us/articles/4408831387930',
};
const ONCE = {
  says: 'The client MUST NOT use the authorization code more than once.',
  at: `${RFC6749}#section-4.1.2`,
};
const PKCE = {
  says: 'code_verifier: the string that generated the code_challenge',
  at: 'https://developer.zendesk.com/documentation/api-basics/authentication/oauth-pkce/',
};
const CLIENT = {
  says: 'client_id, client_secret: the identifier and the secret of your OAuth client',
  at: GRANTS,
};
const REDIRECT = {
  says: 'Redirect URLs: the URLs that Zendesk should use to redirect users',
  at: 'https://support.zendesk.com/hc/en-us/articles/4408845965210',
};
const TOKEN = {
  says: '{"access_token": …, "scope": "read", "token_type": "bearer", "expires_in": …}',
  at: GRANTS,
};
const SCOPES = {
  says: 'read gives access to GET endpoints; write gives access to POST, PUT, and DELETE endpoints',
  at: 'https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#scopes',
};

/** Seconds by which a lifetime may differ from what was asked for. */
const ABOUT_S = 60;

/** More calls than a token may be good for by a mistake. */
const SOME_CALLS = 5;

export const signInChecks = checksOf<ZendeskBench>('zendesk/sign-in', ({ must, should, record }) => {
  must(
    'token',
    'A sign-in ends with the state that was sent, and a bearer token of that very user, with what was asked for.',
    TOKEN,
    async (bench, proof) => {
      const user = await bench.user();
      const { code, callback, proof: pkce } = await codeOf(bench, user);
      expect(callback['state'] === pkce.state, 'the state is the one that was sent').toBe(true);
      const { client } = bench.connection.target;
      const granted = await exchange(bench, user, { code, verifier: pkce.verifier });
      const { answer } = granted;
      const token = expectToken(granted);
      expect(answer.body.token_type.toLowerCase()).toBe('bearer');
      const session = bench.sessionOf(token);
      const { api } = session;

      const me = await api.showSelf();
      await proof('identity', 'The token is the user’s.', () => {
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(user.id);
      });
      await proof('goes-on', 'It works for one call after another.', async () => {
        for (let call = 0; call < SOME_CALLS; call++) expect(await api.showCurrentToken()).toHaveStatus(200);
      });
      await proof('address', 'Asked who it is, it has the user’s address.', () => {
        const { email } = me.body.user;
        expect(given(email, 'The tenant does not tell the caller’s address.').toLowerCase()).toBe(
          user.email.toLowerCase(),
        );
      });
      await proof('role', 'And the user’s role.', () => {
        expect(given(me.body.user.role, 'The tenant does not tell the caller’s role.')).toBe(user.role);
      });
      await proveScopes(proof, session, SCOPE);
      await proof(
        'silent',
        'The answer holds neither the client’s secret nor the password nor the code.',
        () => {
          for (const secret of [client.secret, user.password, code, pkce.verifier])
            expect(answer.holds(secret), 'the answer holds a secret that is not its own').toBe(false);
        },
      );
      await proof.should('lifetime', 'It lives about as long as was asked for.', () => {
        const lifetime = given(answer.body.expires_in, 'The tenant does not tell how long a token lives.');
        expect(Math.abs(lifetime - token.askedLifetimeS)).toBeLessThanOrEqual(ABOUT_S);
      });
      await proof.should('lifetime-shown', 'It is shown to live about so long.', async () => {
        const shown = await api.showCurrentToken();
        expect(shown).toHaveStatus(200);
        const { expires_at: end, created_at: begin } = shown.body.token;
        const missing = 'The tenant does not show from when to when a token lives.';
        // None is an answer: that it never ends.
        expect(told(end, missing), 'when it ends').not.toBeNull();
        const livesS = (Date.parse(end ?? '') - Date.parse(given(begin, missing))) / 1000;
        expect(Math.abs(livesS - token.askedLifetimeS)).toBeLessThanOrEqual(ABOUT_S);
      });
    },
    { pages: true },
  );

  should(
    'way-back',
    'The way back is the redirect URI itself, with the state as it was sent, whatever signs it has.',
    { says: 'state: the exact value received from the client', at: `${RFC6749}#section-4.1.2` },
    async (bench) => {
      const { callback, proof } = await codeOf(bench, await bench.user(), { stateEnd: '+/= ~%2B' });
      expect(callback['state'] === proof.state, 'the state is the one that was sent').toBe(true);
    },
  );

  must(
    'sessions-deleted',
    'Whoever is signed out of every browser by the admin is asked for the password again.',
    {
      says: 'Bulk Delete Sessions: deletes all the sessions for a user. 204 No Content',
      at: 'https://developer.zendesk.com/api-reference/ticketing/account-configuration/sessions/#bulk-delete-sessions',
    },
    async (bench) => {
      const user = await bench.user();
      const { cookies } = await codeOf(bench, user);
      const open = openSession(await codeOf(bench, user, { session: cookies }));
      expect(await (await bench.admin()).api.deleteSessions(user.id)).toHaveStatus(204);
      const { passwordTyped } = await codeOf(bench, user, { session: open });
      expect(passwordTyped, 'the password is asked for').toBe(true);
    },
  );

  must(
    'passwords',
    'Neither a wrong password signs in, nor somebody else’s.',
    {
      says: 'Users sign in with their e-mail address and password',
      at: 'https://support.zendesk.com/hc/en-us/articles/4408822149018',
    },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      await expectSignIn(bench, user, user.password, 'signed in', 'its own');
      // One that it never had, and somebody else’s, twice.
      const wrong = [await bench.newPassword(user), other.password, other.password];
      expect(await bench.refusals(user, wrong, other)).toEqual(wrong.map(() => 'refused'));
    },
    { failedSignIns: 3, pages: true },
  );

  must('code-once', 'A code gives one token, and no second one.', ONCE, async (bench) => {
    const user = await bench.user();
    const { code, proof } = await codeOf(bench, user);
    const asked = { code, verifier: proof.verifier };
    expect((await exchange(bench, user, asked)).answer).toHaveStatus(200, 201);
    await refused(bench, user, asked);
  });

  must('code-made-up', 'A code that is made up gives nothing.', CODE, async (bench, proof) => {
    const answer = await refused(bench, await bench.user(), { code: madeUpToken(), verifier: madeUpToken() });
    await proof.should('error', 'The error is invalid_grant.', () => {
      expect(answer.refusal?.code).toBe('invalid_grant');
    });
  });

  must('code-redirect', 'A code gives nothing with another redirect URI.', CODE, async (bench, proof) => {
    const answer = await expectRefusedExchange(bench, { redirect_uri: elsewhere(bench) });
    await proof.should('error', 'The error is invalid_grant, its status 400.', () => {
      expect(answer.refusal?.code).toBe('invalid_grant');
      expect(answer).toHaveStatus(400);
    });
  });

  should(
    'code-no-redirect',
    'A code gives nothing without the redirect URI that it was asked for with.',
    {
      says: 'redirect_uri: REQUIRED, if it was included in the authorization request',
      at: `${RFC6749}#section-4.1.3`,
    },
    (bench) => expectRefusedExchange(bench, { redirect_uri: undefined }),
  );

  must('code-verifier', 'A code gives nothing with a verifier that is not the challenge’s.', PKCE, (bench) =>
    expectRefusedExchange(bench, { code_verifier: madeUpToken() }),
  );

  must(
    'code-no-verifier',
    'A code that was asked for with a challenge gives nothing without the verifier.',
    PKCE,
    (bench) => expectRefusedExchange(bench, { code_verifier: undefined }),
  );

  must('code-client', 'A code gives nothing to a client that is not there.', CLIENT, (bench) =>
    expectRefusedExchange(bench, { client_id: `keyturn_${madeUpToken()}` }),
  );

  should(
    'code-secret',
    'A code gives nothing to a client with a wrong secret, even with the verifier.',
    CLIENT,
    (bench) => expectRefusedExchange(bench, { client_secret: madeUpToken() }),
  );

  must(
    'client-secret',
    'A client with a wrong secret is given no token of its own.',
    CLIENT,
    async (bench, proof) => {
      const { client } = bench.connection.target;
      for (const secret of [madeUpToken(), client.secret.slice(0, -1)]) {
        const { answer, token } = await bench.requestToken('admin', {
          grant_type: 'client_credentials',
          client_id: client.identifier,
          client_secret: secret,
          scope: SCOPE,
        });
        expect(answer).toBeRefused();
        expect(token === undefined, 'a token was given').toBe(true);
        await proof.should('error', 'The error is invalid_client.', () => {
          expect(answer.refusal?.code).toBe('invalid_client');
        });
      }
    },
  );

  must(
    'client-credentials',
    'The client credentials give a token of whoever the client belongs to, with what was asked for.',
    {
      says: 'client_credentials: the token acts as the user associated with the client; there is no refresh token',
      at: GRANTS,
    },
    async (bench, proof) => {
      const session = await bench.adminWithScope(SCOPE);
      const { api, token } = session;
      await proveScopes(proof, session, SCOPE);
      await proof.should('no-refresh', 'No refresh token comes with it.', () => {
        expect(token.refreshToken === undefined, 'there is none').toBe(true);
      });
      await proof.should('owner', 'Whoever the client belongs to is who the token is.', async () => {
        const listed = await api.listClients();
        if (listed.status !== 200) throw new NotTried('The tenant does not show its OAuth clients.');
        const { identifier } = bench.connection.target.client;
        const owner = listed.body.clients.find((each) => each.identifier === identifier)?.user_id;
        if (owner === undefined || owner === null)
          throw new NotTried('The tenant does not tell whose the OAuth client is.');
        const me = await api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(owner);
      });
      await bench.revoke(token);
    },
  );

  must(
    'no-secret',
    'A confidential client without its secret is given no token of its own.',
    CLIENT,
    async (bench) => {
      const { client } = bench.connection.target;
      const { answer, token } = await bench.requestToken('admin', {
        grant_type: 'client_credentials',
        client_id: client.identifier,
        scope: SCOPE,
      });
      expect(answer).toBeRefused();
      expect(token === undefined, 'a token was given').toBe(true);
    },
  );

  must(
    'redirect',
    'A code is not sent to where the client is not registered for.',
    REDIRECT,
    async (bench) => {
      const user = await bench.user();
      const registered = bench.connection.target.redirectUri;
      for (const redirectUri of [
        'https://keyturn.invalid/callback',
        elsewhere(bench),
        `${registered}-keyturn`,
        `${registered}${registered.includes('?') ? '&' : '?'}keyturn=1`,
      ]) {
        const { outcome } = await bench.authorize(user, { redirectUri, mayBeTurnedAway: true });
        expect(outcome, 'an authorization for another redirect URI').not.toBe('answered');
      }
    },
    { pages: true },
  );

  should(
    'denied',
    'Whoever denies the client sends back access_denied, and no code.',
    { says: 'access_denied: the resource owner denied the request', at: `${RFC6749}#section-4.1.2.1` },
    async (bench) => {
      const user = await bench.user();
      const authorized = await bench.authorize(user, { decision: 'deny' });
      const denied = authorized.steps.some(({ did }) => did === 'denied');
      if (!denied) throw new NotTried('No consent page was shown on which the client could be denied.');
      expect(authorized.outcome).toBe('denied');
      const { callback } = authorized as Extract<AuthorizationResult, { outcome: 'denied' }>;
      expect(callback['code'] === undefined, 'a code came all the same').toBe(true);
      expect(callback['error']).toBe('access_denied');
    },
    { pages: true },
  );

  must(
    'password-grant',
    'The password grant, which Zendesk no longer accepts, gives no token.',
    {
      says: 'Zendesk will stop accepting implicit and password grants starting February 17, 2025',
      at: 'https://support.zendesk.com/hc/en-us/articles/8302546989466',
    },
    async (bench) => {
      const user = await bench.user();
      const { client } = bench.connection.target;
      const { answer, token } = await bench.requestToken(user.identity, {
        grant_type: 'password',
        client_id: client.identifier,
        client_secret: client.secret,
        username: user.email,
        password: user.password,
        scope: SCOPE,
      });
      expect(answer).toBeRefused();
      expect(token === undefined, 'a token was given').toBe(true);
    },
  );

  must(
    'basic',
    'Address and password alone, as Basic authentication, open nothing.',
    {
      says: 'Basic authentication with e-mail address and password is removed',
      at: 'https://support.zendesk.com/hc/en-us/articles/9941874259354',
    },
    async (bench, proof) => {
      const user = await bench.user();
      const api = bench.basic('the test user, by password', user.email, user.password);
      await proof('password', 'So it is with the password of a team member.', async () => {
        if (user.role === 'end-user')
          throw new NotTried('Of end users, whose passwords a tenant may let in, the page does not speak.');
        for (const answer of [await api.showUser(user.id), await api.passwordRequirements(user.id)]) {
          expect(answer).toBeRefused();
          await proof.should('status', 'The status is 401.', () => {
            expect(answer).toHaveStatus(401);
          });
        }
        const me = await api.showSelf();
        expect(me).toHaveStatus(200, 401);
        expect(me.holds(user.email), 'the user is told who it is').toBe(false);
      });
      await proof('api-token', 'Nor does an API token that never was one.', async () => {
        const byApiToken = bench.basic(
          'the test user, by a made-up API token',
          `${user.email}/token`,
          madeUpToken(),
        );
        expect(await byApiToken.showUser(user.id)).toBeRefused();
        expect(await byApiToken.passwordRequirements(user.id)).toBeRefused();
      });
    },
  );

  must(
    'read-only',
    'A token with the scope read alone reads, and changes nothing.',
    SCOPES,
    async (bench, proof) => {
      const user = await bench.user();
      const session = await bench.narrowed(user, 'read');
      const { api } = session;
      await proveScopes(proof, session, 'read');
      const me = await api.showSelf();
      expect(me).toHaveStatus(200);
      expect(me.body.user.id).toBe(user.id);
      await withoutEffect(bench, user, async () => {
        const passwords = { previous_password: user.password, password: await bench.newPassword(user) };
        const changed = await api.changePassword(user.id, passwords);
        expect(changed).toBeRefused();
        const updated = await api.updateUser(user.id, { name: `${user.name} of a token that may only read` });
        expect(updated).toBeRefused();
        await proof.should('status', 'The status is 403.', () => {
          expect(changed).toHaveStatus(403);
          expect(updated).toHaveStatus(403);
        });
        await proveScopeNamed(proof, updated, 'write');
      });
    },
  );

  must(
    'write-only',
    'A token with the scope write alone reads nothing, not even itself.',
    SCOPES,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.narrowed(user, 'write');
      for (const answer of [
        await api.showCurrentToken(),
        await api.showUser(user.id),
        await api.searchUsers({ external_id: user.externalId }),
        await api.passwordRequirements(user.id),
      ]) {
        expect(answer).toBeRefused();
        expect(answer.holds(user.email), 'the refusal names the user').toBe(false);
        await proof.should('status', 'The status is 403.', () => {
          expect(answer).toHaveStatus(403);
        });
        await proveScopeNamed(proof, answer, 'read');
      }
    },
  );

  record(
    'code-wider',
    'Whether a code gives more scopes than the user was asked for.',
    SCOPES,
    async (bench) => {
      const user = await bench.user();
      const authorized = await bench.authorize(user, { scope: 'read' });
      if (authorized.outcome !== 'answered')
        return `the authorization ended otherwise: ${authorized.outcome}`;
      const { code, proof } = authorized;
      const { answer, token } = await exchange(bench, user, { code, verifier: proof.verifier });
      if (token === undefined) return `it is refused: ${String(answer.status)} ${answer.refusal?.code ?? ''}`;
      return token.scope?.split(' ').includes('write') === true ? 'it does' : 'it does not';
    },
  );

  record('code-burned', 'Whether a code is used up by an exchange that fails.', CODE, async (bench) => {
    const user = await bench.user();
    const { code, proof } = await codeOf(bench, user);
    await refused(bench, user, { code, verifier: madeUpToken() });
    const { token } = await exchange(bench, user, { code, verifier: proof.verifier });
    return token === undefined ? 'it is' : 'it is not: it still gives a token afterwards';
  });
});

/** What a code is exchanged with: what is undefined is left out. */
interface Exchanged {
  code: string;
  verifier: string;
  instead?: Record<string, string | undefined>;
}

function exchange(bench: ZendeskBench, user: BenchUser, { code, verifier, instead }: Exchanged) {
  return exchangeCode(bench, user, code, { verifier }, instead);
}

/** An exchange that is refused, and gives nothing. */
async function refused(bench: ZendeskBench, user: BenchUser, exchanged: Exchanged) {
  const { answer, token } = await exchange(bench, user, exchanged);
  expect(answer).toBeRefused();
  expect(token === undefined, 'a token was given').toBe(true);
  return answer;
}

/** A fresh code, exchanged with something else than usual: a failed exchange may use a code up. */
async function expectRefusedExchange(bench: ZendeskBench, instead: Record<string, string | undefined>) {
  const user = await bench.user();
  const { code, proof } = await codeOf(bench, user);
  return refused(bench, user, { code, verifier: proof.verifier, instead });
}

/** On the same host as the registered one, but not registered. */
function elsewhere({ connection }: ZendeskBench): string {
  return new URL('/keyturn-elsewhere', connection.target.redirectUri).href;
}

/** The token itself, and the answer that gave it, name the scopes that were asked for, and no others. */
async function proveScopes(proof: Prove, { api, token }: Session, asked: string): Promise<void> {
  const scopes = asked.split(' ').sort();
  await proof('scope', 'It has the scopes that were asked for, and no others.', async () => {
    const shown = await api.showCurrentToken();
    expect(shown).toHaveStatus(200);
    const missing = 'The tenant does not show the scopes of a token.';
    expect([...given(shown.body.token.scopes, missing)].sort()).toEqual(scopes);
  });
  await proof('scope-told', 'The answer that gave it names them.', () => {
    const missing = 'The tenant does not tell the scopes of a token that it gives.';
    expect(given(token.scope, missing).split(' ').filter(Boolean).sort()).toEqual(scopes);
  });
}

/** Where the refusal names a scope that is missing, it is this one. */
async function proveScopeNamed(
  proof: Prove,
  { refusal }: Exchange<unknown>,
  missing: 'read' | 'write',
): Promise<void> {
  await proof.should('scope-named', `The refusal names the scope that is missing: ${missing}.`, () => {
    const [, named] = /required scopes: (.+)/.exec(refusal?.description ?? '') ?? [];
    expect(given(named, 'The refusal names no scope.')).toContain(missing);
  });
}
