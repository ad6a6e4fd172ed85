/** What a page asks for and what it gets: to tell an answer from silence, and a refusal from an answer that was lost. */
import type { Page, Request } from 'playwright';
import { isUnavailable } from '../http/exchange.ts';

/** The request that carries what was submitted, and what came of it. */
interface Submission {
  request: Request;
  status: number | undefined;
  failure: string | undefined;
  /** It was led on to other pages, and one of those failed. */
  ledOn: boolean;
}

/** Counts what a page, a form or a script has asked for; pictures do not count. */
export class Traffic {
  readonly #pending = new Map<Request, number>();
  readonly #longestAnswerMs: number;
  #submission: Submission | undefined;
  /** How many requests were made since something was submitted. */
  requestsSinceSent = 0;
  /** When the last answer came. */
  quietSince = Date.now();
  /** Status of the page that is shown. */
  status = 0;

  /** A request that is not answered for `longestAnswerMs` does not hold anybody up. */
  constructor(page: Page, longestAnswerMs: number) {
    this.#longestAnswerMs = longestAnswerMs;
    const matters = (request: Request) => /^(?:document|fetch|xhr)$/.test(request.resourceType());
    const end = (request: Request) => {
      if (this.#pending.delete(request)) this.quietSince = Date.now();
    };
    page.on('request', (request) => {
      if (!matters(request)) return;
      this.#pending.set(request, Date.now());
      this.requestsSinceSent++;
      // The first one after the form was sent is the form's own; later ones may be about anything.
      if (request.method() !== 'GET')
        this.#submission ??= { request, status: undefined, failure: undefined, ledOn: false };
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
      if (this.#submission?.request === request) this.#submission.status = response.status();
      if (request.isNavigationRequest() && request.frame() === page.mainFrame())
        this.status = response.status();
    });
  }

  /** Something is submitted: what comes from here on is an answer to it. */
  submitted(): void {
    this.requestsSinceSent = 0;
    this.#submission = undefined;
  }

  /** What has been under way for longer is a page that listens for news, not an answer to us. */
  get busy(): boolean {
    const now = Date.now();
    return [...this.#pending.values()].some((since) => now - since < this.#longestAnswerMs);
  }

  /** Why nobody has judged what was submitted, as a clause; nothing if it was answered. */
  get unjudged(): string | undefined {
    if (this.#submission === undefined) return undefined;
    const { status, failure, ledOn } = this.#submission;
    if (ledOn) return `was led on to a page that did not come (${failure ?? 'it failed'})`;
    if (status !== undefined) return isUnavailable(status) ? `was answered ${String(status)}` : undefined;
    return failure === undefined ? 'got no answer' : `got no answer (${failure})`;
  }

  /** What was submitted was answered, with an error of the server. */
  get isUnserved(): boolean {
    return this.#submission?.status !== undefined && isUnavailable(this.#submission.status);
  }

  /** The page that was to come instead of the form never came. */
  get brokeOff(): boolean {
    if (this.#submission === undefined) return false;
    const { request, failure, ledOn } = this.#submission;
    return failure !== undefined && !ledOn && request.isNavigationRequest();
  }
}

/** The request that a redirect began with. */
function firstOf(request: Request): Request {
  const before = request.redirectedFrom();
  return before === null ? request : firstOf(before);
}
