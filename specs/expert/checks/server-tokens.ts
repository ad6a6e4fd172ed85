/**
 * Server API tokens, if one is configured. A valid token acts as the user that it names. With a token that is not signed,
 * not from the last five minutes, or of another key, the caller is anonymous or refused. Which of the two is not documented.
 */
import { randomBytes } from 'node:crypto';
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { SERVER_TOKEN_PAGE } from '../../../helpers/systems/expert/documented.ts';
import {
  hashOfServerToken as hashOf,
  type ServerToken,
  writeServerToken as write,
} from '../../../helpers/systems/expert/server-token.ts';
import { SERVER_TOKENS_SCREEN } from '../../../helpers/systems/expert/settings.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { bearerOf } from '../shared/tokens.ts';
import { unknownUsername } from '../shared/unknown-users.ts';

const whyNotApplicable = ({ connection: { target } }: ExpertBench) =>
  target.admin.by === 'server token' ? undefined : 'no server API token is configured.';

const SIGNED = {
  says: 'tkn_{key}_{epoch}_{user}_{hash}: the hash is HMAC-SHA256 of key, epoch and user, with the secret',
  at: SERVER_TOKEN_PAGE,
};
const FIVE_MINUTES = { says: 'A token is valid for five minutes', at: SERVER_TOKEN_PAGE };

const STALE_S = 15 * 60;
const DAY_S = 24 * 3600;

/**
 * Returns the configured token, acting as a user, and the time of the site's clock in seconds since 1970.
 *
 * @throws {NotTried} if the token may act only as its own user, which is an option when it is created. Then a caller whose
 *   token names another user is anonymous, even if its signature is right.
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
  // If the admin's own token does not work either, this throws, because then the reason is another one.
  await bench.shown(user);
  throw new NotTried('This token may act only as its own user.', {
    remedy: 'to try this, configure an unrestricted server API token',
    where: SERVER_TOKENS_SCREEN,
    who: 'an admin',
  });
}

/** Returns a token with a valid signature. */
function signed(token: ServerToken, epoch: number): string {
  return write(token, epoch, `_${hashOf(token, epoch)}`);
}

/** Returns the name of the user whom the site authenticates by a token, or `anonymous`, also if the call is refused. */
async function nameOf(bench: ExpertBench, token: string): Promise<string> {
  const by = bench.identities.serverTokenText('bearer of a server token', token);
  return (await bearerOf(by, [400, 401, 403]))?.username.toLowerCase() ?? 'anonymous';
}

/** Expects that none of these tokens authenticates anyone. Each may count as a failed sign-in of the user that it names. */
async function expectAnonymous(
  bench: ExpertBench,
  proof: Prove,
  user: BenchUser,
  tokens: readonly (readonly [name: string, which: string, token: string])[],
): Promise<void> {
  for (const [name, which, token] of tokens)
    await proof(name, `A server token ${which} authenticates no one.`, async () => {
      bench.countFailure(user);
      expect(await nameOf(bench, token), 'the user that it authenticates').toBe('anonymous');
    });
}

export const serverTokenChecks = checksOf<ExpertBench>('expert/server-tokens', ({ must }) => {
  must(
    'acts-as',
    'A server token acts as the user that it names, still after three minutes, and as no one if that user does not exist.',
    {
      says: 'The request runs as the user of the token, which is valid for five minutes',
      at: SERVER_TOKEN_PAGE,
    },
    async (bench, proof) => {
      const user = await bench.user();
      const { token, now } = await tokenFor(bench, user);
      const byName = { ...token, user: `=${encodeURIComponent(user.username)}` };
      for (const [name, sentence, value] of [
        ['number', 'A server token that names a user by ID acts as that user.', signed(token, now)],
        ['name', 'A server token that names a user by user name acts as that user.', signed(byName, now)],
        [
          'age',
          'A server token that is more than three minutes old still acts as its user.',
          signed(token, now - 200),
        ],
      ] as const)
        await proof(name, sentence, async () => {
          expect(await nameOf(bench, value)).toBe(user.username.toLowerCase());
        });
      await proof(
        'nobody',
        'A server token that names a user who does not exist authenticates no one.',
        async () => {
          const ofUnknown = { ...token, user: `=${unknownUsername(bench)}` };
          expect(await nameOf(bench, signed(ofUnknown, now))).toBe('anonymous');
        },
      );
    },
    { failedSignIns: 1, whyNotApplicable },
  );

  must(
    'time',
    'A server token authenticates no one if its time is too old, in the future, or not the signed one.',
    FIVE_MINUTES,
    async (bench, proof) => {
      const user = await bench.user();
      const { token, now } = await tokenFor(bench, user);
      const then = now - STALE_S;
      await expectAnonymous(bench, proof, user, [
        ['stale', 'that is fifteen minutes old', signed(token, then)],
        ['future', 'from tomorrow', signed(token, now + DAY_S)],
        [
          'new-time',
          'that is fifteen minutes old, but shows the present time,',
          write(token, now, `_${hashOf(token, then)}`),
        ],
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
        ['none', 'without a hash', ending('')],
        ['empty', 'with an empty hash', ending('_')],
        ['made-up', 'with an invented hash', ending(`_${randomBytes(32).toString('hex')}`)],
        ['cut', 'with half of its hash', ending(`_${hash.slice(0, 32)}`)],
        ['last', 'with a different last digit in its hash', ending(`_${hash.slice(0, -1)}${last}`)],
        ['key', 'signed with its key', ending(`_${hashOf({ ...token, secret: token.key }, now)}`)],
        ['nothing', 'signed with an empty secret', ending(`_${hashOf({ ...token, secret: '' }, now)}`)],
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
        ['user', 'with the hash for another user', write(token, now, `_${hashOfOther}`)],
        ['unknown-key', 'with an unknown key', signed(unknown, now)],
        [
          'unknown-secret',
          'with an unknown key that it is signed with',
          signed({ ...unknown, secret: unknown.key }, now),
        ],
      ]);
    },
    { failedSignIns: 3, whyNotApplicable },
  );
});
