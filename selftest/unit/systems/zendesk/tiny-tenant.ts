/** A stub of a tenant with a few users in memory, in place of the transport. It records which calls are made. */
import type { Browser } from 'playwright';
import type { Call, Credential } from '../../../../helpers/http/call.ts';
import { Exchange } from '../../../../helpers/http/exchange.ts';
import { HostGuard } from '../../../../helpers/http/hosts.ts';
import { Transport } from '../../../../helpers/http/transport.ts';
import type { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import { ZendeskApi } from '../../../../helpers/systems/zendesk/api.ts';
import { newFailedSignIns, type ZendeskConnection } from '../../../../helpers/systems/zendesk/connection.ts';
import type { Token, User } from '../../../../helpers/systems/zendesk/schemas.ts';
import { TokenRegister } from '../../../../helpers/systems/zendesk/tokens.ts';

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const NOT_FOUND: Reply = { status: 404, body: { error: 'RecordNotFound', description: 'Not found' } };

export const TENANT = 'https://acme.zendesk.com';
export const ADMIN_ID = 35436;

/** The configured email address, in which `{run}` stands for any run. */
export const ADDRESSES = 'keyturn+{run}@example.com';

/** Longer ago than the age of leftovers. */
export const OLD = '2020-01-01T00:00:00Z';

/** A user with our whole marker. */
export function marked(id: number, run: string, change: Partial<User> = {}): User {
  return {
    id,
    name: `Keyturn test user ${run}`,
    email: `keyturn+${run}@example.com`,
    role: 'agent',
    external_id: `keyturn:${run}`,
    created_at: OLD,
    ...change,
  };
}

/** What is needed to remove users of the stub. */
export const removalOf = (tenant: StubTenant, addresses = ADDRESSES) => ({
  api: tenant.api,
  selfId: ADMIN_ID,
  addresses,
});

export class StubTenant extends Transport {
  /** The calls, such as `DELETE /api/v2/users/7`. */
  readonly calls: string[] = [];
  readonly users = new Map<number, User>();
  /** The pages of every search. Without them, a search finds users with the words in their name or email address. */
  pages: User[][] | undefined;
  /** Answers a call in place of the stub, or returns `undefined`. */
  answer: (call: Call<unknown>, credential: Credential) => Reply | undefined = () => undefined;
  /** The tokens that are alive, by ID, as the tenant shows them. */
  readonly tokens = new Map<number, Token>();
  tokensPerPage = 100;
  /** How far the tenant's clock is ahead of this machine's. */
  clockAheadMs = 0;
  readonly #bearers = new Map<string, number>();
  #issued = 0;

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

  override get hasAnswered(): boolean {
    return true;
  }

  /** The calls, as the admin. */
  get api(): ZendeskApi {
    return new ZendeskApi(this, () => Promise.resolve({ as: 'admin' }));
  }

  get deletions(): string[] {
    return this.calls.filter((call) => call.startsWith('DELETE'));
  }

  get liveTokens(): number {
    return this.tokens.size;
  }

  /** Issues a token to the admin, and returns it as the tenant shows it. */
  issueToken(change: Partial<Token> & { lifetimeS?: number; issuedAt?: number } = {}): Token {
    const { lifetimeS = 3601, issuedAt = Date.now(), ...others } = change;
    const issued = {
      id: 223442 + ++this.#issued,
      user_id: ADMIN_ID,
      token: `token-${String(this.#issued)}-of-the-admin`.slice(0, 10),
      created_at: inSeconds(issuedAt + this.clockAheadMs),
      expires_at: inSeconds(issuedAt + this.clockAheadMs + lifetimeS * 1000),
      ...others,
    };
    this.tokens.set(issued.id, issued);
    return issued;
  }

  override send<Body>(credential: Credential, call: Call<Body>): Promise<Exchange<Body>> {
    this.calls.push(`${call.method} ${call.path}`);
    const { status, body, headers = {} } = this.answer(call, credential) ?? this.reply(credential, call);
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
    return Promise.resolve(new Exchange(record, { status, headers, text }, call.schema));
  }

  /** Executes a call and answers it, for tests in which the answer is lost. */
  reply({ bearer = '' }: Credential, { method, path, query = {}, json }: Call<unknown>): Reply {
    const id = Number(/\/(\d+)$/.exec(path)?.[1]);
    const user = this.users.get(id);
    const token = this.tokens.get(path.endsWith('/current') ? (this.#bearers.get(bearer) ?? 0) : id);
    if (path.startsWith('/api/v2/oauth/') && !this.tokens.has(this.#bearers.get(bearer) ?? 0)) {
      return { status: 401, body: { error: 'invalid_token' } };
    }
    switch (`${method} ${path.replace(/\/\d+$/, '/{id}')}`) {
      case 'GET /api/v2/users/me':
        return { status: 200, body: { user: this.users.get(ADMIN_ID) } };
      case 'GET /api/v2/users/{id}':
        return user === undefined ? NOT_FOUND : { status: 200, body: { user } };
      case 'GET /api/v2/users/show_many': {
        const users = [...this.users.values()].filter(
          ({ external_id: externalId }) => externalId === query['external_ids'],
        );
        return { status: 200, body: { users } };
      }
      case 'DELETE /api/v2/users/{id}':
        if (user === undefined) return NOT_FOUND;
        Object.assign(user, { active: false, email: null, external_id: null });
        for (const each of this.tokens.values()) if (each.user_id === id) this.tokens.delete(each.id);
        return { status: 200, body: { user } };
      case 'POST /api/v2/users':
        return this.#create((json as { user: { email: string; name: string } }).user);
      case 'GET /api/v2/users/search':
        return this.#search(query['query'] ?? '', Number(query['page'] ?? '1'));
      case 'POST /oauth/tokens': {
        const { expires_in: lifetimeS } = json as { expires_in: number };
        const { id: issued } = this.issueToken({ lifetimeS });
        const value = `token-${String(this.#issued)}-of-the-admin`;
        this.#bearers.set(value, issued);
        return { status: 200, body: { access_token: value, token_type: 'bearer', scope: 'read write' } };
      }
      case 'GET /api/v2/oauth/tokens':
        return this.#listTokens(Number(query['page'] ?? '1'));
      case 'GET /api/v2/oauth/tokens/current':
      case 'GET /api/v2/oauth/tokens/{id}':
        return token === undefined ? NOT_FOUND : { status: 200, body: { token } };
      case 'DELETE /api/v2/oauth/tokens/{id}':
        return this.tokens.delete(id) ? { status: 204 } : NOT_FOUND;
      default:
        return NOT_FOUND;
    }
  }

  #listTokens(page: number): Reply {
    const all = [...this.tokens.values()];
    const end = page * this.tokensPerPage;
    const next = end < all.length ? `${TENANT}/api/v2/oauth/tokens?page=${String(page + 1)}` : null;
    return { status: 200, body: { tokens: all.slice(end - this.tokensPerPage, end), next_page: next } };
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

/** Returns a time in the tenant's format, in whole seconds. */
function inSeconds(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000', '');
}

/** Returns the connection of a run to the stub. The admin signs in without a browser. */
export function connectTo(tenant: StubTenant, ledger: Ledger): ZendeskConnection {
  return {
    target: {
      baseUrl: TENANT,
      client: { identifier: 'keyturn', secret: 'secret-of-the-client' },
      redirectUri: 'http://127.0.0.1:8976/callback',
      admin: { grant: 'client_credentials' },
    },
    transport: tenant,
    guard: tenant.options.guard,
    secrets: tenant.options.secrets,
    passcodes: undefined,
    ledger,
    tokens: new TokenRegister(ledger),
    browser: () => Promise.reject<Browser>(new Error('this test has no browser')),
    devices: new Map(),
    usedPasscodes: new Set(),
    failedSignIns: newFailedSignIns(),
    // The stub acts at once, so this is long enough for a second look-up.
    revocationDeadlineMs: 600,
    indexDeadlineMs: 600,
  };
}
