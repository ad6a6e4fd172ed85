/**
 * The life of a password and of a token on a CXone Expert site, around `PUT users/{userid}/password`. The three samples
 * of its documentation page are here: the admin's curl sample is in cell 05, the user's curl sample and the flow of the
 * C# sample are in cell 07, and Spock's password is in cell 12. The first cell, the preflight, is `preflight.ts`.
 */
import { expect } from '../../../fixtures/expect.ts';
import { failuresOf } from '../../../helpers/clean-up/steps.ts';
import { notebookOf } from '../../../helpers/contract/cell.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import { runId } from '../../../helpers/run-id.ts';
import { generatePassword } from '../../../helpers/secrets/password.ts';
import type { ExpertCell } from '../../../helpers/systems/expert/cell.ts';
import { asAdmin } from '../../../helpers/systems/expert/connection.ts';
import { anotherUser, findAnotherFree, lease } from '../../../helpers/systems/expert/lease.ts';
import { describeLeftovers, findLeftovers, sweep } from '../../../helpers/systems/expert/leftovers.ts';
import { FREE_NAME, isAdmin, readLease } from '../../../helpers/systems/expert/marker.ts';
import {
  nearMiss,
  ODDITIES,
  setOddPassword,
  SAMPLE_PASSWORD,
} from '../../../helpers/systems/expert/odd-passwords.ts';
import { describePlan } from '../../../helpers/systems/expert/plan.ts';
import { poolOf } from '../../../helpers/systems/expert/pool.ts';
import { findAdmin } from '../../../helpers/systems/expert/admin.ts';
import { releaseShown } from '../../../helpers/systems/expert/release.ts';
import { type User, userDocument } from '../../../helpers/systems/expert/schemas.ts';
import { Identities, signedInBy } from '../../../helpers/systems/expert/sessions.ts';
import { findUser } from '../../../helpers/systems/expert/users.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { NonConformant, NotTried } from '../../../helpers/verdict/errors.ts';
import { expectAsRequested } from '../shared/new-users.ts';
import { bearerOf, expectNoToken } from '../shared/tokens.ts';
import { unknownUsername } from '../shared/unknown-users.ts';

export const setUserPassword = notebookOf<ExpertCell>(
  'expert/notebook',
  'Set a user’s password, then change one’s own',
  (cell) => {
    cell(
      '02',
      'The admin authenticates',
      'With user name and password, the admin gets a token in the body of the answer and the same one in a cookie. With ' +
        'a server API token, no sign-in is needed; the site shows which user it authenticates. No admin token is kept, ' +
        'because the service cannot revoke one.',
      async (cell) => {
        const { connection, target, prefix, notes, say } = cell;
        const me = await findAdmin(connection);
        // Printed before the sign-in, which may already write its time to the site.
        say(describePlan(new URL(target.baseUrl).host, me, prefix));
        const signIn = { password: byPassword, 'server token': byServerToken };
        await signIn[target.admin.by](cell, me);
        notes.write({ admin: asAdmin(connection), adminUser: me });
      },
    );

    cell(
      '03',
      'Lease a test user from the pool',
      'Users of a site cannot be deleted, so a few test users stay on it and are inactive between runs. The run takes a ' +
        'free one, or one that an earlier run left, or creates one, and writes its run ID into their full name. Only ' +
        'users who carry the whole marker are touched.',
      async ({ connection, prefix, settleMs, leftoverHours, notes, proof, say }) => {
        const pool = poolOf(connection, {
          prefix,
          settleMs,
          leftoverHours,
          selfId: notes.read('adminUser').id,
        });
        notes.write({ pool });
        const leftovers = await findLeftovers(pool);
        for (const sentence of describeLeftovers(leftovers, leftoverHours)) say(sentence);
        const [failure] = failuresOf(await sweep(pool, leftovers));
        if (failure !== undefined) throw failure;

        const earlierPassword = generatePassword([], connection.secrets);
        const { listed } = leftovers;
        const leased = await lease(pool, earlierPassword, {
          listed,
          meanwhile: async (own) => notes.write({ other: await findAnotherFree(pool, own, listed) }),
        });
        const { user, how } = leased;
        notes.write({ leased, earlierPassword });
        say(`test user: ${user.username}, user ${String(user.id)} (${how})`);
        await sideBySide(
          () =>
            proof(
              'signs-in',
              'The user signs in with their current password, which is about to be replaced.',
              async () => {
                const identities = new Identities(connection.transport);
                const signIn = identities.basic('test user', user.username, earlierPassword).authenticate();
                expect(await signIn).toHaveStatus(200);
              },
            ),
          () =>
            proof('leased', 'The test user is active and leased by this run.', async () => {
              const shown = await pool.api.showUser(user.id);
              expect(shown).toHaveStatus(200);
              expect(readLease(shown.body.fullname)?.run).toBe(runId());
              expect(shown.body.status).toBe('active');
              notes.write({ shown });
            }),
        );
      },
    );

    cell(
      '04',
      'Read the test user back',
      'By ID, by user name and as JSON, the site shows the same user, who is not an admin.',
      async ({ notes, proof }) => {
        const admin = notes.read('admin');
        const leased = notes.read('leased');
        const { id, username } = leased.user;
        // Nothing was written since the previous cell read them by ID.
        const byNumber = notes.read('shown');
        const { body: user } = byNumber;

        await proof('as-asked-for', 'The user has the requested user name, and is not an admin.', () => {
          expect(user).toMatchObject({ id, username });
          expect(isAdmin(user)).toBe(false);
        });
        await expectAsRequested(proof, leased, () => byNumber);
        await sideBySide(
          () =>
            proof('by-name', 'The user name finds the same user.', async () => {
              const byName = await admin.showUser({ username });
              expect(byName).toHaveStatus(200);
              expect(byName.body.id).toBe(id);
            }),
          () =>
            proof(
              'decoded-twice',
              'The user name, encoded twice, finds the same user, so the site decodes it twice.',
              async () => {
                // If the site decoded once, this would be a user with a percent sign in their name.
                const userid = `=${username.replace('-', '%252D')}`;
                const shown = await admin.raw({ method: 'GET', userid });
                expect(shown).toHaveStatus(200);
                expect(userDocument.parse(shown.body).id).toBe(id);
                notes.write({ document: shown.body });
              },
            ),
          () =>
            proof('as-json', 'JSON shows the same user.', async () => {
              const inJson = await admin.showUser(id, { format: 'json' });
              expect(inJson).toHaveStatus(200);
              expect(inJson.headers['content-type']).toContain('json');
              expect(inJson.body).toMatchObject({
                id,
                username,
                fullname: user.fullname,
                status: user.status,
              });
            }),
        );
        await proof.should('no-seat', 'The user takes no seat.', () => {
          expect(given(user.seated, 'The site does not show whether a user takes a seat.')).toBe(false);
        });
      },
    );

    cell(
      '05',
      'The admin sets the user’s password',
      'The admin addresses the user by =name, encoded twice, as in the page’s first sample, and sends only the new ' +
        'password, as plain text in UTF-8. The answer is 200 without a token, which would be someone else’s.',
      async ({ connection, notes, proof }) => {
        const admin = notes.read('admin');
        const { username } = notes.read('leased').user;
        const known = notes.read('document');
        const password = generatePassword([], connection.secrets);

        const set = await admin.setPassword({ username }, password);
        expect(set).toHaveStatus(200);
        notes.write({ password });

        await proof('no-token', 'The answer contains no token.', () =>
          expectNoToken({ identities: new Identities(connection.transport) }, set, known),
        );
        await proof.record('reply', 'Apart from that, the answer contains:', () =>
          set.isEmpty ? 'nothing' : `${set.headers['content-type'] ?? 'no content type'}, not empty`,
        );
      },
    );

    cell(
      '06',
      'Sign in as the test user',
      'The test user signs in with the password that the admin set, and no longer with the earlier one. This proves that it was set.',
      async ({ connection, notes, proof }) => {
        const { id, username } = notes.read('leased').user;
        const identities = new Identities(connection.transport);

        const signedIn = await identities.basic('test user', username, notes.read('password')).authenticate();
        expect(signedIn).toHaveStatus(200);
        const { cookie, disagreement } = signedInBy(signedIn);
        await proof('same-token', 'The body is a token, and the cookie contains the same one.', () => {
          expect(disagreement, signedIn.excerpt).toBeUndefined();
        });
        await sideBySide(
          () =>
            proof('identity', 'The token belongs to the test user.', async () => {
              const shown = await identities.cookie('test user', cookie).showSelf();
              expect(shown).toHaveStatus(200);
              expect(shown.body.id).toBe(id);
            }),
          () =>
            proof('earlier-refused', 'Signing in with the earlier password is refused: 401.', async () => {
              const earlier = identities.basic('test user', username, notes.read('earlierPassword'));
              expect(await earlier.authenticate()).toHaveStatus(401);
            }),
        );
        notes.write({ cookie, earlierCookie: cookie });
      },
    );

    cell(
      '07',
      'The test user changes their own password',
      'The user changes their password four times: with user name and password, as in the page’s curl sample, by ID; with the cookie of a ' +
        'sign-in, as in its C# sample, by “current”; and then with the newest cookie, by =name and by ID. The passwords ' +
        'are of kinds that break clients, and each is the next call’s currentpassword in the query. Each answer contains ' +
        'a token of the user.',
      async ({ connection, notes, proof }) => {
        const { id, username } = notes.read('leased').user;
        const identities = new Identities(connection.transport);
        const byPassword = () => identities.basic('test user', username, notes.read('password'));
        // The one with which the previous password was proved.
        const afterSignIn = () => identities.cookie('test user', notes.read('signInCookie'));
        const byCookie = () => identities.cookie('test user', notes.read('cookie'));

        for (const { name, user, caller, oddity } of [
          { name: 'by-number', user: id, caller: byPassword, oddity: 'reserved' },
          { name: 'by-current', user: 'current', caller: afterSignIn, oddity: 'escaped' },
          { name: 'by-name', user: { username }, caller: byCookie, oddity: 'unicode' },
          { name: 'again', user: id, caller: byCookie, oddity: 'long' },
        ] as const) {
          const currentpassword = notes.read('password');
          const as = caller();
          const { set, password, refusal } = await setOddPassword(oddity, connection.secrets, (odd) =>
            as.setPassword(user, odd, { currentpassword }),
          );
          await proof.record(
            `${name}-policy`,
            `A password ${ODDITIES[oddity]}:`,
            () => refusal ?? 'is accepted',
          );
          expect(set).toHaveStatus(200);
          notes.write({ earlierPassword: currentpassword, password });

          const { cookie, disagreement } = signedInBy(set);
          await sideBySide(
            () =>
              proof(
                name,
                'The body is a token of the test user, and the cookie contains the same one.',
                async () => {
                  expect(disagreement, set.excerpt).toBeUndefined();
                  const shown = await identities.cookie('test user', cookie).showSelf();
                  expect(shown).toHaveStatus(200);
                  expect(shown.body.id).toBe(id);
                },
              ),
            () =>
              proof(`${name}-signs-in`, 'The test user signs in with the new password.', async () => {
                const signedIn = await byPassword().authenticate();
                expect(signedIn).toHaveStatus(200);
                notes.write({ signInCookie: signedInBy(signedIn).cookie });
              }),
          );
          notes.write({ cookie });
        }
      },
    );

    cell(
      '08',
      'The old password no longer works',
      'The old password is refused. What today’s service does with a token from before the change is not documented, so ' +
        'the run only records which user the token authenticates. On the classic server, such a caller is anonymous.',
      async ({ connection, notes, proof }) => {
        const { username } = notes.read('leased').user;
        const identities = new Identities(connection.transport);
        await sideBySide(
          () =>
            proof('old-refused', 'Signing in with the old password is refused: 401.', async () => {
              const old = identities.basic('test user', username, notes.read('earlierPassword'));
              expect(await old.authenticate()).toHaveStatus(401);
            }),
          () =>
            proof.record('token-before', 'A token from before the change authenticates:', async () => {
              const before = identities.cookie('test user, before', notes.read('earlierCookie'));
              const shown = assertFromService(await before.showSelf());
              return shown.status === 200 ? shown.body.username : `HTTP ${String(shown.status)}`;
            }),
        );
      },
    );

    cell(
      '09',
      'The admin sets an alternative password',
      'An alternative password is for a user who has forgotten their own. The user signs in with it, and still with the ' +
        'main one, which it does not overwrite. This one ends with a line break, which counts.',
      async ({ connection, notes, proof }) => {
        const admin = notes.read('admin');
        const { id, username } = notes.read('leased').user;
        const identities = new Identities(connection.transport);
        const signIn = (password: string) => identities.basic('test user', username, password).authenticate();

        const {
          set,
          password: alternative,
          refusal,
        } = await setOddPassword('newline', connection.secrets, (odd) =>
          admin.setPassword(id, odd, { altpassword: true }),
        );
        expect(set).toHaveStatus(200);

        await proof.record('policy', `A password ${ODDITIES.newline}:`, () => refusal ?? 'is accepted');
        await sideBySide(
          () =>
            proof('alternative-signs-in', 'The user signs in with the alternative password.', async () => {
              expect(await signIn(alternative)).toHaveStatus(200);
            }),
          () =>
            proof(
              'line-break-counts',
              'Signing in with it, but without its line break, is refused: 401.',
              async () => {
                if (refusal !== undefined) throw new NotTried(`The site refuses such a password: ${refusal}`);
                expect(await signIn(alternative.trimEnd())).toHaveStatus(401);
              },
            ),
        );
        await proof('main-signs-in', 'The user still signs in with the main password.', async () => {
          expect(await signIn(notes.read('password'))).toHaveStatus(200);
        });
        await proof.record(
          'alternative-afterwards',
          'After a sign-in with the main password, the alternative one:',
          async () => {
            const { status } = assertFromService(await signIn(alternative));
            return status === 200 ? 'still signs in' : `no longer signs in (${String(status)})`;
          },
        );
      },
    );

    cell(
      '10',
      'Refusals',
      'The calls that the documentation forbids are refused, and the user’s password stays the same.',
      async ({ connection, prefix, notes, proof }) => {
        const [pool, leased] = [notes.read('pool'), notes.read('leased')];
        const { id, username } = leased.user;
        const identities = new Identities(connection.transport);
        const currentpassword = notes.read('password');
        // With a cookie: it contains no password, and it does not clear an alternative one that a refused call may have set.
        const user = identities.cookie('test user', notes.read('cookie'));
        const password = generatePassword([], connection.secrets);

        await sideBySide(
          () =>
            proof(
              'own-alternative',
              'A user who sets their own alternative password is refused: 400.',
              async () => {
                const options = { currentpassword, altpassword: true };
                expect(await user.setPassword(id, password, options)).toHaveStatus(400);
              },
            ),
          () =>
            proof(
              'no-currentpassword',
              'A user who does not send the current password is refused: 400.',
              async () => {
                expect(await user.setPassword(id, password)).toHaveStatus(400);
              },
            ),
        );
        await proof(
          'wrong-currentpassword',
          'A current password in which one letter has the wrong case is refused: 403.',
          async () => {
            const wrong = nearMiss(currentpassword, connection.secrets);
            expect(await user.setPassword(id, password, { currentpassword: wrong })).toHaveStatus(403);
          },
        );
        // NICE support can set a site's limit below ten failed sign-ins. An admin unlocks locked users.
        await proof.record('locked', 'After five failed sign-ins, the test user is:', async () => {
          const shown = await notes.read('admin').showUser(id);
          expect(shown).toHaveStatus(200);
          const { status } = shown.body;
          const unlocked = () => notes.read('admin').updateUser(id, { status: 'active' });
          if (status !== 'inactive') return 'not locked';
          return `locked, and reactivated by an admin: HTTP ${String((await unlocked()).status)}`;
        });
        // The page documents the statuses, but not the order of the checks. The caller may be refused because they are not
        // an admin.
        const expectRefused = async (name: string, what: string, status: number, userid: string) => {
          const refused = await proof(name, `${what} is refused.`, async () => {
            const answer = await user.rawPassword(userid, password, { query: { currentpassword } });
            expect(answer).toBeRefused();
            return answer;
          });
          await proof.should(`${name}-status`, `${what} is refused with ${String(status)}.`, () => {
            expect(refused.required()).toHaveStatus(status);
          });
        };
        const unknown = userPath({ username: unknownUsername({ prefix }) });
        await sideBySide(
          () =>
            proof('empty', 'An empty new password is refused: 400.', async () => {
              expect(await user.setPassword(id, '', { currentpassword })).toHaveStatus(400);
            }),
          () =>
            proof(
              'by-nobody',
              'An anonymous caller who sets a user’s password is refused: 403.',
              async () => {
                expect(await identities.anonymous().setPassword(id, password)).toHaveStatus(403);
              },
            ),
          () =>
            proof('somebody-elses', 'A user who sets another user’s password is refused: 403.', async () => {
              const other =
                notes.readIfWritten('other') ??
                (await anotherUser(pool, leased.user, generatePassword([], connection.secrets)));
              expect(await user.setPassword(other, password, { currentpassword })).toHaveStatus(403);
            }),
          () => expectRefused('unknown', 'A user name that does not exist', 404, unknown),
          () => expectRefused('malformed-name', 'A user name without “=”', 400, username),
          () => expectRefused('malformed-fraction', 'A user ID with a fraction', 400, `${String(id)}.5`),
        );
        await proof('nothing-changed', 'The user’s password is unchanged.', async () => {
          // The refused one first, because signing in with the main password may end an alternative one.
          for (const [tried, status] of [
            [password, 401],
            [currentpassword, 200],
          ] as const)
            expect(await identities.basic('test user', username, tried).authenticate()).toHaveStatus(status);
        });
      },
    );

    cell(
      '11',
      'authenticate=true requires credentials',
      'A call without credentials is answered as the user Anonymous. With authenticate=true, it is refused.',
      async ({ connection, notes, proof }) => {
        const { id, username } = notes.read('leased').user;
        const identities = new Identities(connection.transport);
        await sideBySide(
          () =>
            proof(
              'nobody',
              'Without authenticate=true, an anonymous caller is the user Anonymous.',
              async () => {
                const shown = await identities.anonymous().showSelf();
                expect(shown).toHaveStatus(200);
                expect(shown.body.username).toMatch(/^anonymous$/i);
              },
            ),
          () =>
            proof(
              'nobody-refused',
              'With authenticate=true, an anonymous caller is refused: 401.',
              async () => {
                expect(await identities.anonymous().showSelf({ authenticate: true })).toHaveStatus(401);
              },
            ),
          () =>
            proof('password', 'With authenticate=true, user name and password are accepted.', async () => {
              const user = identities.basic('test user', username, notes.read('password'));
              const shown = await user.showSelf({ authenticate: true });
              expect(shown).toHaveStatus(200);
              expect(shown.body.id).toBe(id);
            }),
          () =>
            proof.record(
              'cookie',
              'To authenticate=true with a cookie and no other credentials, the site answers:',
              async () => {
                const byCookie = identities.cookie('test user', notes.read('cookie'));
                const shown = assertFromService(await byCookie.showSelf({ authenticate: true }));
                return `HTTP ${String(shown.status)}`;
              },
            ),
        );
      },
    );

    cell(
      '12',
      'Deactivate the test user',
      'Once inactive, the test user can no longer sign in. Only then are they released to the pool. The notebook leases ' +
        'no other user any more.',
      async ({ connection, notes, proof }) => {
        const admin = notes.read('admin');
        const { entry, user } = notes.read('leased');
        const { id, username } = user;
        const identities = new Identities(connection.transport);

        // The full name still contains the lease of this run, so that no other run leases this user during the proofs.
        expect(await admin.updateUser(id, { status: 'inactive' })).toHaveStatus(200);
        await sideBySide(
          () =>
            proof(
              'cannot-sign-in',
              'Signing in with the user’s password is refused: 403 or 401.',
              async () => {
                const signIn = identities.basic('test user', username, notes.read('password')).authenticate();
                expect(await signIn).toHaveStatus(403, 401);
              },
            ),
          () =>
            proof.should('token-dead', 'The user’s token no longer authenticates them.', async () => {
              const bearer = await bearerOf(identities.cookie('test user', notes.read('cookie')));
              expect(bearer?.id, 'the user that it authenticates').not.toBe(id);
            }),
        );
        const shown = '[the weak password of the page’s sample]';
        const content = { type: 'text/plain; charset=utf-8', text: SAMPLE_PASSWORD, shown };
        const weak = await admin.raw({ method: 'PUT', userid: String(id), rest: '/password', content });
        await proof.record('weak', 'To the weak password of the page’s sample, the site answers:', () => {
          const { status, refusal } = assertFromService(weak);
          return `HTTP ${String(status)} ${refusal?.description ?? ''}`.trim();
        });
        // The weak password must not stay, in case someone reactivates the user manually.
        const pool = notes.read('pool');
        const [, known] = await sideBySide(
          async () =>
            expect(await admin.setPassword(id, generatePassword([], connection.secrets))).toHaveStatus(200),
          () => findUser(admin, id),
        );
        const after = known && (await releaseShown(pool, known, runId(), entry.thing.role)).after;
        connection.ledger.removed(entry);
        await proof(
          'given-back',
          'The user is inactive and released, or already leased by the next run.',
          () => {
            if (after === undefined) throw new NonConformant(`The site no longer shows ${username}.`);
            const { fullname, status } = after;
            const holder = readLease(fullname)?.run ?? runId();
            const isFree =
              given(status, 'The site does not show whether a user is active.') === 'inactive' &&
              fullname === FREE_NAME;
            expect(isFree || holder !== runId(), `“${fullname}”, ${status ?? ''}`).toBe(true);
          },
        );
        await proof(
          'nothing-left',
          'No user is still leased by this run, except by its other workers.',
          async () => {
            const { users } = await findLeftovers(pool);
            const ours = users.filter(({ run }) => run === runId()).map(({ user: { id } }) => id);
            // Contract checks may run in parallel with the notebook, with users of their own.
            const recorded = new Set(connection.ledger.others().map((each) => each.id));
            expect(ours.filter((each) => !recorded.has(each))).toEqual([]);
          },
        );
      },
    );
  },
);

/** The admin signs in with user name and password. */
async function byPassword({ connection, proof }: ExpertCell, me: User): Promise<void> {
  const signedIn = await asAdmin(connection).authenticate();
  expect(signedIn).toHaveStatus(200);
  const { cookie, disagreement } = signedInBy(signedIn);
  await proof('same-token', 'The body is a token, and the cookie contains the same one.', () => {
    expect(disagreement, signedIn.excerpt).toBeUndefined();
  });
  await proof('identity', 'The token belongs to the admin.', async () => {
    const shown = await new Identities(connection.transport).cookie('admin', cookie).showSelf();
    expect(shown).toHaveStatus(200);
    expect(shown.body.id).toBe(me.id);
  });
}

/** A server API token acts as the admin, and needs no sign-in. */
async function byServerToken({ target: { admin }, proof }: ExpertCell, me: User): Promise<void> {
  const named = admin.by === 'server token' ? admin.user.replace(/^=/, '').toLowerCase() : '';
  await proof('identity', 'The server API token acts as the configured admin.', () => {
    expect([String(me.id), me.username.toLowerCase()]).toContain(named);
  });
}
