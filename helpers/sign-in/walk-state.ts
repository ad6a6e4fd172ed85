/** The state of one walk through a sign-in: its aim, its tools, and what it has done. */
import type { BrowserContext, Page } from 'playwright';
import { printable } from '../http/printable.ts';
import { withoutMarkers } from '../http/markers.ts';
import { NOTHING_DONE, type Progress } from './decide/progress.ts';
import type { Aim } from './decide/situation.ts';
import type { SignIn, SignInLimits, SignInTools } from './outcome.ts';
import { mayReceive } from './recipient.ts';
import type { Watch } from './requests.ts';
import type { Step } from './steps.ts';
import { Traffic } from './traffic.ts';

const LIMITS: SignInLimits = {
  deadlineMs: 60_000,
  patienceMs: 8000,
  answerMs: 15_000,
  personMs: 300_000,
};

export interface Walk {
  readonly request: SignIn;
  readonly tools: SignInTools;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly watch: Watch;
  readonly limits: SignInLimits;
  readonly aim: Aim;
  readonly traffic: Traffic;
  readonly steps: Step[];
  progress: Progress;
  /** A passcode that was emailed before this time is outdated. */
  mailedSince: Date;
  /** Time spent waiting for an email, or because the page asked for it, in ms. It does not count toward the deadline. */
  waitedMs: number;
  /** Whether the password was ever sent. It stays true if the walk starts over. */
  hasSentPassword: boolean;
}

/** Creates a walk that has not begun. */
export function newWalk(
  request: SignIn,
  tools: SignInTools,
  { context, page, watch }: Pick<Walk, 'context' | 'page' | 'watch'>,
): Walk {
  const limits = { ...LIMITS, ...tools.limits };
  const tenant = new URL(request.url);
  return {
    request,
    tools,
    context,
    page,
    watch,
    limits,
    aim: {
      decision: request.decision ?? 'allow',
      mayBeSignedIn: request.mayBeSignedIn === true,
      mayEndInErrorPage: request.mayEndInErrorPage === true,
      mayReceive: (target, from) => mayReceive({ target, from, shown: page.url() }, tenant, tools.guard),
      address: request.credentials?.email ?? '',
      passwordForm: new URL(request.passwordFormUrl).pathname,
      patienceMs: limits.patienceMs,
    },
    traffic: new Traffic(page, limits.answerMs, watch.wake.signal),
    steps: [],
    progress: NOTHING_DONE,
    mailedSince: new Date(),
    waitedMs: 0,
    hasSentPassword: false,
  };
}

/** Makes text of the page safe to show: redacted and printable. */
export function shown({ tools }: Walk, text: string): string {
  return printable(tools.secrets.redact(withoutMarkers(text, tools.secrets)));
}

/** Returns the URL of the current page, without query and fragment, which may contain secrets. */
export function pageUrlOf(walk: Walk): string {
  const url = walk.page.url();
  const { origin, pathname } = new URL(/^https?:/.test(url) ? url : walk.request.url);
  return `${origin}${shown(walk, pathname)}`;
}
