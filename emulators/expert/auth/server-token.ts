/** Server API tokens, `tkn_{key}_{epoch}_{user}_{hash}` (docs/expert.md: E-SERVER-1). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DekiRequest } from '../http/request.ts';
import { CLOCK_AHEAD_SECONDS } from '../site/assumptions.ts';

const VALID_SECONDS = 5 * 60;

/** The header, or query parameter, in which a token is sent. */
export const SERVER_TOKEN = 'x-deki-token';

/** The server token of a request. Its validity is not checked here. */
export function serverTokenOf(request: DekiRequest): string | undefined {
  return request.header(SERVER_TOKEN) ?? request.query.get(SERVER_TOKEN);
}

/** The lower-case hash of a token. `user` is an ID or `=name`, as it is in the token. */
export function serverTokenHash(key: string, secret: string, epoch: number | string, user: string): string {
  return createHmac('sha256', secret).update(`${key}_${epoch}_${user}`).digest('hex');
}

/** The user that a token names, or null if it is malformed, forged, of another key, or not within its five minutes. */
export function userOfServerToken(
  token: string,
  { key, secret }: { key: string; secret: string },
  now: number,
): string | null {
  const prefix = `tkn_${key}_`;
  if (!token.startsWith(prefix)) return null;
  // A user name may contain underscores; time and hash contain none.
  const [, epoch = '', user = '', hash = ''] =
    /^(\d{1,12})_(.+)_([0-9a-f]{64})$/is.exec(token.slice(prefix.length)) ?? [];
  if (hash === '') return null;
  const expected = Buffer.from(serverTokenHash(key, secret, epoch, user), 'hex');
  if (!timingSafeEqual(expected, Buffer.from(hash, 'hex'))) return null;
  const age = now / 1000 - Number(epoch);
  return age <= VALID_SECONDS && age >= -CLOCK_AHEAD_SECONDS ? user : null;
}
