/** The request for a sign-in, the tools for it, and how it can end. */
import type { Browser, Cookie } from 'playwright';
import type { HostGuard } from '../http/hosts.ts';
import type { PasscodeSource } from '../passcode/index.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import { Blocked, type WhatToDo } from '../verdict/errors.ts';
import type { Callback } from './requests.ts';
import type { Step } from './steps.ts';

/** The user who signs in. */
export interface Credentials {
  email: string;
  password: string;
}

/** A sign-in to walk through. */
export interface SignIn {
  /** The authorization request. */
  url: string;
  /** The requested redirect URI, and any other that an answer may use. */
  redirectUris: readonly string[];
  /** If `undefined`, a person signs in manually in the visible browser. */
  credentials: Credentials | undefined;
  /** URL of the tenant's own password form, in case `url` leads to another way to sign in. */
  passwordFormUrl: string;
  /** Cookies by which the tenant recognizes this user's device, from their earlier sign-in. */
  deviceCookies: Cookie[];
  /** These cookies may contain an open session, so the consent page may come without a password. */
  mayBeSignedIn?: true;
  /** The answer on the consent page. Default: `allow`. */
  decision?: 'allow' | 'deny';
  /** The tenant may answer this request with an error page. That is a result, not a page that is not understood. */
  mayEndInErrorPage?: true;
  /** Nothing is typed or sent before this. Until then, the walk opens the page, and waits there. */
  after?: Promise<unknown> | undefined;
}

/** The tools of a sign-in. */
export interface SignInTools {
  browser: Browser;
  guard: HostGuard;
  secrets: SecretRegistry;
  passcodes: Pick<PasscodeSource, 'title' | 'read' | 'isMailbox'> | undefined;
  userAgentSuffix: string;
  /** Passcodes that this run has used. */
  usedPasscodes: Set<string>;
  limits?: Partial<SignInLimits>;
}

/** Time limits, in ms. */
export interface SignInLimits {
  /** For the whole walk. Waiting for an email, or because the tenant asks for it, does not count. */
  deadlineMs: number;
  /** How long the walk waits for a page that it does not understand. */
  patienceMs: number;
  /** How long the walk waits for an unanswered request of a page. */
  answerMs: number;
  /** For a person in the visible browser. */
  personMs: number;
}

/** How a sign-in ended. */
export type SignedIn =
  | {
      outcome: 'answered';
      callback: Callback;
      /** The URL of the callback, without its parameters. */
      callbackUrl: string;
      steps: readonly Step[];
      cookies: Cookie[];
      passwordTyped: boolean;
    }
  /** The page refused the input, and asked for it again. Its `message` may be empty. */
  | { outcome: 'refused'; message: string; steps: readonly Step[] }
  /** The answer to the authorization request was an error page. */
  | { outcome: 'error page'; status: number; message: string; steps: readonly Step[] };

/** Thrown if what a sign-in waited for did not come about (`after`). Nothing was typed. */
export class GivenUp extends Error {}

/** Walks through a sign-in: {@link signIn}, or a replacement if there is no browser. */
export type WalkThrough = (request: SignIn, tools: Omit<SignInTools, 'browser'>) => Promise<SignedIn>;

interface PageState {
  screenshot: Buffer | undefined;
  passwordSent: boolean;
}

/** Thrown if a page is not what the walk expects. It has a screenshot, unless that would show a secret. */
export class PageNotUnderstood extends Blocked {
  readonly screenshot: Buffer | undefined;
  /** Whether a password was sent. The tenant may have counted it as a failed sign-in. */
  readonly passwordSent: boolean;

  constructor(message: string, whatToDo: WhatToDo, { screenshot, passwordSent }: PageState) {
    super(message, whatToDo);
    this.screenshot = screenshot;
    this.passwordSent = passwordSent;
  }
}

/** Thrown if the answer to the input was a server error and the same page. It is a refusal, or the service is failing. */
export class SignInServerError extends PageNotUnderstood {}
