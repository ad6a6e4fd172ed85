/**
 * Signing in: the authorization request, its code, and the token request. The pages:
 * https://developer.zendesk.com/documentation/api-basics/authentication/oauth-pkce/ and
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given, givenOrNull } from '../../../helpers/contract/evidence.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { AuthorizationResult } from '../../../helpers/systems/zendesk/authorization.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { SCOPE } from '../../../helpers/systems/zendesk/grants.ts';
import type { Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { anotherCodeOf, codeOf, exchangeCode, expectToken, openSession } from '../shared/authorization.ts';
import { inventedToken } from '../shared/invented.ts';
import { withoutEffect } from '../shared/refusals.ts';
import { expectSignIn } from '../shared/sign-in.ts';

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

/** How far a lifetime may differ from the requested one, in seconds. */
const ABOUT_S = 60;

/** Enough calls to notice a token that dies after a few. */
const SOME_CALLS = 5;

export const signInChecks = checksOf<ZendeskBench>('zendesk/sign-in', ({ must, should, record }) => {
  must(
    'token',
    'A sign-in returns the state that was sent and a bearer token of that user, as requested.',
    TOKEN,
    async (bench, proof) => {
      const user = await bench.user();
      const { code, callback, binding } = await codeOf(bench, user);
      expect(callback['state'] === binding.state, 'the state is the one that was sent').toBe(true);
      const { client } = bench.connection.target;
      const granted = await exchange(bench, user, { code, verifier: binding.verifier });
      const { answer } = granted;
      const token = expectToken(granted);
      expect(answer.body.token_type.toLowerCase()).toBe('bearer');
      const session = bench.sessionOf(token);
      const { api } = session;

      const me = await api.showSelf();
      await proof('identity', 'The token belongs to the user.', () => {
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(user.id);
      });
      await proof('goes-on', 'The token works for several calls.', async () => {
        for (let call = 0; call < SOME_CALLS; call++) expect(await api.showCurrentToken()).toHaveStatus(200);
      });
      await proof('address', '/users/me shows the user’s email address.', () => {
        const { email } = me.body.user;
        expect(given(email, 'The tenant does not show the caller’s email address.').toLowerCase()).toBe(
          user.email.toLowerCase(),
        );
      });
      await proof('role', '/users/me shows the user’s role.', () => {
        expect(given(me.body.user.role, 'The tenant does not show the caller’s role.')).toBe(user.role);
      });
      await proveScopes(proof, session, SCOPE);
      await proof(
        'silent',
        'The answer contains neither the client secret nor the password, the code or the verifier.',
        () => {
          for (const secret of [client.secret, user.password, code, binding.verifier])
            expect(answer.contains(secret), 'the answer contains one of the secrets that were sent').toBe(
              false,
            );
        },
      );
      await proof.should(
        'lifetime',
        'The answer that issued the token shows about the requested lifetime.',
        () => {
          const lifetime = given(answer.body.expires_in, 'The tenant does not show the lifetime of a token.');
          expect(Math.abs(lifetime - token.requestedLifetimeS)).toBeLessThanOrEqual(ABOUT_S);
        },
      );
      await proof.should(
        'lifetime-shown',
        'The token is shown with about the requested lifetime.',
        async () => {
          const shown = await api.showCurrentToken();
          expect(shown).toHaveStatus(200);
          const { created_at: begin, expires_at: end } = shown.body.token;
          const missing = 'The tenant does not show when a token begins and ends.';
          // `null` is also an answer. It means that the token never expires.
          expect(givenOrNull(end, missing), 'when the token expires').not.toBeNull();
          const livesS = (Date.parse(end ?? '') - Date.parse(given(begin, missing))) / 1000;
          expect(Math.abs(livesS - token.requestedLifetimeS)).toBeLessThanOrEqual(ABOUT_S);
        },
      );
    },
    { pages: true },
  );

  should(
    'way-back',
    'The callback goes to the redirect URI itself and contains the exact state, even with reserved characters.',
    { says: 'state: the exact value received from the client', at: `${RFC6749}#section-4.1.2` },
    async (bench) => {
      const { callback, binding } = await codeOf(bench, await bench.user(), { stateSuffix: '+/= ~%2B' });
      expect(callback['state'] === binding.state, 'the state is the one that was sent').toBe(true);
    },
  );

  must(
    'sessions-deleted',
    'After the admin deletes a user’s sessions, signing in asks for the password again.',
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
      expect(passwordTyped, 'the page asks for the password').toBe(true);
    },
  );

  must(
    'passwords',
    'Neither a wrong password nor another user’s password signs in.',
    {
      says: 'Users sign in with their e-mail address and password',
      at: 'https://support.zendesk.com/hc/en-us/articles/4408822149018',
    },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      // A password that the user never had, and another user's password, twice.
      const wrong = [await bench.newPassword(user), other.password, other.password];
      await sideBySide(
        () => expectSignIn(bench, user, user.password, 'signed in', 'their own password'),
        async () => expect(await bench.refusals(user, wrong, other)).toEqual(wrong.map(() => 'refused')),
      );
    },
    { failedSignIns: 3, pages: true },
  );

  must('code-once', 'A code can be exchanged only once.', ONCE, async (bench) => {
    const user = await bench.user();
    const { code, binding } = await anotherCodeOf(bench, user);
    const exchanged = { code, verifier: binding.verifier };
    expect((await exchange(bench, user, exchanged)).answer).toHaveStatus(200, 201);
    await expectRefusedExchange(bench, user, exchanged);
  });

  must('code-made-up', 'An invented code is refused.', CODE, async (bench, proof) => {
    const answer = await expectRefusedExchange(bench, await bench.user(), {
      code: inventedToken(),
      verifier: inventedToken(),
    });
    await proof.should('error', 'The error is invalid_grant.', () => {
      expect(answer.refusal?.code).toBe('invalid_grant');
    });
  });

  must('code-redirect', 'A code is refused with another redirect URI.', CODE, async (bench, proof) => {
    const answer = await expectRefusedWith(bench, { redirect_uri: unregisteredUri(bench) });
    await proof.should('error', 'The error is invalid_grant, and its status is 400.', () => {
      expect(answer.refusal?.code).toBe('invalid_grant');
      expect(answer).toHaveStatus(400);
    });
  });

  should(
    'code-no-redirect',
    'A code is refused without the redirect URI of its authorization request.',
    {
      says: 'redirect_uri: REQUIRED, if it was included in the authorization request',
      at: `${RFC6749}#section-4.1.3`,
    },
    (bench) => expectRefusedWith(bench, { redirect_uri: undefined }),
  );

  must(
    'code-verifier',
    'A code is refused with a verifier that does not match the challenge.',
    PKCE,
    (bench) => expectRefusedWith(bench, { code_verifier: inventedToken() }),
  );

  must(
    'code-no-verifier',
    'A code that was requested with a challenge is refused without the verifier.',
    PKCE,
    (bench) => expectRefusedWith(bench, { code_verifier: undefined }),
  );

  must('code-client', 'A code is refused for an unknown client.', CLIENT, (bench) =>
    expectRefusedWith(bench, { client_id: `keyturn_${inventedToken()}` }),
  );

  should(
    'code-secret',
    'A code is refused for a client with a wrong secret, even with the verifier.',
    CLIENT,
    (bench) => expectRefusedWith(bench, { client_secret: inventedToken() }),
  );

  must(
    'client-secret',
    'A client with a wrong secret gets no token of its own.',
    CLIENT,
    async (bench, proof) => {
      const { client } = bench.connection.target;
      const granted = await sideBySide(
        ...[inventedToken(), client.secret.slice(0, -1)].map(
          (secret) => () =>
            bench.requestToken('admin', {
              grant_type: 'client_credentials',
              client_id: client.identifier,
              client_secret: secret,
              scope: SCOPE,
            }),
        ),
      );
      for (const { answer, token } of granted) {
        expect(answer).toBeRefused();
        expect(token === undefined, 'a token was issued').toBe(true);
        await proof.should('error', 'The error is invalid_client.', () => {
          expect(answer.refusal?.code).toBe('invalid_client');
        });
      }
    },
  );

  must(
    'client-credentials',
    'The client credentials return a token with exactly the requested scopes.',
    {
      says: 'client_credentials: the token acts as the user associated with the client; there is no refresh token',
      at: GRANTS,
    },
    async (bench, proof) => {
      const session = await bench.adminWithScope(SCOPE);
      const { api, token } = session;
      await proveScopes(proof, session, SCOPE);
      await proof.should('no-refresh', 'No refresh token is issued for the client credentials.', () => {
        expect(token.refreshToken === undefined, 'no refresh token was issued').toBe(true);
      });
      await proof.should('owner', 'The token belongs to the client’s owner.', async () => {
        const listed = await api.listClients();
        if (listed.status !== 200) throw new NotTried('The tenant does not show its OAuth clients.');
        const { identifier } = bench.connection.target.client;
        const owner = listed.body.clients.find((each) => each.identifier === identifier)?.user_id;
        if (owner === undefined || owner === null)
          throw new NotTried('The tenant does not show the owner of the OAuth client.');
        const me = await api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(owner);
      });
      await bench.revoke(token);
    },
  );

  must(
    'no-secret',
    'A confidential client without its secret gets no token of its own.',
    CLIENT,
    async (bench) => {
      const { client } = bench.connection.target;
      const { answer, token } = await bench.requestToken('admin', {
        grant_type: 'client_credentials',
        client_id: client.identifier,
        scope: SCOPE,
      });
      expect(answer).toBeRefused();
      expect(token === undefined, 'a token was issued').toBe(true);
    },
  );

  must(
    'redirect',
    'A code is not sent to an unregistered redirect URI.',
    REDIRECT,
    async (bench) => {
      const user = await bench.user();
      const registered = bench.connection.target.redirectUri;
      const others = [
        'https://keyturn.invalid/callback',
        unregisteredUri(bench),
        `${registered}-keyturn`,
        `${registered}${registered.includes('?') ? '&' : '?'}keyturn=1`,
      ];
      await sideBySide(
        ...others.map((redirectUri) => async () => {
          const { outcome } = await bench.authorize(user, { redirectUri, mayEndInErrorPage: true });
          expect(outcome, 'the authorization with another redirect URI').not.toBe('answered');
        }),
      );
    },
    { pages: true },
  );

  should(
    'denied',
    'Denying the client returns access_denied and no code.',
    { says: 'access_denied: the resource owner denied the request', at: `${RFC6749}#section-4.1.2.1` },
    async (bench) => {
      const user = await bench.user();
      const authorized = await bench.authorize(user, { decision: 'deny' });
      const denied = authorized.steps.some(({ did }) => did === 'denied');
      if (!denied)
        throw new NotTried('The tenant showed no consent page on which the client could be denied.');
      expect(authorized.outcome).toBe('denied');
      const { callback } = authorized as Extract<AuthorizationResult, { outcome: 'denied' }>;
      expect(callback['code'] === undefined, 'there is no code').toBe(true);
      expect(callback['error']).toBe('access_denied');
    },
    { pages: true },
  );

  must(
    'password-grant',
    'The password grant, which Zendesk no longer accepts, is refused and returns no token.',
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
      expect(token === undefined, 'a token was issued').toBe(true);
    },
  );

  must(
    'basic',
    'Basic authentication with email address and password is refused.',
    {
      says: 'Basic authentication with e-mail address and password is removed',
      at: 'https://support.zendesk.com/hc/en-us/articles/9941874259354',
    },
    async (bench, proof) => {
      const user = await bench.user();
      const api = bench.identities.basic('the test user, by password', user.email, user.password);
      await proof('password', 'A team member’s password is refused.', async () => {
        if (user.role === 'end-user')
          throw new NotTried(
            'The documentation does not cover end users, whose passwords a tenant may accept.',
          );
        const answers = await sideBySide(
          () => api.showUser(user.id),
          () => api.passwordRequirements(user.id),
        );
        for (const answer of answers) {
          expect(answer).toBeRefused();
          await proof.should('status', 'The status of the refusal is 401.', () => {
            expect(answer).toHaveStatus(401);
          });
        }
        const me = await api.showSelf();
        expect(me).toHaveStatus(200, 401);
        expect(me.contains(user.email), 'the answer contains the user’s email address').toBe(false);
      });
      await proof('api-token', 'An invented API token is refused.', async () => {
        const byApiToken = bench.identities.basic(
          'the test user, by an invented API token',
          `${user.email}/token`,
          inventedToken(),
        );
        expect(await byApiToken.showUser(user.id)).toBeRefused();
        expect(await byApiToken.passwordRequirements(user.id)).toBeRefused();
      });
    },
  );

  must(
    'read-only',
    'A token with only the scope read can read, and cannot write.',
    SCOPES,
    async (bench, proof) => {
      const user = await bench.user();
      const session = await bench.signedInWithScope(user, 'read');
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
        await proof.should('status', 'The status of the refusal is 403.', () => {
          expect(changed).toHaveStatus(403);
          expect(updated).toHaveStatus(403);
        });
        await proveScopeNamed(proof, updated, 'write');
      });
    },
  );

  must(
    'write-only',
    'A token with only the scope write cannot read itself, its user, search results, or password requirements.',
    SCOPES,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.signedInWithScope(user, 'write');
      const answers = await sideBySide(
        () => api.showCurrentToken(),
        () => api.showUser(user.id),
        () => api.searchUsers({ external_id: user.externalId }),
        () => api.passwordRequirements(user.id),
      );
      for (const answer of answers) {
        expect(answer).toBeRefused();
        expect(answer.contains(user.email), 'the refusal names the user').toBe(false);
        await proof.should('status', 'The status of the refusal is 403.', () => {
          expect(answer).toHaveStatus(403);
        });
        await proveScopeNamed(proof, answer, 'read');
      }
    },
  );

  record(
    'code-wider',
    'Whether a code can get more scopes than its authorization request named.',
    SCOPES,
    async (bench) => {
      const user = await bench.user();
      const authorized = await bench.authorizeAgain(user, { scope: 'read' });
      if (authorized.outcome !== 'answered')
        return `the authorization did not return a code: ${authorized.outcome}`;
      const { code, binding } = authorized;
      const { answer, token } = await exchange(bench, user, { code, verifier: binding.verifier });
      if (token === undefined) return `it is refused: ${String(answer.status)} ${answer.refusal?.code ?? ''}`;
      return token.scope?.split(' ').includes('write') === true ? 'it does' : 'it does not';
    },
  );

  record('code-burned', 'Whether a failed exchange uses up the code.', CODE, async (bench) => {
    const user = await bench.user();
    const { code, binding } = await anotherCodeOf(bench, user);
    await expectRefusedExchange(bench, user, { code, verifier: inventedToken() });
    const { token } = await exchange(bench, user, { code, verifier: binding.verifier });
    return token === undefined ? 'it does' : 'it does not: the code can still be exchanged';
  });
});

/** The parameters of an exchange. `instead` replaces some of them, and omits those that are `undefined`. */
interface Exchanged {
  code: string;
  verifier: string;
  instead?: Record<string, string | undefined>;
}

function exchange(bench: ZendeskBench, user: BenchUser, { code, verifier, instead }: Exchanged) {
  return exchangeCode(bench, user, code, { verifier }, instead);
}

/** Proves that an exchange is refused and issues no token. */
async function expectRefusedExchange(bench: ZendeskBench, user: BenchUser, exchanged: Exchanged) {
  const { answer, token } = await exchange(bench, user, exchanged);
  expect(answer).toBeRefused();
  expect(token === undefined, 'a token was issued').toBe(true);
  return answer;
}

/** Proves that an exchange with other parameters is refused. It takes a new code, because a failed one may use it up. */
async function expectRefusedWith(bench: ZendeskBench, instead: Record<string, string | undefined>) {
  const user = await bench.user();
  const { code, binding } = await anotherCodeOf(bench, user);
  return expectRefusedExchange(bench, user, { code, verifier: binding.verifier, instead });
}

/** Returns an unregistered redirect URI on the host of the registered one. */
function unregisteredUri({ connection }: ZendeskBench): string {
  return new URL('/keyturn-elsewhere', connection.target.redirectUri).href;
}

/** Proves that the token, and the answer that issued it, have exactly the requested scopes. */
async function proveScopes(proof: Prove, { api, token }: Session, requested: string): Promise<void> {
  const scopes = requested.split(' ').sort();
  await proof('scope', 'The token has exactly the scopes that were requested.', async () => {
    const shown = await api.showCurrentToken();
    expect(shown).toHaveStatus(200);
    const missing = 'The tenant does not show the scopes of a token.';
    expect([...given(shown.body.token.scopes, missing)].sort()).toEqual(scopes);
  });
  await proof('scope-told', 'The answer that issued the token names these scopes.', () => {
    const missing = 'The tenant does not name the scopes of a token that it issues.';
    expect(given(token.scope, missing).split(' ').filter(Boolean).sort()).toEqual(scopes);
  });
}

/** Proves that a refusal that names a missing scope names this one. */
async function proveScopeNamed(
  proof: Prove,
  { refusal }: Exchange<unknown>,
  missing: 'read' | 'write',
): Promise<void> {
  await proof.should('scope-named', `The refusal names the missing scope: ${missing}.`, () => {
    const [, named] = /required scopes: (.+)/.exec(refusal?.description ?? '') ?? [];
    expect(given(named, 'The refusal names no scope.')).toContain(missing);
  });
}
