/**
 * The headers that every answer of a service has. An answer is from an interceptor if it has none of these headers and is
 * not a document of the service. This needs no list of headers, only a few answers.
 */
import { partOf } from './address.ts';
import { isUnavailable } from './unavailable.ts';
import { type Answered, LET_CALLS_THROUGH, type Interceptor } from './who-answered.ts';

/** Answers needed to learn the common headers. Fewer may share a header by chance. */
const ENOUGH = 5;

/** Headers that any HTTP server or gateway may write, and rate-limit headers, which a refusal may lack. */
const GENERIC_HEADERS =
  /^(?:date|content-.*|connection|keep-alive|transfer-encoding|server|via|vary|cache-control|pragma|expires|etag|age|set-cookie|www-authenticate|location|retry-after|allow|accept-.*|alt-svc|nel|report-to|server-timing|strict-transport-security|x-frame-options|x-content-type-options|x-xss-protection|referrer-policy|access-control-.*|cf-.*|x-amz.*|x-cache.*|x-served-by|x-timer|x-varnish|x-powered-by|.*rate-?limit.*)$/;

/** The headers that the answers of one part of a service share. */
interface HeaderProfile {
  common: string[];
  seen: number;
}

export class CommonHeaders {
  /** By the first part of the path: `/oauth` and `/api` may be different programs. */
  readonly #profiles = new Map<string, HeaderProfile>();

  /** Learns the headers of an answer that is certainly the service's: a document of the expected shape. */
  learn({ pathname }: URL, { headers }: Answered): void {
    const { common: before, seen } = this.#profileOf(pathname);
    const specific = Object.keys(headers).filter((name) => !GENERIC_HEADERS.test(name));
    const common = seen === 0 ? specific : before.filter((name) => specific.includes(name));
    this.#profiles.set(partOf(pathname), { common, seen: seen + 1 });
  }

  /** Whether an answer has all the headers that the service's answers share. `false` while they are not known. */
  hasSigned({ pathname }: URL, { headers }: Answered): boolean {
    const { common, seen } = this.#profileOf(pathname);
    return seen >= ENOUGH && common.length > 0 && common.every((name) => headers[name] !== undefined);
  }

  /**
   * Returns the interceptor if an answer lacks all headers that the service's answers share, or `undefined` if they are
   * not known yet or it has one of them. Call this only for an answer that is not a document of the service.
   */
  foreignSender({ pathname }: URL, { status, headers }: Answered): Interceptor | undefined {
    const { common, seen } = this.#profileOf(pathname);
    // A gateway that cannot reach the service answers with the same status as a busy service. A service may answer an unknown verb (405) before it adds its own headers.
    if (seen < ENOUGH || isUnavailable(status) || status === 405) return undefined;
    const [first, ...others] = common;
    if (first === undefined || [first, ...others].some((name) => headers[name] !== undefined))
      return undefined;
    return {
      sign: `it is not a document of the service, and lacks the headers of all its other answers (${first} …)`,
      isCertain: false,
      remedy: LET_CALLS_THROUGH,
      help: 'firewall',
    };
  }

  #profileOf(pathname: string): HeaderProfile {
    return this.#profiles.get(partOf(pathname)) ?? { common: [], seen: 0 };
  }
}
