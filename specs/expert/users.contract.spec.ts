/** The users around the passwords: who may write them, what of them is shown to whom, and that no other way sets a password. */
import { createHash } from 'node:crypto';
import { expect, expertContract } from '../../fixtures/index.ts';
import type { ExpertApi } from '../../helpers/expert/api.ts';
import type { BenchUser, ExpertBench } from '../../helpers/expert/bench.ts';
import { ACTIVATE_PAGE, SERVER, SERVER_USERS } from '../../helpers/expert/documented.ts';
import { USER_PAGE, USER_PUT_PAGE, USERS_POST_PAGE } from '../../helpers/expert/documented.ts';
import { xml } from '../../helpers/expert/format.ts';
import { leaseName } from '../../helpers/expert/marker.ts';
import { unquoted } from '../../helpers/expert/sessions.ts';
import { asObject } from '../../helpers/http/format.ts';
import { runId } from '../../helpers/run/run.ts';
import { expectNoEcho, expectRefusals, expectSignsIn } from './proofs.ts';

/** A document that gives a role. */
function withRole(role: string): string {
  return `<user><permissions.user>${xml('permissions', { role }).replace(/<\/?permissions>/g, '')}</permissions.user></user>`;
}

const ADMIN_ROLE = withRole('Admin');

/** Writes that are refused. Should one be accepted, the admin takes it back at once, and it has failed. */
async function expectNotWritten(
  bench: ExpertBench,
  target: BenchUser,
  as: ExpertApi,
  document: string,
  ...statuses: number[]
): Promise<void> {
  const before = await bench.snapshot(target);
  const { role, fullname, email } = (await bench.admin.showUser(target.id)).body;
  const answer = await as.rawUser(target.id, document);
  const after = await bench.snapshot(target);
  const takeBack = async () => {
    bench.doubt();
    expect(await bench.admin.rawUser(target.id, withRole(role ?? 'Viewer'))).toHaveStatus(200);
    const was = { status: 'active', fullname, email } as const;
    expect(await bench.admin.updateUser(target.id, was)).toHaveStatus(200);
  };
  if (JSON.stringify(after) !== JSON.stringify(before)) await takeBack();
  expect(after).toEqual(before);
  expect(answer).toHaveStatus(...statuses);
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
    'Who is inactive does not sign in, and does again once active, with the same password.',
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
      expect(await bench.activate(user)).toHaveStatus(200);
      await expectSignsIn(bench, user);
    },
    { failedSignIns: 3 },
  );

  must(
    'updated',
    'The full name and the address that an admin writes are those that are shown.',
    { says: 'PUT users/{userid}: 200, and the user is updated', at: USER_PUT_PAGE },
    async (bench) => {
      const user = await bench.user();
      bench.doubt();
      const { role } = (await bench.admin.showUser(user.id)).body;
      // A full name that says as well that this run has the user.
      const fullname = leaseName({ run: runId(), since: new Date(Date.now() - 60_000) });
      const email = `${user.username}-updated@example.com`;
      const written = { fullname, email, status: 'active', role };
      expect((await bench.rewrite(user, { fullname, email })).body).toMatchObject(written);
      expect((await bench.admin.showUser(user.id)).body).toMatchObject(written);
      const again = await bench.rewrite(user);
      expect(again).toHaveStatus(200);
      expect((await bench.admin.showUser(user.id)).body).toMatchObject({
        fullname: again.body.fullname,
        email: again.body.email,
      });
      expect([again.body.fullname, again.body.email]).not.toEqual([fullname, email]);
      await expectSignsIn(bench, user);
    },
  );

  must(
    'invalid-status',
    'A status that there is not is refused, 400, and changes nothing.',
    { says: 'Valid values are active and inactive', at: USER_PUT_PAGE },
    async (bench) => {
      const user = await bench.user();
      await expectNotWritten(bench, user, bench.admin, xml('user', { status: 'deleted' }), 400);
      await expectSignsIn(bench, user);
    },
  );

  must(
    'role-of-oneself',
    'A user does not become an admin by asking for it.',
    { says: 'A change of role needs admin rights', at: USER_PUT_PAGE },
    async (bench) => {
      const user = await bench.user();
      await expectNotWritten(bench, user, bench.basic(user), ADMIN_ROLE, 200, 400, 401, 403);
      await expectNotWritten(bench, user, await bench.byCookie(user), ADMIN_ROLE, 200, 400, 401, 403);
    },
  );

  must(
    'somebody-else',
    'A user and nobody write nothing of somebody else: neither role, status, name nor address.',
    { says: 'A user is updated by itself or by an admin', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const documents = {
        status: xml('user', { status: 'inactive' }),
        role: ADMIN_ROLE,
        fullname: xml('user', { fullname: 'Somebody Else' }),
        email: xml('user', { email: `${user.username}-else@example.com` }),
      };
      for (const [who, as] of [
        ['user', bench.basic(user)],
        ['nobody', bench.identities.anonymous()],
      ] as const)
        for (const [what, document] of Object.entries(documents))
          await proof(`${what}-by-${who}`, `The ${what}, by ${who}: refused.`, () =>
            expectNotWritten(bench, other, as, document, 401, 403),
          );
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
      // By a name that is taken: should it be accepted, nobody new stays there for ever.
      const document = xml('user', { username: user.username });
      for (const [who, as] of [
        ['user', bench.basic(user)],
        ['nobody', bench.identities.anonymous()],
      ] as const)
        await proof(who, `By ${who}: refused.`, async () => {
          const refused = await as.rawUser(undefined, document);
          expect(refused).toHaveStatus(403, 401);
          await proof.should(`${who}-status`, `By ${who}: 403.`, () => {
            expect(refused).toHaveStatus(403);
          });
        });
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
          call: (accountpassword) =>
            bench.admin.rawUser(undefined, xml('user', { username }), { accountpassword }),
        },
        {
          name: 'updated',
          sentence: 'An accountpassword for a user who is there: 400.',
          status: 400,
          should: true,
          inAddress: true,
          call: (accountpassword) =>
            bench.admin.rawUser(user.id, xml('user', { username }), { accountpassword }),
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
      expect(await bench.admin.rawUser(undefined, xml('user', { username }))).toHaveStatus(409);
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
      for (const as of [bench.admin, bench.basic(user), bench.basic(other), bench.identities.anonymous()]) {
        const shown = await as.raw({ method: 'GET', userid: String(user.id) });
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

  should(
    'list-of-inactive',
    'The list shows inactive users as well, unless it is filtered, and says how many it shows.',
    { says: 'activatedfilter: active or inactive users only; the list has a count', at: SERVER_USERS },
    async (bench) => {
      const user = await bench.user();
      expect(await bench.deactivate(user)).toHaveStatus(200);
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
        const list = asObject(listed.body);
        const users = [list?.['user'] ?? []].flat().map((each) => asObject(each));
        const ids = users.map((each) => String(each?.['@id']));
        expect(
          ids.includes(String(user.id)),
          `whether it is listed, by ${activatedfilter ?? 'no'} filter`,
        ).toBe(isListed);
        expect(String(list?.['@count']), 'the count').toBe(String(users.length));
      }
    },
  );

  should(
    'shown-to-itself',
    'A user sees itself as the admin does: name, status, role and address.',
    { says: 'One’s own record is always shown', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      const known = await bench.admin.showUser(user.id);
      const shown = await bench.basic(user).showSelf();
      expect(shown).toHaveStatus(200);
      const { id, username, fullname, email, status, role } = known.body;
      expect(shown.body).toMatchObject({ id, username, fullname, email, status, role });
    },
  );

  record(
    'own-address',
    'To a user who writes the own e-mail address, it answers:',
    { says: 'A user is updated by itself or by an admin', at: USER_PUT_PAGE },
    async (bench) => {
      const user = await bench.user();
      bench.doubt();
      const email = `${user.username}-own@example.com`;
      const { status } = await bench.basic(user).updateUser(user.id, { email });
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
        const shown = await as.showUser(user.id);
        const sees = shown.status === 200 ? String(shown.body.email !== '') : `HTTP ${String(shown.status)}`;
        seen.push(`${who}: ${sees}`);
      }
      return seen.join('; ');
    },
  );
});
