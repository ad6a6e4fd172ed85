/**
 * Server API tokens, if one is configured. A valid token acts as the user it names. A token that is not signed, not
 * from the last five minutes, or of another key is anonymous. How such a call is answered is not documented.
 */
import { randomBytes } from 'node:crypto';
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { SERVER_TOKEN_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { SERVER_TOKENS_SCREEN } from '../../../helpers/systems/expert/settings.ts';
import {
  hashOfServerToken as hashOf,
  type ServerToken,
  writeServerToken as write,
} from '../../../helpers/systems/expert/server-token.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { unknownUsername } from '../shared/nobody.ts';
import { bearerOf } from '../shared/tokens.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

const whyNotApplicable = ({ connection: { target } }: ExpertBench) =>
  target.admin.by === 'server token' ? undefined : 'no server API token is configured.';

const SIGNED = {
  says: 'tkn_{key}_{epoch}_{user}_{hash}: the hash is HMAC-SHA256 of key, epoch and user, with the secret',
  at: SERVER_TOKEN_PAGE,
};
const FIVE_MINUTES = { says: 'A token is valid for five minutes', at: SERVER_TOKEN_PAGE };

/** In seconds. */
const STALE = 15 * 60;
const TOMORROW = 24 * 3600;

/**
 * Returns the configured token, acting as a user, and the time of the site's clock in seconds since 1970.
 *
 * @throws {NotTried} if the token may act only as its own user, which is an option when it is made. Then a token that
 * names another user is anonymous, even if its signature is right.
 */
async function tokenFor(bench: ExpertBench, user: BenchUser): Promise<{ token: ServerToken; now: number }> {
  const { admin } = bench.connection.target;
  const { key, secret } = admin.by === 'server token' ? admin : { key: '', secret: '' };
  const { headers } = await bench.identities.anonymous().showSelf();
  const date = given(headers['date'], 'The answer has no Date header.');
  const token = { key, secret, user: String(user.id) };
  const now = Math.floor(Date.parse(date) / 1000);
  if ((await nameOf(bench, signed(token, now))) !== 'anonymous') return { token, now };
  bench.countFailure(user);
  // If the admin's own token does not work either, the reason is another one.
  await bench.shown(user);
  throw new NotTried('This token may act only as its own user.', {
    remedy: 'to try this, configure an unrestricted server API token',
    where: SERVER_TOKENS_SCREEN,
    who: 'an admin',
  });
}

/** A token with a valid signature. */
function signed(token: ServerToken, epoch: number): string {
  return write(token, epoch, `_${hashOf(token, epoch)}`);
}

/** Returns whom the site authenticates the bearer of a token as: a user name, or `anonymous`. */
async function nameOf(bench: ExpertBench, token: string): Promise<string> {
  const by = bench.identities.serverTokenText('bearer of a server token', token);
  return (await bearerOf(by, [400, 401, 403]))?.username.toLowerCase() ?? 'anonymous';
}

/** Expects that none of these tokens authenticates anyone. Each may count as a failed sign-in of the user it names. */
async function expectAnonymous(
  bench: ExpertBench,
  proof: Prove,
  user: BenchUser,
  tokens: readonly (readonly [name: string, sentence: string, token: string])[],
): Promise<void> {
  for (const [name, sentence, token] of tokens)
    await proof(name, `${sentence}: anonymous.`, async () => {
      bench.countFailure(user);
      expect(await nameOf(bench, token), 'whom it authenticates').toBe('anonymous');
    });
}

export const serverTokenChecks = checksOf<ExpertBench>('expert/server-tokens', ({ must }) => {
  must(
    'acts-as',
    'A server token acts as the user it names for five minutes; an unknown user is anonymous.',
    {
      says: 'The request runs as the user of the token, which is valid for five minutes',
      at: SERVER_TOKEN_PAGE,
    },
    async (bench, proof) => {
      const user = await bench.user();
      const { token, now } = await tokenFor(bench, user);
      const byName = { ...token, user: `=${encodeURIComponent(user.username)}` };
      for (const [name, sentence, value] of [
        ['number', 'By ID.', signed(token, now)],
        ['name', 'By user name.', signed(byName, now)],
        ['age', 'After more than three minutes.', signed(token, now - 200)],
      ] as const)
        await proof(name, sentence, async () => {
          expect(await nameOf(bench, value)).toBe(user.username.toLowerCase());
        });
      await proof('nobody', 'By a user name that does not exist: anonymous.', async () => {
        const nobody = { ...token, user: `=${unknownUsername(bench)}` };
        expect(await nameOf(bench, signed(nobody, now))).toBe('anonymous');
      });
    },
    { failedSignIns: 1, whyNotApplicable },
  );

  must(
    'time',
    'A server token is valid only at its signed time.',
    FIVE_MINUTES,
    async (bench, proof) => {
      const user = await bench.user();
      const { token, now } = await tokenFor(bench, user);
      const then = now - STALE;
      await expectAnonymous(bench, proof, user, [
        ['stale', 'Fifteen minutes old', signed(token, then)],
        ['future', 'From tomorrow', signed(token, now + TOMORROW)],
        ['new-time', 'Fifteen minutes old, with a new time', write(token, now, `_${hashOf(token, then)}`)],
      ]);
    },
    { failedSignIns: 3, whyNotApplicable },
  );

  must(
    'hash',
    'A server token is valid only with its complete hash, made with the secret.',
    SIGNED,
    async (bench, proof) => {
      const user = await bench.other();
      const { token, now } = await tokenFor(bench, user);
      const hash = hashOf(token, now);
      const last = hash.endsWith('0') ? '1' : '0';
      const ending = (end: string) => write(token, now, end);
      await expectAnonymous(bench, proof, user, [
        ['none', 'Without a hash', ending('')],
        ['empty', 'With an empty one', ending('_')],
        ['made-up', 'With an invented one', ending(`_${randomBytes(32).toString('hex')}`)],
        ['cut', 'With half of it', ending(`_${hash.slice(0, 32)}`)],
        ['last', 'With a different last digit', ending(`_${hash.slice(0, -1)}${last}`)],
        ['key', 'Signed with the key', ending(`_${hashOf({ ...token, secret: token.key }, now)}`)],
        ['nothing', 'Signed with an empty secret', ending(`_${hashOf({ ...token, secret: '' }, now)}`)],
      ]);
    },
    { failedSignIns: 7, whyNotApplicable },
  );

  must(
    'user-and-key',
    'A server token is valid only for its signed user and an existing key.',
    SIGNED,
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const { token, now } = await tokenFor(bench, user);
      const hashOfOther = hashOf({ ...token, user: String(other.id) }, now);
      const unknown = { ...token, key: randomBytes(6).toString('hex') };
      await expectAnonymous(bench, proof, user, [
        ['user', 'With the hash for another user', write(token, now, `_${hashOfOther}`)],
        ['unknown-key', 'With an unknown key', signed(unknown, now)],
        [
          'unknown-secret',
          'With an unknown key and another secret',
          signed({ ...unknown, secret: unknown.key }, now),
        ],
      ]);
    },
    { failedSignIns: 3, whyNotApplicable },
  );
});
