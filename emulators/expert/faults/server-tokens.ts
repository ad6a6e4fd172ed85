/** Faults in server API tokens, `tkn_{key}_{epoch}_{user}_{hash}`. */
import { personOfToken } from '../auth/person-of-token.ts';
import { SERVER_TOKEN, serverTokenHash, serverTokenOf, userOfServerToken } from '../auth/server-token.ts';
import { crash } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { percentDecoded } from '../http/uri.ts';
import { identifies } from '../overlays/callers.ts';
import { firstAdmin } from '../overlays/people.ts';
import { reads } from '../overlays/requests.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';

const LIFE_SECONDS = 5 * 60;

/** The parts of a token. */
interface Parts {
  key: string;
  epoch: number;
  user: string;
  /** Undefined if the token ends after its user. */
  hash: string | undefined;
}

interface Attempt extends Parts {
  site: Site;
  /** The secret and the key of the site. */
  secret: string;
  siteKey: string;
  /** Seconds since 1970. */
  now: number;
  /** The hash that these parts should have. */
  expected: string;
}

/** The parts of anything that looks like a token. */
function partsOf(token: string): Parts | undefined {
  const [, key = '', epoch = '', rest = ''] = /^tkn_([^_]+)_(\d{1,12})_(.+)$/s.exec(token) ?? [];
  if (rest === '') return undefined;
  // Fewer than eight digits are not a hash, but the end of a user name.
  const [, user = rest, hash] = /^(.+)_((?:[0-9a-f]{8,})?)$/is.exec(rest) ?? [];
  return { key, epoch: Number(epoch), user, hash: hash?.toLowerCase() };
}

/** Accepts an invalid token: the site gets a valid one of the same user instead. */
function accepts(name: string, sentence: string, isAccepted: (attempt: Attempt) => boolean): ExpertFault {
  const fault = identifies(name, sentence, (honest) => (site, request, demand) => {
    const token = serverTokenOf(request);
    const parts = token === undefined ? undefined : partsOf(token);
    if (token !== undefined && parts !== undefined && site.serverToken !== null) {
      const { key, secret } = site.serverToken;
      const now = Math.floor(site.now() / 1000);
      const expected = serverTokenHash(parts.key, secret, parts.epoch, parts.user);
      const isBad = userOfServerToken(token, site.serverToken, site.now()) === null;
      if (isBad && isAccepted({ ...parts, site, secret, siteKey: key, now, expected }))
        replace(request, `tkn_${key}_${now}_${parts.user}_${serverTokenHash(key, secret, now, parts.user)}`);
    }
    return honest(site, request, demand);
  });
  return { ...fault, needs: 'server token' };
}

function replace(request: DekiRequest, token: string): void {
  const header = request.header.bind(request);
  request.header = (name) => (name.toLowerCase() === SERVER_TOKEN ? token : header(name));
  reads(request, (name, value) => (name === SERVER_TOKEN ? token : value));
}

/** Whether a token is within its five minutes, so that a fault accepts only the defect that it is about. */
function isFresh({ now, epoch }: Pick<Attempt, 'now' | 'epoch'>): boolean {
  return now - epoch <= LIFE_SECONDS && epoch - now <= LIFE_SECONDS;
}

/** The same, and with the site's key. */
function isFreshWithSiteKey(attempt: Pick<Attempt, 'now' | 'epoch' | 'key' | 'siteKey'>): boolean {
  return isFresh(attempt) && attempt.key === attempt.siteKey;
}

const times: ExpertFault[] = [
  accepts(
    'stale-server-token-taken',
    'A server token older than five minutes is accepted.',
    ({ key, siteKey, hash, expected, now, epoch }) => key === siteKey && hash === expected && epoch < now,
  ),
  accepts(
    'future-server-token-taken',
    'A server token whose time is hours or days in the future is accepted.',
    ({ key, siteKey, hash, expected, now, epoch }) => key === siteKey && hash === expected && epoch > now,
  ),
  {
    ...identifies(
      'server-token-good-for-a-minute',
      'A server token is refused if it is older than one minute.',
      (honest) => (site, request, demand) => {
        const { epoch = Infinity } = partsOf(serverTokenOf(request) ?? '') ?? {};
        if (epoch < site.now() / 1000 - 60) replace(request, 'tkn_too_old');
        return honest(site, request, demand);
      },
    ),
    needs: 'server token',
  },
];

const unsigned: ExpertFault[] = [
  accepts(
    'unsigned-server-token-taken',
    'A server token that ends after its user, without a hash, is accepted.',
    (attempt) => isFreshWithSiteKey(attempt) && attempt.hash === undefined,
  ),
  accepts(
    'empty-hash-of-server-token-taken',
    'A server token whose hash is empty is accepted.',
    (attempt) => isFreshWithSiteKey(attempt) && attempt.hash === '',
  ),
];

const signed: ExpertFault[] = [
  accepts(
    'any-hash-of-server-token-taken',
    'A server token with any hash of the right length is accepted.',
    (attempt) => isFreshWithSiteKey(attempt) && attempt.hash?.length === 64,
  ),
  accepts(
    'server-token-signed-with-its-key-taken',
    'A server token that is signed with its key instead of the secret is accepted.',
    (attempt) =>
      isFreshWithSiteKey(attempt) &&
      attempt.hash === serverTokenHash(attempt.key, attempt.key, attempt.epoch, attempt.user),
  ),
  accepts(
    'server-token-signed-with-nothing-taken',
    'A server token that is signed with an empty secret is accepted.',
    (attempt) =>
      isFreshWithSiteKey(attempt) &&
      attempt.hash === serverTokenHash(attempt.key, '', attempt.epoch, attempt.user),
  ),
  accepts(
    'truncated-hash-of-server-token-taken',
    'A server token with a truncated hash is accepted.',
    ({ hash = '', expected, ...attempt }) =>
      isFreshWithSiteKey(attempt) && hash !== '' && hash.length < 64 && expected.startsWith(hash),
  ),
  accepts(
    'end-of-server-token-hash-not-checked',
    "Only the first half of a server token's hash is checked.",
    (attempt) =>
      isFreshWithSiteKey(attempt) &&
      attempt.hash?.length === 64 &&
      attempt.hash.slice(0, 32) === attempt.expected.slice(0, 32),
  ),
  accepts(
    'user-of-server-token-not-signed',
    'The signature of a server token for one user is accepted for any other user.',
    (attempt) =>
      isFreshWithSiteKey(attempt) &&
      namesInTokens(attempt.site).some(
        (user) => attempt.hash === serverTokenHash(attempt.key, attempt.secret, attempt.epoch, user),
      ),
  ),
  accepts(
    'time-of-server-token-not-signed',
    'The signature of a stale server token is accepted with a new time.',
    (attempt) => isFreshWithSiteKey(attempt) && isSignedWithin(attempt, 3600),
  ),
  accepts(
    'server-token-of-an-unknown-key-taken',
    'A server token with an unknown key is accepted if it is signed with the secret.',
    (attempt) => isFresh(attempt) && attempt.key !== attempt.siteKey && attempt.hash === attempt.expected,
  ),
  accepts(
    'any-server-token-of-an-unknown-key-taken',
    'A server token with an unknown key is accepted with any hash.',
    (attempt) => isFresh(attempt) && attempt.key !== attempt.siteKey && attempt.hash?.length === 64,
  ),
];

/** Every form in which a token can name a user of the site. */
function namesInTokens(site: Site): string[] {
  return site.people
    .all()
    .flatMap(({ id, username }) => [String(id), `=${username}`, `=${encodeURIComponent(username)}`]);
}

/** Whether the hash belongs to another time, up to this many seconds ago. */
function isSignedWithin({ key, secret, user, now, hash }: Attempt, seconds: number): boolean {
  for (let epoch = now; epoch >= now - seconds; epoch -= 1) {
    if (serverTokenHash(key, secret, epoch, user) === hash) return true;
  }
  return false;
}

/** The call counts as user 1, although a valid token names someone else. */
function runsAs(
  name: string,
  sentence: string,
  isMeant: (named: Person | undefined) => boolean,
): ExpertFault {
  const fault = identifies(name, sentence, (honest) => (site, request, demand) => {
    const caller = honest(site, request, demand);
    const token = serverTokenOf(request);
    const user =
      token === undefined || site.serverToken === null
        ? null
        : userOfServerToken(token, site.serverToken, site.now());
    if (user === null || !isMeant(personOfToken(site, percentDecoded(user)))) return caller;
    return { ...caller, person: firstAdmin(site) };
  });
  return { ...fault, needs: 'server token' };
}

const crashes: ExpertFault[] = [
  {
    ...identifies(
      'bad-server-token-answered-500',
      'A call with an invalid server token is answered with 500.',
      (honest) => (site, request, demand) => {
        const token = serverTokenOf(request);
        const isBad =
          token !== undefined &&
          site.serverToken !== null &&
          userOfServerToken(token, site.serverToken, site.now()) === null;
        if (isBad) throw crash('Index was outside the bounds of the array.');
        return honest(site, request, demand);
      },
    ),
    needs: 'server token',
  },
];

const callers: ExpertFault[] = [
  runsAs(
    'server-token-runs-as-the-admin',
    'A call with the server token of a user who is not an admin counts as user 1.',
    (person) => person !== undefined && person.id !== ANONYMOUS_ID,
  ),
  runsAs(
    'server-token-of-nobody-runs-as-the-admin',
    'A call with the server token of a user who does not exist counts as user 1.',
    (person) => person === undefined,
  ),
];

export const serverTokenFaults: readonly ExpertFault[] = [
  ...times,
  ...unsigned,
  ...signed,
  ...crashes,
  ...callers,
];
