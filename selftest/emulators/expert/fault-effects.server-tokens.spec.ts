import { serverTokenHash } from '../../../emulators/expert/auth/server-token.ts';
import { serverTokenFaults } from '../../../emulators/expert/faults/server-tokens.ts';
import { declareEffects, type Effect } from './effects.ts';
import { expect, test, type Site } from './tools.ts';

interface Issuer {
  key: string;
  secret: string;
  /** Seconds since 1970. */
  now: number;
  hash: typeof serverTokenHash;
}

/** What users/current shows for a token of a user: "accepted", another user, or the status of a refusal. */
function userShown(
  honest: unknown,
  faulty: unknown,
  write: (user: number, issuer: Issuer) => string,
): Effect {
  return {
    shows: async (site) => {
      const { id, username } = await site.person();
      const { status, xml } = await site.call('GET', 'users/current', {
        'x-deki-token': write(id, issuerOf(site)),
      });
      return status === 200 ? (xml('username') === username ? 'accepted' : xml('username')) : status;
    },
    honest,
    faulty,
  };
}

function issuerOf(site: Site): Issuer {
  const { key, secret } = site.emulator.serverToken ?? { key: '', secret: '' };
  return { key, secret, now: site.clock.now() / 1000, hash: serverTokenHash };
}

/** A token that is valid except for its time. */
function dated(seconds: number): Parameters<typeof userShown>[2] {
  return (user, { key, secret, now, hash }) =>
    `tkn_${key}_${now + seconds}_${user}_${hash(key, secret, now + seconds, String(user))}`;
}

/** A token of the current time, with another end. */
function ending(
  end: (hash: string, user: number, issuer: Issuer) => string,
): Parameters<typeof userShown>[2] {
  return (user, issuer) => {
    const { key, secret, now, hash } = issuer;
    return `tkn_${key}_${now}_${user}${end(hash(key, secret, now, String(user)), user, issuer)}`;
  };
}

test('each of these faults needs a server token', () => {
  for (const { name, needs } of serverTokenFaults) expect([name, needs]).toEqual([name, 'server token']);
});

declareEffects(serverTokenFaults, {
  'stale-server-token-taken': userShown(401, 'accepted', dated(-400)),
  'future-server-token-taken': userShown(401, 'accepted', dated(86_400)),
  'server-token-good-for-a-minute': userShown('accepted', 401, dated(-200)),
  'unsigned-server-token-taken': userShown(
    401,
    'accepted',
    ending(() => ''),
  ),
  'empty-hash-of-server-token-taken': userShown(
    401,
    'accepted',
    ending(() => '_'),
  ),
  'any-hash-of-server-token-taken': userShown(
    401,
    'accepted',
    ending(() => `_${'a'.repeat(64)}`),
  ),
  'server-token-signed-with-its-key-taken': userShown(
    401,
    'accepted',
    ending((_, user, { key, now, hash }) => `_${hash(key, key, now, String(user))}`),
  ),
  'server-token-signed-with-nothing-taken': userShown(
    401,
    'accepted',
    ending((_, user, { key, now, hash }) => `_${hash(key, '', now, String(user))}`),
  ),
  'truncated-hash-of-server-token-taken': userShown(
    401,
    'accepted',
    ending((hash) => `_${hash.slice(0, 32)}`),
  ),
  'end-of-server-token-hash-not-checked': userShown(
    401,
    'accepted',
    ending((hash) => `_${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}`),
  ),
  'user-of-server-token-not-signed': userShown(
    401,
    'accepted',
    ending((_, __, { key, secret, now, hash }) => `_${hash(key, secret, now, '1')}`),
  ),
  'time-of-server-token-not-signed': userShown(
    401,
    'accepted',
    ending((_, user, { key, secret, now, hash }) => `_${hash(key, secret, now - 600, String(user))}`),
  ),
  'server-token-of-an-unknown-key-taken': userShown(
    401,
    'accepted',
    (user, { secret, now, hash }) => `tkn_nokey_${now}_${user}_${hash('nokey', secret, now, String(user))}`,
  ),
  'any-server-token-of-an-unknown-key-taken': userShown(
    401,
    'accepted',
    (user, { now, hash }) => `tkn_nokey_${now}_${user}_${hash('nokey', 'nosecret', now, String(user))}`,
  ),
  'bad-server-token-answered-500': userShown(401, 500, dated(-400)),
  'server-token-runs-as-the-admin': userShown('accepted', 'Admin', dated(0)),
  'server-token-of-nobody-runs-as-the-admin': userShown(
    'Anonymous',
    'Admin',
    (_, { key, secret, now, hash }) => `tkn_${key}_${now}_=nobody_${hash(key, secret, now, '=nobody')}`,
  ),
});
