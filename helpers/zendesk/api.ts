import type { Exchange } from '../http/exchange.ts';
import { path } from '../http/path.ts';
import type { Call, Credential, Transport } from '../http/transport.ts';
import type { OwnTokenId } from './tokens.ts';
import { documentedFor } from './shapes.ts';
import {
  clientsAnswer,
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
  schema: nothing,
};

/** What a user is made from. See https://developer.zendesk.com/api-reference/ticketing/users/users/#create-user */
export interface NewUser {
  name: string;
  email: string;
  role: 'agent' | 'end-user';
  external_id: string;
  verified: true;
  skip_verify_email: true;
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
  searchUsers(query: { query: string } | { external_id: string }, page = 1) {
    return this.#send({
      method: 'GET',
      path: '/api/v2/users/search',
      query: page === 1 ? query : { ...query, page: String(page) },
      mayHoldOthers: true,
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
      mayHoldOthers: true,
      repeatable: true,
      schema: usersAnswer,
    });
  }

  /** POST /api/v2/users: 201, with a `Location`. */
  createUser(user: NewUser) {
    return this.#send({
      method: 'POST',
      path: '/api/v2/users',
      json: { user },
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

  /** DELETE /api/v2/users/{id}: 200, with the user, no longer active. It cannot be taken back. */
  deleteUser(id: number) {
    return this.#send({
      method: 'DELETE',
      path: path('/api/v2/users/{id}', { id }),
      // A second time it is answered otherwise (404): look before doing it again.
      repeatable: false,
      schema: userAnswer,
    });
  }

  /**
   * POST /api/v2/users/{id}/password, by an admin, where the tenant allows it: 200 and nothing else.
   * See https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/#set-a-users-password
   */
  setPassword(id: number, password: string) {
    return this.#send({
      method: 'POST',
      path: path('/api/v2/users/{id}/password', { id }),
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
      mayHoldOthers: true,
      repeatable: true,
      schema: tokenAnswer,
    });
  }

  /**
   * GET /api/v2/oauth/tokens, for admins: the caller's own, 100 a page.
   * See https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#list-tokens
   */
  listTokens(page = 1) {
    return this.#send({
      method: 'GET',
      path: '/api/v2/oauth/tokens',
      ...(page === 1 ? {} : { query: { page: String(page) } }),
      mayHoldOthers: true,
      repeatable: true,
      schema: tokensAnswer,
    });
  }

  /**
   * DELETE /api/v2/oauth/tokens/{id}: 204. By id, because deleting `current` was seen not to take effect; and only by one
   * that was shown to be ours, because it cannot be taken back.
   * See https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token
   */
  revokeToken(id: OwnTokenId) {
    return this.#send({
      method: 'DELETE',
      path: path('/api/v2/oauth/tokens/{id}', { id }),
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
  call(call: Pick<Call<unknown>, 'method' | 'path' | 'query' | 'json' | 'content'>) {
    return this.#send({
      ...call,
      mayHoldOthers: true,
      repeatable: call.method === 'GET',
      schema: nothing,
    });
  }

  async #send<Body>(call: Call<Body>): Promise<Exchange<Body>> {
    return this.#transport.send(await this.#credential(), { ...documentedFor(call.schema), ...call });
  }
}
