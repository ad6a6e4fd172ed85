/** Tokens: who gets one, where the answer contains it, and which user it authenticates. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { asObject } from '../../../helpers/http/format.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { unquoted } from '../../../helpers/systems/expert/cookies.ts';
import {
  AUTHENTICATE_PAGE,
  PASSWORD_PAGE,
  SERVER,
  SERVER_SIGN_IN,
} from '../../../helpers/systems/expert/documented.ts';
import { signedInBy } from '../../../helpers/systems/expert/sessions.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { expectKeptByBrowsers } from '../shared/cookies.ts';
import { expectAuthenticates } from '../shared/sign-in.ts';
import { bearerOf, expectNoToken, expectOwnToken } from '../shared/tokens.ts';
import { setPasswordOfUnknownUser, unknownUsername } from '../shared/unknown-users.ts';

const RENEWED = {
  says: 'If the password of the present user is changed, a new authtoken is in the body and in a cookie',
  at: PASSWORD_PAGE,
};

const FOR_BROWSERS = {
  says: 'Set-Cookie: authtoken="…"; Domain=the host; expires=in seven days; Path=/',
  at: PASSWORD_PAGE,
};

/** Returns the ID of the user whom a cookie authenticates, or `undefined` if there is none. */
async function idOf({ identities }: ExpertBench, cookie: string): Promise<number | undefined> {
  return (await bearerOf(identities.cookie('bearer', cookie)))?.id;
}

/** Does the same with a token in the header `X-Authtoken`, which only the old server and its tests describe. */
async function idInHeader({ identities }: ExpertBench, cookie: string): Promise<number | undefined> {
  return (await bearerOf(identities.token('bearer', unquoted(cookie))))?.id;
}

/** Changes a user's password as that user. */
async function change(bench: ExpertBench, user: BenchUser, format?: 'json') {
  const password = bench.newPassword();
  const options = { currentpassword: user.password, ...(format === undefined ? {} : { format }) };
  const changed = await bench.basic(user).setPassword(user.id, password, options);
  expect(changed).toHaveStatus(200);
  user.password = password;
  return changed;
}

export const tokenChecks = checksOf<ExpertBench>('expert/tokens', ({ must, should, record }) => {
  must(
    'of-sign-in',
    'A sign-in returns a working token of the user, as plain text and in the cookie authtoken.',
    {
      says: 'Returns an authentication token in the response text and an authtoken cookie',
      at: AUTHENTICATE_PAGE,
    },
    async (bench) => {
      const users = [await bench.user(), await bench.other()];
      await sideBySide(
        ...users.map(
          (user) => async () => expectOwnToken(bench, user, await bench.signIn(user, user.password)),
        ),
      );
    },
  );

  must(
    'of-own-change',
    'A user who changes their own password gets a new token, in body and cookie, that works more than once.',
    RENEWED,
    async (bench) => {
      const user = await bench.user();
      const before = await bench.cookie(user);
      const token = await expectOwnToken(bench, user, await change(bench, user));
      expect(unquoted(token) === unquoted(before), 'whether it is the token from before').toBe(false);
      expect(await idOf(bench, token)).toBe(user.id);
    },
  );

  must(
    'in-its-own-right',
    'The token from a password change is a full token: it can change the password again.',
    RENEWED,
    async (bench) => {
      const user = await bench.user();
      const { cookie } = signedInBy(await change(bench, user));
      const password = bench.newPassword();
      const options = { currentpassword: user.password };
      const changed = await bench.identities
        .cookie(user.as, cookie)
        .setPassword('current', password, options);
      expect(changed).toHaveStatus(200);
      user.password = password;
      await sideBySide(
        () => expectOwnToken(bench, user, changed),
        () => expectAuthenticates(bench, user),
      );
    },
  );

  should(
    'plain-text-in-json',
    'Tokens of a sign-in and of a password change are plain text even if JSON is requested.',
    { says: 'An output format applies to documents, and not to text', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      await expectOwnToken(bench, user, await bench.basic(user).authenticate({ 'dream.out.format': 'json' }));
      await expectOwnToken(bench, user, await change(bench, user, 'json'));
    },
  );

  must(
    'none-of-somebody-else',
    'Setting another user’s password returns no token.',
    { says: 'If it is the present user’s, a new authtoken is given', at: PASSWORD_PAGE },
    async (bench) => {
      const user = await bench.user();
      const shown = await bench.admin.raw({ method: 'GET', userid: String(user.id) });
      expect(shown).toHaveStatus(200);
      const known = shown.body;
      const variants = {
        plain: {},
        json: { format: 'json' },
        current: {},
        alternative: { altpassword: true },
      } as const;
      for (const [variant, options] of Object.entries(variants)) {
        const password = bench.newPassword();
        const sent = variant === 'current' ? { currentpassword: user.password } : options;
        const set = await bench.admin.setPassword(
          variant === 'plain' ? user.id : { username: user.username },
          password,
          sent,
        );
        expect(set, variant).toHaveStatus(200);
        if (variant !== 'alternative') user.password = password;
        expect(signedInBy(set).cookie === '', 'whether there is no cookie authtoken').toBe(true);
        await expectNoToken(bench, set, known);
      }
      bench.markPasswordsDirty(user);
    },
  );

  must(
    'none-of-refusal',
    'A refused call returns no token.',
    { says: '400, 403, 404: no token', at: PASSWORD_PAGE },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const password = bench.newPassword();
      const anonymous = bench.identities.anonymous();
      const username = unknownUsername(bench);
      const known = await sideBySide(
        () => bench.snapshot(user),
        () => bench.snapshot(other),
      );
      const answers = await sideBySide<(() => Promise<Exchange<unknown>>)[]>(
        () => bench.basic(user).setPassword(user.id, password),
        () => bench.basic(user).setPassword(other.id, password),
        () => bench.basic(user).rawPassword(username, password),
        () => setPasswordOfUnknownUser(bench, userPath({ username }), password),
        () => bench.admin.rawPassword(String(user.id), ''),
        () => anonymous.setPassword(user.id, password),
        () => anonymous.raw({ method: 'GET', userid: 'authenticate' }),
      );
      for (const refused of answers) {
        expect(refused).toBeRefused();
        expect(signedInBy(refused).cookie === '', 'whether there is no cookie authtoken').toBe(true);
        await expectNoToken(bench, refused, known);
      }
    },
  );

  must(
    'own-alone',
    'A token authenticates only the user who got it, and cannot set another user’s password.',
    { says: '403: login credentials must match target username or admin rights required', at: PASSWORD_PAGE },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const [cookie, otherCookie] = await sideBySide(
        () => bench.newCookie(user),
        () => bench.newCookie(other),
      );
      const [, , , , before] = await sideBySide(
        async () => expect(await idOf(bench, cookie)).toBe(user.id),
        async () => expect(await idOf(bench, otherCookie)).toBe(other.id),
        // If the site ignores the header, the caller is anonymous.
        async () => expect([user.id, undefined]).toContain(await idInHeader(bench, cookie)),
        async () => expect([other.id, undefined]).toContain(await idInHeader(bench, otherCookie)),
        () => bench.snapshot(other),
      );
      const by = bench.identities.cookie(user.as, cookie);
      const right = { currentpassword: other.password };
      expect(await by.setPassword(other.id, bench.newPassword(), right)).toHaveStatus(403);
      await sideBySide(
        async () => expect(await bench.snapshot(other)).toEqual(before),
        () => expectAuthenticates(bench, other),
      );
    },
  );

  should(
    'in-header',
    'Tokens of a sign-in and of a password change also work in the header X-Authtoken, more than once.',
    {
      says: 'A token is looked for in the query (authtoken), in the cookie and in X-Authtoken',
      at: SERVER_SIGN_IN,
    },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const tokens = [
        [user, signedInBy(await change(bench, user)).cookie],
        [other, await bench.newCookie(other)],
      ] as const;
      for (const each of [tokens, tokens])
        await sideBySide(
          ...each.map(
            ([{ id }, cookie]) =>
              async () =>
                expect(await idInHeader(bench, cookie), 'user ID of the token').toBe(id),
          ),
        );
    },
  );

  should(
    'in-query',
    'The token of a sign-in also works in the query.',
    {
      says: 'A token is looked for in the query (authtoken), in the cookie and in X-Authtoken',
      at: SERVER_SIGN_IN,
    },
    async (bench) => {
      const user = await bench.user();
      const authtoken = unquoted(await bench.newCookie(user));
      const anonymous = bench.identities.anonymous();
      const shown = await anonymous.raw({ method: 'GET', userid: 'current', query: { authtoken } });
      expect(shown).toHaveStatus(200);
      expect(String(asObject(shown.body)?.['@id']), 'user ID of the token').toBe(String(user.id));
    },
  );

  must(
    'tampered',
    'A token that is cut or changed authenticates no one.',
    { says: 'The token is signed', at: SERVER_SIGN_IN },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const token = unquoted(await bench.newCookie(user));
      const [, rest = ''] = /^\d+(_.+)$/.exec(token) ?? [];
      const middle = Math.floor(token.length / 2);
      // The second-to-last character, because in some encodings the last one has unused bits. Hexadecimal has none.
      const last = token.length - (/_[\da-f]+$/i.test(token) ? 1 : 2);
      const [, time = 0, hash = 0] = [...token.matchAll(/(?:^|_)/g)].map(({ index }) => index + 1);
      const places = new Set([0, Math.floor(middle / 2), middle, Math.floor((middle + last) / 2), last]);
      // The classic token has a time and a hash after the user ID.
      for (const place of [time, time === 0 ? 0 : hash - 2, hash]) places.add(place);
      const tampered = [
        token.slice(0, middle),
        token.slice(0, -4),
        `${token.slice(0, -2)}${token.slice(-2) === '77' ? '33' : '77'}`,
        ...[...places].map(
          (at) => `${token.slice(0, at)}${token[at] === '7' ? '3' : '7'}${token.slice(at + 1)}`,
        ),
        // The classic token begins with its user's ID.
        ...(rest === ''
          ? []
          : [`${String(other.id)}${rest}`, `${String((await bench.adminUser()).id)}${rest}`]),
      ];
      await sideBySide(
        ...tampered.flatMap((each) =>
          [idOf, idInHeader].map(
            (idBy) => async () =>
              expect(await idBy(bench, each), 'the user that it authenticates').toBeUndefined(),
          ),
        ),
      );
    },
  );

  must(
    'kept-after-sign-in',
    'By its attributes, a browser keeps the cookie of a sign-in and sends it back to the site.',
    FOR_BROWSERS,
    async (bench, proof) => {
      const user = await bench.user();
      await expectKeptByBrowsers(bench, proof, user, await bench.signIn(user, user.password));
    },
  );

  must(
    'kept-after-own-change',
    'By its attributes, a browser keeps the cookie of a password change and sends it back to the site.',
    FOR_BROWSERS,
    async (bench, proof) => {
      const user = await bench.user();
      await expectKeptByBrowsers(bench, proof, user, await change(bench, user));
    },
  );

  record(
    'several',
    'After a second sign-in, the token of the first authenticates:',
    { says: 'Several tokens of a user are valid at once', at: SERVER_SIGN_IN },
    async (bench) => {
      const user = await bench.user();
      const first = await bench.newCookie(user);
      await bench.newCookie(user);
      return (await idOf(bench, first)) === user.id ? 'the user' : 'no one';
    },
  );
});
