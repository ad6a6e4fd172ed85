/**
 * The life of a password and of a token on a Zendesk tenant, in the order of the former notebook on MuleSoft's API
 * Notebook. The first cell, the preflight, is `preflight.ts`.
 */
import { expect } from '../../../fixtures/zendesk/expect.ts';
import { failuresOf } from '../../../helpers/clean-up/steps.ts';
import { notebookOf } from '../../../helpers/contract/cell.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { given, givenOrNull } from '../../../helpers/contract/evidence.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { isUser } from '../../../helpers/ledger/entry.ts';
import { runId } from '../../../helpers/run-id.ts';
import { generatePassword } from '../../../helpers/secrets/password.ts';
import type { ZendeskCell } from '../../../helpers/systems/zendesk/cell.ts';
import { sessionOf } from '../../../helpers/systems/zendesk/connection.ts';
import { fingerprintOfPasswords } from '../../../helpers/systems/zendesk/fingerprint.ts';
import { SCOPE } from '../../../helpers/systems/zendesk/grants.ts';
import { describeLeftovers, findLeftovers, sweep } from '../../../helpers/systems/zendesk/leftovers.ts';
import { revokeRecorded } from '../../../helpers/systems/zendesk/lost-tokens.ts';
import { readMarker } from '../../../helpers/systems/zendesk/marker.ts';
import { activeUser, activeUsersOfRun, holdersOf, isFound } from '../../../helpers/systems/zendesk/people.ts';
import { describePlan } from '../../../helpers/systems/zendesk/plan.ts';
import type { Token, User } from '../../../helpers/systems/zendesk/schemas.ts';
import { shownToBeOurs } from '../../../helpers/systems/zendesk/shown-token.ts';
import { attemptRefresh } from '../../../helpers/systems/zendesk/sign-in.ts';
import { blockIfAddressTaken, createTestUser } from '../../../helpers/systems/zendesk/test-user.ts';
import {
  callOnceWithDeadToken,
  callWithDeadToken,
  describeRevocation,
  revokeAndConfirm,
  revokeInUse,
} from '../../../helpers/systems/zendesk/token-rotation.ts';
import type { Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';
import { expectStillDead } from '../shared/dead-tokens.ts';
import { expectSignedIn } from '../shared/sign-in.ts';

/** Returns the look-up that a sign-in made of its token. */
function shownAtSignIn({ token }: Session): Exchange<{ token: Token }> {
  const shown = token.shown;
  if (shown === undefined) throw new Error('a sign-in looks up its token');
  expect(shown).toHaveStatus(200);
  return shown;
}

/** Returns the ID of the user that a session shows as its own. */
async function idOfSelf({ api }: Session): Promise<number | null | undefined> {
  const me = await api.showSelf();
  expect(me).toHaveStatus(200);
  return me.body.user.id;
}

const NO_ROLE = 'The tenant does not show the caller’s role.';
const NO_OWNER = 'The tenant does not show the owner of a token (user_id).';

export const setUserPassword = notebookOf<ZendeskCell>(
  'zendesk/notebook',
  'Set a user’s password, then change it as the user',
  (cell) => {
    cell(
      '02',
      'Sign in as the admin',
      'The admin requests a token with the scopes read and write, because Zendesk does not accept users:write for passwords.',
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
      'Delete the leftovers of earlier runs',
      'Search results are only hints. A user is deleted only if they carry the whole marker (exact email address, name, ' +
        'external ID, and a role that is not admin) and their run is over. Users who only look similar are left alone.',
      async ({ connection: { ledger }, testUser, leftoverHours, notes, proof, say }) => {
        const admin = notes.read('admin');
        const { api } = admin;
        const removal = { api, selfId: notes.read('adminId'), addresses: testUser.email };

        const leftovers = await findLeftovers(removal, ledger, leftoverHours);
        for (const sentence of describeLeftovers(leftovers, leftoverHours)) say(sentence);
        const [failure] = failuresOf(await sweep(admin, removal, ledger, leftovers, leftoverHours));
        if (failure !== undefined) throw failure;

        const otherRuns = leftovers.users.filter(({ because }) => because === undefined);
        notes.write({ otherRuns: otherRuns.map(({ run }) => run) });

        await proof('leftovers-gone', 'The users that earlier runs left are no longer active.', async () => {
          const active: number[] = [];
          for (const { user } of leftovers.users.filter(({ because }) => because !== undefined))
            if ((await activeUser(api, user.id)) !== undefined) active.push(user.id);
          expect(active, 'leftovers that are still active').toEqual([]);
        });
        await proof(
          'address-free',
          'The search finds no active user with the test user’s email address.',
          async () => {
            const holders = await holdersOf(api, testUser.names.email);
            blockIfAddressTaken(holders, testUser.names, removal);
            expect(holders, 'users who have the email address').toEqual([]);
          },
        );
      },
    );

    cell(
      '04',
      'Create the test user',
      'The admin creates a team member (or an end user, if so configured), who is already verified, so that they may call ' +
        'the API and get no verification email. Then the user is read back.',
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
          await proof(
            field.replace('_', '-'),
            `The user’s field ${field} has the value that was sent.`,
            () => {
              expect(given(stored[field], `The tenant does not show the field ${field} of a user.`)).toBe(
                value,
              );
            },
          );
        for (const [field, value] of [
          ['active', true],
          ['suspended', false],
        ] as const)
          await proof.should(field, `The user is ${value ? '' : 'not '}${field}.`, () => {
            expect(given(stored[field], `The tenant does not show whether a user is ${field}.`)).toBe(value);
          });
        await proof.should('location', 'The Location header contains the path of the new user.', () => {
          expect(created.headers['location'] ?? '').toContain(`/users/${String(id)}`);
        });
      },
    );

    cell(
      '05',
      'The admin sets the user’s password',
      'The password is generated to meet the tenant’s own requirements, unless one is configured. The answer is only a ' +
        '200, which proves nothing; cell 07 proves that the password works.',
      async ({ connection, testUser, notes, fingerprint, proof }) => {
        const { api } = notes.read('admin');
        const userId = notes.read('userId');

        const required = await api.passwordRequirements(userId);
        fingerprint(fingerprintOfPasswords(required));
        const requirements = required.status === 200 ? required.body.requirements : [];
        const password = testUser.password ?? generatePassword(requirements, connection.secrets);

        const set = await api.setPassword(userId, password);
        if (testUser.password !== undefined && set.status === 422)
          throw new Blocked(`The tenant does not accept ZENDESK_TEST_USER_PASSWORD.\n${set.excerpt}`, {
            remedy: 'leave it out to have one generated that meets the tenant’s requirements',
            where: '.env',
            help: 'test-password',
          });
        await proof('set', 'Setting the password is answered with 200.', () => {
          expect(set).toHaveStatus(200);
        });
        notes.write({ password });

        await proof.should('empty', 'The answer is empty, so it does not contain the password.', () => {
          expect(set.isEmpty, set.excerpt).toBe(true);
        });
      },
    );

    cell(
      '06',
      'Revoke the admin’s token',
      'The admin’s token, which was shown and recognized as ours when it was issued, is revoked by its ID (revoking ' +
        '“current” has been seen to fail), and proved dead. /users/me cannot prove that, because it answers 200 even to ' +
        'anonymous callers.',
      async ({ connection, notes, proof }) => {
        const admin = notes.read('admin');

        const shown = shownAtSignIn(admin);
        const ours = await proof('ours', 'The token that is shown is the one that made the call.', () =>
          shownToBeOurs(admin.token),
        );
        await proof('owner', 'The tenant shows that the token belongs to the admin.', () => {
          expect(given(shown.body.token.user_id, NO_OWNER)).toBe(notes.read('adminId'));
        });

        const revoked = await proof('revoked', 'The token is revoked by its ID: 204.', async () => {
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
        await proof.should(
          'revoked-at-once',
          'The very first call with the revoked token is refused.',
          () => {
            expect(refused.required().atOnce).toBe(true);
          },
        );
      },
    );

    cell(
      '07',
      'Sign in as the test user',
      'The test user signs in on the tenant’s own sign-in page, in Chromium, with PKCE and state, because a new team ' +
        'member has no other way to get a token. This proves that the password was set in cell 05.',
      async ({ signIn, notes, proof }) => {
        const userId = notes.read('userId');

        const attempt = await signIn.asTestUser(notes.read('password'));
        const signedIn = await proof(
          'signs-in',
          'The test user signs in with the password that the admin set.',
          () => expectSignedIn(attempt, 'the password that the admin set'),
        );
        const session = signedIn.required();

        await proof('identity', 'The token belongs to the test user.', async () => {
          const me = await session.api.showSelf();
          expect(me).toHaveStatus(200);
          expect(me.body.user.id).toBe(userId);
        });
        const shown = shownAtSignIn(session);
        await proof('owner', 'The tenant shows that the token belongs to the test user.', () => {
          expect(given(shown.body.token.user_id, NO_OWNER)).toBe(userId);
        });
        await proof.should('scope', 'The token has exactly the scopes that were requested.', () => {
          const scopes = given(shown.body.token.scopes, 'The tenant does not show the scopes of a token.');
          expect([...scopes].sort()).toEqual(SCOPE.split(' ').sort());
        });
        notes.write({ firstSession: session });
      },
    );

    cell(
      '08',
      'The test user changes their own password',
      'The test user changes their password with their own token and their previous password. After that, they sign in ' +
        'with the new password, and no longer with the old one.',
      async ({ connection, signIn, notes, fingerprint, proof }) => {
        const { api } = notes.read('firstSession');
        const userId = notes.read('userId');
        const previous = notes.read('password');

        const required = await api.passwordRequirements(userId);
        fingerprint(fingerprintOfPasswords(required));
        const password = generatePassword(
          required.status === 200 ? required.body.requirements : [],
          connection.secrets,
        );

        const changed = await api.changePassword(userId, { previous_password: previous, password });
        await proof('changed', 'Changing the password is answered with 200.', () => {
          expect(changed).toHaveStatus(200);
        });
        notes.write({ password });
        await proof.should('empty', 'The answer is empty, so it does not contain a password.', () => {
          expect(changed.isEmpty, changed.excerpt).toBe(true);
        });

        await sideBySide(
          () =>
            proof('old-refused', 'The test user can no longer sign in with the old password.', async () => {
              const attempt = await signIn.asTestUser(previous);
              expect(attempt.outcome, 'signing in with the old password').toBe('refused');
            }),
          () =>
            proof('new-accepted', 'The test user signs in with the new password.', async () => {
              const session = expectSignedIn(await signIn.asTestUser(password), 'the new password');
              const owner = shownAtSignIn(session).body.token.user_id ?? (await idOfSelf(session));
              expect(owner, 'the user that the new password signs in').toBe(userId);
              notes.write({ session });
            }),
        );
      },
    );

    cell(
      '09',
      'Revoke the test user’s token',
      'The test user’s token is revoked as in cell 06. Another token of theirs, from another sign-in, stays alive, and so ' +
        'does another user’s token: the admin has signed in again before.',
      async ({ connection, signIn, notes, proof }) => {
        const session = notes.read('session');
        const userId = notes.read('userId');

        // The token from before the change will show that other tokens stay alive. If the change killed it, a new one is needed.
        const [before, bystander] = await sideBySide(
          () => notes.read('firstSession').api.showCurrentToken(),
          () => signIn.asAdmin(),
        );
        notes.write({ bystander });
        expect(before).toHaveStatus(200, 401);
        await proof.record(
          'after-change',
          'What a password change does to an older token of the same user.',
          () => (before.status === 200 ? 'the token stays alive' : 'the token is dead'),
        );
        if (before.status === 401) {
          notes.read('firstSession').token.markDead();
          const attempt = await signIn.asTestUser(notes.read('password'));
          notes.write({ firstSession: expectSignedIn(attempt, 'the current password again') });
        }
        const otherSession = notes.read('firstSession');

        const shown = shownAtSignIn(session);
        const ours = await proof('ours', 'The token that is shown is the one that made the call.', () =>
          shownToBeOurs(session.token),
        );
        await proof('owner', 'The tenant shows that the token belongs to the test user.', () => {
          expect(given(shown.body.token.user_id, NO_OWNER)).toBe(userId);
        });
        const revoked = await proof('revoked', 'The token is revoked by its ID: 204.', async () => {
          expect(await session.api.revokeToken(ours.required())).toHaveStatus(204);
        });
        await sideBySide(
          async () => {
            const refused = await proof(
              'revoked-refused',
              'The revoked token is refused: 401 invalid_token.',
              async () => {
                revoked.required();
                // Cell 06 tries more with a dead token. Cell 12 reads another resource with this one.
                const called = await callOnceWithDeadToken(connection, session.token, (api) =>
                  api.showUser(userId),
                );
                for (const answer of called.answers) expect(answer).toBeRefusedAsDead();
                return called;
              },
            );
            await proof.should(
              'revoked-at-once',
              'The very first call with the revoked token is refused.',
              () => {
                expect(refused.required().atOnce).toBe(true);
              },
            );
          },
          () =>
            proof('no-other-died', 'The test user’s other token is still alive.', async () => {
              revoked.required();
              expect(await otherSession.api.showCurrentToken()).toHaveStatus(200);
            }),
          () =>
            proof('no-bystander-died', 'Another user’s token is still alive.', async () => {
              revoked.required();
              expect(await bystander.api.showCurrentToken()).toHaveStatus(200);
            }),
        );
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
      'Revoking the admin’s token in cell 06 did not lock them out: in cell 09 they got a new one, which has outlived the ' +
        'revocation of another user’s token, and acts as the same admin.',
      async ({ testUser, notes, proof }) => {
        const revoked = notes.read('admin').token;
        const admin = notes.read('bystander');
        await sideBySide(
          async () => {
            const me = await admin.api.showSelf();
            await proof('identity', 'The same admin is signed in, with another token.', () => {
              expect(admin.token.value === revoked.value, 'the revoked token was issued again').toBe(false);
              expect(me).toHaveStatus(200);
              expect(me.body.user.id).toBe(notes.read('adminId'));
            });
            await proof('role', 'The signed-in user is still an admin.', () => {
              expect(given(me.body.user.role, NO_ROLE)).toBe('admin');
            });
          },
          () =>
            proof.record('search', 'Whether the search already finds the test user.', async () => {
              const created = { id: notes.read('userId'), email: testUser.names.email };
              return (await isFound(admin.api, created))
                ? 'found by email address'
                : 'not found: the index may lag';
            }),
        );
        notes.write({ admin });
      },
    );

    cell(
      '11',
      'Delete the test user',
      'The test user is deleted by ID, after checking once more that they are ours. They are then no longer active and ' +
        'cannot sign in, and the token that they still had is dead.',
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
                `The tenant does not show the field ${field} of a user, which is part of the marker.`,
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
        await sideBySide(
          async () => {
            await proof(
              'inactive',
              'The answer and the user’s record show that the user is no longer active.',
              async () => {
                expect(deleted.required()).toMatchObject({ id: userId, active: false });
                expect(await activeUser(api, userId)).toBeUndefined();
                connection.ledger.removed(notes.read('userEntry'));
              },
            );
            await proof.should(
              'address-given-up',
              'The answer shows that the deleted user has no email address.',
              () => {
                const missing = 'The answer to a deletion does not show the email address.';
                expect(givenOrNull(deleted.required().email, missing)).toBeNull();
              },
            );

            await proof('tokens-dead', 'The token that the user still had is dead.', async () => {
              deleted.required();
              const { answers } = await callOnceWithDeadToken(connection, token, (own) =>
                own.showCurrentToken(),
              );
              for (const answer of answers) expectStillDead(token, answer, 'a token of the deleted user');
            });
          },
          () =>
            proof('cannot-sign-in', 'The deleted user can no longer sign in.', async () => {
              deleted.required();
              const attempt = await signIn.asTestUser(notes.read('password'));
              expect(attempt.outcome, 'signing in as the deleted user').toBe('refused');
            }),
        );
      },
    );

    cell(
      '12',
      'No leftovers',
      'No test user of this notebook is active, and no token of its worker is alive. The admin’s token is revoked last.',
      async ({ connection, testUser, notes, proof }) => {
        const { ledger } = connection;
        const admin = notes.read('admin');
        let traces: Promise<User[]> | undefined;
        const findTraces = () => (traces ??= activeUsersOfRun(admin.api, runId()));

        await proof(
          'no-user',
          'The test user is not active, the search finds no other user of ours with their email address, and no user of this worker is open in the ledger.',
          async () => {
            notes.read('deleted').required();
            const userId = notes.read('userId');
            const [found, shown] = await sideBySide(findTraces, () => activeUser(admin.api, userId));
            // No one had the address when the user was created. A user who has it now, without our external ID, is not ours.
            const { email, externalId } = testUser.names;
            const ours = found.filter(
              (user) =>
                user.id === userId ||
                (user.external_id === externalId && user.email?.toLowerCase() === email),
            );
            expect(ours.map(({ id }) => id)).toEqual([]);
            expect(shown).toBeUndefined();
            expect(ledger.own().filter(isUser)).toEqual([]);
          },
        );
        await proof.record(
          'other-runs',
          'Which users belong to other runs that may still be running.',
          () => {
            const runs = notes.read('otherRuns');
            return runs.length === 0 ? 'none' : runs.map((run) => `run ${run}`).join(', ');
          },
        );

        await proof(
          'no-copy',
          'The search finds no active user of this run who is missing from the ledger.',
          async () => {
            // Contract checks may run in parallel, with users of their own. A user who could not be confirmed as ours is left
            // to the clean-up.
            const recorded = new Set([...ledger.others(), ...ledger.own()].map((entry) => entry.id));
            expect((await findTraces()).map(({ id }) => id).filter((id) => !recorded.has(id))).toEqual([]);
          },
        );

        const { tokens } = connection;
        const signedIn = { session: admin, selfId: notes.read('adminId') };
        for (const entry of tokens.lost()) await revokeRecorded(signedIn, ledger, entry);
        const last = tokens.alive();
        for (const token of last) await revokeInUse(connection, token);
        // A token of an earlier cell may have come back. Those that were revoked just now have just been refused.
        const earlier = tokens.all().filter((token) => !token.dead || !last.includes(token));
        await proof(
          'no-token',
          'Every token that this worker has obtained is dead, including those that were revoked in earlier cells.',
          async () => {
            await sideBySide(
              ...earlier.map((token) => async () => {
                const answer = await sessionOf(connection, token).api.showCurrentToken();
                expectStillDead(token, answer, `token ${String(token.id)} of the ${token.identity}`);
              }),
            );
            expect(tokens.alive().map(({ id }) => id)).toEqual([]);
          },
        );
      },
    );
  },
);
