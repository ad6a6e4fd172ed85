/**
 * The calls of the Support API, one method each. Long, because it is a list: each call with its path, what it answers, and
 * whether it may be sent twice; that is looked up in one place.
 */
import type { Exchange } from '../../http/exchange.ts';
import { path } from '../../http/path.ts';
import type { Call, Credential } from '../../http/call.ts';
import type { Transport } from '../../http/transport.ts';
import type { OwnTokenId } from './tokens.ts';
import { zendeskFormat } from './format.ts';
import { documentedFor } from './strict-schemas.ts';
import {
  clientAnswer,
  clientsAnswer,
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

/** A call that anybody may make: nobody is answered, too, and whose token is dead is nobody, or refused. */
export const WHO_AM_I: Call<unknown> = {
  method: 'GET',
  path: '/api/v2/users/me',
  repeatable: true,
  format: zendeskFormat,
  schema: nothing,
};

/** What a user is made from. See https://developer.zendesk.com/api-reference/ticketing/users/users/#create-user */
export interface NewUser {
  name: string;
  email: string;
  role: Role;
  external_id: string;
  verified: true;
  skip_verify_email: true;
}

/** What can be asked for as a role. See https://developer.zendesk.com/api-reference/ticketing/users/users/#roles */
export type Role = 'end-user' | 'agent' | 'admin';

/** Of a list in pages. See https://developer.zendesk.com/api-reference/introduction/pagination/ */
export interface Paging {
  /** By its number; the first one, if it is not told. */
  page?: number;
  /** At most 100, which is the default. */
  per_page?: number;
}

function pagingOf(paging: Paging): Record<string, string> {
  return Object.fromEntries(Object.entries(paging).map(([name, value]) => [name, String(value)]));
}

/**
 * The calls of the Support API that the suite makes, as one identity. Each returns the exchange whatever
 * its status; see `Transport.send` for what is thrown when no answer comes.
 */
export class ZendeskApi {
  readonly #transport: Transport;
  readonly #credential: () => Promise<Credential>;

  /** `credential` is asked before each call, so that a token can be renewed in between. */
  constructor(transport: Transport, credential: () => Promise<Credential>) {
    this.#transport = transport;
    this.#credential = credential;
  }

  /** GET /api/v2/users/me. Answers 200 even to nobody: compare the id. */
  showSelf() {
    return this.#send({ method: 'GET', path: '/api/v2/users/me', repeatable: true, schema: selfAnswer });
  }

  /** GET /api/v2/users/{id}. A deleted user is still found, with `active: false`. */
  showUser(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/users/{id}', { id }),
      repeatable: true,
      schema: userAnswer,
    });
  }

  /**
   * GET /api/v2/users/search. The search is fuzzy, lags, and finds former and secondary addresses: a hit is
   * a hint, to be checked by `showUser`.
   * See https://developer.zendesk.com/api-reference/ticketing/users/users/#search-users
   */
  searchUsers(query: { query: string } | { external_id: string }, paging: Paging = {}) {
    return this.#send({
      method: 'GET',
      path: '/api/v2/users/search',
      query: { ...query, ...pagingOf(paging) },
      mayContainOtherPeople: true,
      repeatable: true,
      schema: usersAnswer,
    });
  }

  /**
   * GET /api/v2/users/show_many: the users of an `external_id`, from the records themselves and not from the search
   * index, which lags.
   * See https://developer.zendesk.com/api-reference/ticketing/users/users/#show-many-users
   */
  usersOf(externalId: string) {
    return this.#send({
      method: 'GET',
      path: '/api/v2/users/show_many',
      query: { external_ids: externalId },
      mayContainOtherPeople: true,
      repeatable: true,
      schema: usersAnswer,
    });
  }

  /** The next page of a search, at the place that the answer before has named. */
  moreUsers(place: string) {
    return this.#send({
      method: 'GET',
      path: place,
      mayContainOtherPeople: true,
      repeatable: true,
      schema: usersAnswer,
    });
  }

  /** A user at the place that an answer has named: it may be anybody. */
  showUserAt(place: string) {
    return this.#send({
      method: 'GET',
      path: place,
      mayContainOtherPeople: true,
      repeatable: true,
      schema: userAnswer,
    });
  }

  /** POST /api/v2/users: 201, with a `Location`. `otherwise`: what is sent beside that, or in the place of it. */
  createUser(user: NewUser, otherwise: Record<string, unknown> = {}) {
    return this.#send({
      method: 'POST',
      path: '/api/v2/users',
      json: { user: { ...user, ...otherwise } },
      repeatable: false,
      schema: userAnswer,
    });
  }

  /** PUT /api/v2/users/{id}. Another `email` is added, and does not take the place of the first. */
  updateUser(id: number, user: Record<string, unknown>) {
    return this.#send({
      method: 'PUT',
      path: path('/api/v2/users/{id}', { id }),
      json: { user },
      // The same, sent twice, comes to the same.
      repeatable: true,
      schema: userAnswer,
    });
  }

  /** DELETE /api/v2/users/{id}: 200, with the user, no longer active. It cannot be taken back. A body is ignored. */
  deleteUser(id: number, body?: Record<string, unknown>) {
    return this.#send({
      method: 'DELETE',
      path: path('/api/v2/users/{id}', { id }),
      ...(body === undefined ? {} : { json: body }),
      // A second time it is answered otherwise (404): look before doing it again.
      repeatable: false,
      schema: userAnswer,
    });
  }

  /**
   * DELETE /api/v2/users/{id}/sessions: 204. It signs the user out of every browser.
   * See https://developer.zendesk.com/api-reference/ticketing/account-configuration/sessions/#bulk-delete-sessions
   */
  deleteSessions(id: number) {
    return this.#send({
      method: 'DELETE',
      path: path('/api/v2/users/{id}/sessions', { id }),
      repeatable: true,
      schema: nothing,
    });
  }

  /**
   * GET /api/v2/users/{id}/identities: addresses, and names at other services.
   * See https://developer.zendesk.com/api-reference/ticketing/users/user_identities/#list-identities
   */
  listIdentities(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/users/{id}/identities', { id }),
      repeatable: true,
      schema: identitiesAnswer,
    });
  }

  /** POST /api/v2/users/{id}/identities: 201; a user may add some to itself alone. */
  addIdentity(id: number, identity: { type: string; value: string; verified?: boolean }) {
    return this.#send({
      method: 'POST',
      path: path('/api/v2/users/{id}/identities', { id }),
      json: { identity },
      repeatable: false,
      schema: nothing,
    });
  }

  /**
   * POST /api/v2/users/{id}/password, by an admin, where the tenant allows it: 200 and nothing else. `end`: of the path, as
   * older clients write it.
   * See https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/#set-a-users-password
   */
  setPassword(id: number, password: string, end: '' | '.json' = '') {
    return this.#send({
      method: 'POST',
      path: `${path('/api/v2/users/{id}/password', { id })}${end}`,
      json: { password },
      // A second time, the password may be refused because it is the user's last one.
      repeatable: false,
      schema: nothing,
    });
  }

  /**
   * PUT /api/v2/users/{id}/password, by the user: 200 and nothing else.
   * See https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/#change-your-password
   */
  changePassword(id: number, passwords: { previous_password: string; password: string }) {
    return this.#send({
      method: 'PUT',
      path: path('/api/v2/users/{id}/password', { id }),
      json: passwords,
      // Sent a second time, the previous password would be the wrong one, and count as a failed attempt.
      repeatable: false,
      schema: nothing,
    });
  }

  /** GET /api/v2/users/{id}/password/requirements: sentences, in the tenant's language. */
  passwordRequirements(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/users/{id}/password/requirements', { id }),
      repeatable: true,
      schema: requirementsAnswer,
    });
  }

  /** GET /api/v2/oauth/tokens/current: the token of this very call. */
  showCurrentToken() {
    return this.#send({
      method: 'GET',
      path: '/api/v2/oauth/tokens/current',
      repeatable: true,
      schema: tokenAnswer,
    });
  }

  /** GET /api/v2/oauth/tokens/{id}: 404 once it is dead. */
  showToken(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/oauth/tokens/{id}', { id }),
      mayContainOtherPeople: true,
      repeatable: true,
      schema: tokenAnswer,
    });
  }

  /**
   * GET /api/v2/oauth/tokens, for admins: the caller's own, 100 a page; those of one client, by its number.
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
      repeatable: true,
      schema: tokensAnswer,
    });
  }

  /**
   * POST /api/v2/oauth/tokens, for admins: a token of the caller, without any grant. `clientId` is the client's number.
   * See https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#create-token
   */
  issueToken(clientId: number, scopes: string[]) {
    return this.#send({
      method: 'POST',
      path: '/api/v2/oauth/tokens',
      json: { token: { client_id: clientId, scopes } },
      repeatable: false,
      noRetryOnConflict: true,
      schema: tokenAnswer,
    });
  }

  /**
   * DELETE /api/v2/oauth/tokens/{id}: 204. By id, because deleting `current` was seen not to take effect; and only by one
   * that was shown to be ours, because it cannot be taken back.
   * See https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token
   */
  revokeToken(id: OwnTokenId, end: '' | '.json' = '') {
    return this.#send({
      method: 'DELETE',
      path: `${path('/api/v2/oauth/tokens/{id}', { id })}${end}`,
      // Sent a second time by the revoked token itself, it would be refused: look before doing it again.
      repeatable: false,
      schema: nothing,
    });
  }

  /** DELETE /api/v2/oauth/tokens/current, which was seen to answer 204 and to do nothing. What it ends is ours for sure. */
  revokeCurrentToken() {
    return this.#send({
      method: 'DELETE',
      path: '/api/v2/oauth/tokens/current',
      repeatable: false,
      schema: nothing,
    });
  }

  /** GET /api/v2/oauth/clients, for admins. */
  listClients() {
    return this.#send({
      method: 'GET',
      path: '/api/v2/oauth/clients',
      repeatable: true,
      schema: clientsAnswer,
    });
  }

  /** GET /api/v2/oauth/clients/{id}, for admins. 404 for a client of somebody else's, such as a global one. */
  showClient(id: number) {
    return this.#send({
      method: 'GET',
      path: path('/api/v2/oauth/clients/{id}', { id }),
      repeatable: true,
      schema: clientAnswer,
    });
  }

  /** GET /api/v2/security_settings, for admins. */
  showSecuritySettings() {
    return this.#send({
      method: 'GET',
      path: '/api/v2/security_settings',
      repeatable: true,
      schema: securitySettingsAnswer,
    });
  }

  /** Any other call, or one with a body as no client would send it. What comes back is read by nobody. */
  call(call: Pick<Call<unknown>, 'method' | 'path' | 'query' | 'headers' | 'json' | 'content'>) {
    return this.#send({
      ...call,
      mayContainOtherPeople: true,
      repeatable: call.method === 'GET',
      schema: nothing,
    });
  }

  async #send<Body>(call: Call<Body>): Promise<Exchange<Body>> {
    return this.#transport.send(await this.#credential(), {
      format: zendeskFormat,
      ...documentedFor(call.schema),
      ...call,
    });
  }
}
