/** What is shown of users, alone and in lists, to whom; and what is shown to nobody. */
import { createHash } from 'node:crypto';
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import { asObject } from '../../../helpers/http/format.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { unquoted } from '../../../helpers/systems/expert/cookies.ts';
import {
  CLIENT,
  SERVER,
  SERVER_SIGN_IN,
  SERVER_USERS,
  USER_PAGE,
  USER_PUT_PAGE,
  USERS_PAGE,
} from '../../../helpers/systems/expert/documented.ts';
import { textAt } from '../../../helpers/systems/expert/format.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { expectAnsweredOrRefused, expectNoEcho } from '../shared/answers.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

/** In milliseconds. */
const A_DAY = 24 * 3_600_000;

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

export const shownUserChecks = checksOf<ExpertBench>('expert/users', ({ must, should, record }) => {
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
      const { status } = assertFromService(await bench.basic(user).updateUser(user.id, { email }));
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
        const shown = assertFromService(await as.showUser(user.id));
        const sees =
          shown.status === 200 ? String(shown.body.email !== undefined) : `HTTP ${String(shown.status)}`;
        seen.push(`${who}: ${sees}`);
      }
      return seen.join('; ');
    },
  );
});
