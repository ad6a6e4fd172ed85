/** What a page asks for and what it gets: to tell an answer from silence, and a refusal from an answer that was lost. */
import type { Page, Request, Response } from 'playwright';
import { hostOf } from '../http/address.ts';
import { isUnavailable } from '../http/unavailable.ts';
import { namedInterceptorOf } from '../http/who-answered.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { TrafficFacts } from './page/facts.ts';

/** The request that carries what was submitted, and what came of it. */
interface Submission {
  request: Request;
  status: number | undefined;
  failure: string | undefined;
  /** It was led on to other pages, and one of those failed. */
  ledOn: boolean;
  asksToWaitMs: number | undefined;
  answeredAt: number | undefined;
  interceptedBy: string | undefined;
}

/** Counts what a page, a form or a script has asked for; pictures do not count, nor what frames of others are about. */
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

  /** A request that is not answered for `longestAnswerMs` does not hold anybody up. */
  constructor(page: Page, longestAnswerMs: number) {
    this.#longestAnswerMs = longestAnswerMs;
    const matters = (request: Request) =>
      /^(?:document|fetch|xhr)$/.test(request.resourceType()) && isOfPage(request, page);
    const end = (request: Request) => {
      if (this.#pending.delete(request)) this.#quietSince = Date.now();
    };
    page.on('request', (request) => {
      if (!matters(request)) return;
      this.#pending.set(request, Date.now());
      this.#requests++;
      // What a script tells somebody else is no answer to us.
      if (request.method() === 'GET' || !(request.isNavigationRequest() || isOfHost(request, page))) return;
      this.#submissions++;
      // The first one after the form was sent is the form's own; later ones may be about anything.
      this.#submission ??= {
        request,
        status: undefined,
        failure: undefined,
        ledOn: false,
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
      // Given up by the page itself, which may have sent it twice: then the next one counts.
      if (failure.includes('ERR_ABORTED')) this.#submission = undefined;
      else Object.assign(this.#submission, { failure, ledOn: request !== this.#submission.request });
    });
    page.on('response', (response) => {
      const request = response.request();
      // A body without an end must not count as an answer without an end.
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

  /** Something is submitted: what comes from here on is an answer to it. */
  submitted(): void {
    this.#requests = 0;
    this.#submissions = 0;
    this.#submission = undefined;
  }

  /** A page is opened: what was asked for before is over. */
  opened(): void {
    this.submitted();
    this.#asksToWaitMs = undefined;
    this.#interceptedBy = undefined;
  }

  /** What the requests have come to by now. */
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
      unjudged: this.unjudged,
      interceptedBy: this.#submission?.interceptedBy ?? this.#interceptedBy,
      asksToWaitMs: this.#submission?.asksToWaitMs ?? this.#asksToWaitMs,
    };
  }

  /** What has been under way for longer is a page that listens for news, not an answer to us. */
  get #busy(): boolean {
    const now = Date.now();
    return [...this.#pending.values()].some((since) => now - since < this.#longestAnswerMs);
  }

  /** Why nobody has judged what was submitted, as a clause; nothing if it was answered. */
  get unjudged(): string | undefined {
    if (this.#submission === undefined) return undefined;
    const { status, failure, ledOn, interceptedBy } = this.#submission;
    if (interceptedBy !== undefined)
      return `was answered by something between this machine and the tenant: ${interceptedBy}`;
    if (ledOn) return `was redirected to a page that did not load (${failure ?? 'it failed'})`;
    if (status !== undefined) return isUnavailable(status) ? `was answered ${String(status)}` : undefined;
    return failure === undefined ? 'got no answer' : `got no answer (${failure})`;
  }

  /** The page that was to come instead of the form never came. */
  get brokeOff(): boolean {
    if (this.#submission === undefined) return false;
    const { request, failure, ledOn } = this.#submission;
    return failure !== undefined && !ledOn && request.isNavigationRequest();
  }
}

/** What has answered in the place of the tenant, if it says so; what it shows is seen elsewhere. */
function interceptorIn(response: Response): string | undefined {
  return namedInterceptorOf({ status: response.status(), headers: response.headers(), text: '' })?.sign;
}

/** How long a response asks to wait, if it asks. */
function requestedWaitMs(response: Response): number | undefined {
  if (response.status() !== 429 && response.status() !== 503) return undefined;
  const headers = response.headers();
  return headers['retry-after'] === undefined ? undefined : retryAfterMs(headers);
}

/** A request of the page, or of a frame of its own host: a bot check in a frame of its own may chatter as it likes. */
function isOfPage(request: Request, page: Page): boolean {
  try {
    const frame = request.frame();
    return (
      frame === page.mainFrame() || (hostOf(frame.url()) === hostOf(page.url()) && isOfHost(request, page))
    );
  } catch {
    // A frame that is still being made has not asked for anything that was typed.
    return false;
  }
}

function isOfHost(request: Request, page: Page): boolean {
  return hostOf(request.url()) === hostOf(page.url());
}

/** The request that a redirect began with. */
function firstOf(request: Request): Request {
  const before = request.redirectedFrom();
  return before === null ? request : firstOf(before);
}
