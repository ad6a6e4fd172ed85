/**
 * Deleting users: nothing that a deleted user had works any longer. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/users/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given, givenOrNull } from '../../../helpers/contract/evidence.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { SCOPE } from '../../../helpers/systems/zendesk/grants.ts';
import { activeUser } from '../../../helpers/systems/zendesk/people.ts';
import { callWithDeadToken } from '../../../helpers/systems/zendesk/token-rotation.ts';
import { codeOf, exchangeCode, expectToken, openSession } from '../shared/authorization.ts';
import { DELETE } from '../shared/documented.ts';
import { whenIndexed } from '../shared/search.ts';
import { expectSignIn } from '../shared/sign-in.ts';

/** How long a tenant may take to free the email address of a deleted user, in ms. */
const ADDRESS_FREE_MS = 15_000;

export const deletedUserChecks = checksOf<ZendeskBench>('zendesk/users', ({ must }) => {
  must(
    'deleted',
    'A deleted user is inactive and cannot sign in, their token is refused, and another user is not affected.',
    DELETE,
    async (bench, proof) => {
      const [other, { api }] = [await bench.user(), await bench.admin()];
      const [otherSession, { user, remove, token, open }] = await sideBySide(
        () => bench.session(other),
        async () => {
          const { user, remove } = await bench.create();
          expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
          const first = await codeOf(bench, user);
          const [token, open] = await sideBySide(
            async () => expectToken(await exchangeCode(bench, user, first.code, first.binding)),
            // In the same browser, because its session is also a credential, and so is an unused code.
            () => codeOf(bench, user, { session: first.cookies }),
          );
          return { user, remove, token, open };
        },
      );

      const deleted = await api.deleteUser(user.id);
      expect(deleted).toHaveStatus(200);
      expect(deleted.body.user).toMatchObject({ id: user.id, active: false });
      await remove();
      await proof('gone', 'The deleted user is no longer active.', async () => {
        expect(await activeUser(api, user.id)).toBeUndefined();
      });
      await proof.should(
        'address',
        'Neither the answer nor the user’s record contains their email address.',
        async () => {
          const shown = await api.showUser(user.id);
          for (const answer of [deleted, shown])
            expect(answer.contains(user.email), answer.title).toBe(false);
        },
      );
      for (const field of ['email', 'external_id'] as const)
        await proof.should(
          `no-${field.replace('_', '-')}`,
          `The answer shows null as the user’s ${field}.`,
          () => {
            expect(
              givenOrNull(deleted.body.user[field], `The answer does not show the ${field}.`),
            ).toBeNull();
          },
        );
      await proof('token', 'The deleted user’s token is refused.', async () => {
        const { answers } = await callWithDeadToken(bench.connection, token, other.id);
        for (const answer of answers) expect(answer).toBeRefused();
      });
      await proof('code', 'A code from before the deletion is refused.', async () => {
        const granted = await exchangeCode(bench, user, open.code, open.binding);
        expect(granted.token === undefined, 'a token was issued').toBe(true);
        expect(granted.answer).toBeRefused();
      });
      await proof('refresh', 'The deleted user’s refresh token is refused.', async () => {
        const { client } = bench.connection.target;
        const granted = await bench.requestToken(user.identity, {
          grant_type: 'refresh_token',
          refresh_token: given(token.refreshToken, 'The tenant issues no refresh tokens.'),
          client_id: client.identifier,
          client_secret: client.secret,
          scope: SCOPE,
        });
        expect(granted.token === undefined, 'a token was issued').toBe(true);
        expect(granted.answer).toBeRefused();
      });
      await proof(
        'session-api',
        'The deleted user’s browser session does not authenticate them at the API.',
        async () => {
          const browser = bench.identities.cookies('the browser of a deleted user', openSession(open));
          const me = await browser.showSelf();
          expect(me).toHaveStatus(200, 401, 403);
          expect(me.contains(user.email), 'the answer contains the user’s email address').toBe(false);
          expect(me.status === 200 ? me.body.user.id : null, 'the user in the answer').not.toBe(user.id);
        },
      );
      await sideBySide(
        () =>
          proof('session', 'The deleted user’s browser session gets no code.', async () => {
            const session = openSession(open);
            const again = await bench.authorize(user, { session, mayEndInErrorPage: true });
            expect(again.outcome, 'asking for a code').not.toBe('answered');
            await proof.should('session-asked', 'The consent page is not shown to that session.', () => {
              expect(again.steps.filter(({ did }) => did === 'allowed')).toEqual([]);
            });
          }),
        () =>
          proof('sign-in', 'The deleted user cannot sign in.', () =>
            expectSignIn(bench, user, user.password, 'refused', 'the password of a deleted user'),
          ),
      );
      const shown = await api.showUser(other.id);
      await proof('alone', 'Another user is still shown, and their token works.', async () => {
        expect(shown).toHaveStatus(200);
        expect(shown.body.user).toMatchObject({ id: other.id });
        expect(await otherSession.api.showCurrentToken()).toHaveStatus(200);
      });
      await proof('alone-active', 'The other user is active.', () => {
        expect(
          givenOrNull(shown.body.user.active, 'The tenant does not show whether users are active.'),
        ).toBe(true);
      });
    },
  );

  must(
    'address-free',
    'A deleted user’s email address can be used for a new user, who does not inherit the password.',
    {
      says: 'A deleted user’s address can be used again (recorded traffic)',
      at: 'https://github.com/grouparoo/grouparoo',
    },
    async (bench) => {
      const names = bench.newNames('end-user');
      const first = await bench.create(names);
      expect(await bench.setPassword(first.user, await bench.newPassword(first.user))).toHaveStatus(200);
      expect(await (await bench.admin()).api.deleteUser(first.user.id)).toHaveStatus(200);
      await first.remove();
      // It is not documented that the address is free at once. In recorded traffic, it was free ten seconds later.
      const { api } = await bench.admin();
      const tried = await whenIndexed(
        bench,
        () => bench.attemptCreate(api, names),
        ({ answer }) => answer.status !== 422,
        ADDRESS_FREE_MS,
      );
      expect(tried.answer).toHaveStatus(201);
      const again = await bench.create(names);
      expect(again.created).toHaveStatus(201);
      expect(again.user.id, 'the new user’s ID').not.toBe(first.user.id);
      await sideBySide(
        () => expectSignIn(bench, again.user, first.user.password, 'refused', 'the deleted user’s password'),
        async () => expect(await activeUser(api, first.user.id)).toBeUndefined(),
      );
      await again.remove();
    },
  );
});
