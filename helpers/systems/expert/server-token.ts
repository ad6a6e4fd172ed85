import { createHmac } from 'node:crypto';

/** What a server API token is made from: its key and secret, and the user that it acts as. */
export interface ServerToken {
  key: string;
  secret: string;
  /** An ID, or `=` and a user name. */
  user: string;
}

/**
 * Returns the value of the header `X-Deki-Token`, valid for five minutes from `at` (in ms since 1970).
 *
 * See
 * https://expert-help.nice.com/Integrations_and_Extending_Content/API/Authorization_Tokens/Use_a_Server_API_Token_With_an_Integration
 */
export function signServerToken(token: ServerToken, at = Date.now()): string {
  const epoch = Math.floor(at / 1000);
  return writeServerToken(token, epoch, `_${hashOfServerToken(token, epoch)}`);
}

/** Returns the HMAC-SHA256 of key, time (in seconds since 1970) and user with the secret, in lower-case hex. */
export function hashOfServerToken({ key, secret, user }: ServerToken, epoch: number): string {
  return createHmac('sha256', secret)
    .update(`${key}_${String(epoch)}_${user}`)
    .digest('hex');
}

/** Returns a token that ends in `end`, to prove that only the right hash is accepted. */
export function writeServerToken(
  { key, user }: Pick<ServerToken, 'key' | 'user'>,
  epoch: number,
  end: string,
): string {
  return `tkn_${key}_${String(epoch)}_${user}${end}`;
}
