/** Tokens: who gets one, where it stands, and whom it makes of its bearer. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { asObject } from '../../../helpers/http/format.ts';
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
import { unknownUsername, setPasswordOfUnknownUser } from '../shared/nobody.ts';
import { expectSignsIn } from '../shared/sign-in.ts';
import { bearerOf, expectNoToken, expectOwnToken } from '../shared/tokens.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

const RENEWED = {
  says: 'If the password of the present user is changed, a new authtoken is in the body and in a cookie',
  at: PASSWORD_PAGE,
};

const FOR_BROWSERS = {
  says: 'Set-Cookie: authtoken="…"; Domain=the host; expires=in seven days; Path=/',
  at: PASSWORD_PAGE,
};

/** The number of whom the bearer of a cookie is taken for; nothing for nobody. */
async function idOf({ identities }: ExpertBench, cookie: string): Promise<number | undefined> {
  return (await bearerOf(identities.cookie('bearer', cookie)))?.id;
}

/** The same of a token in the header `X-Authtoken`, of which only the old server and its tests tell. */
async function idInHeader({ identities }: ExpertBench, cookie: string): Promise<number | undefined> {
  return (await bearerOf(identities.token('bearer', unquoted(cookie))))?.id;
}

/** Changes the own password. */
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
    'A sign-in gives a token of the user, as plain text and the same one in the cookie authtoken, and it is good.',
    {
      says: 'Returns an authentication token in the response text and an authtoken cookie',
      at: AUTHENTICATE_PAGE,
    },
    async (bench) => {
      for (const user of [await bench.user(), await bench.other()])
        await expectOwnToken(bench, user, await bench.signIn(user, user.password));
    },
  );

  must(
    'of-own-change',
    'Whoever changes the own password gets a new token, in body and cookie, that is good more than once.',
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
    'The token of a changed password does what a token can: it changes the password once more.',
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
      await expectOwnToken(bench, user, changed);
      await expectSignsIn(bench, user);
    },
  );

  should(
    'plain-text-in-json',
    'It is plain text as well where JSON is asked for, of a sign-in and of a change.',
    { says: 'An output format applies to documents, and not to text', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      await expectOwnToken(bench, user, await bench.basic(user).authenticate({ 'dream.out.format': 'json' }));
      await expectOwnToken(bench, user, await change(bench, user, 'json'));
    },
  );

  must(
    'none-of-somebody-else',
    'Whoever sets somebody else’s password gets no token, neither theirs nor an own one.',
    { says: 'If it is the present user’s, a new authtoken is given', at: PASSWORD_PAGE },
    async (bench) => {
      const user = await bench.user();
      const shown = await bench.admin.raw({ method: 'GET', userid: String(user.id) });
      expect(shown).toHaveStatus(200);
      const known = [await bench.snapshot(user), shown.body];
      const ways = {
        plain: {},
        json: { format: 'json' },
        current: {},
        alternative: { altpassword: true },
      } as const;
      for (const [way, options] of Object.entries(ways)) {
        const password = bench.newPassword();
        const given = way === 'current' ? { currentpassword: user.password } : options;
        const set = await bench.admin.setPassword(
          way === 'plain' ? user.id : { username: user.username },
          password,
          given,
        );
        expect(set, way).toHaveStatus(200);
        if (way !== 'alternative') user.password = password;
        expect(signedInBy(set).cookie === '', 'whether there is no cookie authtoken').toBe(true);
        await expectNoToken(bench, set, known);
      }
      bench.markDirty();
    },
  );

  must(
    'none-of-refusal',
    'Whoever is refused gets no token, whatever is refused.',
    { says: '400, 403, 404: no token', at: PASSWORD_PAGE },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const password = bench.newPassword();
      const nobody = bench.identities.anonymous();
      const username = unknownUsername(bench);
      const known = [await bench.snapshot(user), await bench.snapshot(other)];
      for (const refused of [
        await bench.basic(user).setPassword(user.id, password),
        await bench.basic(user).setPassword(other.id, password),
        await bench.basic(user).rawPassword(username, password),
        await setPasswordOfUnknownUser(bench, userPath({ username }), password),
        await bench.admin.rawPassword(String(user.id), ''),
        await nobody.setPassword(user.id, password),
        await nobody.raw({ method: 'GET', userid: 'authenticate' }),
      ]) {
        expect(refused).toBeRefused();
        expect(signedInBy(refused).cookie === '', 'whether there is no cookie authtoken').toBe(true);
        await expectNoToken(bench, refused, known);
      }
    },
  );

  must(
    'own-alone',
    'A token makes nobody else of its bearer: it shows its user, and sets nobody else’s password.',
    { says: '403: login credentials must match target username or admin rights required', at: PASSWORD_PAGE },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const mine = await bench.newCookie(user);
      const theirs = await bench.newCookie(other);
      expect(await idOf(bench, mine)).toBe(user.id);
      expect(await idOf(bench, theirs)).toBe(other.id);
      // A header that is not looked at makes nobody of its bearer.
      expect([user.id, undefined]).toContain(await idInHeader(bench, mine));
      expect([other.id, undefined]).toContain(await idInHeader(bench, theirs));
      const before = await bench.snapshot(other);
      const by = bench.identities.cookie(user.as, mine);
      const right = { currentpassword: other.password };
      expect(await by.setPassword(other.id, bench.newPassword(), right)).toHaveStatus(403);
      expect(await bench.snapshot(other)).toEqual(before);
      await expectSignsIn(bench, other);
    },
  );

  should(
    'in-header',
    'A token in the header X-Authtoken is as good as one in a cookie, of a sign-in and of a change, and more than once.',
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
      for (const [{ id }, cookie] of [...tokens, ...tokens])
        expect(await idInHeader(bench, cookie), 'whose token it is').toBe(id);
    },
  );

  should(
    'in-query',
    'A token in the query is as good as one in a cookie.',
    {
      says: 'A token is looked for in the query (authtoken), in the cookie and in X-Authtoken',
      at: SERVER_SIGN_IN,
    },
    async (bench) => {
      const user = await bench.user();
      const authtoken = unquoted(await bench.newCookie(user));
      const nobody = bench.identities.anonymous();
      const shown = await nobody.raw({ method: 'GET', userid: 'current', query: { authtoken } });
      expect(shown).toHaveStatus(200);
      expect(String(asObject(shown.body)?.['@id']), 'whose token it is').toBe(String(user.id));
    },
  );

  must(
    'tampered',
    'A token that was tampered with is nobody’s.',
    { says: 'The token is signed', at: SERVER_SIGN_IN },
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const token = unquoted(await bench.newCookie(user));
      const [, rest = ''] = /^\d+(_.+)$/.exec(token) ?? [];
      const middle = Math.floor(token.length / 2);
      // The last but one: at the end of some, a character has bits that nobody reads. Not so in hexadecimal.
      const last = token.length - (/_[\da-f]+$/i.test(token) ? 1 : 2);
      const [, time = 0, hash = 0] = [...token.matchAll(/(?:^|_)/g)].map(({ index }) => index + 1);
      const places = new Set([0, Math.floor(middle / 2), middle, Math.floor((middle + last) / 2), last]);
      // The classic token has a time and a hash behind the number.
      for (const place of [time, time === 0 ? 0 : hash - 2, hash]) places.add(place);
      const tampered = [
        token.slice(0, middle),
        token.slice(0, -4),
        `${token.slice(0, -2)}${token.slice(-2) === '77' ? '33' : '77'}`,
        ...[...places].map(
          (at) => `${token.slice(0, at)}${token[at] === '7' ? '3' : '7'}${token.slice(at + 1)}`,
        ),
        // The classic token begins with the number of its user.
        ...(rest === ''
          ? []
          : [`${String(other.id)}${rest}`, `${String((await bench.adminUser()).id)}${rest}`]),
      ];
      for (const each of tampered)
        for (const idBy of [idOf, idInHeader])
          expect(await idBy(bench, each), 'whom it is taken for').toBeUndefined();
    },
  );

  must(
    'kept-after-sign-in',
    'A browser keeps the cookie of a sign-in, and sends it back to the site.',
    FOR_BROWSERS,
    async (bench, proof) => {
      const user = await bench.user();
      await expectKeptByBrowsers(bench, proof, user, await bench.signIn(user, user.password));
    },
  );

  must(
    'kept-after-own-change',
    'A browser keeps the cookie of a changed password, and sends it back to the site.',
    FOR_BROWSERS,
    async (bench, proof) => {
      const user = await bench.user();
      await expectKeptByBrowsers(bench, proof, user, await change(bench, user));
    },
  );

  record(
    'several',
    'After a second sign-in, the token of the first is taken for:',
    { says: 'Several tokens of a user are valid at once', at: SERVER_SIGN_IN },
    async (bench) => {
      const user = await bench.user();
      const first = await bench.newCookie(user);
      await bench.newCookie(user);
      return (await idOf(bench, first)) === user.id ? 'the user' : 'nobody';
    },
  );
});
