/** The user of a call: `{userid}` is an ID, “current”, or “=” and a user name. It always means exactly that user. */
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

/** Percent-encodes every character of a user name, twice. */
function fullyEncoded({ username }: BenchUser): string {
  const bytes = [...Buffer.from(username)];
  return `=${bytes.map((byte) => `%25${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')}`;
}

/**
 * Sets the user's password by this userid, as the admin or as the user. Expects that the call changes this user, and no
 * other.
 */
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

/** Expects that no user has this name, or that someone else has exactly this name. It only reads. */
async function expectNobody(bench: ExpertBench, username: string): Promise<void> {
  const shown = await bench.admin.showUser({ username });
  expectAnsweredOrRefused(shown, 404);
  const found = shown.status === 200 ? shown.body.username : username;
  expect(found.toLowerCase(), 'the user it shows').toBe(username.toLowerCase());
}

export const useridChecks = checksOf<ExpertBench>('expert/userid', ({ must, should }) => {
  must('number', 'An ID means the user with that ID.', FORMS, async (bench) => {
    await expectAddressesUser(bench, String((await bench.user()).id), 'admin');
  });

  must('current', '“current” means the caller.', FORMS, async (bench) => {
    await expectAddressesUser(bench, 'current', 'user');
  });

  must('name', '“=” and a user name, encoded twice, means the user with that name.', FORMS, async (bench) => {
    const user = await bench.user();
    await expectAddressesUser(bench, userPath(user), 'admin');
    await expectAddressesUser(bench, userPath(user), 'user');
  });

  must(
    'name-fully-encoded',
    'It does not matter which characters of a user name are encoded.',
    FORMS,
    async (bench) => {
      await expectAddressesUser(bench, fullyEncoded(await bench.user()), 'admin');
    },
  );

  must('name-in-another-case', 'A user name in upper case means the same user.', FOLDED, async (bench) => {
    const { id, username } = await bench.user();
    const inCapitals = { username: username.toUpperCase() };
    // Checked first, so that no one else's password is set.
    const shown = await bench.admin.showUser(inCapitals);
    expect(shown).toHaveStatus(200);
    expect(shown.body.id).toBe(id);
    await expectAddressesUser(bench, userPath(inCapitals), 'admin');
    await expectAddressesUser(bench, userPath(inCapitals), 'user');
  });

  should('current-in-another-case', '“CURRENT” means the caller, too.', TRIMMED, async (bench) => {
    await expectAddressesUser(bench, 'CURRENT', 'user');
  });

  should('padded', 'Spaces around the userid are ignored.', TRIMMED, async (bench) => {
    await expectAddressesUser(bench, '%20current%20', 'user');
    await expectAddressesUser(bench, `%20${String((await bench.user()).id)}%20`, 'admin');
  });

  must('shown', 'Each of these forms shows exactly that user.', FORMS, async (bench) => {
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
    'Anything else is refused: 400.',
    { says: '400: userid must be a user number or a username prefixed by “=”', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const number = String(user.id);
      // Not −1: without the minus, that is the admin that every site has.
      const rows: [string, string, string][] = [
        ['word', 'A word: 400.', unknownUsername(bench)],
        ['name-without-prefix', 'A user name without “=” in front: 400.', user.username],
        ['negated', 'A user ID with a minus in front: 400.', `-${number}`],
        ['too-large', 'A number of more than 32 bits: 400.', '4294967296'],
        [
          'wrapped',
          'A number of more than 32 bits, whose lower 32 are a user’s ID: 400.',
          String(user.id + 2 ** 32),
        ],
        ['fraction', 'A user ID with a fraction: 400.', `${number}.5`],
        ['number-and-more', 'A user ID followed by letters: 400.', `${number}abc`],
      ];
      for (const [name, sentence, userid] of rows)
        await proof(name, sentence, async () => {
          // Checked first, so that nothing is set if, against all odds, there is such a user.
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
    'A user who does not exist is not found: 404.',
    { says: '404: the user was not found', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const rows: [string, string, string][] = [
        [
          'name',
          'A user name that begins with an existing one: 404.',
          userPath({ username: `${user.username}-nobody-${runId()}` }),
        ],
        ['number', 'The largest possible ID: 404.', '4294967295'],
        ['zero', 'The ID 0: 404.', '0'],
        ['empty-name', '“=” without a user name: 404.', '='],
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
    'A user name must match completely after decoding twice; a number after “=” is a user name.',
    FORMS,
    async (bench, proof) => {
      const { id, username } = await bench.user();
      const rows: [string, string, string][] = [
        [
          'decoded-thrice',
          'A user name with its first letter encoded once more: no user.',
          `%${Buffer.from(username.slice(0, 1)).toString('hex')}${username.slice(1)}`,
        ],
        ...['/x', '?x', '#x', ';x', '&x', ',x', ':x', '\\x', ' x', '%00x', 'ж', '中', '😀'].map(
          (end): [string, string, string] => [
            `and-${Buffer.from(end).toString('hex')}`,
            `A user name followed by “${end}”: no user.`,
            `${username}${end}`,
          ],
        ),
        ['begin', 'A user name without its last character: no user.', username.slice(0, -1)],
        ['end', 'A user name without its first character: no user.', username.slice(1)],
        [
          'one-character',
          'A user name with an underscore instead of its hyphen: no user.',
          username.replace(/-(?=\d+$)/, '_'),
        ],
        ['number', 'A user’s ID as a user name: no user.', String(id)],
        [
          'number-of-the-admin',
          'The admin’s ID as a user name: no user.',
          String((await bench.adminUser()).id),
        ],
        ['current', '“current” as a user name: no user.', 'current'],
      ];
      for (const [name, sentence, other] of rows)
        await proof(name, sentence, () => expectNobody(bench, other));
    },
  );

  must(
    'no-pattern',
    'A part of a user name, a pattern or a full name matches no user.',
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
