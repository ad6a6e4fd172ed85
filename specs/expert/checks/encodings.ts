/** Passwords are stored exactly as sent: not decoded, cut, trimmed or converted to another case. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { FRAMEWORK, PASSWORD_PAGE, SERVER } from '../../../helpers/systems/expert/documented.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { expectAuthenticates, expectSignsIn } from '../shared/sign-in.ts';

const AS_SENT = { says: 'The body is the new password, as text/plain', at: PASSWORD_PAGE };

/** An odd password made from a strong one, and a near miss of it. */
interface Odd {
  name: string;
  what: string;
  odd: (strong: string) => string;
  /** A near miss, which must not sign in. */
  near?: (odd: string) => string;
}

const ODD_PASSWORDS: Odd[] = [
  {
    name: 'reserved',
    what: 'with characters that end a query value',
    odd: (strong) => `&a=b#c?d;e/${strong}&f=`,
  },
  {
    name: 'percent',
    what: 'with percent signs, plus signs and spaces inside',
    odd: (strong) => `a+b c%2Fd%20e%+%%41${strong}`,
  },
  {
    name: 'markup',
    what: 'with brackets, quotes, backslashes and an entity',
    odd: (strong) => `<a b="c">'d'\\n\\&amp;${strong}`,
  },
  {
    name: 'colon',
    // In Basic credentials, only the first colon separates user name and password.
    what: 'with colons',
    odd: (strong) => `:a:b${strong}:`,
  },
  {
    name: 'unicode',
    what: 'with umlauts, a euro sign, Cyrillic, Chinese and an emoji',
    odd: (strong) => `äÖß€жя中文😀${strong}`,
    // A server that does not support all of Unicode would treat both emojis as the same.
    near: (odd) => odd.replace('😀', '😁'),
  },
  {
    name: 'quoted',
    what: 'with quotes around it',
    odd: (strong) => `"${strong}"`,
    near: (odd) => odd.slice(1, -1),
  },
  {
    name: 'blanks',
    what: 'with several spaces in a row',
    odd: (strong) => `a  b   ${strong}`,
    near: (odd) => odd.replace(/ +/g, ' '),
  },
  {
    name: 'leading-space',
    what: 'with a leading space',
    odd: (strong) => ` ${strong}`,
  },
  {
    name: 'trailing-space',
    what: 'with a trailing space',
    odd: (strong) => `${strong} `,
  },
  {
    name: 'line-break',
    what: 'with a trailing line break',
    odd: (strong) => `${strong}\n`,
    near: (odd) => odd.trimEnd(),
  },
  {
    name: 'long',
    what: 'of 200 characters',
    odd: (strong) => strong.repeat(9).slice(0, 200),
    near: (odd) => `${odd.slice(0, -1)}${odd.endsWith('x') ? 'y' : 'x'}`,
  },
];

/**
 * Sets the odd password as the admin.
 *
 * @throws {NotTried} if the site's policy refuses it.
 */
async function setOdd(bench: ExpertBench, user: BenchUser, odd: string): Promise<void> {
  const set = await bench.admin.rawPassword(String(user.id), odd);
  if (set.isRefusedWith(400)) throw new NotTried(`The site refuses such a password.\n${set.excerpt}`);
  expect(set).toHaveStatus(200);
  user.password = odd;
}

/**
 * Expects that the password signs in, that a near miss does not, and that it works as the current password in the
 * query.
 */
async function expectExact(bench: ExpertBench, user: BenchUser, near: string | undefined): Promise<void> {
  const wrong = near === undefined ? [] : [near];
  // The change below authenticates with the password in another call, too.
  await sideBySide(
    ...wrong.map((each) => async () => expect(await bench.signIn(user, each)).toHaveStatus(401)),
    async () => expect(await bench.signIn(user, user.password)).toHaveStatus(200),
  );
  const password = bench.newPassword();
  const options = { currentpassword: user.password };
  expect(await bench.basic(user).setPassword('current', password, options)).toHaveStatus(200);
  user.password = password;
  await expectAuthenticates(bench, user);
}

export const encodingChecks = checksOf<ExpertBench>('expert/encodings', ({ must, should, record }) => {
  for (const { name, what, odd, near } of ODD_PASSWORDS)
    must(
      name,
      `A password ${what} works unchanged: when set, at sign-in, and as the current password.`,
      AS_SENT,
      async (bench) => {
        const user = await bench.other();
        await setOdd(bench, user, odd(bench.newPassword()));
        await expectExact(bench, user, near?.(user.password));
      },
      { failedSignIns: near === undefined ? 0 : 1 },
    );

  must(
    'changed-by-user',
    'A user who changes their own password to an odd one signs in with it.',
    AS_SENT,
    async (bench, proof) => {
      const user = await bench.other();
      for (const { name, what, odd } of ODD_PASSWORDS)
        await proof(name, `A user changes their password to one ${what}, and signs in with it.`, async () => {
          const password = odd(bench.newPassword());
          const options = { currentpassword: user.password };
          const changed = await bench.basic(user).setPassword(user.id, password, options);
          if (changed.isRefusedWith(400))
            throw new NotTried(`The site refuses such a password.\n${changed.excerpt}`);
          expect(changed).toHaveStatus(200);
          user.password = password;
          await expectAuthenticates(bench, user);
        });
    },
  );

  should(
    'normalisation',
    'A password with precomposed umlauts differs from one with combining diaereses.',
    { says: 'The bytes of the password are hashed', at: SERVER },
    async (bench) => {
      const user = await bench.other();
      await setOdd(bench, user, `äö${bench.newPassword()}`.normalize('NFC'));
      await expectExact(bench, user, user.password.normalize('NFD'));
    },
    { failedSignIns: 1 },
  );

  must('no-charset', 'Without a charset, an ASCII password is stored as sent.', AS_SENT, async (bench) => {
    const user = await bench.other();
    const password = bench.newPassword();
    // The page's own samples send it like this, so a refusal breaks the contract.
    const set = await bench.admin.rawPassword(String(user.id), password, { type: 'text/plain' });
    expect(set).toHaveStatus(200);
    user.password = password;
    await expectSignsIn(bench, user);
  });

  should(
    'other-types',
    'A password is also set if the Content-Type of the body is another one.',
    { says: 'The Content-Type of a request only selects the charset', at: FRAMEWORK },
    async (bench) => {
      const user = await bench.other();
      for (const type of [
        'application/octet-stream',
        'application/x-www-form-urlencoded',
        'text/plain; charset=UTF-8',
      ]) {
        const password = bench.newPassword();
        expect(await bench.admin.rawPassword(String(user.id), password, { type })).toHaveStatus(200);
        user.password = password;
        await expectAuthenticates(bench, user);
      }
    },
  );

  record(
    'unicode-without-charset',
    'Letters beyond ASCII, sent without a charset:',
    { says: 'text/* without charset is decoded as US-ASCII', at: FRAMEWORK },
    async (bench) => {
      const user = await bench.other();
      const password = `ä${bench.newPassword()}`;
      bench.markPasswordsDirty(user);
      const type = 'text/plain';
      const set = assertFromService(await bench.admin.rawPassword(String(user.id), password, { type }));
      if (set.status !== 200) return `are refused, HTTP ${String(set.status)}`;
      const { status } = assertFromService(await bench.signIn(user, password));
      return status === 200 ? 'are kept' : 'become other characters';
    },
    { failedSignIns: 1 },
  );
});
