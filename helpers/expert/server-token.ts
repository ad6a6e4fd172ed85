import { createHmac } from 'node:crypto';

/** A server API token, and the user it acts as. */
export interface ServerToken {
  key: string;
  secret: string;
  /** A number, or a user name with `=` in front of it. */
  user: string;
}

/**
 * The value of the header `X-Deki-Token`, good for five minutes from `at` (milliseconds since 1970). The hash is
 * HMAC-SHA256 in lower-case hex.
 *
 * See https://expert-help.nice.com/Integrations_and_Extending_Content/API/Authorization_Tokens/Use_a_Server_API_Token_With_an_Integration
 */
export function signServerToken({ key, secret, user }: ServerToken, at = Date.now()): string {
  const epoch = String(Math.floor(at / 1000));
  const hash = createHmac('sha256', secret).update(`${key}_${epoch}_${user}`).digest('hex');
  return `tkn_${key}_${epoch}_${user}_${hash}`;
}
