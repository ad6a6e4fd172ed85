/** What a sign-in gives: a token in the body of the answer, and the same one in a cookie. */
import type { Exchange } from '../http/exchange.ts';
import { asObject } from '../http/format.ts';
import type { Transport } from '../http/transport.ts';
import { ExpertApi } from './api.ts';
import { anonymous, authtokenCookie, authtokenHeader, basic } from './credentials.ts';

/** The cookie of this name that an answer sets, as it came: quotes and all. Nothing if it sets none. */
export function cookieOf(headers: Readonly<Record<string, string>>, name = 'authtoken'): string | undefined {
  for (const cookie of (headers['set-cookie'] ?? '').split('\n')) {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim().toLowerCase() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** A cookie's value without the quotes that the classic service puts around it. */
export function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1');
}

/** Shorter words are no tokens, and longer lists of them no answer. */
const SHORTEST_TOKEN = 16;
const MOST_TOKENS = 10;

/**
 * Whatever in an answer may be a token: in its cookies, as its text, or anywhere in its document. Addresses, dates and the
 * words that are known already are none.
 */
export function possibleTokens({ headers, body }: Exchange<unknown>, known: unknown): string[] {
  const innocent = new Set(wordsIn(known));
  const cookies = (headers['set-cookie'] ?? '')
    .split('\n')
    .map((cookie) => unquoted(/^[^=;]*=([^;]*)/.exec(cookie)?.[1]?.trim() ?? ''));
  const words = [...new Set([...cookies, ...wordsIn(body)])].filter(
    (word) =>
      word.length >= SHORTEST_TOKEN &&
      /^[\x21-\x7e]+$/.test(word) &&
      !/^https?:|^\d{4}-\d\d-\d\dT/.test(word) &&
      !innocent.has(word),
  );
  return words.slice(0, MOST_TOKENS);
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.trim()];
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
}
