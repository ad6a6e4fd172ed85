/** Whom a call is about: `{userid}` is a number, “current”, or a name prefixed by “=”. It is always exactly that user. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { runId } from '../../../helpers/run-id.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { PASSWORD_PAGE, SERVER } from '../../../helpers/systems/expert/documented.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { expectAnsweredOrRefused } from '../shared/answers.ts';
import { unknownUsername, setPasswordOfUnknownUser } from '../shared/nobody.ts';
import { expectSignsIn } from '../shared/sign-in.ts';
import { expectNoToken } from '../shared/tokens.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

const FORMS = {
  says: 'userid: either an integer user ID, “current”, or “=” and a double URI encoded user name',
  at: PASSWORD_PAGE,
};
const FOLDED = { says: 'The page signs in as spock, and sets the password of =Spock', at: PASSWORD_PAGE };
const TRIMMED = { says: 'The userid is trimmed, and “current” is any case', at: SERVER };

/** Every character percent-encoded, twice. */
function fullyEncoded({ username }: BenchUser): string {
  const bytes = [...Buffer.from(username)];
  return `=${bytes.map((byte) => `%25${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')}`;
}

/** Sets the password of the user by this userid, as the admin or as the user itself: it is the user's, and nobody else's. */
async function expectAddressesUser(bench: ExpertBench, userid: string, by: 'admin' | 'user'): Promise<void> {
  const [user, other] = [await bench.user(), await bench.other()];
  const before = await bench.snapshot(other);
  const password = bench.newPassword();
  const api = by === 'admin' ? bench.admin : bench.basic(user);
  const query: Record<string, string> = by === 'admin' ? {} : { currentpassword: user.password };
  expect(await api.rawPassword(userid, password, { query })).toHaveStatus(200);
  user.password = password;
  await expectSignsIn(bench, user);
  expect(await bench.snapshot(other)).toEqual(before);
  await expectSignsIn(bench, other);
}

/** Nobody has this name; or somebody has exactly this one, who is not us. It is only looked for. */
async function expectNobody(bench: ExpertBench, username: string): Promise<void> {
  const shown = await bench.admin.showUser({ username });
  expectAnsweredOrRefused(shown, 404);
  const found = shown.status === 200 ? shown.body.username : username;
  expect(found.toLowerCase(), 'whom it shows').toBe(username.toLowerCase());
}

export const useridChecks = checksOf<ExpertBench>('expert/userid', ({ must, should }) => {
  must('number', 'A number is the user of that number.', FORMS, async (bench) => {
    await expectAddressesUser(bench, String((await bench.user()).id), 'admin');
  });

  must('current', '“current” is whoever calls.', FORMS, async (bench) => {
    await expectAddressesUser(bench, 'current', 'user');
  });

  must('name', '“=” and a name, encoded twice, is the user of that name.', FORMS, async (bench) => {
    const user = await bench.user();
    await expectAddressesUser(bench, userPath(user), 'admin');
    await expectAddressesUser(bench, userPath(user), 'user');
  });

  must(
    'name-fully-encoded',
    'It does not matter which characters of a name are encoded.',
    FORMS,
    async (bench) => {
      await expectAddressesUser(bench, fullyEncoded(await bench.user()), 'admin');
    },
  );

  must('name-in-another-case', 'A name in capitals is the same user.', FOLDED, async (bench) => {
    const { id, username } = await bench.user();
    const inCapitals = { username: username.toUpperCase() };
    // Looked at first: nothing is set where it is somebody else.
    const shown = await bench.admin.showUser(inCapitals);
    expect(shown).toHaveStatus(200);
    expect(shown.body.id).toBe(id);
    await expectAddressesUser(bench, userPath(inCapitals), 'admin');
    await expectAddressesUser(bench, userPath(inCapitals), 'user');
  });

  should('current-in-another-case', '“CURRENT” is whoever calls as well.', TRIMMED, async (bench) => {
    await expectAddressesUser(bench, 'CURRENT', 'user');
  });

  should('padded', 'Spaces around it do not count.', TRIMMED, async (bench) => {
    await expectAddressesUser(bench, '%20current%20', 'user');
    await expectAddressesUser(bench, `%20${String((await bench.user()).id)}%20`, 'admin');
  });

  must('shown', 'Each of these shows exactly that user.', FORMS, async (bench) => {
    const [user, other] = [await bench.user(), await bench.other()];
    for (const { id, username } of [user, other])
      for (const userid of [id, { username }]) {
        const shown = await bench.admin.showUser(userid);
        expect(shown).toHaveStatus(200);
        expect(shown.body).toMatchObject({ id, username });
      }
    const self = await bench.basic(other).showSelf();
    expect(self).toHaveStatus(200);
    expect(self.body).toMatchObject({ id: other.id, username: other.username });
  });

  must(
    'malformed',
    'What is neither is refused, 400.',
    { says: '400: userid must be a user number or a username prefixed by “=”', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const number = String(user.id);
      // Not −1: without the minus, that is the admin whom every site has.
      const rows: [string, string, string][] = [
        ['word', 'A word: 400.', unknownUsername(bench)],
        ['name-without-prefix', 'The name of a user without “=” in front of it: 400.', user.username],
        ['negated', 'The number of a user with a minus in front of it: 400.', `-${number}`],
        ['too-large', 'A number of more than 32 bits: 400.', '4294967296'],
        [
          'wrapped',
          'A number of more than 32 bits, of which the lower ones are a user’s: 400.',
          String(user.id + 2 ** 32),
        ],
        ['fraction', 'The number of a user and a half: 400.', `${number}.5`],
        ['number-and-more', 'The number of a user with letters behind it: 400.', `${number}abc`],
      ];
      for (const [name, sentence, userid] of rows)
        await proof(name, sentence, async () => {
          // Looked for first: nothing may be set where, against all odds, somebody is.
          expect(await bench.admin.raw({ method: 'GET', userid })).toHaveStatus(400);
          const refused = await setPasswordOfUnknownUser(bench, userid, bench.newPassword());
          expect(refused).toHaveStatus(400);
          await expectNoToken(bench, refused, before);
        });
      expect(await bench.snapshot(user)).toEqual(before);
      await expectSignsIn(bench, user);
    },
  );

  must(
    'unknown',
    'Who does not exist is not found: 404.',
    { says: '404: the user was not found', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const rows: [string, string, string][] = [
        [
          'name',
          'A name that begins with that of a user: 404.',
          userPath({ username: `${user.username}-nobody-${runId()}` }),
        ],
        ['number', 'The largest number that there is: 404.', '4294967295'],
        ['zero', 'The number 0: 404.', '0'],
        ['empty-name', '“=” without a name: 404.', '='],
      ];
      for (const [name, sentence, userid] of rows)
        await proof(name, sentence, async () => {
          expect(await bench.admin.raw({ method: 'GET', userid })).toHaveStatus(404);
          const refused = await setPasswordOfUnknownUser(bench, userid, bench.newPassword());
          expect(refused).toHaveStatus(404);
          await expectNoToken(bench, refused, before);
        });
      expect(await bench.snapshot(user)).toEqual(before);
      await expectSignsIn(bench, user);
    },
  );

  must(
    'read-to-its-end',
    'A name is read to its end and decoded twice: what is nearly the name of a user is nobody, and a number is a name.',
    FORMS,
    async (bench, proof) => {
      const { id, username } = await bench.user();
      const rows: [string, string, string][] = [
        [
          'decoded-thrice',
          'The name of a user with its first letter encoded once more: nobody.',
          `%${Buffer.from(username.slice(0, 1)).toString('hex')}${username.slice(1)}`,
        ],
        ...['/x', '?x', '#x', ';x', '&x', ',x', ':x', '\\x', ' x', '%00x', 'ж', '中', '😀'].map(
          (end): [string, string, string] => [
            `and-${Buffer.from(end).toString('hex')}`,
            `The name of a user with “${end}” behind it: nobody.`,
            `${username}${end}`,
          ],
        ),
        ['begin', 'The name of a user without its last character: nobody.', username.slice(0, -1)],
        ['end', 'The name of a user without its first character: nobody.', username.slice(1)],
        [
          'one-character',
          'The name of a user with an underscore for its hyphen: nobody.',
          username.replace(/-(?=\d+$)/, '_'),
        ],
        ['number', 'The number of a user, as a name: nobody.', String(id)],
        [
          'number-of-the-admin',
          'The number of the admin, as a name: nobody.',
          String((await bench.adminUser()).id),
        ],
        ['current', '“current”, as a name: nobody.', 'current'],
      ];
      for (const [name, sentence, other] of rows)
        await proof(name, sentence, () => expectNobody(bench, other));
    },
  );

  must(
    'no-pattern',
    'A part of a name, a pattern of it or a full name is nobody.',
    { says: '404: the user was not found', at: PASSWORD_PAGE },
    async (bench) => {
      const { username } = await bench.user();
      const { fullname } = await bench.snapshot(await bench.user());
      for (const other of [
        bench.prefix,
        `${username.slice(0, -1)}%`,
        `${username.slice(0, -1)}*`,
        String(fullname),
      ])
        if (other !== '') await expectNobody(bench, other);
    },
  );
});
