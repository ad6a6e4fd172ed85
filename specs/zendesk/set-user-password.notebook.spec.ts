/**
 * The life of a password and of a token on a Zendesk tenant, in the order of the notebook that MuleSoft's API
 * Notebook used to run. The first cell, the preflight, is `preflight.setup.ts`.
 */
import { cell, expect, zendesk as test } from '../../fixtures/index.ts';
import { isUser } from '../../helpers/cleanup/ledger.ts';
import { runId } from '../../helpers/run/run.ts';
import { takeNotedBack } from '../../helpers/zendesk/lost-tokens.ts';
import { readMark } from '../../helpers/zendesk/marker.ts';
import { generatePassword } from '../../helpers/secrets/password.ts';
import { describeLeftovers, findLeftovers, sweep } from '../../helpers/zendesk/leftovers.ts';
import { activeUser, activeUsersOfRun, findByAddress } from '../../helpers/zendesk/people.ts';
import { describePlan } from '../../helpers/zendesk/plan.ts';
import { createOurs, refuseIfHeld } from '../../helpers/zendesk/test-user.ts';
import { attemptRefresh, lookUpToken, SCOPE, sessionOf } from '../../helpers/zendesk/sign-in.ts';
import { callWithDeadToken, retire } from '../../helpers/zendesk/token-rotation.ts';

test.describe.serial('Set a user’s password, then change one’s own', () => {
  test(
    '02 · Sign in as the admin',
    cell(
      'zendesk/notebook/02',
      'The admin gets a token with the scopes read and write: the narrower scopes of users are not accepted for passwords.',
    ),
    async ({ zendesk: { target, testUser }, signIn, notes, proof }) => {
      const admin = await signIn.asAdmin();

      await proof('identity', 'The token is an admin’s.', async () => {
        const me = await admin.api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.role).toBe('admin');
        expect(me.body.user.id, 'the id of the signed-in admin').toEqual(expect.any(Number));
        notes.write({ admin, adminId: Number(me.body.user.id) });
        // Nothing has been written so far.
        console.log(describePlan(new URL(target.baseUrl).host, me.body.user, testUser));
      });
    },
  );

  test(
    '03 · Delete what an earlier run left',
    cell(
      'zendesk/notebook/03',
      'A search is fuzzy: its hits are hints. Deleted is only who carries all of our mark — exact address, name, ' +
        'external id — and whose run is over; whoever merely looks like a test user is left alone.',
    ),
    async ({ zendesk: { connection, testUser }, settings, notes, proof }) => {
      const { ledger } = connection;
      const admin = notes.read('admin');
      const { api } = admin;
      const removal = { api, selfId: notes.read('adminId'), addresses: testUser.email };

      const leftovers = await findLeftovers(removal, ledger, settings.leftoverHours);
      for (const sentence of describeLeftovers(leftovers, settings.leftoverHours)) console.log(sentence);
      const { failures } = await sweep(admin, removal, ledger, leftovers, settings.leftoverHours);
      const [failure] = failures;
      if (failure !== undefined) throw failure;

      await proof('leftovers-gone', 'What earlier runs left is gone.', async () => {
        for (const { user, because } of leftovers.users) {
          if (because === undefined) continue;
          expect(await activeUser(api, user.id), `user ${String(user.id)} is still active`).toBeUndefined();
        }
      });
      await proof('address-free', 'Nobody holds the address of the test user.', async () => {
        refuseIfHeld(await findByAddress(api, testUser.names.email), testUser.names, removal);
      });
    },
  );

  test(
    '04 · Create the test user',
    cell(
      'zendesk/notebook/04',
      'The admin creates a team member (or an end user, if so configured), verified, so that it may call the API, ' +
        'and without a verification mail. Then it is read back.',
    ),
    async ({ zendesk: { connection, testUser }, settings, notes, proof }) => {
      const { ledger } = connection;
      const { api } = notes.read('admin');
      const { name, email, externalId } = testUser.names;

      const removal = { api, selfId: notes.read('adminId'), addresses: testUser.email };
      const user = { name, email, role: testUser.role, external_id: externalId } as const;

      const { created, entry } = await createOurs(
        ledger,
        removal,
        { ...user, verified: true, skip_verify_email: true },
        settings.leftoverHours,
      );
      expect(created).toHaveStatus(201);
      const { id } = created.body.user;
      ledger.created(entry, id);
      notes.write({ userId: id, userEntry: entry });

      await proof('read-back', 'The user is there, as it was asked for.', async () => {
        const shown = await api.showUser(id);
        expect(shown).toHaveStatus(200);
        const stored = shown.body.user;
        expect(stored).toMatchObject({ id, name, role: user.role, external_id: externalId, verified: true });
        expect(stored.email?.toLowerCase()).toBe(email);
        expect(stored.active, 'active').not.toBe(false);
        expect(stored.suspended, 'suspended').not.toBe(true);
      });
      await proof.should('location', 'The answer names the new user’s address in Location.', () => {
        expect(created.headers['location'] ?? '').toContain(`/users/${String(id)}`);
      });
    },
  );

  test(
    '05 · The admin sets its password',
    cell(
      'zendesk/notebook/05',
      'The password is made up at random, so that it satisfies what the tenant itself requires. The answer is a bare ' +
        '200 and proves nothing: that the password signs in is proved in cell 07.',
    ),
    async ({ zendesk: { connection, testUser }, notes, proof }) => {
      const { api } = notes.read('admin');
      const userId = notes.read('userId');

      const required = await api.passwordRequirements(userId);
      const requirements = required.status === 200 ? required.body.requirements : [];
      const password = testUser.password ?? generatePassword(requirements, connection.secrets);

      const set = await api.setPassword(userId, password);
      expect(set).toHaveStatus(200);
      notes.write({ password });

      await proof.should('empty', 'The answer holds nothing, and least of all the password.', () => {
        expect(set.isEmpty, set.excerpt).toBe(true);
      });
    },
  );

  test(
    '06 · Revoke the admin’s token',
    cell(
      'zendesk/notebook/06',
      'Show the current token, check that it is the one we hold, revoke it by its id — revoking “current” was seen ' +
        'not to work — and prove it dead. Not by /users/me, which answers 200 to nobody.',
    ),
    async ({ zendesk: { connection }, notes, proof }) => {
      const admin = notes.read('admin');

      const shown = await lookUpToken(admin);
      expect(shown).toHaveStatus(200);
      await proof('ours', 'The token shown is the admin’s, and the one we hold.', () => {
        const { user_id: owner } = shown.body.token;
        if (typeof owner === 'number') expect(owner).toBe(notes.read('adminId'));
      });

      const revoked = await admin.api.revokeToken(shown.body.token.id);
      expect(revoked).toHaveStatus(204);

      const { answers, atOnce } = await callWithDeadToken(connection, admin.token, notes.read('userId'));
      await proof('revoked-refused', 'The revoked token is refused: 401 invalid_token.', () => {
        for (const answer of answers) expect(answer).toBeRefusedAsDead();
      });
      await proof.should('revoked-at-once', 'It is refused from the very first call.', () => {
        expect(atOnce).toBe(true);
      });
    },
  );

  test(
    '07 · Sign in as the test user',
    cell(
      'zendesk/notebook/07',
      'Through the tenant’s own sign-in page, in Chromium, with PKCE and state: the only way there is for a fresh team ' +
        'member. This proves that the password of cell 05 was really set.',
    ),
    async ({ signIn, notes, proof }) => {
      const userId = notes.read('userId');

      const attempt = await signIn.asTestUser(notes.read('password'));
      expect(attempt.outcome, 'the password that the admin set').toBe('signed in');
      if (attempt.outcome !== 'signed in') return;
      const { session } = attempt;

      await proof('identity', 'The token is the test user’s, and nobody else’s.', async () => {
        const me = await session.api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(userId);
      });
      await proof('owner', 'The tenant shows the token as the test user’s.', async () => {
        const shown = await lookUpToken(session);
        expect(shown).toHaveStatus(200);
        const { user_id: owner } = shown.body.token;
        if (typeof owner === 'number') expect(owner).toBe(userId);
        await proof.should('scope', 'It has the scopes that were asked for, and no others.', () => {
          const { scopes } = shown.body.token;
          if (Array.isArray(scopes)) expect([...scopes].sort()).toEqual(SCOPE.split(' ').sort());
        });
      });
      notes.write({ firstSession: session });
    },
  );

  test(
    '08 · The test user changes its own password',
    cell(
      'zendesk/notebook/08',
      'With its own token, and its previous password. The proof is who signs in afterwards: not the old password, but the new one.',
    ),
    async ({ zendesk: { connection }, signIn, notes, proof }) => {
      const { api } = notes.read('firstSession');
      const userId = notes.read('userId');
      const previous = notes.read('password');

      const required = await api.passwordRequirements(userId);
      const password = generatePassword(
        required.status === 200 ? required.body.requirements : [],
        connection.secrets,
      );

      const changed = await api.changePassword(userId, { previous_password: previous, password });
      expect(changed).toHaveStatus(200);
      notes.write({ password });
      await proof.should('empty', 'The answer holds nothing, and least of all a password.', () => {
        expect(changed.isEmpty, changed.excerpt).toBe(true);
      });

      await proof('old-refused', 'The old password no longer signs in.', async () => {
        const attempt = await signIn.asTestUser(previous);
        expect(attempt.outcome, 'signing in with the old password').toBe('refused');
      });
      await proof('new-accepted', 'The new password signs in, as the same user.', async () => {
        const attempt = await signIn.asTestUser(password);
        expect(attempt.outcome, 'signing in with the new password').toBe('signed in');
        if (attempt.outcome !== 'signed in') return;
        const me = await attempt.session.api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(userId);
        notes.write({ session: attempt.session });
      });
    },
  );

  test(
    '09 · Revoke the test user’s token',
    cell(
      'zendesk/notebook/09',
      'As the admin’s in cell 06; and another token of the same user, from another sign-in, must outlive it, and so must ' +
        'somebody else’s.',
    ),
    async ({ zendesk: { connection, target }, signIn, notes, proof }) => {
      const session = notes.read('session');
      const userId = notes.read('userId');

      // The token from before the change is the witness, if the tenant let it live; else one more is needed.
      let witness = notes.read('firstSession');
      const before = await witness.api.showCurrentToken();
      expect(before).toHaveStatus(200, 401);
      await proof.record('after-change', 'What a password change does to a token from before it.', () =>
        before.status === 200 ? 'the token lives on' : 'the token is dead',
      );
      if (before.status === 401) {
        witness.token.died();
        const attempt = await signIn.asTestUser(notes.read('password'));
        expect(attempt.outcome, 'signing in once more').toBe('signed in');
        if (attempt.outcome !== 'signed in') return;
        witness = attempt.session;
        notes.write({ firstSession: witness });
      }
      // Somebody else's, where it can be had without a person.
      const bystander = target.admin.grant === 'client_credentials' ? await signIn.asAdmin() : undefined;

      const shown = await lookUpToken(session);
      expect(shown).toHaveStatus(200);
      await proof('ours', 'The token shown is the test user’s, and the one we hold.', () => {
        const { user_id: owner } = shown.body.token;
        if (typeof owner === 'number') expect(owner).toBe(userId);
      });
      const revoked = await session.api.revokeToken(shown.body.token.id);
      expect(revoked).toHaveStatus(204);

      const { answers, atOnce } = await callWithDeadToken(connection, session.token, userId);
      await proof('revoked-refused', 'The revoked token is refused: 401 invalid_token.', () => {
        for (const answer of answers) expect(answer).toBeRefusedAsDead();
      });
      await proof.should('revoked-at-once', 'It is refused from the very first call.', () => {
        expect(atOnce).toBe(true);
      });
      await proof('no-other-died', 'The user’s other token did not die with it.', async () => {
        const after = await witness.api.showCurrentToken();
        expect(after).toHaveStatus(200);
        const me = await witness.api.showSelf();
        expect(me.body.user.id).toBe(userId);
      });
      await proof('no-bystander-died', 'Nor did a token of somebody else.', async () => {
        if (bystander === undefined) return;
        expect(await bystander.api.showCurrentToken()).toHaveStatus(200);
        await retire(connection, bystander.token);
      });
      await proof.record(
        'refresh',
        'What the refresh token of a revoked token is still good for.',
        async () => {
          if (session.token.refreshToken === undefined) return 'there was none';
          const revived = await attemptRefresh(connection, session.token);
          return revived === undefined
            ? 'nothing'
            : `a new access token; ${await retire(connection, revived)}`;
        },
      );
    },
  );

  test(
    '10 · Sign in as the admin again',
    cell('zendesk/notebook/10', 'A revoked token does not lock anybody out: the same admin gets a new one.'),
    async ({ zendesk: { testUser }, signIn, notes, proof }) => {
      const revoked = notes.read('admin').token;
      const admin = await signIn.asAdmin();

      await proof('identity', 'It is the same admin, with another token.', async () => {
        expect(admin.token.value === revoked.value, 'the revoked token was given out again').toBe(false);
        const me = await admin.api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(notes.read('adminId'));
        expect(me.body.user.role).toBe('admin');
      });
      await proof.record('search', 'What the search knows of the user by now.', async () => {
        const found = await findByAddress(admin.api, testUser.names.email);
        return found?.id === notes.read('userId')
          ? 'it is found by its address'
          : 'it is not found: the index may lag';
      });
      notes.write({ admin });
    },
  );

  test(
    '11 · Delete the test user',
    cell(
      'zendesk/notebook/11',
      'By its id, after one more look at whom it names. It is no longer active, cannot sign in, and its tokens died with it.',
    ),
    async ({ zendesk: { connection, testUser }, signIn, notes, proof }) => {
      const { api } = notes.read('admin');
      const userId = notes.read('userId');
      const token = notes.read('firstSession').token;

      await proof('ours', 'The user about to be deleted is the one of this run.', async () => {
        const shown = await api.showUser(userId);
        expect(shown).toHaveStatus(200);
        expect(readMark(shown.body.user, testUser.email, notes.read('adminId'))).toEqual({
          ours: true,
          run: runId(),
        });
      });

      const deleted = await api.deleteUser(userId);
      expect(deleted).toHaveStatus(200);

      await proof(
        'inactive',
        'The answer, and the user itself, say that it is no longer active.',
        async () => {
          expect(deleted.body.user).toMatchObject({ id: userId, active: false });
          expect(await activeUser(api, userId)).toBeUndefined();
        },
      );
      connection.ledger.removed(notes.read('userEntry'));
      await proof.should('address-given-up', 'The deleted user no longer has its address.', () => {
        expect(deleted.body.user.email ?? null).toBeNull();
      });

      const { answers } = await callWithDeadToken(connection, token, notes.read('adminId'));
      await proof('tokens-dead', 'Its tokens are dead.', () => {
        for (const answer of answers) expect(answer).toHaveStatus(401);
      });
      await proof('cannot-sign-in', 'It can no longer sign in.', async () => {
        const attempt = await signIn.asTestUser(notes.read('password'));
        expect(attempt.outcome, 'signing in as the deleted user').toBe('refused');
      });
    },
  );

  test(
    '12 · Nothing is left',
    cell(
      'zendesk/notebook/12',
      'No user of this run that can sign in, and no token of this run alive: the admin’s own is the last to go.',
    ),
    async ({ zendesk: { connection, testUser }, notes, proof }) => {
      const { ledger } = connection;
      const admin = notes.read('admin');
      const removal = { api: admin.api, selfId: notes.read('adminId'), addresses: testUser.email };

      await proof(
        'no-user',
        'No active user holds the address of the test user, and none is noted in the ledger.',
        async () => {
          expect(await findByAddress(admin.api, testUser.names.email)).toBeUndefined();
          expect(await activeUser(admin.api, notes.read('userId'))).toBeUndefined();
          expect(ledger.own().filter(isUser)).toEqual([]);
        },
      );
      await proof.record('other-runs', 'Users of other runs that may still be at work.', async () => {
        const { users } = await findLeftovers(removal, ledger, Infinity);
        return users.length === 0 ? 'none' : users.map(({ run }) => `run ${run}`).join(', ');
      });

      await proof('no-copy', 'Nobody else carries the mark of this run.', async () => {
        const traces = await activeUsersOfRun(admin.api, runId());
        // Contract checks may be at work beside the notebook, with users of their own.
        const noted = new Set(ledger.others().map((entry) => entry.id));
        expect(traces.map(({ id }) => id).filter((id) => !noted.has(id))).toEqual([]);
      });

      const signedIn = { session: admin, selfId: removal.selfId };
      for (const entry of connection.tokens.lost()) await takeNotedBack(signedIn, ledger, entry);
      for (const token of connection.tokens.alive()) await retire(connection, token);
      await proof(
        'no-token',
        'Every token of this run is dead, also those that were revoked long ago.',
        async () => {
          for (const token of connection.tokens.all()) {
            const answer = await sessionOf(connection, token).api.showCurrentToken();
            expect(answer, `token ${String(token.id)} of the ${token.identity}`).toHaveStatus(401);
          }
        },
      );
    },
  );
});
