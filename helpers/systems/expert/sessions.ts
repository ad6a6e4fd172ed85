/** Sessions: the tokens in an answer, and the API for each kind of identity. */
import type { Exchange } from '../../http/exchange.ts';
import { asObject } from '../../http/format.ts';
import type { Transport } from '../../http/transport.ts';
import { mayBeSecret, valuesIn } from '../../secrets/learn.ts';
import { ExpertApi } from './api.ts';
import { cookiesIn, type SetCookie, unquoted } from './cookies.ts';
import {
  anonymous,
  apikeyHeader,
  authtokenCookie,
  authtokenHeader,
  basic,
  serverToken,
  serverTokenText,
} from './credentials.ts';
import { mayBeToken } from './format.ts';

/** The result of a sign-in: a token in the body of the answer, and the same token in a cookie. */
export interface SignedIn {
  /** The value of the last token cookie, unchanged. Empty if there is none. */
  cookie: string;
  /** The token in the body, unchanged. Empty if there is none. */
  token: string;
  /** How body and cookie differ. `undefined` if they contain the same token. */
  disagreement: string | undefined;
}

/** Reads the answer to a sign-in, or to a user's change of their own password. */
export function signedInBy({ headers, body }: Exchange<unknown>): SignedIn {
  const cookies = tokenCookies(headers).map(({ value }) => value);
  const type = headers['content-type'] ?? 'no content type';
  const token = /^text\/plain\b/i.test(type) && typeof body === 'string' ? body : undefined;
  const disagreement = () => {
    if (cookies.length === 0) return 'no cookie “authtoken”';
    if (token === undefined) return `a body that is ${type}, not text/plain`;
    if (token.trim() === '') return 'an empty body';
    if (!/^[\x21\x23-\x7e]+$/.test(token))
      return 'a body with white space, quotes or other characters besides the token';
    const others = cookies.filter((cookie) => unquoted(cookie) !== token);
    return others.length === 0 ? undefined : 'a cookie that differs from the token in the body';
  };
  return { cookie: cookies.at(-1) ?? '', token: token ?? '', disagreement: disagreement() };
}

/** Returns the token cookies that an answer sets, without those that it deletes. */
export function tokenCookies(headers: Readonly<Record<string, string>>): SetCookie[] {
  return cookiesIn(headers).filter(({ name }) => name === 'authtoken');
}

/** At most this many values are tried as tokens. */
const MAX_TOKENS = 10;

/** Headers that may contain a token. A challenge (`www-authenticate`) only asks for one. */
const TOKEN_HEADER = /token|session|auth(?!enticate)/;

/**
 * Returns the values in an answer that may be tokens: in its cookies and headers, or anywhere in its body. URLs, dates and the
 * words of `known` are left out.
 */
export function possibleTokens({ headers, body }: Exchange<unknown>, known: unknown): string[] {
  const knownWords = new Set(wordsIn(known));
  const cookies = cookiesIn(headers).map(({ value }) => value);
  const inHeaders = Object.keys(headers).flatMap((name) =>
    TOKEN_HEADER.test(name) ? valuesIn(headers[name] ?? '') : [],
  );
  const words = [...new Set([...cookies, ...inHeaders, body].flatMap(wordsIn))].filter(
    (word) =>
      mayBeToken(word) &&
      /^[\x21-\x7e]+$/.test(word) &&
      mayBeSecret(word) &&
      !/^https?:/.test(word) &&
      !knownWords.has(word),
  );
  return words.slice(0, MAX_TOKENS);
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[\s"']+/);
  return Object.values(asObject(value) ?? {}).flatMap(wordsIn);
}

/** The API of one site for each kind of identity. */
export class Identities {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Without credentials. */
  anonymous(): ExpertApi {
    return new ExpertApi(this.#transport, anonymous());
  }

  /** With user name and password. */
  basic(as: string, username: string, password: string): ExpertApi {
    return new ExpertApi(this.#transport, basic(as, username, password));
  }

  /** With the cookie of an answer, as a browser sends it back. */
  cookie(as: string, cookie: string): ExpertApi {
    return new ExpertApi(this.#transport, authtokenCookie(as, cookie));
  }

  /** With the token in the body of an answer, in a header. */
  token(as: string, token: string): ExpertApi {
    return new ExpertApi(this.#transport, authtokenHeader(as, token));
  }

  /** Without credentials, but with an apikey in a header. */
  apikey(as: string, apikey: string): ExpertApi {
    return new ExpertApi(this.#transport, apikeyHeader(as, apikey));
  }

  /** With a server API token, as the user that it acts as. */
  serverToken(as: string, token: { key: string; secret: string; user: string }): ExpertApi {
    return new ExpertApi(this.#transport, serverToken(as, token));
  }

  /** With a server API token as given, valid or not. */
  serverTokenText(as: string, value: string): ExpertApi {
    return new ExpertApi(this.#transport, serverTokenText(as, value));
  }
}
