/**
 * The calls of the Support API, one method each. The file is a long list on purpose: it shows for each call its path, its
 * answer, and whether it may be sent twice.
 */
import type { Call, Credential, SecretEffect } from '../../http/call.ts';
import type { Exchange } from '../../http/exchange.ts';
import { path } from '../../http/path.ts';
import type { Transport } from '../../http/transport.ts';
import { zendeskFormat } from './format.ts';
import type { TestUserNames } from './marker.ts';
import {
  clientAnswer,
  clientsAnswer,
  groupsAnswer,
  identitiesAnswer,
  nothing,
  requirementsAnswer,
  securitySettingsAnswer,
  selfAnswer,
  tokenAnswer,
  tokensAnswer,
  userAnswer,
  usersAnswer,
} from './schemas.ts';
import { documentedFor } from './strict-schemas.ts';
import type { HeldToken, OwnTokenId, TokenRegister } from './tokens.ts';

/** A call that any caller may make, even an anonymous one. A caller with a dead token is treated as anonymous, or refused. */
export const WHO_AM_I: Call<unknown> = {
  method: 'GET',
  path: '/api/v2/users/me',
  idempotent: true,
  format: zendeskFormat,
  schema: nothing,
};

/** The attributes of a new user. See https://developer.zendesk.com/api-reference/ticketing/users/users/#create-user */
export interface NewUser {
  name: string;
  email: string;
  role: Role;
  external_id: string;
  verified: true;
  skip_verify_email: true;
}

/** Returns the attributes of a new user whose email address needs no verification. */
export function newUser<R extends Role>(
  { name, email, externalId }: TestUserNames,
  role: R,
): NewUser & { role: R } {
  return { name, email, role, external_id: externalId, verified: true, skip_verify_email: true };
}

/** The roles that a call can request. See https://developer.zendesk.com/api-reference/ticketing/users/users/#roles */
export type Role = 'end-user' | 'agent' | 'admin';

/** Parameters of a paginated list. See https://developer.zendesk.com/api-reference/introduction/pagination/ */
export interface Paging {
  /** The number of the page. The first one if not given. */
  page?: number;
  /** Entries per page. At most 100, which is the default. */
  per_page?: number;
}

function pagingOf(paging: Paging): Record<string, string> {
  return Object.fromEntries(Object.entries(paging).map(([name, value]) => [name, String(value)]));
}

/**
 * The calls of the Support API that Keyturn makes, as one identity. Each returns the exchange, whatever its status. See
 * `Transport.send` for what is thrown if there is no answer.
 */
export class ZendeskApi {
  readonly #transport: Transport;
  readonly #credential: () => Promise<Credential>;
  readonly #tokens: TokenRegister | undefined;

  /**
   * @param credential is called before each call, so that it can renew a token
   * @param tokens the tokens that the run obtained, by which a revocation is recorded
   */
  constructor(transport: Transport, credential: () => Promise<Credential>, tokens?: TokenRegister) {
    this.#transport = transport;
    this.#credential = credential;
    this.#tokens = tokens;
  }

  /** GET /api/v2/users/me. Answers 200 even to anonymous callers, so compare the ID. */
  showSelf() {
    return this.#send({ method: 'GET', path: '/api/v2/users/me', idempotent: true, schema: selfAnswer });
  }

  /** GET /api/v2/users/{id}. It still shows a deleted user, with `active: false`. */
  showUser(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/users/{id}', { id }),
      idempotent: true,
      schema: userAnswer,
    });
  }

  /**
   * GET /api/v2/users/search. The search is fuzzy, lags, and finds former and secondary email addresses. A hit is only a hint
   * that `showUser` must confirm.
   * See https://developer.zendesk.com/api-reference/ticketing/users/users/#search-users
   */
  searchUsers(query: { query: string } | { external_id: string }, paging: Paging = {}) {
    return this.#send({
      method: 'GET',
      path: '/api/v2/users/search',
      query: { ...query, ...pagingOf(paging) },
      mayContainOtherPeople: true,
      idempotent: true,
      schema: usersAnswer,
    });
  }

  /**
   * GET /api/v2/users/show_many. The users with an `external_id`. They are read from the records themselves, not from the
   * search index, which lags.
   * See https://developer.zendesk.com/api-reference/ticketing/users/users/#show-many-users
   */
  showManyUsers(externalId: string) {
    return this.#send({
      method: 'GET',
      path: '/api/v2/users/show_many',
      query: { external_ids: externalId },
      mayContainOtherPeople: true,
      idempotent: true,
      schema: usersAnswer,
    });
  }

  /** The next page of a search, at the URL in the previous answer. */
  searchUsersAt(url: string) {
    return this.#send({
      method: 'GET',
      path: url,
      mayContainOtherPeople: true,
      idempotent: true,
      schema: usersAnswer,
    });
  }

  /** The user at a URL in an answer. It may be any user. */
  showUserAt(url: string) {
    return this.#send({
      method: 'GET',
      path: url,
      mayContainOtherPeople: true,
      idempotent: true,
      schema: userAnswer,
    });
  }

  /** POST /api/v2/users. 201, with a `Location`. `overrides` are sent in addition to these attributes, or in place of them. */
  createUser(user: NewUser, overrides: Record<string, unknown> = {}) {
    return this.#send({
      method: 'POST',
      path: '/api/v2/users',
      json: { user: { ...user, ...overrides } },
      idempotent: false,
      schema: userAnswer,
    });
  }

  /** PUT /api/v2/users/{id}. A different `email` is added, and does not replace the first one. */
  updateUser(id: number, user: Record<string, unknown>) {
    return this.#send({
      method: 'PUT',
      path: path('/api/v2/users/{id}', { id }),
      json: { user },
      idempotent: true,
      schema: userAnswer,
    });
  }

  /** DELETE /api/v2/users/{id}. 200, with the user, who is no longer active. It cannot be undone. A request body is ignored. */
  deleteUser(id: number, body?: Record<string, unknown>) {
    return this.#send({
      method: 'DELETE',
      path: path('/api/v2/users/{id}', { id }),
      ...(body === undefined ? {} : { json: body }),
      // The second call gets a different answer (404). Check the user before repeating it.
      idempotent: false,
      schema: userAnswer,
    });
  }

  /**
   * DELETE /api/v2/users/{id}/sessions. 204. The user is signed out of every browser.
   * See https://developer.zendesk.com/api-reference/ticketing/account-configuration/sessions/#bulk-delete-sessions
   */
  deleteSessions(id: number) {
    return this.#send({
      method: 'DELETE',
      path: path('/api/v2/users/{id}/sessions', { id }),
      idempotent: true,
      schema: nothing,
    });
  }

  /**
   * GET /api/v2/users/{id}/identities. Their email addresses, and their names at other services.
   * See https://developer.zendesk.com/api-reference/ticketing/users/user_identities/#list-identities
   */
  listIdentities(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/users/{id}/identities', { id }),
      idempotent: true,
      schema: identitiesAnswer,
    });
  }

  /** POST /api/v2/users/{id}/identities. 201. Users may add identities only to themselves. */
  addIdentity(id: number, identity: { type: string; value: string; verified?: boolean }) {
    return this.#send({
      method: 'POST',
      path: path('/api/v2/users/{id}/identities', { id }),
      json: { identity },
      idempotent: false,
      schema: nothing,
    });
  }

  /**
   * POST /api/v2/users/{id}/password, as an admin, if the tenant allows it. 200 without content. `suffix` is appended to the
   * path, as older clients do.
   * See https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/#set-a-users-password
   */
  setPassword(id: number, password: string, suffix: '' | '.json' = '') {
    return this.#send({
      method: 'POST',
      path: `${path('/api/v2/users/{id}/password', { id })}${suffix}`,
      json: { password },
      effects: [{ did: 'set', value: password }],
      // A second call may be refused, because the password is then already the user's last one.
      idempotent: false,
      schema: nothing,
    });
  }

  /**
   * PUT /api/v2/users/{id}/password, as the user. 200 without content.
   * See https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/#change-your-password
   */
  changePassword(id: number, passwords: { previous_password: string; password: string }) {
    return this.#send({
      method: 'PUT',
      path: path('/api/v2/users/{id}/password', { id }),
      json: passwords,
      effects: [
        { did: 'replaced', value: passwords.previous_password },
        { did: 'set', value: passwords.password },
      ],
      // In a second call, the previous password would be wrong, which counts as a failed attempt.
      idempotent: false,
      schema: nothing,
    });
  }

  /** GET /api/v2/users/{id}/password/requirements. They are sentences in the tenant's language. */
  passwordRequirements(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/users/{id}/password/requirements', { id }),
      idempotent: true,
      schema: requirementsAnswer,
    });
  }

  /** GET /api/v2/oauth/tokens/current. The token with which this call is made. */
  showCurrentToken() {
    return this.#send({
      method: 'GET',
      path: '/api/v2/oauth/tokens/current',
      idempotent: true,
      schema: tokenAnswer,
    });
  }

  /** GET /api/v2/oauth/tokens/{id}. 404 once the token is dead. */
  showToken(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/oauth/tokens/{id}', { id }),
      mayContainOtherPeople: true,
      idempotent: true,
      schema: tokenAnswer,
    });
  }

  /**
   * GET /api/v2/oauth/tokens, for admins. The caller's own tokens, or those of one client, by its ID. 100 per page.
   * See https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#list-tokens
   */
  listTokens(page = 1, clientId?: number) {
    return this.#send({
      method: 'GET',
      path: '/api/v2/oauth/tokens',
      query: {
        ...(page === 1 ? {} : { page: String(page) }),
        ...(clientId === undefined ? {} : { client_id: String(clientId) }),
      },
      mayContainOtherPeople: true,
      idempotent: true,
      schema: tokensAnswer,
    });
  }

  /**
   * POST /api/v2/oauth/tokens, for admins. A token for the caller, without any grant. `clientId` is the client's numeric ID.
   * See https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#create-token
   */
  issueToken(clientId: number, scopes: string[]) {
    return this.#send({
      method: 'POST',
      path: '/api/v2/oauth/tokens',
      json: { token: { client_id: clientId, scopes } },
      idempotent: false,
      noRetryOnConflict: true,
      schema: tokenAnswer,
    });
  }

  /**
   * DELETE /api/v2/oauth/tokens/{id}. 204. The token is named by its ID, because deleting `current` had no effect in recorded
   * traffic. The ID must be shown to be ours, because a revocation cannot be undone.
   * See https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token
   */
  revokeToken(id: OwnTokenId, suffix: '' | '.json' = '') {
    return this.#send({
      method: 'DELETE',
      path: `${path('/api/v2/oauth/tokens/{id}', { id })}${suffix}`,
      effects: this.#revocationOf((token) => token.id === id),
      // A second call with the token that was revoked would be refused. Check the token before repeating it.
      idempotent: false,
      schema: nothing,
    });
  }

  /** DELETE /api/v2/oauth/tokens/current. In recorded traffic, it answered 204 and had no effect. It can only end our own token. */
  async revokeCurrentToken() {
    const { bearer } = await this.#credential();
    return this.#send({
      method: 'DELETE',
      path: '/api/v2/oauth/tokens/current',
      effects: this.#revocationOf((token) => token.value === bearer),
      idempotent: false,
      schema: nothing,
    });
  }

  /** GET /api/v2/oauth/clients, for admins. */
  listClients() {
    return this.#send({
      method: 'GET',
      path: '/api/v2/oauth/clients',
      idempotent: true,
      schema: clientsAnswer,
    });
  }

  /** GET /api/v2/oauth/clients/{id}, for admins. 404 for a client of another account, such as a global one. */
  showClient(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/oauth/clients/{id}', { id }),
      idempotent: true,
      schema: clientAnswer,
    });
  }

  /** GET /api/v2/security_settings, for admins. */
  showSecuritySettings() {
    return this.#send({
      method: 'GET',
      path: '/api/v2/security_settings',
      idempotent: true,
      schema: securitySettingsAnswer,
    });
  }

  /** GET /api/v2/groups. See https://developer.zendesk.com/api-reference/ticketing/groups/groups/#list-groups */
  listGroups() {
    return this.#send({ method: 'GET', path: '/api/v2/groups', idempotent: true, schema: groupsAnswer });
  }

  /** Any other call, or a call with a body that no client would send. The body of the answer is not used. */
  call(call: Pick<Call<unknown>, 'method' | 'path' | 'query' | 'headers' | 'json' | 'content'>) {
    return this.#send({
      ...call,
      mayContainOtherPeople: true,
      idempotent: call.method === 'GET',
      schema: nothing,
    });
  }

  #revocationOf(isRevoked: (token: HeldToken) => boolean): SecretEffect[] {
    return (this.#tokens?.all() ?? []).filter(isRevoked).map(({ value }) => ({ did: 'revoked', value }));
  }

  async #send<Body>(call: Call<Body>): Promise<Exchange<Body>> {
    const exchange = await this.#transport.send(await this.#credential(), {
      format: zendeskFormat,
      ...documentedFor(call.schema),
      ...call,
    });
    if (this.#tokens !== undefined && call.method !== 'GET' && exchange.status < 300) this.#tokens.changes++;
    return exchange;
  }
}
