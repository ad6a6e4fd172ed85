/** Every secret value that went in or out, so that a test can look for it where it must not be. */

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

export interface Secret {
  kind: SecretKind;
  value: string;
}

/** Remembers each value once per kind. */
export class SecretLog {
  private readonly known = new Map<string, Secret>();

  /** Notes a value; empty ones are no secrets. */
  note(kind: SecretKind, value: string): void {
    if (value !== '') this.known.set(`${kind}:${value}`, { kind, value });
  }

  list(): Secret[] {
    return [...this.known.values()];
  }
}
