/** The APIs of whoever calls without a token of the run: nobody, a made-up bearer, a browser's cookies, a password. */
import type { Cookie } from 'playwright';
import type { Transport } from '../../http/transport.ts';
import { isSecretCookie } from '../../secrets/learn.ts';
import { ZendeskApi } from './api.ts';

export class Identities {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The calls of nobody. */
  nobody(): ZendeskApi {
    return new ZendeskApi(this.#transport, () => Promise.resolve({ as: 'anonymous' }));
  }

  /** The calls of whoever holds this word; it need not be a token at all. */
  bearing(as: string, bearer: string): ZendeskApi {
    return new ZendeskApi(this.#transport, () => Promise.resolve({ as, bearer }));
  }

  /** The calls of a browser that holds these cookies, and nothing else. */
  holding(as: string, cookies: readonly Cookie[]): ZendeskApi {
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

  /** The calls of whoever proves by name and password who it is. */
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
