/** Impersonation tokens, `imp_{epoch}_{md5 of "user:epoch:apikey"}_{user}` (docs/expert.md: E-AUTH-11). */
import { createHash, timingSafeEqual } from 'node:crypto';
import { CLOCK_AHEAD_SECONDS } from '../site/assumptions.ts';

const VALID_SECONDS = 60;

function impersonationHash(user: string, epoch: number | string, apikey: string): string {
  return createHash('md5').update(`${user}:${epoch}:${apikey}`).digest('hex');
}

/** The user that a token names (an ID or `=name`), or null if the token is malformed or invalid. */
export function userOfImpersonation(token: string, apikey: string, now: number): string | null {
  const [, epoch = '', hash = '', user = ''] = /^imp_(\d{1,12})_([0-9a-f]{32})_(.+)$/is.exec(token) ?? [];
  if (hash === '') return null;
  const expected = Buffer.from(impersonationHash(user, epoch, apikey), 'hex');
  if (!timingSafeEqual(expected, Buffer.from(hash, 'hex'))) return null;
  const age = now / 1000 - Number(epoch);
  return age <= VALID_SECONDS && age >= -CLOCK_AHEAD_SECONDS ? user : null;
}
