/** What a sign-in is asked for, what it needs, and how it can end. */
import type { Browser, Cookie } from 'playwright';
import type { HostGuard } from '../http/hosts.ts';
import type { PasscodeSource } from '../passcode/index.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import { Blocked, type Remedy } from '../verdict/errors.ts';
import type { Callback } from './requests.ts';
import type { Step } from './steps.ts';

/** Who signs in. */
export interface Credentials {
  email: string;
  password: string;
}

/** A sign-in to walk through. */
export interface SignIn {
  /** The authorization request. */
  url: string;
  /** Where the browser is sent back to: the one that is asked for, and any other that an answer may go to. */
  redirectUris: readonly string[];
  /** Without them, a person signs in in the visible browser. */
  credentials: Credentials | undefined;
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
  passcodes: Pick<PasscodeSource, 'title' | 'read'> | undefined;
  userAgentSuffix: string;
  /** Passcodes that this run has used up. */
  usedPasscodes: Set<string>;
  limits?: Partial<SignInLimits>;
}

/** Bounds in milliseconds. */
export interface SignInLimits {
  /** For the whole walk, without waiting for a mail, or because the tenant asks to wait. */
  deadlineMs: number;
  /** How long a page may stay one that we do not understand. */
  patienceMs: number;
  /** How long a request of a page may stay unanswered before it no longer holds the walk up. */
  answerMs: number;
  /** For a person in the visible browser. */
  personMs: number;
}

/** How a sign-in ended. */
export type SignedIn =
  | {
      outcome: 'answered';
      callback: Callback;
      /** Where the callback came to, without its parameters. */
      cameTo: string;
      steps: readonly Step[];
      cookies: Cookie[];
      passwordTyped: boolean;
    }
  /** The page asked again for what was typed, and said that it was not right; `said` may be empty. */
  | { outcome: 'refused'; said: string; steps: readonly Step[] }
  /** The authorization request was answered with an error page. */
  | { outcome: 'turned away'; status: number; said: string; steps: readonly Step[] };

/** Walks through a sign-in: {@link signIn}, or whatever stands in for it where there is no browser. */
export type WalkThrough = (request: SignIn, tools: Omit<SignInTools, 'browser'>) => Promise<SignedIn>;

interface Unclear {
  screenshot: Buffer | undefined;
  passwordSent: boolean;
}

/** The page was not what we expect: comes with a picture of it, if that shows no secret. */
export class PageNotUnderstood extends Blocked {
  readonly screenshot: Buffer | undefined;
  /** A password was sent: the tenant may have counted it as a failed sign-in. */
  readonly passwordSent: boolean;

  constructor(message: string, remedy: Remedy, { screenshot, passwordSent }: Unclear) {
    super(message, remedy);
    this.screenshot = screenshot;
    this.passwordSent = passwordSent;
  }
}

/** What was typed was answered with an error of the server, and the same page: perhaps a refusal, and perhaps an illness. */
export class SignInNotServed extends PageNotUnderstood {}
