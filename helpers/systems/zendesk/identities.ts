/** The API for callers without a token of the run. They send nothing, any bearer token, a browser's cookies, or a password. */
import type { Cookie } from 'playwright';
import type { Transport } from '../../http/transport.ts';
import { isSecretCookie } from '../../secrets/learn.ts';
import { ZendeskApi } from './api.ts';

/** The API of one tenant for each kind of identity. */
export class Identities {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Without credentials. */
  anonymous(): ZendeskApi {
    return new ZendeskApi(this.#transport, () => Promise.resolve({ as: 'anonymous' }));
  }

  /** With this bearer value, which need not be a real token. */
  bearer(as: string, bearer: string): ZendeskApi {
    return new ZendeskApi(this.#transport, () => Promise.resolve({ as, bearer }));
  }

  /** With the cookies of a browser, and nothing else. */
  cookies(as: string, cookies: readonly Cookie[]): ZendeskApi {
    const value = cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
    const proof = {
      header: 'Cookie',
      shown: '[redacted cookie]',
      make: () => ({
        value,
        secrets: cookies
          .filter(({ name, value, httpOnly, secure }) =>
            isSecretCookie({ name, value, isGuarded: httpOnly || secure }),
          )
          .map((cookie) => ({ value: cookie.value, kind: 'cookie' as const })),
      }),
    };
    return new ZendeskApi(this.#transport, () => Promise.resolve({ as, proof }));
  }

  /** With an email address and password. */
  basic(as: string, email: string, password: string): ZendeskApi {
    const value = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;
    const proof = {
      header: 'Authorization',
      shown: 'Basic [redacted password]',
      make: () => ({ value, secrets: [{ value: password, kind: 'password' as const }] }),
    };
    return new ZendeskApi(this.#transport, () => Promise.resolve({ as, proof }));
  }
}
