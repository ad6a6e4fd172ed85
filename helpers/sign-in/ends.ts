/** The ends of a walk: the callback, a host that is not a write host, a page that refuses, or a page that did not load. */
import type { End } from './decide/next.ts';
import { afterWrongButton } from './decide/progress.ts';
import { notUnderstood, checkDataLimit, whyUndecided } from './failures.ts';
import { NotTried } from '../verdict/errors.ts';
import { openPage } from './open-page.ts';
import type { SignedIn } from './outcome.ts';
import type { Observed } from './page/observe.ts';
import { summaryOf } from './page-report.ts';
import { shown, type Walk } from './walk-state.ts';

/** Returns the result if the page's requests have ended the walk, whatever the page shows. `undefined` if it continues. */
export async function endedBy(walk: Walk): Promise<SignedIn | undefined> {
  const { watch, traffic, tools, progress } = walk;
  const { callback, refusedHost, wrongTarget } = watch;
  if (callback !== undefined) {
    if (
      callback['error'] === 'access_denied' &&
      walk.aim.decision === 'allow' &&
      progress.allowedBy !== undefined
    ) {
      // The pressed button, one of several, denied the client. The walk starts again and tries another one.
      walk.progress = afterWrongButton(progress);
      watch.callback = undefined;
      walk.steps.push({ did: 'tried again', because: 'it denied' });
      await openPage(walk, walk.request.url);
      return undefined;
    }
    return {
      outcome: 'answered',
      callback,
      callbackUrl: watch.callbackUrl,
      steps: walk.steps,
      cookies: await walk.context.cookies(),
      passwordTyped: walk.hasSentPassword,
    };
  }
  if (wrongTarget !== undefined)
    throw await notUnderstood(
      walk,
      `The page tried to send the password to ${wrongTarget}; Keyturn stopped it, and nothing was sent`,
      undefined,
      { remedy: 'open the page in your own browser; its form or a script sends input to the wrong place' },
    );
  if (watch.otherWindow && progress.sent !== undefined)
    throw await notUnderstood(
      walk,
      `Sending the ${progress.sent.what} opened another window; Keyturn stopped it, and nothing was sent there`,
      undefined,
      { remedy: 'sign in there in your own browser; Keyturn cannot follow a form that opens a new window' },
    );
  if (refusedHost !== undefined) tools.guard.check(refusedHost);
  checkDataLimit(walk);
  if (traffic.neverLoaded) throw await notUnderstood(walk, whyUndecided(walk), undefined);
  return undefined;
}

/** Ends the walk as {@link decide} returned. */
export async function endAs(walk: Walk, how: End, observed: Observed): Promise<SignedIn> {
  const { steps } = walk;
  switch (how.outcome) {
    case 'refused':
      return { outcome: 'refused', message: shown(walk, how.message), steps };
    case 'error page': {
      const [document] = observed.page.documents;
      const message = document === undefined ? how.message : `${summaryOf(document)}: ${how.message}`;
      return { outcome: 'error page', status: how.status, message: shown(walk, message), steps };
    }
    case 'not tried':
      throw new NotTried(how.why);
    case 'blocked':
      throw await notUnderstood(walk, how.why, observed, how);
  }
}
