import type { Exchange } from '../../http/exchange.ts';
import type { Call, Credential } from '../../http/call.ts';
import type { Transport } from '../../http/transport.ts';
import { documentedFor } from './strict-schemas.ts';
import { expertFormat, xml } from './format.ts';
import { anything, tokenText, userDocument, usersDocument } from './schemas.ts';
import { userPath, type UserId } from './user-path.ts';

const BASE = '/@api/deki';

/** As both of the service's own clients send it: without the charset, all but ASCII becomes question marks. */
const PLAIN_TEXT = 'text/plain; charset=utf-8';
const XML = 'application/xml; charset=utf-8';

/** What a user document may set. What is left out stays as it is. */
export interface UserFields {
  username?: string | undefined;
  email?: string | undefined;
  fullname?: string | undefined;
  status?: 'active' | 'inactive' | undefined;
  /** Not every site knows every name of one: then nothing is written, and it answers 400. */
  role?: string | undefined;
}

/** The document of a user. */
export function userXml({ role, ...fields }: UserFields): string {
  const all = { ...fields, 'permissions.user': role === undefined ? undefined : { role } };
  return xml('user', Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
}

/** How a password is set, beside the password itself. */
export interface PasswordOptions {
  /** The user's own, present one. It travels in the URL. */
  currentpassword?: string;
  /** Sets the alternative password, and leaves the main one as it is. */
  altpassword?: boolean;
}

/** How a password is sent, where it is not as the page says. */
export interface RawOptions {
  query?: Record<string, string>;
  /** `text/plain; charset=utf-8` if nothing is said. */
  type?: string;
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
}

/** What is shorter is refused, and is too short to be looked for. */
const MIN_SEARCHABLE_LENGTH = 4;

/** A call that anybody may make: nobody is answered, too. */
export const WHO_AM_I: Call<unknown> = {
  method: 'GET',
  path: `${BASE}/users/current`,
  repeatable: true,
  format: expertFormat,
  schema: anything,
};

/** How a call is made, where it is not as usual. */
export interface CallOptions {
  /** Documents come as JSON, and not as XML. */
  format?: 'json' | 'xml';
  /** `authenticate=true`: be somebody, or be refused. */
  authenticate?: boolean;
}

/**
 * The calls of the Expert API that the suite makes, as one identity. Each returns the exchange whatever its status;
 * see `Transport.send` for what is thrown when no answer comes.
 */
export class ExpertApi {
  readonly #transport: Transport;
  readonly #credential: Credential;

  constructor(transport: Transport, credential: Credential) {
    this.#transport = transport;
    this.#credential = credential;
  }

  /** GET users/authenticate: 200, with the token in the body and in the cookie `authtoken`. */
  authenticate(query: Record<string, string> = {}) {
    return this.#send({
      method: 'GET',
      path: `${BASE}/users/authenticate`,
      query,
      repeatable: true,
      ...(query['redirect'] === undefined ? {} : { mayRedirectOffHost: true as const }),
      schema: tokenText,
    });
  }

  /** GET users/current. Answers 200 even to nobody, who is called Anonymous: compare the number. */
  showSelf(options: CallOptions = {}) {
    return this.showUser('current', options);
  }

  /** GET users/{userid}. */
  showUser(user: UserId, options: CallOptions = {}) {
    return this.#send({
      method: 'GET',
      path: `${BASE}/users/${userPath(user)}`,
      query: queryOf(options),
      repeatable: true,
      schema: userDocument,
    });
  }

  /** GET users: whose name begins with this. A hint, to be looked at by number. Inactive ones are listed as well. */
  listUsers(usernamefilter: string, page: { limit: number; offset: number }) {
    return this.#send({
      method: 'GET',
      path: `${BASE}/users`,
      query: { usernamefilter, limit: String(page.limit), offset: String(page.offset), sortby: 'username' },
      mayContainOtherPeople: true,
      repeatable: true,
      schema: usersDocument,
    });
  }

  /** GET users, with the list as it came: what it says about itself, and whom it shows. */
  rawList(query: Record<string, string>) {
    return this.#send({
      method: 'GET',
      path: `${BASE}/users`,
      query,
      mayContainOtherPeople: true,
      repeatable: true,
      schema: anything,
    });
  }

  /**
   * POST users: 200 and the user; 409 where somebody has the name. The password travels in the URL: `accountpassword`.
   * See https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users_(POST)
   */
  createUser(fields: UserFields & { username: string }, accountpassword: string) {
    return this.#send({
      method: 'POST',
      path: `${BASE}/users`,
      query: { accountpassword },
      content: { type: XML, text: userXml(fields) },
      // A second time the name would be taken: look before doing it again.
      repeatable: false,
      schema: userDocument,
    });
  }

  /** PUT users/{userid}: 200 and the user. */
  updateUser(user: UserId, fields: UserFields) {
    return this.#send({
      method: 'PUT',
      path: `${BASE}/users/${userPath(user)}`,
      content: { type: XML, text: userXml(fields) },
      repeatable: true,
      schema: userDocument,
    });
  }

  /**
   * PUT users/{userid}/password: 200, and a new token in body and cookie for whoever sets the own one.
   * See https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D%2F%2Fpassword_(PUT)
   */
  setPassword(user: UserId, password: string, options: PasswordOptions & CallOptions = {}) {
    const { currentpassword, altpassword, ...how } = options;
    return this.#send({
      method: 'PUT',
      path: `${BASE}/users/${userPath(user)}/password`,
      query: {
        ...queryOf(how),
        ...(altpassword === undefined ? {} : { altpassword: String(altpassword) }),
        ...(currentpassword === undefined ? {} : { currentpassword }),
      },
      content: { type: PLAIN_TEXT, text: password, secret: 'password' },
      // A second time, the current password is another one, and that would count as a failed attempt.
      repeatable: false,
      schema: anything,
    });
  }

  /** Any other call about users: what a client may get wrong is to be refused. `userid` is taken as it is. */
  raw(
    call: Pick<Call<unknown>, 'method' | 'query' | 'headers' | 'content'> & { userid: string; rest?: string },
  ) {
    return this.#send({
      method: call.method,
      path: `${BASE}/users/${call.userid}${call.rest ?? ''}`,
      ...(call.query === undefined ? {} : { query: call.query }),
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(call.content === undefined ? {} : { content: call.content }),
      repeatable: call.method === 'GET',
      schema: anything,
    });
  }

  /** PUT users/{userid}/password, as a client may get it wrong: `userid` is taken as it is, and so is the rest. */
  rawPassword(
    userid: string,
    text: string,
    { query = {}, headers = {}, type = PLAIN_TEXT, method = 'PUT' }: RawOptions = {},
  ) {
    const shown =
      text.length > 0 && text.length < MIN_SEARCHABLE_LENGTH ? { shown: '[a short password]' } : {};
    const content = { type, text, secret: 'password' as const, ...shown };
    return this.raw({
      method,
      userid,
      rest: '/password',
      query,
      headers,
      ...(method === 'GET' ? {} : { content }),
    });
  }

  /** PUT users/{userid}, or POST users without one, with a document as it is. */
  rawUser(userid: UserId | undefined, document: string, query: Record<string, string> = {}) {
    return this.#send({
      method: userid === undefined ? 'POST' : 'PUT',
      path: userid === undefined ? `${BASE}/users` : `${BASE}/users/${userPath(userid)}`,
      query,
      content: { type: XML, text: document },
      repeatable: false,
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

function queryOf({ format, authenticate }: CallOptions): Record<string, string> {
  return {
    ...(format === undefined ? {} : { 'dream.out.format': format }),
    ...(authenticate === undefined ? {} : { authenticate: String(authenticate) }),
  };
}
