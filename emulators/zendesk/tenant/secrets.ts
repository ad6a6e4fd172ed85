/** The kinds of secrets of a Zendesk tenant. */
import { SecretLog as AnySecretLog, type Secret as AnySecret } from '../../common/secrets.ts';

export type SecretKind =
  | 'access_token'
  | 'refresh_token'
  | 'authorization_code'
  | 'code_verifier'
  | 'client_secret'
  | 'password'
  | 'passcode'
  | 'session_cookie'
  | 'device_cookie'
  | 'csrf_token'
  | 'state';

export type Secret = AnySecret<SecretKind>;

export class SecretLog extends AnySecretLog<SecretKind> {}
