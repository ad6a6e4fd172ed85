/**
 * What all answers of a service have in common beside their documents: headers of its own. What lacks every one of them, and
 * is no document either, was written by something else. No list of headers is needed for that, only some answers.
 */
import { partOf } from './address.ts';
import { isUnavailable } from './unavailable.ts';
import { type Answered, LET_CALLS_THROUGH, type Interceptor } from './who-answered.ts';

/** So many answers tell what is common; fewer may have something in common by chance. */
const ENOUGH = 5;

/**
 * Headers that anything writes that speaks HTTP, or that stands before a service and lets its answers through; and those that
 * count, which a refusal may lack.
 */
const GENERIC_HEADERS =
  /^(?:date|content-.*|connection|keep-alive|transfer-encoding|server|via|vary|cache-control|pragma|expires|etag|age|set-cookie|www-authenticate|location|retry-after|allow|accept-.*|alt-svc|nel|report-to|server-timing|strict-transport-security|x-frame-options|x-content-type-options|x-xss-protection|referrer-policy|access-control-.*|cf-.*|x-amz.*|x-cache.*|x-served-by|x-timer|x-varnish|x-powered-by|.*rate-?limit.*)$/;

/** What the answers of one part of a service have in common. */
interface HeaderProfile {
  common: string[];
  seen: number;
}

export class CommonHeaders {
  /** By the first part of the path: `/oauth` may be another program than `/api`. */
  readonly #styles = new Map<string, HeaderProfile>();

  /** An answer that is the service's for sure: a document of the shape that was asked for. */
  learn({ pathname }: URL, { headers }: Answered): void {
    const before = this.#styles.get(partOf(pathname));
    const own = Object.keys(headers).filter((name) => !GENERIC_HEADERS.test(name));
    const common = before === undefined ? own : before.common.filter((name) => own.includes(name));
    this.#styles.set(partOf(pathname), { common, seen: (before?.seen ?? 0) + 1 });
  }

  /**
   * Whoever has written an answer that has none of the headers that all of the service had. To be asked of one that is no
   * document of the service: what is, proves itself. Nothing where that cannot be told.
   */
  foreignSender({ pathname }: URL, { status, headers }: Answered): Interceptor | undefined {
    const { common, seen } = this.#styles.get(partOf(pathname)) ?? { common: [], seen: 0 };
    // A gateway that cannot reach the service says what the service would; and to a verb that there is not, a service may say no
    // before it has put anything else on its answer.
    if (seen < ENOUGH || isUnavailable(status) || status === 405) return undefined;
    const [first, ...others] = common;
    if (first === undefined || [first, ...others].some((name) => headers[name] !== undefined))
      return undefined;
    return {
      sign: `it is no document of the service, and has none of the headers that all of its answers had (${first} …)`,
      isCertain: false,
      remedy: LET_CALLS_THROUGH,
    };
  }
}
