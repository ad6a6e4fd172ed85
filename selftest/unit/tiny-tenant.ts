/** A tenant of a few users in memory, behind the interface of the transport: to see what is asked of it. */
import { Exchange } from '../../helpers/http/exchange.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { type Call, type Credential, Transport } from '../../helpers/http/transport.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { ZendeskApi } from '../../helpers/zendesk/api.ts';
import type { User } from '../../helpers/zendesk/schemas.ts';

export interface Reply {
  status: number;
  body?: unknown;
}

const NOT_FOUND: Reply = { status: 404, body: { error: 'RecordNotFound', description: 'Not found' } };

export const TENANT = 'https://acme.zendesk.com';
export const ADMIN_ID = 35436;

export class TinyTenant extends Transport {
  /** What was asked, as `DELETE /api/v2/users/7`. */
  readonly calls: string[] = [];
  readonly users = new Map<number, User>();
  /** The pages of every search; without them, a search finds whoever has the words in name or address. */
  pages: User[][] | undefined;
  /** Asked first. */
  answer: (call: Call<unknown>, credential: Credential) => Reply | undefined = () => undefined;
  readonly #tokens = new Map<string, number>();

  constructor(...users: User[]) {
    super({
      baseUrl: TENANT,
      userAgent: 'Keyturn',
      proxy: undefined,
      guard: new HostGuard(['acme.zendesk.com']),
      secrets: new SecretRegistry(),
    });
    for (const user of [
      { id: ADMIN_ID, name: 'Ada Admin', role: 'admin', email: 'ada@acme.example' },
      ...users,
    ]) {
      this.users.set(user.id, { active: true, ...user });
    }
  }

  /** The calls, as the admin. */
  get api(): ZendeskApi {
    return new ZendeskApi(this, () => Promise.resolve({ as: 'admin' }));
  }

  get deletions(): string[] {
    return this.calls.filter((call) => call.startsWith('DELETE'));
  }

  get liveTokens(): number {
    return this.#tokens.size;
  }

  override send<Body>(credential: Credential, call: Call<Body>): Promise<Exchange<Body>> {
    this.calls.push(`${call.method} ${call.path}`);
    const { status, body } = this.answer(call, credential) ?? this.#reply(credential, call);
    const text = body === undefined ? '' : JSON.stringify(body);
    const record = {
      as: credential.as,
      method: call.method,
      url: `${TENANT}${call.path}`,
      requestHeaders: {},
      requestBody: undefined,
      status,
      responseHeaders: {},
      responseBody: text,
      failure: undefined,
      startedAt: '2026-11-21T12:00:00.000Z',
      durationMs: 1,
      attempts: 1,
      waitedMs: 0,
    };
    return Promise.resolve(new Exchange(record, { status, headers: {}, text }, call.schema));
  }

  #reply({ bearer = '' }: Credential, { method, path, query = {}, json }: Call<unknown>): Reply {
    const id = Number(/\/users\/(\d+)$/.exec(path)?.[1]);
    const user = this.users.get(id);
    switch (`${method} ${path.replace(/\/\d+$/, '/{id}')}`) {
      case 'GET /api/v2/users/me':
        return { status: 200, body: { user: this.users.get(ADMIN_ID) } };
      case 'GET /api/v2/users/{id}':
        return user === undefined ? NOT_FOUND : { status: 200, body: { user } };
      case 'DELETE /api/v2/users/{id}':
        if (user === undefined) return NOT_FOUND;
        Object.assign(user, { active: false, email: null, external_id: null });
        return { status: 200, body: { user } };
      case 'POST /api/v2/users':
        return this.#create((json as { user: { email: string; name: string } }).user);
      case 'GET /api/v2/users/search':
        return this.#search(query['query'] ?? '', Number(query['page'] ?? '1'));
      case 'POST /oauth/tokens': {
        const token = `token-${String(this.#tokens.size + 1)}-of-the-admin`;
        this.#tokens.set(token, 223443 + this.#tokens.size);
        return { status: 200, body: { access_token: token, token_type: 'bearer', scope: 'read write' } };
      }
      case 'GET /api/v2/oauth/tokens/current': {
        const token = this.#tokens.get(bearer);
        if (token === undefined) return { status: 401, body: { error: 'invalid_token' } };
        return { status: 200, body: { token: { id: token, token: bearer.slice(0, 10) } } };
      }
      case 'DELETE /api/v2/oauth/tokens/{id}':
        this.#tokens.delete(bearer);
        return { status: 204 };
      default:
        return NOT_FOUND;
    }
  }

  #create(user: { email: string; name: string }): Reply {
    const taken = [...this.users.values()].some(({ email }) => email === user.email);
    if (taken) return DUPLICATE(user.email);
    const made: User = { ...user, id: 9_000_000_000 + this.users.size, active: true };
    this.users.set(made.id, made);
    return { status: 201, body: { user: made } };
  }

  #search(query: string, page: number): Reply {
    const words = query.replace(/^email:"(.*)"$/, '$1').toLowerCase();
    const pages = this.pages ?? [
      [...this.users.values()].filter(
        ({ name, email, active }) =>
          active === true && `${name} ${email ?? ''}`.toLowerCase().includes(words),
      ),
    ];
    const next = page < pages.length ? `${TENANT}/api/v2/users/search?page=${String(page + 1)}` : null;
    return {
      status: 200,
      body: { users: pages[page - 1] ?? [], next_page: next, previous_page: null, count: 1 },
    };
  }
}

export const DUPLICATE = (email: string): Reply => ({
  status: 422,
  body: {
    error: 'RecordInvalid',
    description: 'Record validation errors',
    details: {
      email: [
        { description: `Email: ${email} is already being used by another user`, error: 'DuplicateValue' },
      ],
    },
  },
});
