/** What documents and lists show about users, and what they must not show. */
import { createHash } from 'node:crypto';
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import { asObject } from '../../../helpers/http/format.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
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
import { DAY_MS } from '../shared/cookies.ts';

/** Returns the users in a list. A single one is not in an array. */
function usersIn(list: unknown): unknown[] {
  return [asObject(list)?.['user'] ?? []].flat();
}

/** Returns the complete document of a user as the admin sees them. */
async function documentOf(bench: ExpertBench, { id }: BenchUser): Promise<unknown> {
  const shown = await bench.admin.raw({ method: 'GET', userid: String(id) });
  expect(shown).toHaveStatus(200);
  return shown.body;
}

/**
 * Elements with these names, and elements below them, must be empty. An attribute may show whether there is a password.
 */
const SECRET_NAME = /(?:passw|salt|secret|authtoken)(?!.*\/@\w+$)/i;

/** Returns the hashes of the user's password that a careless server could show. */
function digestsOf({ id, password }: BenchUser): string[] {
  const hex = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
  const classic = hex('md5', `${String(id)}-${hex('md5', password)}`);
  return [classic, ...['md5', 'sha1', 'sha256', 'sha512'].map((algorithm) => hex(algorithm, password))];
}

/** Returns every path in a document with its value. */
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
      // A site may show less to other callers, or nothing.
      const callers: readonly [ExpertApi, ...number[]][] = [
        [bench.admin],
        [bench.basic(user)],
        [bench.basic(other), 401, 403],
        [bench.identities.anonymous(), 401, 403],
      ];
      const answers = await sideBySide(
        ...callers.map(
          ([as]) =>
            () =>
              as.raw({ method: 'GET', userid: String(user.id) }),
        ),
      );
      for (const [index, shown] of answers.entries()) {
        const [, ...refusals] = callers[index] ?? [];
        expectAnsweredOrRefused(shown, ...refusals);
        expectNoEcho(shown, user.password, other.password, unquoted(token));
        for (const digest of digestsOf(user))
          expect(shown.contains(digest), 'whether it contains a hash').toBe(false);
        const secret = fieldsOf(shown.status === 200 ? shown.body : {}).filter(
          ([name, text]) => SECRET_NAME.test(name) && String(text) !== '',
        );
        expect(secret.map(([name]) => name)).toEqual([]);
      }
    },
  );

  must(
    'list',
    'The list of users, filtered by user name, shows only users whose names match, and no password.',
    { says: 'usernamefilter: users whose name begins with this', at: USER_PAGE },
    async (bench) => {
      const user = await bench.user();
      const listed = await bench.admin.listUsers(user.username, { limit: 100, offset: 0 });
      expect(listed).toHaveStatus(200);
      const names = listed.body.map(({ username }) => username.toLowerCase());
      expect(names.includes(user.username.toLowerCase()), 'whether the user is listed').toBe(true);
      const all = names.every((name) => name.startsWith(user.username.toLowerCase()));
      expect(all, 'whether all user names begin with the filter').toBe(true);
      expectNoEcho(listed, user.password);
    },
  );

  must(
    'list-in-pages',
    'The list of users has the requested limit and offset, and explicit defaults leave no one out.',
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
      // In this order, a user that another run creates in between changes nothing.
      const all = await listed({});
      const [named, [second, first]] = await sideBySide(
        () => listed({ limit: '100', offset: '0' }),
        async () => [await listed({ limit: '1', offset: '1' }), await listed({ limit: '1' })] as const,
      );
      await proof(
        'defaults',
        'The list with explicit defaults shows at least the same users as without them.',
        () => {
          expect(all.length).toBeGreaterThan(1);
          expect(named).toEqual(expect.arrayContaining(all));
        },
      );
      await proof('limit', 'The list with a limit of one shows one user.', () => {
        expect([first.length, second.length]).toEqual([1, 1]);
      });
      await proof('offset', 'The list with an offset of one does not show the first user.', () => {
        expect(second).not.toEqual(first);
      });
    },
  );

  should(
    'list-of-inactive',
    'The list includes inactive users, unless it is filtered for active ones.',
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
          `whether the user is listed with activatedfilter ${activatedfilter ?? 'not set'}`,
        ).toBe(isListed);
      }
      const counts = (name: string) =>
        lists.map((list) => Number(given(textAt(list, name), `The list has no ${name.slice(1)}.`)));
      const shown = lists.map((list) => usersIn(list).length);
      await proof.should('count', 'The count in the list is the number of users that it shows.', () => {
        expect(counts('@count')).toEqual(shown);
      });
      await proof.should(
        'query-count',
        'The query count in a list that shows all matching users is the number of users that it shows.',
        () => {
          expect(counts('@querycount')).toEqual(shown);
        },
      );
      await proof.should(
        'total-count',
        'The total count in the list is at least the number of users that it shows.',
        () => {
          for (const [index, total] of counts('@totalcount').entries())
            expect(total).toBeGreaterThanOrEqual(shown[index] ?? 0);
        },
      );
    },
  );

  should(
    'dates',
    'A user document shows when the user last signed in and, if this run created them, when that was.',
    { says: 'date.created, date.lastlogin; a sign-in writes the latter', at: SERVER_SIGN_IN },
    async (bench, proof) => {
      const user = await bench.user();
      const signedIn = await bench.signIn(user, user.password);
      expect(signedIn).toHaveStatus(200);
      const document = await documentOf(bench, user);
      const expectToday = (name: string) => {
        const at = given(textAt(document, name), `The site does not show ${name}.`);
        const now = Date.parse(signedIn.headers['date'] ?? '') || Date.now();
        expect(Math.abs(Date.parse(at) - now), `age of ${name} in ms`).toBeLessThan(DAY_MS);
      };
      await proof.should(
        'last-sign-in',
        'The user document shows that the user signed in within the last day.',
        () => {
          expectToday('date.lastlogin');
        },
      );
      await proof.should(
        'created',
        'The document of a user whom this run created shows that they were created within the last day.',
        () => {
          given(
            bench.leasedAs(user).creation,
            'The user existed before this run, so their creation date is not known.',
          );
          expectToday('date.created');
        },
      );
    },
  );

  should(
    'shown-as-it-is',
    'A user document shows that the user has a password, is not Anonymous, and has the permissions of their role.',
    { says: 'user: @anonymous, password/@exists, permissions.user, permissions.effective', at: CLIENT },
    async (bench, proof) => {
      const user = await bench.user();
      const document = await documentOf(bench, user);
      await proof.should('password', 'The user document shows that the user has a password.', () => {
        const exists = textAt(document, 'password', '@exists');
        expect(given(exists, 'The site does not show whether a user has a password.')).toBe('true');
      });
      await proof.should(
        'anonymous',
        'User documents show that the user is not Anonymous, and that an anonymous caller is.',
        async () => {
          const caller = await bench.identities.anonymous().raw({ method: 'GET', userid: 'current' });
          expect(caller).toHaveStatus(200);
          for (const [each, anonymous] of [
            [document, 'false'],
            [caller.body, 'true'],
          ] as const) {
            const shown = textAt(each, '@anonymous');
            expect(given(shown, 'The site does not show who is Anonymous.')).toBe(anonymous);
          }
        },
      );
      await proof.should(
        'permissions',
        'The effective permissions of a user without groups are those of their role.',
        () => {
          for (const name of ['groups', 'permissions.revoked'])
            if ((textAt(document, name) ?? '') !== '' || asObject(asObject(document)?.[name]) !== undefined)
              throw new NotTried(`The user has ${name}, which change the permissions of their role.`);
          const [ofRole, effective] = ['permissions.user', 'permissions.effective'].map((name) =>
            given(textAt(document, name, 'operations'), `The site does not show ${name}.`)
              .split(',')
              .sort(),
          );
          expect(effective).toEqual(ofRole);
        },
      );
    },
  );

  should(
    'shown-to-itself',
    'Users are shown their own name, status, role and email address as the admin is.',
    { says: 'One’s own record is always shown', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      const [{ id, username, fullname, email, status, role }, shown] = await sideBySide(
        () => bench.shown(user),
        () => bench.basic(user).showSelf(),
      );
      expect(shown).toHaveStatus(200);
      expect(shown.body).toMatchObject({ id, username, fullname, email, status, role });
    },
  );

  record(
    'own-address',
    'To users who change their own email address, the site answers:',
    { says: 'A user is updated by itself or by an admin', at: USER_PUT_PAGE },
    async (bench) => {
      const user = await bench.user();
      bench.markDocumentDirty(user);
      const email = `${user.username}-own@example.com`;
      const { status } = assertFromService(await bench.basic(user).updateUser(user.id, { email }));
      return `HTTP ${String(status)}`;
    },
  );

  record(
    'address-shown',
    'Whether the email address of a user is shown to other callers:',
    { says: 'It is hidden, unless for oneself, an admin, or by a setting', at: SERVER },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const seen: string[] = [];
      for (const [who, as] of [
        ['to another user', bench.basic(other)],
        ['to an anonymous caller', bench.identities.anonymous()],
      ] as const) {
        const shown = assertFromService(await as.showUser(user.id));
        const isShown =
          shown.status === 200 ? String(shown.body.email !== undefined) : `HTTP ${String(shown.status)}`;
        seen.push(`${who}: ${isShown}`);
      }
      return seen.join('; ');
    },
  );
});
