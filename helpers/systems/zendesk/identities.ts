/** The API for callers without a token of the run: anonymous, an invented bearer token, a browser's cookies, a password. */
import type { Cookie } from 'playwright';
import type { Transport } from '../../http/transport.ts';
import { isSecretCookie } from '../../secrets/learn.ts';
import { ZendeskApi } from './api.ts';

export class Identities {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Returns the calls of an anonymous caller. */
  nobody(): ZendeskApi {
    return new ZendeskApi(this.#transport, () => Promise.resolve({ as: 'anonymous' }));
  }

  /** Returns the calls with this bearer value, which need not be a real token. */
  bearing(as: string, bearer: string): ZendeskApi {
    return new ZendeskApi(this.#transport, () => Promise.resolve({ as, bearer }));
  }

  /** Returns the calls of a browser with only these cookies. */
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

  /** Returns the calls of a caller who authenticates with an email address and password. */
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
