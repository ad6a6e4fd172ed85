/** What a sign-in gives: a token in the body of the answer, and the same one in a cookie. */
import type { Exchange } from '../../http/exchange.ts';
import { asObject } from '../../http/format.ts';
import type { Transport } from '../../http/transport.ts';
import { ExpertApi } from './api.ts';
import {
  anonymous,
  apikeyHeader,
  authtokenCookie,
  authtokenHeader,
  basic,
  serverToken,
  serverTokenText,
} from './credentials.ts';
import { cookiesIn, type SetCookie, unquoted } from './cookies.ts';
import { mayBeToken } from './format.ts';
import { mayBeSecret, valuesIn } from '../../secrets/learn.ts';

/** What a sign-in has given. */
export interface SignedIn {
  /** The last one, as it came; empty if there is none. */
  cookie: string;
  /** The token in the body, as it came; empty if there is none. */
  token: string;
  /** In what body and cookie are not one and the same token; nothing if they are. */
  disagreement: string | undefined;
}

/** Reads the answer to `users/authenticate`, or to a change of the own password. */
export function signedInBy({ headers, body }: Exchange<unknown>): SignedIn {
  const cookies = tokenCookies(headers).map(({ value }) => value);
  const type = headers['content-type'] ?? 'no content type';
  const token = /^text\/plain\b/i.test(type) && typeof body === 'string' ? body : undefined;
  const says = () => {
    if (cookies.length === 0) return 'no cookie “authtoken”';
    if (token === undefined) return `a body that is ${type}, not text/plain`;
    if (token.trim() === '') return 'an empty body';
    if (!/^[\x21\x23-\x7e]+$/.test(token))
      return 'a body that is more than a token: it has white space, quotes or other marks in it';
    const others = cookies.filter((cookie) => unquoted(cookie) !== token);
    return others.length === 0 ? undefined : 'a cookie that is not the token in the body';
  };
  return { cookie: cookies.at(-1) ?? '', token: token ?? '', disagreement: says() };
}

/** The cookies with a token that an answer sets, those that it takes away left out. */
export function tokenCookies(headers: Readonly<Record<string, string>>): SetCookie[] {
  return cookiesIn(headers).filter(({ name }) => name === 'authtoken');
}

/** A longer list of them is no answer. */
const MAX_TOKENS = 10;

/** Headers in which a token would stand. A challenge (`www-authenticate`) asks for one. */
const TOKEN_HEADER = /token|session|auth(?!enticate)/;

/**
 * Whatever in an answer may be a token: in its cookies and headers, as its text, or anywhere in its document. Addresses,
 * dates and the words that are known already are none.
 */
export function possibleTokens({ headers, body }: Exchange<unknown>, known: unknown): string[] {
  const innocent = new Set(wordsIn(known));
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
      !innocent.has(word),
  );
  return words.slice(0, MAX_TOKENS);
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[\s"']+/);
  return Object.values(asObject(value) ?? {}).flatMap(wordsIn);
}

/** The APIs of the identities that one site knows. */
export class Identities {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Nobody. */
  anonymous(): ExpertApi {
    return new ExpertApi(this.#transport, anonymous());
  }

  /** By name and password. */
  basic(as: string, username: string, password: string): ExpertApi {
    return new ExpertApi(this.#transport, basic(as, username, password));
  }

  /** By the cookie of an answer, sent back as a browser would. */
  cookie(as: string, cookie: string): ExpertApi {
    return new ExpertApi(this.#transport, authtokenCookie(as, cookie));
  }

  /** By the token in the body of an answer. */
  token(as: string, token: string): ExpertApi {
    return new ExpertApi(this.#transport, authtokenHeader(as, token));
  }

  /** Nobody, with an apikey in a header. */
  apikey(as: string, apikey: string): ExpertApi {
    return new ExpertApi(this.#transport, apikeyHeader(as, apikey));
  }

  /** By a server API token: as the user of this number. */
  serverToken(as: string, token: { key: string; secret: string; user: string }): ExpertApi {
    return new ExpertApi(this.#transport, serverToken(as, token));
  }

  /** By a server API token as it is written, good or not. */
  serverTokenText(as: string, value: string): ExpertApi {
    return new ExpertApi(this.#transport, serverTokenText(as, value));
  }
}
