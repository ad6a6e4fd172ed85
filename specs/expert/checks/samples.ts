/** The samples of the documentation page. A site that refuses a call that was made like a sample breaks its contract. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { PASSWORD_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { expectChanged } from '../shared/sign-in.ts';
import { expectNoToken, expectOwnToken } from '../shared/tokens.ts';

/** The samples send their body as plain text without a charset. */
const type = 'text/plain';

/** The samples sign in as `spock` and address `=Spock`. */
function inAnotherCase({ username }: BenchUser): string {
  return userPath({ username: username.toUpperCase() });
}

/** Signs in as the C# sample does, and calls with the cookie of that sign-in. */
async function afterSignIn(bench: ExpertBench, user: BenchUser) {
  return bench.identities.cookie(user.as, await bench.newCookie(user));
}

const whyNotApplicable = ({ connection: { target } }: ExpertBench) =>
  target.admin.by === 'password' ? undefined : 'its admin has a server API token, and does not sign in.';

export const sampleChecks = checksOf<ExpertBench>('expert/samples', ({ must }) => {
  must(
    'curl-by-admin',
    'As in the curl sample, an admin sets the password of a user by =name.',
    { says: 'Sample, by curl: an admin sets the password of =name', at: PASSWORD_PAGE },
    async (bench) => {
      const user = await bench.user();
      const known = await bench.snapshot(user);
      const password = bench.newPassword();
      const set = await bench.admin.rawPassword(userPath(user), password, { type });
      expect(set).toHaveStatus(200);
      await sideBySide(
        () => expectChanged(bench, user, password),
        () => expectNoToken(bench, set, known),
      );
    },
    { failedSignIns: 1 },
  );

  must(
    'curl-by-user',
    'As in the curl sample, a user changes their own password by =name, with the current one in the query.',
    {
      says: 'Sample, by curl: spock changes the password of =Spock, with currentpassword',
      at: PASSWORD_PAGE,
    },
    async (bench, proof) => {
      const user = await bench.user();
      for (const [name, sentence, userid] of [
        ['own-name', 'A user changes their password by the user name as it is shown.', userPath(user)],
        [
          'another-case',
          'A user changes their password by the user name in another case, as on the page.',
          inAnotherCase(user),
        ],
      ] as const)
        await proof(name, sentence, async () => {
          const password = bench.newPassword();
          const query = { currentpassword: user.password };
          const changed = await bench.basic(user).rawPassword(userid, password, { type, query });
          expect(changed).toHaveStatus(200);
          await sideBySide(
            () => expectChanged(bench, user, password),
            () => expectOwnToken(bench, user, changed),
          );
        });
    },
    { failedSignIns: 2 },
  );

  must(
    'csharp-by-admin',
    'As in the C# sample, an admin signs in, and sets the password of a user with the cookie of that sign-in.',
    {
      says: 'Sample in C#: users/authenticate, then the password of =newuser1 with its cookie',
      at: PASSWORD_PAGE,
    },
    async (bench) => {
      const user = await bench.user();
      const [known, cookie] = await sideBySide(
        () => bench.snapshot(user),
        () => bench.adminCookie(),
      );
      const admin = bench.identities.cookie('admin', cookie);
      const password = bench.newPassword();
      const set = await admin.rawPassword(userPath(user), password, { type });
      expect(set).toHaveStatus(200);
      await sideBySide(
        () => expectChanged(bench, user, password),
        () => expectNoToken(bench, set, known),
      );
    },
    { failedSignIns: 1, whyNotApplicable },
  );

  must(
    'csharp-by-user',
    'As in the C# sample, a user signs in, changes their own password with that cookie, and again with the new cookie.',
    {
      says: 'Sample in C#: users/authenticate, then the own password with its cookie and currentpassword',
      at: PASSWORD_PAGE,
    },
    async (bench) => {
      const user = await bench.user();
      let as = await afterSignIn(bench, user);
      for (const userid of ['current', userPath(user)]) {
        const password = bench.newPassword();
        const query = { currentpassword: user.password };
        const changed = await as.rawPassword(userid, password, { type, query });
        expect(changed).toHaveStatus(200);
        const [cookie] = await sideBySide(
          () => expectOwnToken(bench, user, changed),
          () => expectChanged(bench, user, password),
        );
        as = bench.identities.cookie(user.as, cookie);
      }
    },
    { failedSignIns: 2 },
  );

  must(
    'defaults',
    'Passwords can be set and changed with explicit defaults (authenticate=false, altpassword=false, XML).',
    { says: 'altpassword: false; authenticate: false; dream.out.format: xml', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const defaults = { authenticate: 'false', altpassword: 'false', 'dream.out.format': 'xml' };
      await proof('by-admin', 'An admin sets a password with explicit defaults.', async () => {
        const password = bench.newPassword();
        const set = await bench.admin.rawPassword(String(user.id), password, { query: defaults });
        expect(set).toHaveStatus(200);
        await expectChanged(bench, user, password);
      });
      await proof('by-user', 'A user changes their own password with explicit defaults.', async () => {
        const password = bench.newPassword();
        const query = { ...defaults, currentpassword: user.password };
        const changed = await bench.basic(user).rawPassword('current', password, { query });
        expect(changed).toHaveStatus(200);
        await sideBySide(
          () => expectChanged(bench, user, password),
          () => expectOwnToken(bench, user, changed),
        );
      });
    },
    { failedSignIns: 2 },
  );
});
