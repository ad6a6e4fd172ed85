/** The user of a call: `{userid}` is an ID, “current”, or “=” and a user name, and always means exactly that user. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { runId } from '../../../helpers/run-id.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { PASSWORD_PAGE, SERVER } from '../../../helpers/systems/expert/documented.ts';
import type { User } from '../../../helpers/systems/expert/schemas.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { expectAnsweredOrRefused } from '../shared/answers.ts';
import { expectAuthenticates, expectUnchanged } from '../shared/sign-in.ts';
import { expectNoToken } from '../shared/tokens.ts';
import { setPasswordOfUnknownUser, unknownUsername } from '../shared/unknown-users.ts';

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
 * Sets the user's password by this userid, as the admin or as the user. Expects that the call changes this user, and not
 * another one.
 */
async function expectAddressesUser(bench: ExpertBench, userid: string, by: 'admin' | 'user'): Promise<void> {
  const [user, other] = [await bench.user(), await bench.other()];
  const before = await bench.ownBefore(other);
  const password = bench.newPassword();
  const api = by === 'admin' ? bench.admin : bench.basic(user);
  const query: Record<string, string> = by === 'admin' ? {} : { currentpassword: user.password };
  expect(await api.rawPassword(userid, password, { query })).toHaveStatus(200);
  user.password = password;
  await sideBySide(
    () => expectAuthenticates(bench, user),
    () => expectUnchanged(bench, other, before),
  );
}

/** Expects that this name finds no user, or only one who has exactly this name. It only reads. */
async function expectNoOtherName(bench: ExpertBench, username: string): Promise<void> {
  const shown = await bench.admin.showUser({ username });
  expectAnsweredOrRefused(shown, 404);
  const found = shown.status === 200 ? shown.body.username : username;
  expect(found.toLowerCase(), 'the user that is shown').toBe(username.toLowerCase());
}

export const useridChecks = checksOf<ExpertBench>('expert/userid', ({ must, should }) => {
  must('number', 'An ID means the user with that ID.', FORMS, async (bench) => {
    await expectAddressesUser(bench, String((await bench.user()).id), 'admin');
  });

  must('current', '“current” means the caller.', FORMS, async (bench) => {
    await expectAddressesUser(bench, 'current', 'user');
  });

  must(
    'name',
    '“=” and a user name that is encoded twice mean the user with that name.',
    FORMS,
    async (bench) => {
      const user = await bench.user();
      await expectAddressesUser(bench, userPath(user), 'admin');
      await expectAddressesUser(bench, userPath(user), 'user');
    },
  );

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

  must('shown', 'An ID, a user name and “current” each show exactly that user.', FORMS, async (bench) => {
    const [user, other] = [await bench.user(), await bench.other()];
    const expectShown = async (call: Promise<Exchange<User>>, { id, username }: BenchUser) => {
      const shown = await call;
      expect(shown).toHaveStatus(200);
      expect(shown.body).toMatchObject({ id, username });
    };
    await sideBySide(
      ...[user, other].flatMap((each) =>
        [each.id, { username: each.username }].map(
          (userid) => () => expectShown(bench.admin.showUser(userid), each),
        ),
      ),
      () => expectShown(bench.basic(other).showSelf(), other),
    );
  });

  must(
    'malformed',
    'A userid in any other form is refused: 400.',
    { says: '400: userid must be a user number or a username prefixed by “=”', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.ownSnapshot(user);
      const number = String(user.id);
      // Not −1, because without the minus sign, that is the admin whom every site has.
      const rows: [string, string, string][] = [
        ['word', 'A word', unknownUsername(bench)],
        ['name-without-prefix', 'A user name without “=” in front', user.username],
        ['negated', 'A user ID with a minus sign in front', `-${number}`],
        ['too-large', 'A number of more than 32 bits', '4294967296'],
        [
          'wrapped',
          'A number with more than 32 bits that has a user’s ID as its lower 32',
          String(user.id + 2 ** 32),
        ],
        ['fraction', 'A user ID with a fraction', `${number}.5`],
        ['number-and-more', 'A user ID followed by letters', `${number}abc`],
      ];
      const attempt = ([name, what, userid]: (typeof rows)[number]) =>
        proof(name, `${what} is refused: 400.`, async () => {
          // Checked first, so that nothing is set if the site finds a user anyway.
          expect(await bench.lookUp(userid)).toHaveStatus(400);
          const refused = await setPasswordOfUnknownUser(bench, userid, bench.newPassword());
          expect(refused).toHaveStatus(400);
          await expectNoToken(bench, refused, before);
        });
      await sideBySide(...rows.map((row) => () => attempt(row)));
      await expectUnchanged(bench, user, before);
    },
  );

  must(
    'unknown',
    'A user who does not exist is not found: 404.',
    { says: '404: the user was not found', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.ownSnapshot(user);
      const rows: [string, string, string][] = [
        [
          'name',
          'A user name that begins with an existing one',
          userPath({ username: `${user.username}-nobody-${runId()}` }),
        ],
        ['number', 'The largest possible ID', '4294967295'],
        ['zero', 'The ID 0', '0'],
        ['empty-name', '“=” without a user name', '='],
      ];
      const attempt = ([name, what, userid]: (typeof rows)[number]) =>
        proof(name, `${what} is not found: 404.`, async () => {
          expect(await bench.lookUp(userid)).toHaveStatus(404);
          const refused = await setPasswordOfUnknownUser(bench, userid, bench.newPassword());
          expect(refused).toHaveStatus(404);
          await expectNoToken(bench, refused, before);
        });
      await sideBySide(...rows.map((row) => () => attempt(row)));
      await expectUnchanged(bench, user, before);
    },
  );

  must(
    'read-to-its-end',
    'After “=”, only a complete user name finds a user, and a number is a user name.',
    FORMS,
    async (bench, proof) => {
      const { id, username } = await bench.user();
      const rows: [string, string, string][] = [
        [
          'decoded-thrice',
          'A user name with its first letter encoded once more',
          `%${Buffer.from(username.slice(0, 1)).toString('hex')}${username.slice(1)}`,
        ],
        ...['/x', '?x', '#x', ';x', '&x', ',x', ':x', '\\x', ' x', '%00x', 'ж', '中', '😀'].map(
          (end): [string, string, string] => [
            `and-${Buffer.from(end).toString('hex')}`,
            `A user name followed by “${end}”`,
            `${username}${end}`,
          ],
        ),
        ['begin', 'A user name without its last character', username.slice(0, -1)],
        ['end', 'A user name without its first character', username.slice(1)],
        [
          'one-character',
          'A user name with an underscore instead of its hyphen',
          username.replace(/-(?=\d+$)/, '_'),
        ],
        ['number', 'A user’s ID as a user name', String(id)],
        ['number-of-the-admin', 'The admin’s ID as a user name', String((await bench.adminUser()).id)],
        ['current', '“current” as a user name', 'current'],
      ];
      await sideBySide(
        ...rows.map(
          ([name, what, other]) =>
            () =>
              proof(name, `${what} does not find a user with another name.`, () =>
                expectNoOtherName(bench, other),
              ),
        ),
      );
    },
  );

  must(
    'no-pattern',
    'A part of a user name, a pattern or a full name does not find a user with another user name.',
    { says: '404: the user was not found', at: PASSWORD_PAGE },
    async (bench) => {
      const { username } = await bench.user();
      const { fullname } = await bench.snapshot(await bench.user());
      await sideBySide(
        ...[bench.prefix, `${username.slice(0, -1)}%`, `${username.slice(0, -1)}*`, String(fullname)]
          .filter((other) => other !== '')
          .map((other) => () => expectNoOtherName(bench, other)),
      );
    },
  );
});
