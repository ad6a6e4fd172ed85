/** The kinds of secrets of an Expert site. */
import { SecretLog as AnySecretLog, type Secret as AnySecret } from '../../common/secrets.ts';

export type SecretKind =
  'password' | 'authtoken' | 'cookie' | 'server_secret' | 'server_token' | 'apikey' | 'impersonation_token';

export type Secret = AnySecret<SecretKind>;

export class SecretLog extends AnySecretLog<SecretKind> {}
