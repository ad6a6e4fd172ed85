/**
 * Walks through a sign-in as a person would, whatever pages come in whatever order: looks at the page, does what
 * {@link decide} says, and looks again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Locator, Page } from 'playwright';
import { proxyOnTheWay } from '../browser/route.ts';
import { printable } from '../http/printable.ts';
import { Blocked, messageOf, NotTried } from '../verdict/errors.ts';
import { keepToOneWindow, type Watch, watchRequests } from './requests.ts';
import { newContext } from './context.ts';
import { type Aim, decide, type End, type Next, type Press, type Type } from './decide.ts';
import type { DocumentFacts, FieldFacts } from './facts.ts';
import { elementOf, observe, type Observed } from './observe.ts';
import {
  type Credentials,
  PageNotUnderstood,
  type SignedIn,
  type SignIn,
  type SignInLimits,
  SignInNotServed,
  type SignInTools,
} from './outcome.ts';
import { remedyForStatus, whyNotOpened } from './not-opened.ts';
import { reportOn, summaryOf } from './page-report.ts';
import { after, NOTHING_DONE, type Progress, turnedDown } from './progress.ts';
import { saysMailed } from './question.ts';
import { Traffic } from './traffic.ts';

const LIMITS: SignInLimits = {
  deadlineMs: 60_000,
  patienceMs: 8000,
  answerMs: 15_000,
  personMs: 300_000,
};

/** How often a page is looked at. */
const LOOK_EVERY_MS = 60;

/** A page that is lost on the way is asked for again so often. */
const MOST_OPENINGS = 3;

/** How long one attempt at typing or pressing may take before the page is looked at again. */
const FILL_MS = 1500;
const PRESS_MS = 3000;

/** What comes instead of something that takes too long. */
const LATE = Symbol('late');

/** How Chromium says that a connection broke. */
const LOST_ON_THE_WAY = /ERR_(?:CONNECTION_(?:RESET|CLOSED|ABORTED)|EMPTY_RESPONSE)/;

const REMEDY =
  'look at the attached picture; the page may ask for something that only a person can do (a new policy, an enrolment, a CAPTCHA)';

/**
 * Signs in, in a browser context that holds nothing but this person's device cookies.
 *
 * @throws {PageNotUnderstood} when a page has none of the fields that were looked for, or it cannot be told which.
 * @throws {Blocked} when a page does not come, leads to a host that is not listed, or no passcode can be had.
 */
export async function signIn(request: SignIn, tools: SignInTools): Promise<SignedIn> {
  return walking(request, tools, (walk) => walk.run());
}

/**
 * Walks up to where something would be typed, or a client be let in, and does not do it. What lies over the page is closed,
 * and what asks to wait is waited for, as on the way of a sign-in: so whatever would end one before it has begun ends this.
 *
 * @param email of who would sign in.
 * @returns what the page asks for, in a few words.
 * @throws {PageNotUnderstood} and {@link Blocked} as {@link signIn}.
 */
export async function look(
  request: Omit<SignIn, 'credentials'>,
  email: string,
  tools: SignInTools,
): Promise<string> {
  const credentials = { email, password: '' };
  return walking({ ...request, credentials }, tools, (walk) => walk.look());
}

async function walking<T>(request: SignIn, tools: SignInTools, run: (walk: Walk) => Promise<T>): Promise<T> {
  const context = await newContext(tools.browser, tools.userAgentSuffix);
  try {
    await context.addCookies(request.deviceCookies);
    const page = await context.newPage();
    const { redirectUris, credentials } = request;
    // A password that is not there cannot go astray.
    const password = credentials?.password || undefined;
    const watch = await watchRequests(context, page, { redirectUris, password, ...tools });
    // A person's way of signing in may need a window of its own; ours does not.
    if (credentials !== undefined) await keepToOneWindow(context, page, watch, password);
    return await run(new Walk(request, tools, context, page, watch));
  } finally {
    await context.close();
  }
}

class Walk {
  readonly #request: SignIn;
  readonly #tools: SignInTools;
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #watch: Watch;
  readonly #limits: SignInLimits;
  readonly #aim: Aim;
  readonly #steps: string[] = [];
  readonly #traffic: Traffic;
  #progress: Progress = NOTHING_DONE;
  #mailedSince = new Date();
  #waitedMs = 0;
  /** Also where the page was too old, and it was sent again. */
  #hasSentPassword = false;

  constructor(request: SignIn, tools: SignInTools, context: BrowserContext, page: Page, watch: Watch) {
    this.#request = request;
    this.#tools = tools;
    this.#context = context;
    this.#page = page;
    this.#watch = watch;
    this.#limits = { ...LIMITS, ...tools.limits };
    this.#traffic = new Traffic(page, this.#limits.answerMs);
    this.#aim = {
      decision: request.decision ?? 'allow',
      mayBeSignedIn: request.mayBeSignedIn === true,
      mayBeTurnedAway: request.mayBeTurnedAway === true,
      mayReceive: (target, from) => this.#mayReceive(target, from),
      address: request.credentials?.email ?? '',
      passwordForm: new URL(request.passwordFormUrl).pathname,
      patienceMs: this.#limits.patienceMs,
    };
  }

  async run(): Promise<SignedIn> {
    await this.#open(this.#request.url);
    return this.#request.credentials === undefined
      ? this.#waitForPerson()
      : this.#walk(this.#request.credentials);
  }

  /** See {@link look}. */
  async look(): Promise<string> {
    await this.#open(this.#request.url);
    const came = await this.#walk({ email: this.#aim.address, password: '' }, wouldDo);
    // Nobody was asked who it is.
    return typeof came === 'string' ? came : 'it lets the client in without asking for anything';
  }

  /** @param stop ends the walk before a step: with what it returns, if it does. */
  async #walk(credentials: Credentials): Promise<SignedIn>;
  async #walk(credentials: Credentials, stop: (next: Next) => string | undefined): Promise<SignedIn | string>;
  async #walk(
    credentials: Credentials,
    stop: (next: Next) => string | undefined = () => undefined,
  ): Promise<SignedIn | string> {
    const started = Date.now();
    for (;;) {
      const ended = await this.#ended();
      if (ended !== undefined) return ended;
      const observed = await this.#within(observe(this.#page));
      if (Date.now() - started - this.#waitedMs > this.#limits.deadlineMs)
        throw await this.#notUnderstood('The sign-in did not come to an end', observed);
      if (observed !== undefined) {
        const seen = { page: observed.page, traffic: this.#traffic.facts(), now: Date.now() };
        const next = decide(seen, this.#progress, this.#aim);
        const how = next.do === 'end' ? await this.#end(next.end, observed) : undefined;
        if (how !== undefined) return how;
        const stopped = stop(next);
        if (stopped !== undefined) return stopped;
        await this.#take(next, observed, credentials);
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Does what was decided. */
  async #take(next: Next, observed: Observed, credentials: Credentials): Promise<void> {
    const document = 'document' in next ? observed.page.documents[next.document] : undefined;
    const note = () => (this.#progress = after(this.#progress, next, document, Date.now()));
    switch (next.do) {
      case 'type':
        // A page that has built its fields anew since is looked at again.
        if (await this.#type(next, observed, credentials)) note();
        return;
      case 'press':
        note();
        return this.#press(next, observed);
      case 'enter':
        note();
        this.#noteSent(next.what, next.target);
        await elementOf(observed, next.document, next.field.ref)
          ?.press('Enter', { timeout: PRESS_MS, noWaitAfter: true })
          .catch(() => undefined);
        return;
      case 'nudge': {
        note();
        const left = elementOf(observed, next.document, next.field.ref);
        await left?.press('End', { timeout: FILL_MS }).catch(() => undefined);
        await left?.press('Tab', { timeout: FILL_MS }).catch(() => undefined);
        return;
      }
      case 'open': {
        note();
        const isBack = next.where === 'authorization';
        const url = isBack ? this.#request.url : this.#request.passwordFormUrl;
        this.#steps.push(
          isBack ? 'went back to the authorization request' : `went to ${new URL(url).pathname}`,
        );
        return this.#open(url);
      }
      case 'pause':
        note();
        this.#steps.push(`waited ${String(Math.ceil(next.ms / 1000))} s, as the page asked`);
        await this.#pause(next.ms);
        return this.#open(this.#request.url);
      case 'begin anew':
        this.#steps.push('that was the button that signs out; began again');
        note();
        return;
      case 'note':
      case 'wait':
      case 'end':
        note();
    }
  }

  async #pause(ms: number): Promise<void> {
    this.#waitedMs += ms;
    await sleep(ms);
  }

  // --- Looking ----------------------------------------------------------------------------------------------------

  /** Playwright waits without end for a page's scripts to rest, and for the answer to a form. */
  async #within<T>(act: Promise<T>): Promise<T> {
    // Whatever it comes to when it is too late is nobody's business.
    act.catch(() => undefined);
    const inTime = new AbortController();
    const late = sleep(this.#limits.patienceMs * 2, LATE, { signal: inTime.signal });
    late.catch(() => undefined);
    const came = await Promise.race([act, late]).finally(() => inTime.abort());
    if (came !== LATE) return came;
    this.#refuseTooMuch();
    throw new Blocked(
      this.#progress.sent !== undefined && this.#traffic.unjudged !== undefined
        ? `${this.#unjudged}, at ${this.#place} while signing in.`
        : `The page ${this.#place} keeps the browser so busy that it cannot be looked at, while signing in.`,
      {
        remedy:
          'sign in there in a browser of your own: it hangs, runs a script without end, or is very large',
      },
    );
  }

  get #unjudged(): string {
    return `The ${this.#progress.sent?.what ?? 'form'} was sent, and ${this.#traffic.unjudged ?? 'got no answer'}`;
  }

  get #place(): string {
    const shown = this.#page.url();
    const { origin, pathname } = new URL(/^https?:/.test(shown) ? shown : this.#request.url);
    return `${origin}${printable(this.#tools.secrets.redact(pathname))}`;
  }

  /**
   * Whether what is typed on a page may be sent to an address: to the page's own host, to the tenant, and where somebody
   * has listed the host by name; never from a page that is encrypted to one that is not.
   */
  #mayReceive(target: string, from: string): boolean {
    // A frame that the page has written itself has no host of its own.
    const page = /^https?:/.test(from) ? from : this.#page.url();
    if (!URL.canParse(target) || !URL.canParse(page)) return false;
    const to = new URL(/^about:/.test(target) ? page : target);
    if (!/^https?:$/.test(to.protocol)) return false;
    const tenant = new URL(this.#request.url);
    const isWeaker = to.protocol === 'http:' && (page.startsWith('https:') || tenant.protocol === 'https:');
    return (
      !isWeaker && (to.host === new URL(page).host || to.host === tenant.host || this.#tools.guard.lists(to))
    );
  }

  // --- Ends -------------------------------------------------------------------------------------------------------

  /** A callback, a host that is not listed, or a page that never came end the walk. */
  async #ended(): Promise<SignedIn | undefined> {
    const { callback, refusedHost, strayed } = this.#watch;
    if (callback !== undefined) {
      if (
        callback['error'] === 'access_denied' &&
        this.#aim.decision === 'allow' &&
        this.#progress.allowedBy !== undefined
      ) {
        // There were several buttons, and ours denied: ask again, and take another one.
        this.#progress = turnedDown(this.#progress);
        this.#watch.callback = undefined;
        this.#steps.push('that was the button that denies; tried again with another one');
        await this.#open(this.#request.url);
        return undefined;
      }
      return {
        outcome: 'answered',
        callback,
        cameTo: this.#watch.cameTo,
        steps: this.#steps,
        cookies: await this.#context.cookies(),
        passwordTyped: this.#hasSentPassword,
      };
    }
    if (strayed !== undefined)
      throw await this.#notUnderstood(
        `The page tried to send the password to ${strayed}; it was stopped, and nothing was sent`,
        undefined,
        'look at the page in a browser of your own: a script of it, or its form, sends what is typed where it does not belong',
      );
    if (this.#watch.otherWindow && this.#progress.sent !== undefined)
      throw await this.#notUnderstood(
        `The page opened another window when the ${this.#progress.sent.what} was sent: that window was stopped, and got nothing`,
        undefined,
        'sign in there in a browser of your own: a form that answers in a window of its own cannot be followed',
      );
    if (refusedHost !== undefined) this.#tools.guard.check(refusedHost);
    this.#refuseTooMuch();
    if (this.#traffic.brokeOff) throw await this.#notUnderstood(this.#unjudged, undefined);
    return undefined;
  }

  #refuseTooMuch(): void {
    if (!this.#watch.tooMuch) return;
    throw new Blocked(
      `The page ${this.#place} sent more than a browser should have to take in, while signing in.`,
      { remedy: 'open it in a browser of your own: it may be without end, or something that is downloaded' },
    );
  }

  async #end(how: End, observed: Observed): Promise<SignedIn> {
    const said = (text: string) => printable(this.#tools.secrets.redact(text));
    switch (how.outcome) {
      case 'refused':
        return { outcome: 'refused', said: said(how.said), steps: this.#steps };
      case 'turned away': {
        const [document] = observed.page.documents;
        const shown = document === undefined ? how.said : `${summaryOf(document)}: ${how.said}`;
        return { outcome: 'turned away', status: how.status, said: said(shown), steps: this.#steps };
      }
      case 'not tried':
        throw new NotTried(how.why);
      case 'blocked':
        throw await this.#notUnderstood(how.why, observed, how.remedy, how.isUnserved);
    }
  }

  async #waitForPerson(): Promise<SignedIn> {
    this.#steps.push('waited for a person to sign in in the visible browser');
    const deadline = Date.now() + this.#limits.personMs;
    while (Date.now() < deadline) {
      const ended = await this.#ended();
      if (ended !== undefined) return ended;
      if (this.#page.isClosed()) break;
      await sleep(200);
    }
    throw new Blocked('Nobody signed in as admin in the browser that was opened for it.', {
      remedy: 'run again and sign in there, or set ZENDESK_ADMIN_GRANT=client_credentials',
    });
  }

  // --- Acting -----------------------------------------------------------------------------------------------------

  /** From here on, what comes is an answer to this. */
  #noteSent(what: Press['what'], target: string | undefined): void {
    if (what === 'password') this.#watch.formTarget = target;
    this.#traffic.submitted();
    this.#watch.otherWindow = false;
    if (what === 'password') this.#hasSentPassword = true;
    if (what === 'password' || what === 'passcode') this.#mailedSince = new Date();
  }

  /** False if the page has built its fields anew since it was looked at. */
  async #type(next: Type, observed: Observed, credentials: Credentials): Promise<boolean> {
    const { address, password, passcode } = next;
    const fill = (field: FieldFacts, text: string) =>
      this.#fill(elementOf(observed, next.document, field.ref), next.what, text, observed);
    if (passcode !== undefined) {
      const code = await this.#passcode(observed.page.documents[next.document], credentials.email);
      this.#traffic.submitted();
      const [first] = passcode;
      if (first !== undefined && passcode.length === 1) return fill(first, code);
      for (const [at, field] of passcode.entries()) {
        const box = elementOf(observed, next.document, field.ref);
        // Keys, because such fields send the reader from one to the next.
        await box?.press(code[at] ?? '', { timeout: FILL_MS }).catch(() => undefined);
      }
      return true;
    }
    const isFirst = address === undefined || (await fill(address, credentials.email));
    if (!isFirst) return false;
    // A script that builds its fields anew at each of them has taken the first: the rest is typed when it is seen again.
    if (password !== undefined && !(await fill(password, credentials.password))) return address !== undefined;
    this.#steps.push(
      `typed the ${next.what}${next.anew === true ? ' again, because the page was too old' : ''}`,
    );
    return true;
  }

  async #fill(field: Locator | undefined, what: string, text: string, observed: Observed): Promise<boolean> {
    if (field === undefined) return false;
    const deadline = Date.now() + this.#limits.patienceMs;
    for (;;) {
      try {
        await field.fill(text, { timeout: Math.min(FILL_MS, this.#limits.patienceMs) });
        return true;
      } catch {
        if ((await this.#within(field.count().catch(() => 0))) === 0) return false;
        // Playwright's own words would quote what was to be typed.
        if (Date.now() > deadline)
          throw await this.#notUnderstood(`The ${what} field could not be filled in`, observed);
      }
    }
  }

  async #press({ document, control, as, what, target }: Press, observed: Observed): Promise<void> {
    if (what !== undefined) this.#noteSent(what, target);
    const caption = printable(this.#tools.secrets.redact(control.caption));
    if (as === 'allow') this.#steps.push('allowed the client on the consent page');
    if (as === 'deny') this.#steps.push('denied the client on the consent page');
    if (what === undefined)
      this.#steps.push(`pressed “${caption}” to ${as === 'skip' ? 'pass a question by' : as}`);
    const button = elementOf(observed, document, control.ref);
    try {
      await button?.click({ timeout: PRESS_MS, noWaitAfter: true });
    } catch {
      // Something may lie over it that could not be seen: then it is pressed without a pointer.
      await this.#within(
        button?.evaluate((element: HTMLElement) => element.click()).catch(() => undefined) ??
          Promise.resolve(),
      );
    }
  }

  async #passcode(document: DocumentFacts | undefined, address: string): Promise<string> {
    const { passcodes, usedPasscodes, secrets } = this.#tools;
    if (passcodes === undefined) {
      const isMailed = document !== undefined && saysMailed(document);
      throw new Blocked(
        `A passcode ${isMailed ? 'was mailed to' : 'is asked for, to sign in as'} ${address}, and the run has no way to read it.`,
        {
          remedy:
            'set KEYTURN_PASSCODE_COMMAND to a command that prints it, or run at a terminal and type it',
        },
      );
    }
    const started = Date.now();
    const passcode = await passcodes.read({ address, since: this.#mailedSince, used: usedPasscodes });
    this.#waitedMs += Date.now() - started;
    usedPasscodes.add(passcode);
    secrets.learn(passcode, 'passcode', `a passcode from ${passcodes.title}`);
    this.#steps.push(`typed a passcode from ${passcodes.title}`);
    return passcode;
  }

  /** Opens a page. One that is lost on the way is asked for again. */
  async #open(url: string): Promise<void> {
    this.#traffic.opened();
    for (let opening = 1; ; opening++) {
      const isLost = await this.#goTo(url, opening === MOST_OPENINGS);
      if (!isLost) return;
      await this.#pause(500);
    }
  }

  /** Goes to a page; true if it was lost on the way, and this is not the last time. */
  async #goTo(url: string, last: boolean): Promise<boolean> {
    try {
      const timeout = Math.min(30_000, this.#limits.deadlineMs);
      await this.#page.goto(url, { waitUntil: 'commit', timeout });
      return false;
    } catch (error) {
      // A callback or a refused host ends the navigation too; `ended` says more about those.
      if (this.#watch.callback !== undefined || this.#watch.refusedHost !== undefined) return false;
      const [first = ''] = printable(this.#tools.secrets.redact(messageOf(error))).split('\n');
      if (/ERR_ABORTED/.test(first)) return false;
      if (!last && LOST_ON_THE_WAY.test(first)) return true;
      const { status, asksToWaitMs } = this.#traffic.facts();
      const isEmptyError = /ERR_HTTP_RESPONSE_CODE_FAILURE/.test(first);
      // An error without a page is an answer as well, where one is expected or where it asks to wait.
      if (isEmptyError && (this.#aim.mayBeTurnedAway || asksToWaitMs !== undefined)) return false;
      const { origin, pathname } = new URL(url);
      const { reason, ...remedy } = isEmptyError
        ? {
            reason: `it was answered ${String(status)}, and nothing else`,
            remedy: remedyForStatus(status) ?? REMEDY,
          }
        : whyNotOpened(first);
      const proxy = proxyOnTheWay(this.#page.context(), new URL(url));
      const way = proxy === undefined ? '' : `, through ${proxy}`;
      throw new Blocked(`The page ${origin}${pathname} did not open in the browser${way}: ${reason}`, remedy);
    }
  }

  // --- Reporting --------------------------------------------------------------------------------------------------

  async #notUnderstood(
    why: string,
    observed: Observed | undefined,
    remedy = REMEDY,
    isUnserved = false,
  ): Promise<PageNotUnderstood> {
    const report = reportOn(observed?.page, why, this.#place, this.#steps);
    const cover = (line: string) => printable(this.#tools.secrets.redact(line));
    const message = report.split('\n').map(cover).join('\n');
    const Kind = isUnserved ? SignInNotServed : PageNotUnderstood;
    return new Kind(
      message,
      { remedy },
      { screenshot: await this.#picture(), passwordSent: this.#hasSentPassword },
    );
  }

  /** A picture with every field covered; none at all if a secret can be read on the page. */
  async #picture(): Promise<Buffer | undefined> {
    try {
      const text = await this.#page.locator('body').innerText({ timeout: 2000 });
      if (this.#tools.secrets.find(text).length > 0) return undefined;
      return await this.#page.screenshot({ mask: [this.#page.locator('input, textarea')], timeout: 5000 });
    } catch {
      return undefined;
    }
  }
}

/** What a step would type or send, in a few words; nothing for one that only makes way, or waits. */
function wouldDo(next: Next): string | undefined {
  if (next.do === 'type') return `it asks for the ${next.what}`;
  if (next.do === 'enter') return `it sends the ${next.what}`;
  return next.do === 'press' && next.what !== undefined ? `it sends the ${next.what}` : undefined;
}
