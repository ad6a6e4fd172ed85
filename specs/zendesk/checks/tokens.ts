/**
 * Tokens as resources: showing and revoking them. The pages:
 * https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/ and
 * https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token
 */
import { expect } from '../../../fixtures/zendesk/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { ownTokenId } from '../../../helpers/systems/zendesk/shown-token.ts';
import { callWithDeadToken } from '../../../helpers/systems/zendesk/token-rotation.ts';
import type { HeldToken, Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { expectStillDead } from '../shared/dead-tokens.ts';
import { inventedToken } from '../shared/invented.ts';
import { withoutEffect } from '../shared/refusals.ts';

const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/';
const SHOWN = {
  says: 'Show Token. Allowed for: Admins, Agents, End Users. Only the first 10 characters of the token are shown.',
  at: `${PAGE}#show-token`,
};
const LISTED = {
  says: 'List Tokens: the current user’s tokens. Allowed for: Admins',
  at: `${PAGE}#list-tokens`,
};
const REVOKED = {
  says: 'Revoking immediately and permanently invalidates the token. 204 No Content',
  at: 'https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token',
};
const REFUSED = {
  says: 'invalid_token: The access token provided is expired, revoked, malformed or invalid for other reasons.',
  at: 'https://github.com/zendesk/zendesk_api_client_rb/issues/297',
};

const NO_OWNER = 'The tenant does not show the owner of a token (user_id).';
const NO_CLIENT = 'The tenant does not show the client of a token (client_id).';
const NO_PREFIX = 'The tenant does not show the beginning of a token.';

/** The most pages of the admin's tokens that are searched. */
const MAX_PAGES = 10;

/** The most dead tokens that are checked again. */
const MAX_RECHECKED = 12;

export const tokenChecks = checksOf<ZendeskBench>('zendesk/tokens', ({ must, should }) => {
  must('current', 'The holder of a token can show it, but not in full.', SHOWN, async (bench, proof) => {
    const user = await bench.user();
    const { api, token } = await bench.session(user);
    const shown = await api.showCurrentToken();
    expect(shown).toHaveStatus(200);
    const { user_id: owner, token: prefix } = shown.body.token;
    expectNotInFull(shown, token);
    await proof('owner', 'The tenant shows that the token belongs to its user.', () => {
      expect(given(owner, NO_OWNER)).toBe(user.id);
    });
    await proof.should('prefix', 'Only the first ten characters of the token are shown.', () => {
      const text = given(prefix, NO_PREFIX);
      expect(token.value.startsWith(text.replace(/(\.\.\.|…)$/, '')), 'the token begins with it').toBe(true);
      expect(text.length).toBeLessThanOrEqual(13);
    });
  });

  must('by-id', 'A token shown by its ID is the same as the current one.', SHOWN, async (bench, proof) => {
    const user = await bench.user();
    const { api, token } = await bench.session(user);
    const current = await api.showCurrentToken();
    expect(current).toHaveStatus(200);
    const shown = await api.showToken(current.body.token.id);
    expect(shown).toHaveStatus(200);
    const { id, user_id: owner } = shown.body.token;
    expect(id).toBe(current.body.token.id);
    expectNotInFull(shown, token);
    await proof('owner', 'Shown by its ID, the token belongs to its user, too.', () => {
      expect(given(owner, NO_OWNER)).toBe(user.id);
    });
  });

  must(
    'list',
    'The admin’s list of tokens contains their current token, not in full, and no one else’s.',
    LISTED,
    async (bench, proof) => {
      const user = await bench.user();
      const [admin, adminId] = [await bench.admin(), await bench.adminId()];
      const [session, current] = await sideBySide(
        () => bench.session(user),
        () => admin.api.showCurrentToken(),
      );
      expect(current).toHaveStatus(200);
      const owners: (number | null | undefined)[] = [];
      const ids = new Set<number>();
      let isComplete = false;
      for (let page = 1; page <= MAX_PAGES && !isComplete; page++) {
        const listed = await admin.api.listTokens(page);
        expect(listed).toHaveStatus(200);
        for (const { id, user_id: owner } of listed.body.tokens) {
          ids.add(id);
          owners.push(owner);
        }
        expectNotInFull(listed, admin.token);
        isComplete = typeof listed.body.next_page !== 'string';
      }
      if (!isComplete && !ids.has(current.body.token.id))
        throw new NotTried(`The admin has more tokens than are on ${String(MAX_PAGES)} pages.`, {
          remedy: 'revoke old tokens of the OAuth client',
        });
      expect(ids.has(current.body.token.id), 'the token that made the call is listed').toBe(true);
      await proof('owners', 'Each listed token belongs to the admin.', () => {
        for (const owner of owners)
          expect(given(owner, NO_OWNER), 'the owner of a listed token').toBe(adminId);
      });
      await proof('no-others', 'Another user’s token is not listed.', async () => {
        expect(ids.has(await ownTokenId(session)), 'another user’s token is listed').toBe(false);
      });
    },
  );

  must(
    'client',
    'A token shows its client, which is the configured one.',
    { says: 'client_id: the id of the client this token belongs to', at: `${PAGE}#json-format` },
    async (bench, proof) => {
      const { api } = await bench.admin();
      const { target } = bench.connection;
      const [current, listed] = await sideBySide(
        () => api.showCurrentToken(),
        () => api.listClients(),
      );
      expect(current).toHaveStatus(200);
      const clientId = () => given(current.body.token.client_id, NO_CLIENT);
      const client = async () => {
        const shown = await api.showClient(clientId());
        if (shown.status === 404) throw new NotTried('The tenant does not show the OAuth client.');
        expect(shown).toHaveStatus(200);
        return shown.body.client;
      };
      await proof('identifier', 'The client has the configured identifier.', async () => {
        const { identifier } = await client();
        expect(given(identifier, 'A client is shown without its identifier.')).toBe(target.client.identifier);
      });
      await proof('redirect-uri', 'The client has the configured Redirect URL.', async () => {
        const { redirect_uri: shown } = await client();
        const registered = given(shown, 'A client is shown without its Redirect URLs.');
        expect([registered].flat().flatMap((each) => each.split(/\s+/))).toContain(target.redirectUri);
      });
      await proof(
        'filtered',
        'The list of one client’s tokens contains none of another client’s.',
        async () => {
          const found = await api.listTokens(1, clientId());
          expect(found).toHaveStatus(200);
          const clients = found.body.tokens.map((each) => given(each.client_id, NO_CLIENT));
          expect([...new Set(clients)]).toEqual([clientId()]);
        },
      );
      await proof(
        'of-another-client',
        'The list of another client’s tokens does not contain this token.',
        async () => {
          if (listed.status !== 200) throw new NotTried('The tenant does not show its OAuth clients.');
          const others = listed.body.clients.filter(({ id }) => id !== clientId());
          const other = given(others[0]?.id, 'The tenant has no other OAuth client.');
          const found = await api.listTokens(1, other);
          expect(found).toHaveStatus(200);
          expect(found.body.tokens.map(({ id }) => id)).not.toContain(current.body.token.id);
        },
      );
    },
  );

  should(
    'of-another-shown',
    'A user is shown neither another user’s token nor the admin’s.',
    SHOWN,
    async (bench) => {
      const [{ api }, theirs] = await sideBySide(
        async () => bench.session(await bench.user()),
        async () => bench.session(await bench.other()),
      );
      await sideBySide(
        ...[theirs, await bench.admin()].map((session) => async () => {
          const answer = await api.showToken(await ownTokenId(session));
          expect(answer).toBeRefused();
          expectNotInFull(answer, session.token);
        }),
      );
    },
  );

  should('list-by-user', 'A caller who is not an admin cannot list tokens.', LISTED, async (bench) => {
    const session = await bench.session(await bench.user());
    const answer = await session.api.listTokens();
    expect(answer).toBeRefused();
    expectNotInFull(answer, session.token);
  });

  must(
    'shown-to-nobody',
    'Without a token, or with an invented one, no token is shown or listed.',
    SHOWN,
    async (bench, proof) => {
      const session = await bench.session(await bench.user());
      const id = await ownTokenId(session);
      for (const api of [
        bench.identities.anonymous(),
        bench.identities.bearer('anonymous, with an invented token', inventedToken()),
      ]) {
        const answers = await sideBySide(
          () => api.showToken(id),
          () => api.showCurrentToken(),
          () => api.listTokens(),
        );
        for (const answer of answers) {
          expect(answer).toBeRefused();
          expectNotInFull(answer, session.token);
          await proof.should('status', 'The status of the refusal is 401.', () => {
            expect(answer).toHaveStatus(401);
          });
        }
      }
    },
  );

  must(
    'of-another-revoked',
    'A user cannot revoke another user’s token, which keeps working.',
    REVOKED,
    async (bench) => {
      const [mine, theirs] = await sideBySide(
        async () => bench.session(await bench.user()),
        async () => bench.newSession(await bench.other()),
      );
      await expectCannotRevoke(mine, theirs);
      await expectCannotRevoke(theirs, mine);
    },
  );

  must(
    'admins-revoked',
    'A user cannot revoke a token of the admin, which keeps working.',
    REVOKED,
    async (bench) => {
      const { api } = await bench.session(await bench.user());
      const admin = await bench.anotherAdmin();
      await expectCannotRevoke({ api }, admin);
      await bench.revoke(admin.token);
    },
  );

  must(
    'revoked-by-nobody',
    'Without a token, or with an invented one, no token can be revoked.',
    REVOKED,
    async (bench) => {
      const session = await bench.session(await bench.user());
      await expectCannotRevoke({ api: bench.identities.anonymous() }, session);
      await expectCannotRevoke(
        { api: bench.identities.bearer('anonymous, with an invented token', inventedToken()) },
        session,
      );
    },
  );

  must(
    'revoked',
    'A token that is revoked by its ID is dead, for reading and for writing.',
    REVOKED,
    async (bench, proof) => {
      const user = await bench.user();
      const session = await bench.newSession(user);
      const { token, api } = session;
      const id = await ownTokenId(session);
      const revoked = await api.revokeToken(id);
      expect(revoked).toHaveStatus(204);
      expect(revoked.isEmpty, revoked.excerpt).toBe(true);

      const { answers, atOnce } = await callWithDeadToken(bench.connection, token, user.id);
      for (const answer of answers) expect(answer).toHaveStatus(401);
      await proof.should('at-once', 'The very first call with the revoked token is refused.', () => {
        expect(atOnce).toBe(true);
      });
      await proof(
        'writes',
        'The revoked token can change neither the password, even with the previous one, nor the user’s name.',
        async () => {
          const password = await bench.newPassword(user);
          await withoutEffect(bench, user, async () => {
            const changed = await api.changePassword(user.id, { previous_password: user.password, password });
            expect(changed).toHaveStatus(401);
            expect(await api.updateUser(user.id, { name: `${user.name} of a dead token` })).toHaveStatus(401);
          });
        },
      );
      // `withoutEffect` has just signed the user in. That must not revive the token.
      await proof(
        'everywhere',
        'The revoked token gives no access to password requirements, the search or tokens, even after its user signs in again.',
        async () => {
          await sideBySide(
            async () => expect(await api.passwordRequirements(user.id)).toHaveStatus(401),
            async () => expect(await api.searchUsers({ external_id: user.externalId })).toHaveStatus(401),
            async () => expect(await api.showToken(id)).toHaveStatus(401),
            async () => expect(await api.showCurrentToken()).toHaveStatus(401),
          );
        },
      );
      await proof('nobody', '/users/me does not recognize the user by the revoked token.', async () => {
        const me = await api.showSelf();
        expect(me).toHaveStatus(200, 401);
        expect(me.contains(user.email), 'the answer contains the user’s email address').toBe(false);
        expect(me.status === 200 ? me.body.user.id : null, 'the user in the answer').not.toBe(user.id);
      });
    },
  );

  must(
    'revoked-admin',
    'An admin token that is revoked by its ID is dead, and cannot set a password.',
    REVOKED,
    async (bench) => {
      const user = await bench.user();
      const session = await bench.anotherAdmin();
      const { token, api } = session;
      expect(await api.revokeToken(await ownTokenId(session))).toHaveStatus(204);
      const { answers } = await callWithDeadToken(bench.connection, token, user.id);
      for (const answer of answers) expect(answer).toHaveStatus(401);
      await withoutEffect(bench, user, async () => {
        expect(await api.setPassword(user.id, await bench.newPassword(user))).toHaveStatus(401);
      });
    },
  );

  should(
    'revoked-with-json',
    'A token is also revoked by its ID if the path ends in .json, as in older clients.',
    { says: 'DELETE /api/v2/oauth/tokens/current.json', at: PAGE },
    async (bench) => {
      const user = await bench.user();
      const session = await bench.anotherAdmin();
      expect(await session.api.revokeToken(await ownTokenId(session), '.json')).toHaveStatus(204);
      await expectDead(bench, session.token, user.id);
    },
  );

  must(
    'revoked-alone',
    'Revoking a token kills no other token of the user, of another user, or of the admin.',
    REVOKED,
    async (bench, proof) => {
      const user = await bench.user();
      const [[survivor, session], [other, theirs]] = await sideBySide(
        async () => [await bench.session(user), await bench.newSession(user)] as const,
        async () => {
          const other = await bench.other();
          return [other, await bench.session(other)] as const;
        },
      );
      const survivors: [string, Session, number][] = [
        ['same-user', survivor, user.id],
        ['other-user', theirs, other.id],
        ['admin', await bench.admin(), await bench.adminId()],
      ];
      const { token, api } = session;
      for (const [name, survivor] of survivors)
        expect(survivor.token.value === token.value, `the revoked token is the one of ${name}`).toBe(false);
      expect(await api.revokeToken(await ownTokenId(session))).toHaveStatus(204);
      await expectDead(bench, token, user.id);
      await sideBySide(
        ...survivors.map(
          ([name, survivor, id]) =>
            () =>
              proof(name, `A token of the ${survivor.identity} stays alive.`, async () => {
                expect(await survivor.api.showCurrentToken()).toHaveStatus(200);
                const me = await survivor.api.showSelf();
                expect(me).toHaveStatus(200);
                expect(me.body.user.id).toBe(id);
              }),
        ),
      );
    },
  );

  must(
    'revoked-by-sibling',
    'A user’s token can revoke another token of the same user, and stays alive itself.',
    REVOKED,
    async (bench) => {
      const user = await bench.user();
      const sibling = await bench.session(user);
      const session = await bench.newSession(user);
      expect(await sibling.api.revokeToken(await ownTokenId(session))).toHaveStatus(204);
      await expectDead(bench, session.token, user.id);
      expect(await sibling.api.showCurrentToken()).toHaveStatus(200);
    },
  );

  should(
    'dead-told',
    'A dead or invented token is refused with 401 invalid_token.',
    REFUSED,
    async (bench) => {
      const user = await bench.user();
      const session = await bench.newSession(user);
      expect(await session.api.revokeToken(await ownTokenId(session))).toHaveStatus(204);
      const { answers } = await callWithDeadToken(bench.connection, session.token, user.id);
      for (const answer of answers) expect(answer).toBeRefusedAsDead();
      const invented = bench.identities.bearer('anonymous, with an invented token', inventedToken());
      await sideBySide(
        async () => expect(await invented.showCurrentToken()).toBeRefusedAsDead(),
        async () => expect(await invented.showUser(user.id)).toBeRefusedAsDead(),
      );
    },
  );

  must('cut', 'A token that is cut short or has an extra character is refused.', REVOKED, async (bench) => {
    const user = await bench.user();
    const { token } = await bench.session(user);
    await sideBySide(
      ...[token.value.slice(0, 10), token.value.slice(0, -1), `${token.value}0`].map((value) => async () => {
        const near = bench.identities.bearer('anonymous, with a token that is almost right', value);
        await sideBySide(
          async () => expect(await near.showCurrentToken()).toHaveStatus(401),
          async () => expect(await near.showUser(user.id)).toHaveStatus(401),
        );
      }),
    );
  });

  must('still-dead', 'Tokens that were proved dead before are still refused.', REVOKED, async (bench) => {
    const { tokens } = bench.connection;
    if (!tokens.all().some((token) => token.dead))
      await bench.revoke((await bench.newSession(await bench.user())).token);
    const dead = tokens.all().filter((token) => token.dead);
    await sideBySide(
      ...dead.slice(-MAX_RECHECKED).map((token) => async () => {
        const answer = await bench.sessionOf(token).api.showCurrentToken();
        expectStillDead(token, answer, 'a token that was dead before');
      }),
    );
  });
});

/** Asserts that an answer does not contain a token in full, so that no reader of the answer can use it. */
function expectNotInFull(
  shown: { contains: (text: string) => boolean; title: string },
  token: HeldToken,
): void {
  for (const secret of [token.value, token.refreshToken ?? token.value])
    expect(shown.contains(secret), `${shown.title} contains a token in full`).toBe(false);
}

/** Asserts that a caller cannot revoke the token of a session: the call is refused, and the token keeps working. */
async function expectCannotRevoke(caller: Pick<Session, 'api'>, session: Session): Promise<void> {
  const answer = await caller.api.revokeToken(await ownTokenId(session));
  expect(answer).toBeRefused();
  expect(await session.api.showCurrentToken(), 'the other token').toHaveStatus(200);
}

/** Asserts that a token is dead: calls with it are refused with 401. */
async function expectDead(bench: ZendeskBench, token: HeldToken, userId: number): Promise<void> {
  const { answers } = await callWithDeadToken(bench.connection, token, userId);
  for (const answer of answers) expect(answer).toHaveStatus(401);
}
