/**
 * Walks through a sign-in as a person would, whatever pages come in whatever order: address and password on
 * one page or on two, a mailed passcode, a consent page, or none of these.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Cookie, Locator, Page, Response } from 'playwright';
import { isUnavailable } from '../http/exchange.ts';
import type { HostGuard } from '../http/hosts.ts';
import { printable } from '../http/printable.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { PasscodeSource } from '../passcode/index.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import { Blocked, NotTried, messageOf, type Remedy } from '../verdict/errors.ts';
import { type Callback, type Watch, watchDocuments } from './callback.ts';
import { look, marked, type Seen } from './page-view.ts';
import { Traffic } from './traffic.ts';

/** A sign-in to walk through. */
export interface SignIn {
  /** The authorization request. */
  url: string;
  /** Where the browser is sent back to: the one that is asked for, and any other that an answer may go to. */
  redirectUris: readonly string[];
  /** Without them, a person signs in in the visible browser. */
  credentials: { email: string; password: string } | undefined;
  /** Where the tenant's own e-mail and password form is, if `url` leads to another way of signing in. */
  passwordFormUrl: string;
  /** Cookies by which the tenant knows this person's device, from an earlier sign-in of the same person. */
  deviceCookies: Cookie[];
  /** These cookies may hold a session that is open: then the client may be allowed before a password was asked for. */
  mayBeSignedIn?: true;
  /** What to say on the consent page; to allow, if nothing is said. */
  decision?: 'allow' | 'deny';
  /** The request is one that a tenant refuses with a page: that is a result then, and not a page that we do not understand. */
  mayBeTurnedAway?: true;
}

/** What a sign-in needs around it. */
export interface SignInTools {
  browser: Browser;
  guard: HostGuard;
  secrets: SecretRegistry;
  passcodes: PasscodeSource | undefined;
  userAgentSuffix: string;
  /** Passcodes that this run has used up. */
  usedPasscodes: Set<string>;
  /** Bounds in milliseconds. */
  limits?: Partial<SignInLimits>;
}

/** Bounds in milliseconds. */
export interface SignInLimits {
  /** For the whole walk, without waiting for a mail. */
  deadlineMs: number;
  /** How long a page may stay one that we do not understand. */
  patienceMs: number;
  /** How long a request of a page may stay unanswered before it no longer holds the walk up. */
  answerMs: number;
  /** For a person in the visible browser. */
  personMs: number;
}

/** Bounds of a sign-in; exported so that the time limit of a cell can be set by them. */
export const SIGN_IN_LIMITS: SignInLimits = {
  deadlineMs: 60_000,
  patienceMs: 8000,
  answerMs: 15_000,
  personMs: 300_000,
};

/** How a sign-in ended. */
export type SignedIn =
  | {
      outcome: 'answered';
      callback: Callback;
      /** Where the callback came to, without its parameters. */
      cameTo: string;
      steps: string[];
      cookies: Cookie[];
      passwordTyped: boolean;
    }
  | { outcome: 'refused'; said: string; steps: string[] }
  /** The authorization request was answered with an error page. */
  | { outcome: 'turned away'; status: number; said: string; steps: string[] };

/** Walks through a sign-in: {@link signIn}, or whatever stands in for it where there is no browser. */
export type WalkThrough = (request: SignIn, tools: Omit<SignInTools, 'browser'>) => Promise<SignedIn>;

/** The page was not what we expect: comes with a picture of it, if that shows no secret. */
export class PageNotUnderstood extends Blocked {
  readonly screenshot: Buffer | undefined;

  constructor(message: string, remedy: Remedy, screenshot: Buffer | undefined) {
    super(message, remedy);
    this.screenshot = screenshot;
  }
}

/** What was typed was answered with an error of the server, and the same page: perhaps a refusal, and perhaps an illness. */
export class SignInNotServed extends PageNotUnderstood {}

/**
 * Signs in, in a browser context that holds nothing but this person's device cookies.
 *
 * @throws {PageNotUnderstood} when a page has none of the fields that were looked for.
 * @throws {Blocked} when a page does not come, leads to a host that is not listed, or no passcode can be had.
 */
export async function signIn(request: SignIn, tools: SignInTools): Promise<SignedIn> {
  const context = await tools.browser.newContext({
    // Translated pages are understood too; but an answer should not depend on where the run happens to be.
    locale: 'en-US',
    serviceWorkers: 'block',
    acceptDownloads: false,
    userAgent: userAgentOf(tools.browser, tools.userAgentSuffix),
  });
  try {
    await context.addCookies(request.deviceCookies);
    const page = await context.newPage();
    // A person's way of signing in may need a window of its own; ours does not.
    if (request.credentials !== undefined) await refuseWindows(context, page);
    const watch = await watchDocuments(context, page, { redirectUris: request.redirectUris, ...tools });
    return await new Walk(request, tools, context, page, watch).run();
  } finally {
    await context.close();
  }
}

/** No second window: nobody would look at it, and a hostile page could open them without end. */
async function refuseWindows(context: BrowserContext, page: Page): Promise<void> {
  context.on('page', (other) => {
    if (other !== page) void other.close().catch(() => undefined);
  });
  await page.addInitScript(() => {
    window.open = () => null;
  });
}

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Macintosh; Intel Mac OS X 10_15_7',
  win32: 'Windows NT 10.0; Win64; x64',
};

/** What the same Chromium says with a window (headless, it would name itself so), and our run behind it. */
function userAgentOf(browser: Browser, suffix: string): string {
  const major = browser.version().split('.')[0] ?? '0';
  const system = SYSTEMS[process.platform] ?? 'X11; Linux x86_64';
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36 ${suffix}`;
}

/** What was sent last, to tell an answer from the page that has not changed yet. */
interface Sent {
  what: 'address' | 'password' | 'passcode' | 'consent';
  document: string;
  /** What the page said before. */
  alert: string;
  at: number;
}

const ALLOWED = 'allowed the client on the consent page';
const DENIED = 'denied the client on the consent page';

/** A page that is lost on the way, or whose tenant asks to wait a little, is asked for again so often. */
const MOST_OPENINGS = 3;

/** What comes instead of something that takes too long. */
const LATE = Symbol('late');

/** How long one attempt at typing may take before the page is looked at again. */
const FILL_MS = 1500;

/** How Chromium says that a connection broke. */
const LOST_ON_THE_WAY = /ERR_(?:CONNECTION_(?:RESET|CLOSED|ABORTED)|EMPTY_RESPONSE)/;

/** Such a wait is no longer than this. */
const LONGEST_PAGE_WAIT_MS = 30_000;

/** A client may be allowed once, and again after the page was asked for anew; more often is a loop. */
const MOST_CONSENTS = 3;

/** How long the tenant asks to wait before a page is asked for again, if it does and that is bearable. */
function pauseAfter(response: Response): number | undefined {
  if (response.status() !== 429 && response.status() !== 503) return undefined;
  const headers = response.headers();
  const asked = headers['retry-after'] === undefined ? undefined : retryAfterMs(headers);
  return asked === undefined || asked > LONGEST_PAGE_WAIT_MS ? undefined : asked;
}

class Walk {
  readonly #request: SignIn;
  readonly #tools: SignInTools;
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #watch: Watch;
  readonly #limits: SignInLimits;
  readonly #steps: string[] = [];
  readonly #traffic: Traffic;
  #sent: Sent | undefined;
  #passwordTyped = false;
  #addressTyped = false;
  #triedPasswordForm = false;
  #cameBack = false;
  readonly #denied: string[] = [];
  #allowedBy: string | undefined;
  #passwordField = '';
  #unclearSince: number | undefined;
  #mailedSince = new Date();
  #waitedMs = 0;

  constructor(request: SignIn, tools: SignInTools, context: BrowserContext, page: Page, watch: Watch) {
    this.#request = request;
    this.#tools = tools;
    this.#context = context;
    this.#page = page;
    this.#watch = watch;
    this.#limits = { ...SIGN_IN_LIMITS, ...tools.limits };
    this.#traffic = new Traffic(page, this.#limits.answerMs);
  }

  async run(): Promise<SignedIn> {
    await this.#open(this.#request.url);
    return this.#request.credentials === undefined
      ? this.#waitForPerson()
      : this.#walk(this.#request.credentials);
  }

  async #walk(credentials: { email: string; password: string }): Promise<SignedIn> {
    const started = Date.now();
    for (;;) {
      const ended = await this.#ended();
      if (ended !== undefined) return ended;
      if (Date.now() - started - this.#waitedMs > this.#limits.deadlineMs) {
        throw await this.#notUnderstood('The sign-in did not come to an end', await this.#look());
      }
      const seen = await this.#look();
      const refused = seen === undefined ? undefined : await this.#step(seen, credentials);
      if (refused !== undefined) return refused;
      await sleep(60);
    }
  }

  /** What the page shows; a page whose scripts never rest cannot be looked at. */
  #look(): Promise<Seen | undefined> {
    return this.#within(look(this.#page, this.#denied));
  }

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
      this.#sent !== undefined && this.#traffic.unjudged !== undefined
        ? `${this.#unjudged}, at ${this.#place} while signing in.`
        : `The page ${this.#place} keeps the browser so busy that it cannot be looked at, while signing in.`,
      {
        remedy:
          'sign in there in a browser of your own: it hangs, runs a script without end, or is very large',
      },
    );
  }

  #refuseTooMuch(): void {
    if (!this.#watch.tooMuch) return;
    throw new Blocked(
      `The page ${this.#place} sent more than a browser should have to take in, while signing in.`,
      { remedy: 'open it in a browser of your own: it may be without end, or something that is downloaded' },
    );
  }

  get #place(): string {
    const shown = this.#page.url();
    const { origin, pathname } = new URL(/^https?:/.test(shown) ? shown : this.#request.url);
    return `${origin}${printable(this.#tools.secrets.redact(pathname))}`;
  }

  /** Does what the page asks for. Returns a refusal if it asks again for what was given already. */
  async #step(seen: Seen, credentials: { email: string; password: string }): Promise<SignedIn | undefined> {
    if (seen.asks !== 'other' && seen.asks !== 'consent') this.#unclearSince = undefined;
    switch (seen.asks) {
      case 'password':
        if (this.#wasSignedOut(seen)) return undefined;
        if (this.#passwordTyped) {
          return this.#isOtherQuestion(seen)
            ? this.#answerPasscode(seen, credentials.email)
            : this.#askedAgain(seen);
        }
        if (this.#addressTyped && !this.#answered(seen) && seen.hasAddress) return undefined;
        if (seen.hasAddress && !(await this.#fill(seen, 'address', credentials.email))) return undefined;
        if (!(await this.#fill(seen, 'password', credentials.password))) return undefined;
        this.#passwordTyped = true;
        this.#passwordField = seen.field;
        this.#mailedSince = new Date();
        return this.#submit(seen, 'password', 'typed the password');
      case 'address':
        if (this.#wasSignedOut(seen)) return undefined;
        if (this.#addressTyped) return this.#askedAgain(seen);
        if (!(await this.#fill(seen, 'address', credentials.email))) return undefined;
        this.#addressTyped = true;
        return this.#submit(seen, 'address', 'typed the address');
      case 'passcode':
        if (this.#sent?.what === 'passcode' && !this.#answered(seen)) return undefined;
        return this.#answerPasscode(seen, credentials.email);
      case 'consent':
        // Before the password was asked for, a page with a button is no consent page: it is not ours to press.
        if (!this.#passwordTyped && this.#request.mayBeSignedIn !== true) return this.#other(seen);
        this.#unclearSince = undefined;
        if (this.#sent?.what === 'consent' && !this.#answered(seen)) return undefined;
        return this.#consent(seen);
      case 'other':
        // After the password, a field that stands alone can only be for the passcode, whatever it is called.
        if (this.#passwordTyped && seen.loneField && this.#answered(seen)) {
          return this.#answerPasscode(seen, credentials.email);
        }
        return this.#other(seen);
    }
  }

  /** A callback, a host that is not listed, or an error page end the walk. */
  async #ended(): Promise<SignedIn | undefined> {
    const { callback, refusedHost } = this.#watch;
    if (callback !== undefined) {
      if (callback['error'] === 'access_denied' && this.#allowedBy !== undefined) {
        // There were several buttons, and ours denied: ask again, and take another one.
        this.#denied.push(this.#allowedBy);
        this.#allowedBy = undefined;
        this.#watch.callback = undefined;
        this.#sent = undefined;
        this.#steps.push('that was the button that denies; tried again with another one');
        await this.#open(this.#request.url);
        return undefined;
      }
      const cookies = await this.#context.cookies();
      return {
        outcome: 'answered',
        callback,
        cameTo: this.#watch.cameTo,
        steps: this.#steps,
        cookies,
        passwordTyped: this.#passwordTyped,
      };
    }
    if (refusedHost !== undefined) {
      this.#tools.guard.check(refusedHost);
    }
    this.#refuseTooMuch();
    if (this.#traffic.brokeOff) throw await this.#notUnderstood(this.#unjudged, undefined);
    return undefined;
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

  async #answerPasscode(seen: Seen, address: string): Promise<undefined> {
    const { passcodes, usedPasscodes, secrets } = this.#tools;
    const asked = this.#steps.filter((step) => step.startsWith('typed a passcode')).length;
    if (asked >= 2) {
      throw await this.#notUnderstood(`Two passcodes mailed to ${address} were not accepted`, seen);
    }
    if (passcodes === undefined) {
      throw new Blocked(`A passcode was mailed to ${address}, and the run has no way to read it.`, {
        remedy: 'set KEYTURN_PASSCODE_COMMAND to a command that prints it, or run at a terminal and type it',
      });
    }
    const started = Date.now();
    const passcode = await passcodes.read({ address, since: this.#mailedSince, used: usedPasscodes });
    this.#waitedMs += Date.now() - started;
    usedPasscodes.add(passcode);
    secrets.learn(passcode, 'passcode');
    this.#mailedSince = new Date();
    const first = marked(seen.frame, seen.asks === 'password' ? 'password' : 'passcode');
    try {
      const timeout = this.#limits.patienceMs;
      if (seen.boxes > 0) await first.pressSequentially(passcode, { timeout });
      else await first.fill(passcode, { timeout });
    } catch {
      throw await this.#notUnderstood('The passcode field could not be filled in', seen);
    }
    this.#unclearSince = undefined;
    return this.#submit(seen, 'passcode', `typed a passcode from ${passcodes.title}`);
  }

  async #consent(seen: Seen): Promise<undefined> {
    if (this.#request.decision === 'deny') return this.#deny(seen);
    const allowed = this.#steps.filter((step) => step === ALLOWED).length;
    if (allowed >= MOST_CONSENTS)
      throw await this.#notUnderstood('The consent page came again and again', seen);
    const button = marked(seen.frame, 'allow');
    this.#allowedBy = seen.uncertainAllow;
    this.#noteSent(seen, 'consent', ALLOWED);
    await this.#press(button);
  }

  async #deny(seen: Seen): Promise<undefined> {
    const button = marked(seen.frame, 'deny');
    const isThere = (await this.#within(button.count().catch(() => 0))) > 0;
    if (!isThere || this.#steps.includes(DENIED)) {
      throw new NotTried(
        isThere
          ? 'The consent page came again after the client was denied.'
          : 'The consent page has no button that surely denies.',
      );
    }
    this.#noteSent(seen, 'consent', DENIED);
    await this.#press(button);
  }

  /** Nothing we know is on the page: it may still be built, or lead to the form by another way. */
  async #other(seen: Seen): Promise<SignedIn | undefined> {
    const { status, busy } = this.#traffic;
    if (this.#request.mayBeTurnedAway === true && status >= 400 && !isUnavailable(status) && !busy) {
      const said = printable(this.#tools.secrets.redact(seen.summary));
      return { outcome: 'turned away', status, said, steps: this.#steps };
    }
    this.#unclearSince ??= Date.now();
    const unclearMs = Date.now() - this.#unclearSince;
    // A refusal may be a page of its own; then going back shows whether anybody is signed in.
    const mayBeRefusal = this.#passwordTyped && !this.#cameBack && !isUnavailable(this.#traffic.status);
    const unavailable = isUnavailable(this.#traffic.status) && this.#request.mayBeTurnedAway === true;
    // That turns nobody away.
    if (unavailable && !busy)
      throw new Blocked(`The page ${this.#place} answered ${String(status)}, while signing in.`);
    if (this.#traffic.status >= 400 && !this.#traffic.busy && !mayBeRefusal)
      throw await this.#notUnderstood(`The page answered ${String(this.#traffic.status)}`, seen);
    if (unclearMs < this.#limits.patienceMs / 2 || this.#traffic.busy) {
      if (unclearMs < this.#limits.patienceMs * 2) return undefined;
    } else if (this.#passwordTyped && !this.#cameBack) {
      this.#cameBack = true;
      this.#steps.push('went back to the authorization request');
      await this.#open(this.#request.url);
      return undefined;
    } else if (!this.#passwordTyped && !this.#triedPasswordForm) {
      this.#triedPasswordForm = true;
      this.#steps.push(`went to ${new URL(this.#request.passwordFormUrl).pathname}`);
      await this.#open(this.#request.passwordFormUrl);
      this.#unclearSince = undefined;
      return undefined;
    }
    if (unclearMs < this.#limits.patienceMs) return undefined;
    throw await this.#notUnderstood('The page has none of the fields that were looked for', seen);
  }

  /** The button on the consent page was another one ("switch account"): what was typed must be typed again. */
  #wasSignedOut(seen: Seen): boolean {
    if (this.#sent?.what !== 'consent' || this.#allowedBy === undefined || !this.#answered(seen))
      return false;
    this.#denied.push(this.#allowedBy);
    this.#allowedBy = undefined;
    this.#sent = undefined;
    this.#addressTyped = false;
    this.#passwordTyped = false;
    this.#steps.push('that was the button that signs out; began again');
    return true;
  }

  /** A covered field under another name, alone on a page without complaint: not the password again, but a passcode. */
  #isOtherQuestion(seen: Seen): boolean {
    return (
      this.#answered(seen) &&
      this.#sent?.what !== 'passcode' &&
      seen.field !== this.#passwordField &&
      !/pass(?:word|wd|wort)|pwd/i.test(seen.field) &&
      !seen.hasAddress &&
      seen.alert === ''
    );
  }

  /** The same was asked for again: that is how a page refuses. */
  async #askedAgain(seen: Seen): Promise<SignedIn | undefined> {
    if (!this.#answered(seen)) return undefined;
    // A tenant that had no time for the password has not refused it.
    if (this.#traffic.unjudged !== undefined) {
      const { message, screenshot } = await this.#notUnderstood(this.#unjudged, seen);
      const Kind = this.#traffic.isUnserved ? SignInNotServed : PageNotUnderstood;
      throw new Kind(message, {}, screenshot);
    }
    if (this.#sent !== undefined && this.#traffic.requestsSinceSent === 0) {
      throw await this.#notUnderstood('Nothing was sent when the form was submitted', seen);
    }
    if (this.#sent?.what === 'passcode' || this.#sent?.what === 'consent') {
      throw await this.#notUnderstood(`The sign-in page came again after the ${this.#sent.what}`, seen);
    }
    return {
      outcome: 'refused',
      said: printable(this.#tools.secrets.redact(seen.alert)),
      steps: this.#steps,
    };
  }

  get #unjudged(): string {
    return `The ${this.#sent?.what ?? 'form'} was sent, and ${this.#traffic.unjudged ?? 'got no answer'}`;
  }

  /** Whether what was sent last has been answered: by a new document, or by the same one coming to rest. */
  #answered(seen: Seen): boolean {
    if (this.#sent === undefined || seen.document !== this.#sent.document) return true;
    if (this.#traffic.busy || Date.now() - this.#sent.at < 1500) return false;
    // A script may take its time between an answer and what it does with it, unless it complains at once.
    const complains = seen.alert !== '' && seen.alert !== this.#sent.alert;
    return Date.now() - this.#traffic.quietSince > (complains ? 1000 : 5000);
  }

  /** Types into a field. False if the page has built its fields anew since it was looked at: look again. */
  async #fill(seen: Seen, part: 'address' | 'password', text: string): Promise<boolean> {
    const field = marked(seen.frame, part);
    const deadline = Date.now() + this.#limits.patienceMs;
    for (;;) {
      try {
        await field.fill(text, { timeout: Math.min(FILL_MS, this.#limits.patienceMs) });
        return true;
      } catch {
        if ((await this.#within(field.count().catch(() => 0))) === 0) return false;
        // Playwright's own words would quote what was to be typed.
        if (Date.now() > deadline)
          throw await this.#notUnderstood(`The ${part} field could not be filled in`, seen);
      }
    }
  }

  /** From here on, what comes is an answer to this. */
  #noteSent(seen: Seen, what: Sent['what'], step: string): void {
    this.#sent = { what, document: seen.document, alert: seen.alert, at: Date.now() };
    this.#traffic.submitted();
    this.#steps.push(step);
  }

  async #submit(seen: Seen, what: Exclude<Sent['what'], 'consent'>, step: string): Promise<undefined> {
    this.#noteSent(seen, what, step);
    const button = marked(seen.frame, 'submit');
    const field = marked(seen.frame, what);
    if ((await this.#within(button.count().catch(() => 0))) > 0) await this.#press(button);
    else await field.press('Enter', { timeout: this.#limits.patienceMs }).catch(() => undefined);
  }

  /** Something may lie over the button (a banner): then it is pressed without a pointer. */
  async #press(button: Locator): Promise<void> {
    try {
      await button.click({ timeout: 3000, noWaitAfter: true });
    } catch {
      await this.#within(button.evaluate((element: HTMLElement) => element.click()).catch(() => undefined));
    }
  }

  /** Opens a page. One that is lost on the way, or for which the tenant asks to wait a little, is asked for again. */
  async #open(url: string): Promise<void> {
    for (let opening = 1; ; opening++) {
      const pause = await this.#goTo(url, opening === MOST_OPENINGS);
      if (pause === undefined) return;
      this.#waitedMs += pause;
      await sleep(pause);
    }
  }

  /** Goes to a page; returns how long to wait before going there again, if that may help and this is not the last time. */
  async #goTo(url: string, last: boolean): Promise<number | undefined> {
    try {
      const timeout = Math.min(30_000, this.#limits.deadlineMs);
      const response = await this.#page.goto(url, { waitUntil: 'commit', timeout });
      return last || response === null ? undefined : pauseAfter(response);
    } catch (error) {
      // A callback or a refused host ends the navigation too; `ended` says more about those.
      if (this.#watch.callback !== undefined || this.#watch.refusedHost !== undefined) return undefined;
      const [first = ''] = printable(this.#tools.secrets.redact(messageOf(error))).split('\n');
      if (/ERR_ABORTED/.test(first)) return undefined;
      if (!last && LOST_ON_THE_WAY.test(first)) return 500;
      // An error without a page is an answer as well, where one is expected.
      if (this.#request.mayBeTurnedAway === true && /ERR_HTTP_RESPONSE_CODE_FAILURE/.test(first))
        return undefined;
      const reason = /ERR_HTTP_RESPONSE_CODE_FAILURE/.test(first)
        ? `it was answered ${String(this.#traffic.status)}, and nothing else`
        : first.replace(/^page\.goto: /, '').replace(/ at http.*/, '');
      const { origin, pathname } = new URL(url);
      throw new Blocked(`The page ${origin}${pathname} did not open in the browser: ${reason}`, {
        remedy:
          'open it in a browser of your own, on this machine; check the network, the proxy and the certificates',
      });
    }
  }

  async #notUnderstood(what: string, seen: Seen | undefined): Promise<PageNotUnderstood> {
    const cover = (text: string) => printable(this.#tools.secrets.redact(text));
    const lines = [
      `${what}, at ${this.#place} while signing in.`,
      '  Looked for: a password field (type password); an address field (type email, or autocomplete username);',
      '              a passcode field (autocomplete one-time-code, or a numeric one); or a consent page with a button to allow.',
      `  Found:      ${cover(seen?.summary ?? 'a page that did not finish loading')}`,
    ];
    if (seen !== undefined && seen.alert !== '') lines.push(`  It says:    ${cover(seen.alert)}`);
    if (this.#steps.length > 0) lines.push(`  Before:     ${this.#steps.join('; ')}`);
    const remedy = {
      remedy:
        'look at the attached picture; the page may ask for something that only a person can do (a new policy, an enrolment, a CAPTCHA)',
    };
    return new PageNotUnderstood(lines.join('\n'), remedy, await this.#picture());
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
