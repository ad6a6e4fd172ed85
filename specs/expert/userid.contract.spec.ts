/** Whom a call is about: `{userid}` is a number, “current”, or a name prefixed by “=”. It is always exactly that user. */
import { expect, expertContract } from '../../fixtures/index.ts';
import type { BenchUser, ExpertBench } from '../../helpers/expert/bench.ts';
import { PASSWORD_PAGE, SERVER } from '../../helpers/expert/documented.ts';
import { userPath } from '../../helpers/expert/user-path.ts';
import { runId } from '../../helpers/run/run.ts';
import { expectNoToken, expectSignsIn } from './proofs.ts';

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
async function expectHits(bench: ExpertBench, userid: string, by: 'admin' | 'user'): Promise<void> {
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
  expect(shown).toHaveStatus(200, 404);
  const found = shown.status === 200 ? shown.body.username : username;
  expect(found.toLowerCase(), 'whom it shows').toBe(username.toLowerCase());
}

export const useridChecks = expertContract('expert/userid', ({ must, should }) => {
  must('number', 'A number is the user of that number.', FORMS, async (bench) => {
    await expectHits(bench, String((await bench.user()).id), 'admin');
  });

  must('current', '“current” is whoever calls.', FORMS, async (bench) => {
    await expectHits(bench, 'current', 'user');
  });

  must('name', '“=” and a name, encoded twice, is the user of that name.', FORMS, async (bench) => {
    const user = await bench.user();
    await expectHits(bench, userPath(user), 'admin');
    await expectHits(bench, userPath(user), 'user');
  });

  must(
    'name-fully-encoded',
    'It does not matter which characters of a name are encoded.',
    FORMS,
    async (bench) => {
      await expectHits(bench, fullyEncoded(await bench.user()), 'admin');
    },
  );

  must('name-in-another-case', 'A name in capitals is the same user.', FOLDED, async (bench) => {
    const { id, username } = await bench.user();
    const inCapitals = { username: username.toUpperCase() };
    // Looked at first: nothing is set where it is somebody else.
    const shown = await bench.admin.showUser(inCapitals);
    expect(shown).toHaveStatus(200);
    expect(shown.body.id).toBe(id);
    await expectHits(bench, userPath(inCapitals), 'admin');
    await expectHits(bench, userPath(inCapitals), 'user');
  });

  should('current-in-another-case', '“CURRENT” is whoever calls as well.', TRIMMED, async (bench) => {
    await expectHits(bench, 'CURRENT', 'user');
  });

  should('padded', 'Spaces around it do not count.', TRIMMED, async (bench) => {
    await expectHits(bench, '%20current%20', 'user');
    await expectHits(bench, `%20${String((await bench.user()).id)}%20`, 'admin');
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
      const rows: [string, string][] = [
        ['word', 'abc'],
        ['name-without-prefix', user.username],
        ['negative', '-1'],
        ['negated', `-${number}`],
        ['too-large', '4294967296'],
        ['wrapped', String(user.id + 2 ** 32)],
        ['fraction', `${number}.5`],
        ['number-and-more', `${number}abc`],
      ];
      for (const [name, userid] of rows)
        await proof(name, `${name.replaceAll('-', ' ')}: 400.`, async () => {
          const refused = await bench.admin.rawPassword(userid, bench.newPassword());
          expect(refused).toHaveStatus(400);
          await expectNoToken(bench, refused, before);
          expect(await bench.admin.raw({ method: 'GET', userid })).toHaveStatus(400);
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
      const rows: [string, string][] = [
        ['name', userPath({ username: `${user.username}-nobody-${runId()}` })],
        ['number', '4294967295'],
        ['zero', '0'],
        ['empty-name', '='],
      ];
      for (const [name, userid] of rows)
        await proof(name, `${name.replaceAll('-', ' ')}: 404.`, async () => {
          // Looked for first: nothing may be set where, against all odds, somebody is.
          expect(await bench.admin.raw({ method: 'GET', userid })).toHaveStatus(404);
          const refused = await bench.admin.rawPassword(userid, bench.newPassword());
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
      const rows: [string, string][] = [
        ['decoded-thrice', `%${Buffer.from(username.slice(0, 1)).toString('hex')}${username.slice(1)}`],
        ...['/x', '?x', '#x', ';x', '&x', ',x', ':x', '\\x', ' x', '%00x', 'ж', '中', '😀'].map(
          (end): [string, string] => [`and-${Buffer.from(end).toString('hex')}`, `${username}${end}`],
        ),
        ['begin', username.slice(0, -1)],
        ['end', username.slice(1)],
        ['one-character', username.replace(/-(?=\d+$)/, '_')],
        ['number', String(id)],
        ['number-of-the-admin', String((await bench.adminUser()).id)],
        ['current', 'current'],
      ];
      for (const [name, other] of rows)
        await proof(name, `${name.replaceAll('-', ' ')}: 404.`, () => expectNobody(bench, other));
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
