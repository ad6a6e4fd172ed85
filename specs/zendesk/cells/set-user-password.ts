/**
 * The life of a password and of a token on a Zendesk tenant, in the order of the former notebook on MuleSoft's API
 * Notebook. The first cell, the preflight, is `preflight.ts`.
 */
import { expect } from '../../../fixtures/zendesk/expect.ts';
import { notebookOf } from '../../../helpers/contract/cell.ts';
import { failuresOf } from '../../../helpers/clean-up/steps.ts';
import { given, told } from '../../../helpers/contract/evidence.ts';
import { runId } from '../../../helpers/run-id.ts';
import { generatePassword } from '../../../helpers/secrets/password.ts';
import type { ZendeskCell } from '../../../helpers/systems/zendesk/cell.ts';
import { describeLeftovers, findLeftovers, sweep } from '../../../helpers/systems/zendesk/leftovers.ts';
import { revokeRecorded } from '../../../helpers/systems/zendesk/lost-tokens.ts';
import { readMarker } from '../../../helpers/systems/zendesk/marker.ts';
import { activeUser, activeUsersOfRun, usersWithAddress } from '../../../helpers/systems/zendesk/people.ts';
import { describePlan } from '../../../helpers/systems/zendesk/plan.ts';
import { attemptRefresh } from '../../../helpers/systems/zendesk/sign-in.ts';
import { createTestUser, blockIfAddressTaken } from '../../../helpers/systems/zendesk/test-user.ts';
import {
  callWithDeadToken,
  describeRevocation,
  revokeAndConfirm,
} from '../../../helpers/systems/zendesk/revocation.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';
import { expectStillDead } from '../shared/dead-tokens.ts';
import { expectSignedIn } from '../shared/sign-in.ts';
import { isUser } from '../../../helpers/ledger/entry.ts';
import { lookUpToken, shownToBeOurs } from '../../../helpers/systems/zendesk/shown-token.ts';
import { SCOPE } from '../../../helpers/systems/zendesk/grants.ts';
import { sessionOf } from '../../../helpers/systems/zendesk/connection.ts';

const NO_ROLE = 'The tenant does not show the caller’s role.';
const NO_OWNER = 'The tenant does not show the owner of a token (user_id).';

export const setUserPassword = notebookOf<ZendeskCell>(
  'zendesk/notebook',
  'Set a user’s password, then change it as the user',
  (cell) => {
    cell(
      '02',
      'Sign in as the admin',
      'The admin gets a token with the scopes read and write, because users:write is not accepted for passwords.',
      async ({ target, testUser, signIn, notes, proof, say }) => {
        const admin = await signIn.asAdmin();

        const me = await admin.api.showSelf();
        await proof('identity', 'The token belongs to a user.', () => {
          expect(me).toHaveStatus(200);
          expect(me.body.user.id, 'the ID of the signed-in admin').toEqual(expect.any(Number));
        });
        await proof('role', 'That user is an admin.', () => {
          expect(given(me.body.user.role, NO_ROLE)).toBe('admin');
        });
        notes.write({ admin, adminId: Number(me.body.user.id) });
        // Nothing has been written so far.
        say(describePlan(new URL(target.baseUrl).host, me.body.user, testUser));
      },
    );

    cell(
      '03',
      'Delete what an earlier run left',
      'Search results are only hints. A user is deleted only if they carry the whole marker (exact email address, name, ' +
        'external ID) and their run is over. Lookalikes are left alone.',
      async ({ connection: { ledger }, testUser, leftoverHours, notes, proof, say }) => {
        const admin = notes.read('admin');
        const { api } = admin;
        const removal = { api, selfId: notes.read('adminId'), addresses: testUser.email };

        const leftovers = await findLeftovers(removal, ledger, leftoverHours);
        for (const sentence of describeLeftovers(leftovers, leftoverHours)) say(sentence);
        const [failure] = failuresOf(await sweep(admin, removal, ledger, leftovers, leftoverHours));
        if (failure !== undefined) throw failure;

        await proof('leftovers-gone', 'The leftovers of earlier runs are gone.', async () => {
          const active: number[] = [];
          for (const { user } of leftovers.users.filter(({ because }) => because !== undefined))
            if ((await activeUser(api, user.id)) !== undefined) active.push(user.id);
          expect(active, 'leftovers that are still active').toEqual([]);
        });
        await proof('address-free', 'No one has the test user’s email address.', async () => {
          const holders = await usersWithAddress(api, testUser.names.email);
          blockIfAddressTaken(holders, testUser.names, removal);
          expect(holders, 'users who have the email address').toEqual([]);
        });
      },
    );

    cell(
      '04',
      'Create the test user',
      'The admin creates a team member (or an end user, if so configured). They are verified, so that they may call the ' +
        'API, and get no verification email. Then the user is read back.',
      async ({ connection: { ledger }, testUser, leftoverHours, notes, proof }) => {
        const { api } = notes.read('admin');
        const { name, email, externalId } = testUser.names;

        const removal = { api, selfId: notes.read('adminId'), addresses: testUser.email };
        const user = { name, email, role: testUser.role, external_id: externalId } as const;

        const { created, entry } = await createTestUser(
          ledger,
          removal,
          { ...user, verified: true, skip_verify_email: true },
          leftoverHours,
        );
        await proof('created', 'The user is created: 201.', () => {
          expect(created).toHaveStatus(201);
          ledger.created(entry, created.body.user.id);
        });
        const { id } = created.body.user;
        notes.write({ userId: id, userEntry: entry });

        const shown = await api.showUser(id);
        await proof('read-back', 'The user exists, with the name that was sent.', () => {
          expect(shown).toHaveStatus(200);
          expect(shown.body.user).toMatchObject({ id, name });
        });
        const stored = shown.body.user;
        await proof('address', 'The user has the email address that was sent.', () => {
          expect(
            given(stored.email, 'The tenant does not show the email address of a user.').toLowerCase(),
          ).toBe(email);
        });
        for (const [field, value] of [
          ['role', user.role],
          ['external_id', externalId],
          ['verified', true],
        ] as const)
          await proof(field.replace('_', '-'), `The user has the ${field} that was sent.`, () => {
            expect(given(stored[field], `The tenant does not show the ${field} of a user.`)).toBe(value);
          });
        for (const [field, value] of [
          ['active', true],
          ['suspended', false],
        ] as const)
          await proof.should(field, `The user is ${value ? '' : 'not '}${field}.`, () => {
            expect(given(stored[field], `The tenant does not show whether a user is ${field}.`)).toBe(value);
          });
        await proof.should('location', 'The Location header points to the new user.', () => {
          expect(created.headers['location'] ?? '').toContain(`/users/${String(id)}`);
        });
      },
    );

    cell(
      '05',
      'The admin sets the user’s password',
      'The password is random and meets the tenant’s own requirements. The answer is a bare 200, which proves nothing; ' +
        'cell 07 proves that the password works.',
      async ({ connection, testUser, notes, proof }) => {
        const { api } = notes.read('admin');
        const userId = notes.read('userId');

        const required = await api.passwordRequirements(userId);
        const requirements = required.status === 200 ? required.body.requirements : [];
        const password = testUser.password ?? generatePassword(requirements, connection.secrets);

        const set = await api.setPassword(userId, password);
        if (testUser.password !== undefined && set.status === 422)
          throw new Blocked(`The tenant does not accept ZENDESK_TEST_USER_PASSWORD.\n${set.excerpt}`, {
            remedy: 'leave it out to have one generated that meets the tenant’s requirements',
            where: '.env',
          });
        await proof('set', 'The answer is 200.', () => {
          expect(set).toHaveStatus(200);
        });
        notes.write({ password });

        await proof.should('empty', 'The answer is empty; it does not contain the password.', () => {
          expect(set.isEmpty, set.excerpt).toBe(true);
        });
      },
    );

    cell(
      '06',
      'Revoke the admin’s token',
      'Show the current token, check that it is ours, revoke it by its ID (revoking “current” has been seen to fail), ' +
        'and prove it dead. /users/me is no proof: it answers 200 even to anonymous callers.',
      async ({ connection, notes, proof }) => {
        const admin = notes.read('admin');

        const shown = await lookUpToken(admin);
        expect(shown).toHaveStatus(200);
        const ours = await proof('ours', 'The token shown is the one that called.', () =>
          shownToBeOurs(admin.token),
        );
        await proof('owner', 'The tenant shows that it belongs to the admin.', () => {
          expect(given(shown.body.token.user_id, NO_OWNER)).toBe(notes.read('adminId'));
        });

        const revoked = await proof('revoked', 'It is revoked by its ID: 204.', async () => {
          expect(await admin.api.revokeToken(ours.required())).toHaveStatus(204);
        });
        const refused = await proof(
          'revoked-refused',
          'The revoked token is refused: 401 invalid_token.',
          async () => {
            revoked.required();
            const called = await callWithDeadToken(connection, admin.token, notes.read('userId'));
            for (const answer of called.answers) expect(answer).toBeRefusedAsDead();
            return called;
          },
        );
        await proof.should('revoked-at-once', 'The very first call with it is refused.', () => {
          expect(refused.required().atOnce).toBe(true);
        });
      },
    );

    cell(
      '07',
      'Sign in as the test user',
      'Through the tenant’s own sign-in page, in Chromium, with PKCE and state. There is no other way for a new team ' +
        'member. This proves that the password of cell 05 was really set.',
      async ({ signIn, notes, proof }) => {
        const userId = notes.read('userId');

        const attempt = await signIn.asTestUser(notes.read('password'));
        const signedIn = await proof('signs-in', 'The password that the admin set signs in.', () =>
          expectSignedIn(attempt, 'the password that the admin set'),
        );
        const session = signedIn.required();

        await proof('identity', 'The token belongs to the test user.', async () => {
          const me = await session.api.showSelf();
          expect(me).toHaveStatus(200);
          expect(me.body.user.id).toBe(userId);
        });
        const shown = await lookUpToken(session);
        expect(shown).toHaveStatus(200);
        await proof('owner', 'The tenant shows that the token belongs to the test user.', () => {
          expect(given(shown.body.token.user_id, NO_OWNER)).toBe(userId);
        });
        await proof.should('scope', 'It has exactly the scopes that were requested.', () => {
          const scopes = given(shown.body.token.scopes, 'The tenant does not show the scopes of a token.');
          expect([...scopes].sort()).toEqual(SCOPE.split(' ').sort());
        });
        notes.write({ firstSession: session });
      },
    );

    cell(
      '08',
      'The test user changes their own password',
      'With their own token and their previous password. Afterwards, the new password signs in and the old one does not.',
      async ({ connection, signIn, notes, proof }) => {
        const { api } = notes.read('firstSession');
        const userId = notes.read('userId');
        const previous = notes.read('password');

        const required = await api.passwordRequirements(userId);
        const password = generatePassword(
          required.status === 200 ? required.body.requirements : [],
          connection.secrets,
        );

        const changed = await api.changePassword(userId, { previous_password: previous, password });
        await proof('changed', 'The answer is 200.', () => {
          expect(changed).toHaveStatus(200);
        });
        notes.write({ password });
        await proof.should('empty', 'The answer is empty; it does not contain a password.', () => {
          expect(changed.isEmpty, changed.excerpt).toBe(true);
        });

        await proof('old-refused', 'The old password no longer signs in.', async () => {
          const attempt = await signIn.asTestUser(previous);
          expect(attempt.outcome, 'signing in with the old password').toBe('refused');
        });
        await proof('new-accepted', 'The new password signs in, as the same user.', async () => {
          const session = expectSignedIn(await signIn.asTestUser(password), 'the new password');
          const me = await session.api.showSelf();
          expect(me).toHaveStatus(200);
          expect(me.body.user.id).toBe(userId);
          notes.write({ session });
        });
      },
    );

    cell(
      '09',
      'Revoke the test user’s token',
      'As in cell 06. Another token of the same user, from another sign-in, must stay alive, and so must another ' +
        'user’s token.',
      async ({ connection, signIn, notes, proof }) => {
        const session = notes.read('session');
        const userId = notes.read('userId');

        // The token from before the change shows that others stay alive. If the change killed it, a new one is needed.
        const before = await notes.read('firstSession').api.showCurrentToken();
        expect(before).toHaveStatus(200, 401);
        await proof.record('after-change', 'What a password change does to an older token.', () =>
          before.status === 200 ? 'the token stays alive' : 'the token is dead',
        );
        if (before.status === 401) {
          notes.read('firstSession').token.markDead();
          const attempt = await signIn.asTestUser(notes.read('password'));
          notes.write({ firstSession: expectSignedIn(attempt, 'the current password again') });
        }
        const witness = notes.read('firstSession');
        const bystander = await signIn.asAdmin();

        const shown = await lookUpToken(session);
        expect(shown).toHaveStatus(200);
        const ours = await proof('ours', 'The token shown is the one that called.', () =>
          shownToBeOurs(session.token),
        );
        await proof('owner', 'The tenant shows that it belongs to the test user.', () => {
          expect(given(shown.body.token.user_id, NO_OWNER)).toBe(userId);
        });
        const revoked = await proof('revoked', 'It is revoked by its ID: 204.', async () => {
          expect(await session.api.revokeToken(ours.required())).toHaveStatus(204);
        });
        const refused = await proof(
          'revoked-refused',
          'The revoked token is refused: 401 invalid_token.',
          async () => {
            revoked.required();
            const called = await callWithDeadToken(connection, session.token, userId);
            for (const answer of called.answers) expect(answer).toBeRefusedAsDead();
            return called;
          },
        );
        await proof.should('revoked-at-once', 'The very first call with it is refused.', () => {
          expect(refused.required().atOnce).toBe(true);
        });
        await proof('no-other-died', 'The user’s other token is still alive.', async () => {
          revoked.required();
          const after = await witness.api.showCurrentToken();
          expect(after).toHaveStatus(200);
          const me = await witness.api.showSelf();
          expect(me.body.user.id).toBe(userId);
        });
        await proof('no-bystander-died', 'Another user’s token did not die either.', async () => {
          revoked.required();
          expect(await bystander.api.showCurrentToken()).toHaveStatus(200);
        });
        await revokeAndConfirm(connection, bystander.token);
        await proof.record('refresh', 'What the refresh token of a revoked token can still do.', async () => {
          revoked.required();
          if (session.token.refreshToken === undefined) return 'there was none';
          const revived = await attemptRefresh(connection, session.token);
          return revived === undefined
            ? 'nothing'
            : `a new access token; ${describeRevocation(revived, await revokeAndConfirm(connection, revived))}`;
        });
      },
    );

    cell(
      '10',
      'Sign in as the admin again',
      'Revoking a token locks no one out: the same admin gets a new one.',
      async ({ testUser, signIn, notes, proof }) => {
        const revoked = notes.read('admin').token;
        const admin = await signIn.asAdmin();
        const me = await admin.api.showSelf();

        await proof('identity', 'The same admin is signed in, with another token.', () => {
          expect(admin.token.value === revoked.value, 'the revoked token was issued again').toBe(false);
          expect(me).toHaveStatus(200);
          expect(me.body.user.id).toBe(notes.read('adminId'));
        });
        await proof('role', 'The user is still an admin.', () => {
          expect(given(me.body.user.role, NO_ROLE)).toBe('admin');
        });
        await proof.record('search', 'Whether the search finds the user yet.', async () => {
          const found = await usersWithAddress(admin.api, testUser.names.email);
          return found.some(({ id }) => id === notes.read('userId'))
            ? 'found by email address'
            : 'not found: the index may lag';
        });
        notes.write({ admin });
      },
    );

    cell(
      '11',
      'Delete the test user',
      'By ID, after checking once more that the user is ours. The user is no longer active, cannot sign in, and their tokens are dead.',
      async ({ connection, testUser, signIn, notes, proof }) => {
        const { api } = notes.read('admin');
        const userId = notes.read('userId');
        const token = notes.read('firstSession').token;

        const ours = await proof(
          'ours',
          'The user about to be deleted is this run’s test user.',
          async () => {
            const shown = await api.showUser(userId);
            expect(shown).toHaveStatus(200);
            const { user } = shown.body;
            for (const field of ['email', 'external_id', 'role'] as const)
              given(
                user[field],
                `The tenant does not show the ${field} of a user, which is part of the marker.`,
              );
            expect(readMarker(user, testUser.email, notes.read('adminId'))).toEqual({
              ours: true,
              run: runId(),
            });
            return userId;
          },
        );

        const deleted = await proof('deleted', 'The user is deleted: 200.', async () => {
          const answer = await api.deleteUser(ours.required());
          expect(answer).toHaveStatus(200);
          return answer.body.user;
        });
        notes.write({ deleted });
        await proof(
          'inactive',
          'The answer and the user’s record show that they are no longer active.',
          async () => {
            expect(deleted.required()).toMatchObject({ id: userId, active: false });
            expect(await activeUser(api, userId)).toBeUndefined();
            connection.ledger.removed(notes.read('userEntry'));
          },
        );
        await proof.should('address-given-up', 'The deleted user no longer has an email address.', () => {
          const missing = 'The answer to a deletion does not show the email address.';
          expect(told(deleted.required().email, missing)).toBeNull();
        });

        await proof('tokens-dead', 'The user’s tokens are dead.', async () => {
          deleted.required();
          const { answers } = await callWithDeadToken(connection, token, notes.read('adminId'));
          for (const answer of answers) expectStillDead(token, answer, 'a token of the deleted user');
        });
        await proof('cannot-sign-in', 'The user can no longer sign in.', async () => {
          deleted.required();
          const attempt = await signIn.asTestUser(notes.read('password'));
          expect(attempt.outcome, 'signing in as the deleted user').toBe('refused');
        });
      },
    );

    cell(
      '12',
      'No leftovers',
      'No user of this run can sign in, and no token of this run is alive. The admin’s own token is revoked last.',
      async ({ connection, testUser, notes, proof }) => {
        const { ledger } = connection;
        const admin = notes.read('admin');
        const removal = { api: admin.api, selfId: notes.read('adminId'), addresses: testUser.email };

        await proof(
          'no-user',
          'No active user of ours has the test user’s email address, and the ledger has no open user.',
          async () => {
            notes.read('deleted').required();
            // No one had the address when the user was created. Someone who has it now without our marker is not ours.
            const holders = await usersWithAddress(admin.api, testUser.names.email);
            const { externalId } = testUser.names;
            const ours = holders.filter(
              (user) => user.id === notes.read('userId') || user.external_id === externalId,
            );
            expect(ours.map(({ id }) => id)).toEqual([]);
            expect(await activeUser(admin.api, notes.read('userId'))).toBeUndefined();
            expect(ledger.own().filter(isUser)).toEqual([]);
          },
        );
        await proof.record(
          'other-runs',
          'Which users belong to other runs that may still be running.',
          async () => {
            const { users } = await findLeftovers(removal, ledger, Infinity);
            return users.length === 0 ? 'none' : users.map(({ run }) => `run ${run}`).join(', ');
          },
        );

        await proof('no-copy', 'No other user carries this run’s marker.', async () => {
          const traces = await activeUsersOfRun(admin.api, runId());
          // Contract checks may run in parallel, with users of their own. A user who could not be confirmed as ours is left
          // to the clean-up.
          const noted = new Set([...ledger.others(), ...ledger.own()].map((entry) => entry.id));
          expect(traces.map(({ id }) => id).filter((id) => !noted.has(id))).toEqual([]);
        });

        const signedIn = { session: admin, selfId: removal.selfId };
        for (const entry of connection.tokens.lost()) await revokeRecorded(signedIn, ledger, entry);
        for (const token of connection.tokens.alive()) await revokeAndConfirm(connection, token);
        await proof(
          'no-token',
          'Every token of this run is dead, including those revoked long ago.',
          async () => {
            for (const token of connection.tokens.all()) {
              const answer = await sessionOf(connection, token).api.showCurrentToken();
              expectStillDead(token, answer, `token ${String(token.id)} of the ${token.identity}`);
            }
          },
        );
      },
    );
  },
);
