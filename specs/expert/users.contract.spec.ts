/** The users around the passwords: who may write them, what of them is shown to whom, and that no other way sets a password. */
import { createHash } from 'node:crypto';
import { expect, expertContract, given, type Prove } from '../../fixtures/index.ts';
import { type UserFields, userXml } from '../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../helpers/systems/expert/bench.ts';
import type { BenchUser } from '../../helpers/systems/expert/bench-users.ts';
import { unquoted } from '../../helpers/systems/expert/cookies.ts';
import { ACTIVATE_PAGE, CLIENT, PASSWORD_PAGE, SERVER } from '../../helpers/systems/expert/documented.ts';
import { SERVER_SIGN_IN, SERVER_USERS } from '../../helpers/systems/expert/documented.ts';
import {
  USER_PAGE,
  USER_PUT_PAGE,
  USERS_PAGE,
  USERS_POST_PAGE,
} from '../../helpers/systems/expert/documented.ts';
import { textAt, xml } from '../../helpers/systems/expert/format.ts';
import { leaseName, poolName } from '../../helpers/systems/expert/marker.ts';
import { type Exchange, ofService } from '../../helpers/http/exchange.ts';
import { asObject } from '../../helpers/http/format.ts';
import { runId } from '../../helpers/run-id.ts';
import { NotTried } from '../../helpers/verdict/errors.ts';
import {
  expectAnsweredOrRefused,
  expectAsAskedFor,
  expectNoEcho,
  expectNotWritten,
  expectRefusals,
  expectSignsIn,
} from './proofs.ts';

/** In milliseconds. */
const A_DAY = 24 * 3_600_000;

/**
 * Roles that take rights: today's and the classic name of one, of which a site knows at least one. What could end with an
 * admin whom nobody removes is tried on an emulator alone.
 */
function roles({ emulated }: ExpertBench): string[] {
  return ['Author', 'Contributor', ...(emulated ? ['Admin'] : [])];
}

/** A role that a site does not know is refused as such: that says nothing about rights. */
const OR_UNKNOWN_ROLE = [400, 401, 403];

/** Of those who ask for a role, somebody was refused for want of rights. */
async function expectRolesKnown(proof: Prove, answers: readonly Exchange<unknown>[]): Promise<void> {
  await proof('roles', 'One of the roles that were asked for is one of the site.', () => {
    given(answers[0], 'No role was asked for.');
    const forRights = answers.filter(({ status }) => status !== 400);
    if (forRights.length === 0) throw new NotTried('The site knows none of the roles that were asked for.');
    expect(forRights.length).toBeGreaterThan(0);
  });
}

/** A full name that is another one than that of the lease, and says as well that this run has the user. */
function otherLease(): string {
  return leaseName({ run: runId(), since: new Date(Date.now() - 60_000) });
}

/** Another name of the pool, which is never given: whoever bears it is known to the clean-up. */
function otherName({ prefix }: ExpertBench, { username }: BenchUser): string {
  return poolName(prefix, 9000 + Number(/\d+$/.exec(username)?.[0] ?? 0));
}

/** The users in a list; what repeats once is no list. */
function usersIn(list: unknown): unknown[] {
  return [asObject(list)?.['user'] ?? []].flat();
}

/** The document of a user, as the admin sees it, whole. */
async function documentOf(bench: ExpertBench, { id }: BenchUser): Promise<unknown> {
  const shown = await bench.admin.raw({ method: 'GET', userid: String(id) });
  expect(shown).toHaveStatus(200);
  return shown.body;
}

/** An element of these names, or below one, has no text; whether there is a password may be an attribute. */
const SECRET_NAME = /(?:passw|salt|secret|authtoken)(?!.*\/@\w+$)/i;

/** What a careless server would keep of a password. */
function digestsOf({ id, password }: BenchUser): string[] {
  const hex = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
  const classic = hex('md5', `${String(id)}-${hex('md5', password)}`);
  return [classic, ...['md5', 'sha1', 'sha256', 'sha512'].map((algorithm) => hex(algorithm, password))];
}

/** Every name in a document, with the text below it. */
function fieldsOf(value: unknown, path = ''): [string, unknown][] {
  const object = asObject(value);
  if (object === undefined) return [[path, value]];
  return Object.entries(object).flatMap(([name, inner]) => fieldsOf(inner, `${path}/${name}`));
}

export const userChecks = expertContract('expert/users', ({ must, should, record }) => {
  must(
    'inactive-cannot-sign-in',
    'Who is inactive does not sign in, nor activates itself, and signs in again once active, with the same password.',
    { says: 'A deactivated user cannot sign in', at: ACTIVATE_PAGE },
    async (bench, proof) => {
      const user = await bench.other();
      expect(await bench.deactivate(user)).toHaveStatus(200);
      const refused = await bench.signIn(user, user.password);
      expect(refused).toHaveStatus(403, 401);
      bench.countFailure(user);
      expect(await bench.basic(user).showSelf()).toHaveStatus(403, 401);
      expect(await bench.signIn(user, bench.newPassword())).toHaveStatus(401, 403);
      await proof.should('disabled', 'With the right password it is 403: the user is disabled.', () => {
        expect(refused).toHaveStatus(403);
      });
      await proof('activates-itself', 'Who activates itself is refused, and stays inactive.', async () => {
        bench.countFailure(user);
        const answer = await bench.basic(user).updateUser(user.id, { status: 'active' });
        const after = await bench.snapshot(user);
        if (after['status'] !== 'inactive') await bench.deactivate(user);
        expect(after).toMatchObject({ status: 'inactive' });
        expect(answer).toHaveStatus(401, 403);
      });
      expect(await bench.activate(user)).toHaveStatus(200);
      await expectSignsIn(bench, user);
    },
    { failedSignIns: 4 },
  );

  must(
    'updated',
    'What an admin writes is what is shown, of a user that is new and of one that was there.',
    { says: 'PUT users/{userid}: 200, and the user is updated', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      await expectAsAskedFor(bench.admin, proof, bench.leasedAs(user));
      bench.markDirty();
      const { role } = await bench.shown(user);
      const fullname = otherLease();
      const email = `${user.username}-updated@example.com`;
      const answered = await bench.rewrite(user, { fullname, email });
      expect(answered).toHaveStatus(200);
      const shown = await bench.admin.showUser(user.id);
      const again = await bench.rewrite(user);
      const after = await bench.admin.showUser(user.id);
      for (const answer of [shown, again, after]) expect(answer).toHaveStatus(200);
      await proof('full-name', 'The full name, and nothing else with it.', () => {
        for (const { body } of [answered, shown])
          expect(body).toMatchObject({ fullname, status: 'active', role });
        expect(again.body.fullname).not.toBe(fullname);
        expect(after.body.fullname).toBe(again.body.fullname);
      });
      await proof('address', 'The e-mail address.', () => {
        for (const { body } of [answered, shown])
          expect(given(body.email, 'The site shows no e-mail address to an admin.')).toBe(email);
        expect(again.body.email).not.toBe(email);
        expect(after.body.email).toBe(again.body.email);
      });
      await expectSignsIn(bench, user);
    },
  );

  must(
    'role',
    'The role that an admin gives is the one that is shown.',
    { says: 'PUT users/{userid}: permissions.user/role is the role of the user', at: USER_PUT_PAGE },
    async (bench) => {
      const user = await bench.user();
      const before = given((await bench.shown(user)).role, 'The site does not show the role of a user.');
      bench.markDirty();
      // The least of them, and the one that takes no seat.
      const written = await bench.admin.updateUser(user.id, { role: 'Viewer' });
      if (written.isRefusedWith(400))
        throw new NotTried(`The site has no role that is called Viewer.\n${written.excerpt}`);
      expect(written).toHaveStatus(200);
      const { role } = await bench.shown(user);
      // Back to what it was, as far as it was shown, and as that may be asked for.
      if (role?.toLowerCase() === 'viewer') await bench.admin.updateUser(user.id, { role: before });
      expect(role).toMatch(/^viewer$/i);
      expect(written.body.role).toMatch(/^viewer$/i);
    },
  );

  must(
    'in-another-case',
    'A user who is written to by its name in capitals is the one that is changed.',
    {
      says: 'The page signs in as spock and writes to =Spock: a name is the same in any case',
      at: PASSWORD_PAGE,
    },
    async (bench) => {
      const user = await bench.user();
      const inCapitals = { username: user.username.toUpperCase() };
      // Looked at first: nothing is written to somebody else.
      const shown = await bench.admin.showUser(inCapitals);
      expect(shown).toHaveStatus(200);
      expect(shown.body.id).toBe(user.id);
      bench.markDirty();
      const fullname = otherLease();
      expect(await bench.admin.updateUser(inCapitals, { fullname })).toHaveStatus(200);
      expect((await bench.shown(user)).fullname).toBe(fullname);
    },
  );

  must(
    'invalid-status',
    'A status that there is not is refused, 400, and changes nothing.',
    { says: 'Valid values are active and inactive', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      await expectNotWritten(bench, proof, user, [
        {
          name: 'deleted',
          sentence: '“deleted” is none.',
          status: [400],
          write: () => bench.admin.rawUser(user.id, xml('user', { status: 'deleted' })),
        },
      ]);
      await expectSignsIn(bench, user);
    },
  );

  must(
    'of-oneself',
    'What is for admins to change, a user does not change of itself: neither the role nor the name.',
    { says: 'A change of role or name needs admin rights', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const byPassword = bench.basic(user);
      const byCookie = await bench.byCookie(user);
      const [first = ''] = roles(bench);
      const reserved = { status: OR_UNKNOWN_ROLE, mayBeAnswered: true, forRole: true } as const;
      const answers = await expectNotWritten(bench, proof, user, [
        ...roles(bench).map((role) => ({
          name: `role-${role.toLowerCase()}`,
          sentence: `The role ${role}.`,
          ...reserved,
          write: () => byPassword.updateUser(user.id, { role }),
        })),
        {
          name: 'role-by-cookie',
          sentence: `The role ${first}, by the cookie of a sign-in.`,
          ...reserved,
          write: () => byCookie.updateUser(user.id, { role: first }),
        },
      ]);
      await expectRolesKnown(proof, answers);
      await expectNotWritten(bench, proof, user, [
        {
          name: 'name',
          sentence: 'The user name.',
          status: [400, 401, 403],
          mayBeAnswered: true,
          write: () => byPassword.updateUser(user.id, { username: otherName(bench, user) }),
        },
      ]);
    },
  );

  must(
    'somebody-else',
    'A user and nobody write nothing of somebody else: neither role, status, name nor address.',
    { says: 'A user is updated by itself or by an admin', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const email = `${user.username}-else@example.com`;
      const documents: [string, UserFields][] = [
        ['status', { status: 'inactive' }],
        ['username', { username: otherName(bench, other) }],
        ['fullname', { fullname: otherLease() }],
        ['email', { email }],
      ];
      for (const [who, as] of [
        ['user', bench.basic(user)],
        ['nobody', bench.identities.anonymous()],
      ] as const) {
        const answers = await expectNotWritten(
          bench,
          proof,
          other,
          roles(bench).map((role) => ({
            name: `role-${role.toLowerCase()}-by-${who}`,
            sentence: `The role ${role}, by ${who}: refused.`,
            status: OR_UNKNOWN_ROLE,
            forRole: true as const,
            write: () => as.updateUser(other.id, { role }),
          })),
        );
        await expectRolesKnown(proof, answers);
        await expectNotWritten(bench, proof, other, [
          ...documents.map(([what, fields]) => ({
            name: `${what}-by-${who}`,
            sentence: `The ${what}, by ${who}: refused.`,
            write: () => as.updateUser(other.id, fields),
          })),
          {
            name: `posted-by-${who}`,
            sentence: `The address, by ${who}, with POST users and the number: refused.`,
            status: [400, 401, 403],
            // With the name that it has: a site that overlooks the number makes nobody of it.
            write: () =>
              as.rawUser(undefined, xml('user', { '@id': other.id, username: other.username, email })),
          },
        ]);
      }
      await expectSignsIn(bench, other);
    },
  );

  must(
    'create-refused',
    'Nobody but an admin creates users, and the one whose name was given stays as it is.',
    { says: 'An apikey or an admin is needed to create a user: 403', at: USERS_POST_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      for (const [who, as] of [
        ['user', bench.basic(user)],
        ['nobody', bench.identities.anonymous()],
      ] as const) {
        const refused = await proof(who, `By ${who}, with a name that is taken: refused.`, async () => {
          const { answer, made } = await bench.attemptCreation(
            (fields) => as.rawUser(undefined, userXml(fields)),
            user.username,
          );
          expect(made.map(({ id }) => id)).toEqual([]);
          expect(answer).toHaveStatus(403, 401);
          return answer;
        });
        await proof(
          `${who}-new`,
          `By ${who}, with a name that nobody has: refused, and nobody is made.`,
          async () => {
            const { answer, made } = await bench.attemptCreation((fields) =>
              as.rawUser(undefined, userXml(fields)),
            );
            expect(made.map(({ username }) => username)).toEqual([]);
            expect(answer).toHaveStatus(403, 401);
          },
        );
        await proof.should(`${who}-status`, `By ${who}: 403.`, () => {
          expect(refused.required()).toHaveStatus(403);
        });
      }
      expect(await bench.snapshot(user)).toEqual(before);
    },
  );

  must(
    'no-other-way',
    'The password of a user who exists is set in no other way: not by creating it again, nor with its document.',
    {
      says: 'Please use PUT: users/{userid}/password to change passwords on existing accounts, 400',
      at: SERVER_USERS,
    },
    async (bench, proof) => {
      const user = await bench.user();
      const { username } = user;
      await expectRefusals(bench, proof, { target: user }, [
        {
          name: 'created-again',
          sentence: 'A user of this name is there: 409, or 400 for the password.',
          status: [409, 400],
          inAddress: true,
          call: async (accountpassword) => {
            const { answer, made } = await bench.attemptCreation(
              (fields) => bench.admin.rawUser(undefined, userXml(fields), { accountpassword }),
              username,
            );
            expect(made.map(({ id }) => id)).toEqual([]);
            return answer;
          },
        },
        {
          name: 'updated',
          sentence: 'An accountpassword for a user who is there: 400.',
          status: 400,
          should: true,
          inAddress: true,
          call: (accountpassword) => bench.admin.rawUser(user.id, userXml({ username }), { accountpassword }),
        },
      ]);
    },
    { failedSignIns: 1 },
  );

  must(
    'duplicate',
    'A name is given once: 409, also in another case.',
    { says: '409: user already exists', at: USERS_POST_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const { username } = user;
      for (const [name, sentence, written] of [
        ['as-it-is', 'As it is written: 409, and nobody is made.', username],
        [
          'in-another-case',
          'In capitals it is the same name: 409, and nobody is made.',
          username.toUpperCase(),
        ],
      ] as const)
        await proof(name, sentence, async () => {
          const { answer, made } = await bench.attemptCreation(
            (fields) => bench.admin.rawUser(undefined, userXml(fields)),
            written,
          );
          expect(made.map(({ id }) => id)).toEqual([]);
          expect(answer).toHaveStatus(409);
        });
      await proof('nothing-changed', 'The user who has it stays as it is.', async () => {
        expect(await bench.snapshot(user)).toEqual(before);
        await expectSignsIn(bench, user);
      });
    },
  );

  must(
    'no-secrets',
    'No user document shows a password, a hash of one, or a token.',
    { says: 'GET users/{userid} shows a user: name, status, role and dates', at: USER_PAGE },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const token = await bench.cookie(user);
      // To others, a site may show less, or nothing.
      for (const [as, ...refusals] of [
        [bench.admin],
        [bench.basic(user)],
        [bench.basic(other), 401, 403],
        [bench.identities.anonymous(), 401, 403],
      ] as const) {
        const shown = await as.raw({ method: 'GET', userid: String(user.id) });
        expectAnsweredOrRefused(shown, ...refusals);
        expectNoEcho(shown, user.password, other.password, unquoted(token));
        for (const digest of digestsOf(user))
          expect(shown.holds(digest), 'whether it holds a hash').toBe(false);
        const secret = fieldsOf(shown.status === 200 ? shown.body : {}).filter(
          ([name, text]) => SECRET_NAME.test(name) && String(text) !== '',
        );
        expect(secret.map(([name]) => name)).toEqual([]);
      }
    },
  );

  must(
    'list',
    'The list of users, filtered by a name, shows whom it is about, and no password.',
    { says: 'usernamefilter: users whose name begins with this', at: USER_PAGE },
    async (bench) => {
      const user = await bench.user();
      const listed = await bench.admin.listUsers(user.username, { limit: 100, offset: 0 });
      expect(listed).toHaveStatus(200);
      const names = listed.body.map(({ username }) => username.toLowerCase());
      expect(names.includes(user.username.toLowerCase()), 'whether it is listed').toBe(true);
      const all = names.every((name) => name.startsWith(user.username.toLowerCase()));
      expect(all, 'whether all names begin so').toBe(true);
      expectNoEcho(listed, user.password);
    },
  );

  must(
    'list-in-pages',
    'The list is as long as is asked for, and begins where is asked for; a hundred from the first on, if nothing is said.',
    { says: 'limit: 100 by default; offset: 0 by default', at: USERS_PAGE },
    async (bench, proof) => {
      await bench.user();
      await bench.other();
      const listed = async (page: Record<string, string>) => {
        const query = { usernamefilter: `${bench.prefix}-`, sortby: 'username', ...page };
        const answer = await bench.admin.rawList(query);
        expect(answer).toHaveStatus(200);
        return usersIn(answer.body).map((each) => textAt(each, '@id'));
      };
      // In this order, a user that another run makes in between changes nothing.
      const all = await listed({});
      const named = await listed({ limit: '100', offset: '0' });
      const second = await listed({ limit: '1', offset: '1' });
      const first = await listed({ limit: '1' });
      await proof('defaults', 'What is so by default may be asked for.', () => {
        expect(all.length).toBeGreaterThan(1);
        expect(named).toEqual(expect.arrayContaining(all));
      });
      await proof('limit', 'A limit of one shows one.', () => {
        expect([first.length, second.length]).toEqual([1, 1]);
      });
      await proof('offset', 'The second is not the first.', () => {
        expect(second).not.toEqual(first);
      });
    },
  );

  should(
    'list-of-inactive',
    'The list shows inactive users as well, unless it is filtered, and says how many it shows.',
    { says: 'activatedfilter: active or inactive users only; the list has a count', at: SERVER_USERS },
    async (bench, proof) => {
      const user = await bench.user();
      expect(await bench.deactivate(user)).toHaveStatus(200);
      const lists: unknown[] = [];
      for (const [activatedfilter, isListed] of [
        [undefined, true],
        ['false', true],
        ['true', false],
      ] as const) {
        const query = { usernamefilter: user.username, limit: '100' };
        const listed = await bench.admin.rawList(
          activatedfilter === undefined ? query : { ...query, activatedfilter },
        );
        expect(listed).toHaveStatus(200);
        lists.push(listed.body);
        const ids = usersIn(listed.body).map((each) => textAt(each, '@id'));
        expect(
          ids.includes(String(user.id)),
          `whether it is listed, by ${activatedfilter ?? 'no'} filter`,
        ).toBe(isListed);
      }
      const counts = (name: string) =>
        lists.map((list) => Number(given(textAt(list, name), `The list has no ${name.slice(1)}.`)));
      const shown = lists.map((list) => usersIn(list).length);
      await proof.should('count', 'The count is how many it shows.', () => {
        expect(counts('@count')).toEqual(shown);
      });
      await proof.should('query-count', 'Where all fit in, it shows as many as its query finds.', () => {
        expect(counts('@querycount')).toEqual(shown);
      });
      await proof.should('total-count', 'There are no fewer users than it shows.', () => {
        for (const [index, total] of counts('@totalcount').entries())
          expect(total).toBeGreaterThanOrEqual(shown[index] ?? 0);
      });
    },
  );

  should(
    'dates',
    'A user is shown as made, and as having signed in, when it was.',
    { says: 'date.created, date.lastlogin; a sign-in writes the latter', at: SERVER_SIGN_IN },
    async (bench, proof) => {
      const user = await bench.user();
      const signedIn = await bench.signIn(user, user.password);
      expect(signedIn).toHaveStatus(200);
      const document = await documentOf(bench, user);
      const expectToday = (name: string) => {
        const at = given(textAt(document, name), `The site does not show ${name}.`);
        const now = Date.parse(signedIn.headers['date'] ?? '') || Date.now();
        expect(Math.abs(Date.parse(at) - now), `how long ago ${name} is, in ms`).toBeLessThan(A_DAY);
      };
      await proof.should('last-sign-in', 'It has signed in today.', () => {
        expectToday('date.lastlogin');
      });
      await proof.should('created', 'It was made today, where this run has made it.', () => {
        given(bench.leasedAs(user).creation, 'The user was there already, and nobody knows since when.');
        expectToday('date.created');
      });
    },
  );

  should(
    'shown-as-it-is',
    'A user is shown as what it is: somebody who has a password, and may do what its role allows.',
    { says: 'user: @anonymous, password/@exists, permissions.user, permissions.effective', at: CLIENT },
    async (bench, proof) => {
      const user = await bench.user();
      const document = await documentOf(bench, user);
      await proof.should('password', 'It has a password.', () => {
        const exists = textAt(document, 'password', '@exists');
        expect(given(exists, 'The site does not show whether a user has a password.')).toBe('true');
      });
      await proof.should('anonymous', 'It is not Anonymous, and nobody is.', async () => {
        const nobody = await bench.identities.anonymous().raw({ method: 'GET', userid: 'current' });
        expect(nobody).toHaveStatus(200);
        for (const [each, anonymous] of [
          [document, 'false'],
          [nobody.body, 'true'],
        ] as const) {
          const said = textAt(each, '@anonymous');
          expect(given(said, 'The site does not mark who is Anonymous.')).toBe(anonymous);
        }
      });
      await proof.should(
        'permissions',
        'In effect it may do what its role allows, as long as no group adds to it.',
        () => {
          for (const name of ['groups', 'permissions.revoked'])
            if ((textAt(document, name) ?? '') !== '' || asObject(asObject(document)?.[name]) !== undefined)
              throw new NotTried(`There are ${name} that change what its role allows.`);
          const [ofRole, inEffect] = ['permissions.user', 'permissions.effective'].map((name) =>
            given(textAt(document, name, 'operations'), `The site does not show ${name}.`)
              .split(',')
              .sort(),
          );
          expect(inEffect).toEqual(ofRole);
        },
      );
    },
  );

  should(
    'shown-to-itself',
    'A user sees itself as the admin does: name, status, role and address.',
    { says: 'One’s own record is always shown', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      const { id, username, fullname, email, status, role } = await bench.shown(user);
      const shown = await bench.basic(user).showSelf();
      expect(shown).toHaveStatus(200);
      expect(shown.body).toMatchObject({ id, username, fullname, email, status, role });
    },
  );

  record(
    'own-address',
    'To a user who writes the own e-mail address, it answers:',
    { says: 'A user is updated by itself or by an admin', at: USER_PUT_PAGE },
    async (bench) => {
      const user = await bench.user();
      bench.markDirty();
      const email = `${user.username}-own@example.com`;
      const { status } = ofService(await bench.basic(user).updateUser(user.id, { email }));
      return `HTTP ${String(status)}`;
    },
  );

  record(
    'address-shown',
    'The e-mail address of a user is shown',
    { says: 'It is hidden, unless for oneself, an admin, or by a setting', at: SERVER },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const seen: string[] = [];
      for (const [who, as] of [
        ['to another user', bench.basic(other)],
        ['to nobody', bench.identities.anonymous()],
      ] as const) {
        const shown = ofService(await as.showUser(user.id));
        const sees =
          shown.status === 200 ? String(shown.body.email !== undefined) : `HTTP ${String(shown.status)}`;
        seen.push(`${who}: ${sees}`);
      }
      return seen.join('; ');
    },
  );
});
