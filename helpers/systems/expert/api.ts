/** The calls of the Expert API, with their paths, their answers, and whether they may be sent twice. */
import type { Call, Credential } from '../../http/call.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Transport } from '../../http/transport.ts';
import { expertFormat, xml } from './format.ts';
import { anything, tokenText, userDocument, usersDocument, usersPage } from './schemas.ts';
import { documentedFor } from './strict-schemas.ts';
import { type UserId, userPath } from './user-path.ts';

const BASE = '/@api/deki';

/** Both of the service's own clients send this. Without the charset, non-ASCII characters become question marks. */
const PLAIN_TEXT = 'text/plain; charset=utf-8';
const XML = 'application/xml; charset=utf-8';

/** The fields that a user document may set. Fields that are left out stay unchanged. */
export interface UserFields {
  username?: string | undefined;
  email?: string | undefined;
  fullname?: string | undefined;
  status?: 'active' | 'inactive' | undefined;
  /** Not every site has every role. An unknown role is answered with 400, and nothing is written. */
  role?: string | undefined;
}

/** Returns a user document in XML. */
export function userXml({ role, ...fields }: UserFields): string {
  const all = { ...fields, 'permissions.user': role === undefined ? undefined : { role } };
  return xml('user', Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
}

/** Options of a password change. */
export interface PasswordOptions {
  /** The user's current password. It is sent in the URL. */
  currentpassword?: string;
  /** Sets the alternative password, and keeps the main one. */
  altpassword?: boolean;
}

/** Options of a password change that differs from the documentation. */
export interface RawOptions {
  query?: Record<string, string>;
  /** `text/plain; charset=utf-8` by default. */
  type?: string;
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
}

/** A password that is shorter than this is refused, and is too short for the leak search. */
const MIN_SEARCHABLE_LENGTH = 4;

/** A call that any caller may make, even an anonymous one. */
export const WHO_AM_I: Call<unknown> = {
  method: 'GET',
  path: `${BASE}/users/current`,
  idempotent: true,
  format: expertFormat,
  schema: anything,
};

/** Options of a call. */
export interface CallOptions {
  /** The format of documents: XML by default. */
  format?: 'json' | 'xml';
  /** `authenticate=true`: anonymous callers are refused. */
  authenticate?: boolean;
}

/**
 * The calls of the Expert API that Keyturn makes, as one identity. Each returns the exchange, whatever its status. See
 * `Transport.send` for what is thrown if there is no answer.
 */
export class ExpertApi {
  readonly #transport: Transport;
  readonly #credential: Credential;
  readonly #onPasswordSet: ((password: string) => void) | undefined;

  /** @param onPasswordSet called with each password that the site answers to have set */
  constructor(transport: Transport, credential: Credential, onPasswordSet?: (password: string) => void) {
    this.#transport = transport;
    this.#credential = credential;
    this.#onPasswordSet = onPasswordSet;
  }

  /** GET users/authenticate: 200, with the token in the body and in the cookie `authtoken`. */
  authenticate(query: Record<string, string> = {}) {
    return this.#send({
      method: 'GET',
      path: `${BASE}/users/authenticate`,
      query,
      idempotent: true,
      ...(query['redirect'] === undefined ? {} : { mayRedirectOffHost: true as const }),
      schema: tokenText,
    });
  }

  /** GET users/current. Answers 200 even to an anonymous caller (the user Anonymous), so compare the ID. */
  showSelf(options: CallOptions = {}) {
    return this.showUser('current', options);
  }

  /** GET users/{userid}. */
  showUser(user: UserId, options: CallOptions = {}) {
    return this.#send({
      method: 'GET',
      path: `${BASE}/users/${userPath(user)}`,
      query: queryOf(options),
      idempotent: true,
      schema: userDocument,
    });
  }

  /** GET users. Those whose user name begins with this, including inactive ones. A hit is only a hint: read each user by ID. */
  listUsers(usernamefilter: string, page: { limit: number; offset: number }) {
    return this.#send({ ...listOfUsers(usernamefilter, page), schema: usersDocument });
  }

  /** Does the same, and returns how many users there are on all pages, too. */
  listPage(usernamefilter: string, page: { limit: number; offset: number }) {
    return this.#send({ ...listOfUsers(usernamefilter, page), schema: usersPage });
  }

  /** GET users. The list is returned as it is, with its counts. */
  rawList(query: Record<string, string>) {
    return this.#send({
      method: 'GET',
      path: `${BASE}/users`,
      query,
      mayContainOtherPeople: true,
      idempotent: true,
      schema: anything,
    });
  }

  /**
   * POST users: 200 and the user; 409 if the user name is in use. The password is sent in the URL, as
   * `accountpassword`. See
   * https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users_(POST)
   */
  createUser(fields: UserFields & { username: string }, accountpassword: string) {
    return this.#send({
      method: 'POST',
      path: `${BASE}/users`,
      query: { accountpassword },
      effects: [{ did: 'set', value: accountpassword }],
      content: { type: XML, text: userXml(fields) },
      // In a second call, the user name would be in use. Check the user before repeating it.
      idempotent: false,
      schema: userDocument,
    });
  }

  /** PUT users/{userid}: 200 and the user. */
  updateUser(user: UserId, fields: UserFields) {
    return this.#send({
      method: 'PUT',
      path: `${BASE}/users/${userPath(user)}`,
      content: { type: XML, text: userXml(fields) },
      idempotent: true,
      schema: userDocument,
    });
  }

  /**
   * PUT users/{userid}/password: 200. Users who set their own password get a new token, in body and cookie. See
   * https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D%2F%2Fpassword_(PUT)
   */
  async setPassword(user: UserId, password: string, options: PasswordOptions & CallOptions = {}) {
    const { currentpassword, altpassword, ...how } = options;
    const set = await this.#send({
      method: 'PUT',
      path: `${BASE}/users/${userPath(user)}/password`,
      query: {
        ...queryOf(how),
        ...(altpassword === undefined ? {} : { altpassword: String(altpassword) }),
        ...(currentpassword === undefined ? {} : { currentpassword }),
      },
      content: { type: PLAIN_TEXT, text: password, secret: 'password' },
      effects: [
        // An alternative password is set beside the main one.
        ...(currentpassword === undefined || altpassword === true
          ? []
          : [{ did: 'replaced' as const, value: currentpassword }]),
        { did: 'set', value: password },
      ],
      // In a second call, the current password would be wrong, which counts as a failed sign-in.
      idempotent: false,
      schema: anything,
    });
    if (set.status === 200) this.#onPasswordSet?.(password);
    return set;
  }

  /** Any other call about users, for the mistakes that a client may make. `userid` is sent unchanged. */
  raw(
    call: Pick<Call<unknown>, 'method' | 'query' | 'headers' | 'content'> & { userid: string; rest?: string },
  ) {
    return this.#send({
      method: call.method,
      path: `${BASE}/users/${call.userid}${call.rest ?? ''}`,
      ...(call.query === undefined ? {} : { query: call.query }),
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(call.content === undefined ? {} : { content: call.content }),
      idempotent: call.method === 'GET',
      schema: anything,
    });
  }

  /** PUT users/{userid}/password, for the mistakes that a client may make. All values are sent unchanged. */
  async rawPassword(
    userid: string,
    text: string,
    { query = {}, headers = {}, type = PLAIN_TEXT, method = 'PUT' }: RawOptions = {},
  ) {
    const shown =
      text.length > 0 && text.length < MIN_SEARCHABLE_LENGTH ? { shown: '[a short password]' } : {};
    const content = { type, text, secret: 'password' as const, ...shown };
    const set = await this.raw({
      method,
      userid,
      rest: '/password',
      query,
      headers,
      ...(method === 'GET' ? {} : { content }),
    });
    if (set.status === 200) this.#onPasswordSet?.(text);
    return set;
  }

  /** PUT users/{userid}, or POST users without a userid. The document is sent unchanged. */
  rawUser(userid: UserId | undefined, document: string, query: Record<string, string> = {}) {
    return this.#send({
      method: userid === undefined ? 'POST' : 'PUT',
      path: userid === undefined ? `${BASE}/users` : `${BASE}/users/${userPath(userid)}`,
      query,
      content: { type: XML, text: document },
      idempotent: false,
      schema: anything,
    });
  }

  #send<Body>(call: Omit<Call<Body>, 'format'>): Promise<Exchange<Body>> {
    return this.#transport.send(this.#credential, {
      ...documentedFor(call.schema),
      ...call,
      format: expertFormat,
    });
  }
}

function listOfUsers(
  usernamefilter: string,
  { limit, offset }: { limit: number; offset: number },
): Omit<Call<unknown>, 'format' | 'schema'> {
  return {
    method: 'GET',
    path: `${BASE}/users`,
    query: { usernamefilter, limit: String(limit), offset: String(offset), sortby: 'username' },
    mayContainOtherPeople: true,
    idempotent: true,
  };
}

function queryOf({ format, authenticate }: CallOptions): Record<string, string> {
  return {
    ...(format === undefined ? {} : { 'dream.out.format': format }),
    ...(authenticate === undefined ? {} : { authenticate: String(authenticate) }),
  };
}
