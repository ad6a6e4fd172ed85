/** `Authorization: Basic` (docs/expert.md: E-AUTH-4). */
import { crash } from '../http/errors.ts';
import type { Credentials } from '../http/site.ts';

/**
 * User name and password (UTF-8), split at the first colon; null if there is no name or the scheme is another one.
 * @throws {Refusal} 500 if the base64 is invalid: the service fails on it
 */
export function basicCredentials(header: string | undefined): Credentials | null {
  const base64 = /^basic\s+(.*)$/i.exec(header ?? '')?.[1]?.replace(/\s/g, '');
  if (base64 === undefined) return null;
  if (base64.length % 4 !== 0 || !/^[a-z0-9+/]*={0,2}$/i.test(base64)) {
    throw crash('The input is not a valid Base-64 string.');
  }
  const pair = Buffer.from(base64, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const username = colon < 0 ? pair : pair.slice(0, colon);
  return username === '' ? null : { username, password: colon < 0 ? '' : pair.slice(colon + 1) };
}
