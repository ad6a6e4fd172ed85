/** The requests and responses of a page. They tell an answer from no answer, and a refusal from a lost answer. */
import type { Page, Request, Response } from 'playwright';
import { hostOf } from '../http/address.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { isUnavailable } from '../http/unavailable.ts';
import { namedInterceptorOf } from '../http/who-answered.ts';
import type { TrafficFacts } from './page/facts.ts';

/** The request that carries the submitted form, and its result. */
interface Submission {
  request: Request;
  status: number | undefined;
  failure: string | undefined;
  /** The request was redirected, and a later page did not load. */
  failedAfterRedirect: boolean;
  asksToWaitMs: number | undefined;
  answeredAt: number | undefined;
  interceptedBy: string | undefined;
}

/** Counts the requests of a page, its forms, and its scripts. Images and frames from other hosts do not count. */
export class Traffic {
  readonly #pending = new Map<Request, number>();
  readonly #longestAnswerMs: number;
  #submission: Submission | undefined;
  #requests = 0;
  #submissions = 0;
  #quietSince = Date.now();
  #status = 0;
  #asksToWaitMs: number | undefined;
  #interceptedBy: string | undefined;

  /**
   * @param longestAnswerMs the walk does not wait longer than this for an answer
   * @param onChange called when the page may have changed
   */
  constructor(page: Page, longestAnswerMs: number, onChange: () => void = () => undefined) {
    this.#longestAnswerMs = longestAnswerMs;
    const matters = (request: Request) =>
      /^(?:document|fetch|xhr)$/.test(request.resourceType()) && isOfPage(request, page);
    const end = (request: Request) => {
      if (!this.#pending.delete(request)) return;
      this.#quietSince = Date.now();
      // Before a page that was answered changes, it has to be loaded.
      if (!request.isNavigationRequest() || request.failure() !== null) onChange();
    };
    page.on('domcontentloaded', onChange);
    page.on('close', onChange);
    page.on('request', (request) => {
      if (!matters(request)) return;
      this.#pending.set(request, Date.now());
      this.#requests++;
      // What a script sends to another host is not a submission.
      if (request.method() === 'GET' || !(request.isNavigationRequest() || isOfHost(request, page))) return;
      this.#submissions++;
      // The first request after the form was sent is the form's own. Later ones may be about anything.
      this.#submission ??= {
        request,
        status: undefined,
        failure: undefined,
        failedAfterRedirect: false,
        asksToWaitMs: undefined,
        answeredAt: undefined,
        interceptedBy: undefined,
      };
    });
    page.on('requestfinished', end);
    page.on('requestfailed', (request) => {
      end(request);
      if (this.#submission === undefined || this.#submission.request !== firstOf(request)) return;
      const failure = request.failure()?.errorText ?? 'it failed';
      // The page itself aborted the request, perhaps because it sent the form twice. The next request counts instead.
      if (failure.includes('ERR_ABORTED')) this.#submission = undefined;
      else
        Object.assign(this.#submission, {
          failure,
          failedAfterRedirect: request !== this.#submission.request,
        });
    });
    page.on('response', (response) => {
      const request = response.request();
      // An endless body must not keep the walk waiting.
      end(request);
      if (this.#submission?.request === request) {
        this.#submission.status = response.status();
        this.#submission.asksToWaitMs = requestedWaitMs(response);
        this.#submission.answeredAt = Date.now();
        this.#submission.interceptedBy = interceptorIn(response);
      }
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
        this.#status = response.status();
        this.#asksToWaitMs = requestedWaitMs(response);
        this.#interceptedBy = interceptorIn(response);
      }
    });
  }

  /** Call this when something is submitted. Anything that arrives from now on is an answer to it. */
  submitted(): void {
    this.#requests = 0;
    this.#submissions = 0;
    this.#submission = undefined;
  }

  /** Call this when a page is opened. Earlier requests no longer count. */
  opened(): void {
    this.submitted();
    this.#asksToWaitMs = undefined;
    this.#interceptedBy = undefined;
  }

  /** Returns the current state of the requests. */
  facts(): TrafficFacts {
    const answeredAt = this.#submission?.answeredAt;
    return {
      busy: this.#busy,
      quietMs: Date.now() - this.#quietSince,
      requestsSinceSent: this.#requests,
      submissionsSinceSent: this.#submissions,
      status: this.#status,
      answeredMs: answeredAt === undefined ? undefined : Date.now() - answeredAt,
      submissionStatus: this.#submission?.status,
      whyUndecided: this.whyUndecided,
      interceptedBy: this.#submission?.interceptedBy ?? this.#interceptedBy,
      asksToWaitMs: this.#submission?.asksToWaitMs ?? this.#asksToWaitMs,
    };
  }

  /** Whether an answer is still expected. A request that stays open longer only listens for updates. */
  get #busy(): boolean {
    const now = Date.now();
    return [...this.#pending.values()].some((since) => now - since < this.#longestAnswerMs);
  }

  /** Why the submission was neither accepted nor refused, as a clause. `undefined` if it was answered. */
  get whyUndecided(): string | undefined {
    if (this.#submission === undefined) return undefined;
    const { status, failure, failedAfterRedirect, interceptedBy } = this.#submission;
    if (interceptedBy !== undefined)
      return `was answered by something between this machine and the tenant: ${interceptedBy}`;
    if (failedAfterRedirect) return `was redirected to a page that did not load (${failure ?? 'it failed'})`;
    if (status !== undefined) return isUnavailable(status) ? `was answered ${String(status)}` : undefined;
    return failure === undefined ? 'got no answer' : `got no answer (${failure})`;
  }

  /** Whether the page that should follow the form never loaded. */
  get neverLoaded(): boolean {
    if (this.#submission === undefined) return false;
    const { request, failure, failedAfterRedirect } = this.#submission;
    return failure !== undefined && !failedAfterRedirect && request.isNavigationRequest();
  }
}

/** Returns the interceptor that answered in place of the tenant, if the headers name one. The page is checked elsewhere. */
function interceptorIn(response: Response): string | undefined {
  return namedInterceptorOf({ status: response.status(), headers: response.headers(), text: '' })?.sign;
}

/** Returns the wait that a response asks for, in ms. `undefined` if it asks for none. */
function requestedWaitMs(response: Response): number | undefined {
  if (response.status() !== 429 && response.status() !== 503) return undefined;
  const headers = response.headers();
  return headers['retry-after'] === undefined ? undefined : retryAfterMs(headers);
}

/** Whether a request belongs to the page or to a frame from its own host. Requests of a bot check in a frame do not count. */
function isOfPage(request: Request, page: Page): boolean {
  try {
    const frame = request.frame();
    return (
      frame === page.mainFrame() || (hostOf(frame.url()) === hostOf(page.url()) && isOfHost(request, page))
    );
  } catch {
    // A frame that is still being created cannot have sent any input.
    return false;
  }
}

function isOfHost(request: Request, page: Page): boolean {
  return hostOf(request.url()) === hostOf(page.url());
}

/** Returns the first request of a chain of redirects. */
function firstOf(request: Request): Request {
  const before = request.redirectedFrom();
  return before === null ? request : firstOf(before);
}
