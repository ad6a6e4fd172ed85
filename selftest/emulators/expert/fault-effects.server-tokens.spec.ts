import { serverTokenHash } from '../../../emulators/expert/auth/server-token.ts';
import { serverTokenFaults } from '../../../emulators/expert/faults/server-tokens.ts';
import { declareEffects, type Effect } from './effects.ts';
import { expect, test, type Site } from './tools.ts';

interface Own {
  key: string;
  secret: string;
  /** Seconds since 1970. */
  now: number;
  hash: typeof serverTokenHash;
}

/** Status of users/current with a token for a user, and the user in the answer. */
function taken(honest: unknown, lie: unknown, write: (user: number, own: Own) => string): Effect {
  return {
    shows: async (site) => {
      const { id, username } = await site.person();
      const { status, xml } = await site.call('GET', 'users/current', {
        'x-deki-token': write(id, ownOf(site)),
      });
      return status === 200 ? (xml('username') === username ? 'taken' : xml('username')) : status;
    },
    honest,
    lie,
  };
}

function ownOf(site: Site): Own {
  const { key, secret } = site.emulator.serverToken ?? { key: '', secret: '' };
  return { key, secret, now: site.clock.now() / 1000, hash: serverTokenHash };
}

/** A valid token except for its time. */
function dated(seconds: number): Parameters<typeof taken>[2] {
  return (user, { key, secret, now, hash }) =>
    `tkn_${key}_${now + seconds}_${user}_${hash(key, secret, now + seconds, String(user))}`;
}

/** A token of now, with a different end. */
function ending(end: (hash: string, user: number, own: Own) => string): Parameters<typeof taken>[2] {
  return (user, own) => {
    const { key, secret, now, hash } = own;
    return `tkn_${key}_${now}_${user}${end(hash(key, secret, now, String(user)), user, own)}`;
  };
}

test('all of them need the secret of the server token', () => {
  for (const { name, needs } of serverTokenFaults) expect([name, needs]).toEqual([name, 'server token']);
});

declareEffects(serverTokenFaults, {
  'stale-server-token-taken': taken(401, 'taken', dated(-400)),
  'future-server-token-taken': taken(401, 'taken', dated(86_400)),
  'server-token-good-for-a-minute': taken('taken', 401, dated(-200)),
  'unsigned-server-token-taken': taken(
    401,
    'taken',
    ending(() => ''),
  ),
  'empty-hash-of-server-token-taken': taken(
    401,
    'taken',
    ending(() => '_'),
  ),
  'any-hash-of-server-token-taken': taken(
    401,
    'taken',
    ending(() => `_${'a'.repeat(64)}`),
  ),
  'server-token-signed-with-its-key-taken': taken(
    401,
    'taken',
    ending((_, user, { key, now, hash }) => `_${hash(key, key, now, String(user))}`),
  ),
  'server-token-signed-with-nothing-taken': taken(
    401,
    'taken',
    ending((_, user, { key, now, hash }) => `_${hash(key, '', now, String(user))}`),
  ),
  'truncated-hash-of-server-token-taken': taken(
    401,
    'taken',
    ending((hash) => `_${hash.slice(0, 32)}`),
  ),
  'end-of-server-token-hash-not-checked': taken(
    401,
    'taken',
    ending((hash) => `_${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}`),
  ),
  'user-of-server-token-not-signed': taken(
    401,
    'taken',
    ending((_, __, { key, secret, now, hash }) => `_${hash(key, secret, now, '1')}`),
  ),
  'time-of-server-token-not-signed': taken(
    401,
    'taken',
    ending((_, user, { key, secret, now, hash }) => `_${hash(key, secret, now - 600, String(user))}`),
  ),
  'server-token-of-an-unknown-key-taken': taken(
    401,
    'taken',
    (user, { secret, now, hash }) => `tkn_nokey_${now}_${user}_${hash('nokey', secret, now, String(user))}`,
  ),
  'any-server-token-of-an-unknown-key-taken': taken(
    401,
    'taken',
    (user, { now, hash }) => `tkn_nokey_${now}_${user}_${hash('nokey', 'nosecret', now, String(user))}`,
  ),
  'bad-server-token-answered-500': taken(401, 500, dated(-400)),
  'server-token-runs-as-the-admin': taken('taken', 'Admin', dated(0)),
  'server-token-of-nobody-runs-as-the-admin': taken(
    'Anonymous',
    'Admin',
    (_, { key, secret, now, hash }) => `tkn_${key}_${now}_=nobody_${hash(key, secret, now, '=nobody')}`,
  ),
});
