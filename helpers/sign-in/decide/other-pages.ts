/** Decides about pages with nothing to fill in: obstacles, interstitials, refusals, and pages that are still loading. */
import { isUnavailable } from '../../http/unavailable.ts';
import { LET_CALLS_THROUGH } from '../../http/who-answered.ts';
import { emailCodeControl, obstacleControl, cookiePageControl, skipControl } from '../page/controls.ts';
import { pageExcerpt } from '../page/message.ts';
import { remedyForStatus } from '../page/not-opened.ts';
import { NEEDS_PERSON, PASSWORD } from '../page/words.ts';
import { blocked, end, type NextStep, UNCLEAR, WAIT } from './next.ts';
import { type Situation, framesOf, isAnswered, isCovered, pressedHere, sentAnd } from './situation.ts';

const MAX_SKIPS = 6;

/** Decides what to do if something covers the form. */
export function uncoverForm(situation: Situation): NextStep {
  const { document, at, progress, unclearMs, aim, page } = situation;
  if (progress.passwordSent && !isAnswered(situation)) return WAIT;
  // The refusal may be in a dialog that covers the form.
  if (progress.sent?.what === 'password' && situation.message.tone === 'wrong')
    return end({ outcome: 'refused', message: situation.message.text });
  const control = obstacleControl(document, pressedHere(situation));
  if (control !== undefined) return { do: 'press', document: at, control, as: 'clear the way' };
  if (progress.everSent) return otherPage(situation);
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  const cover = document.layers.find(({ large }) => large)?.text ?? '';
  return blocked(
    `Something covers the sign-in form${cover === '' ? '' : ` (“${cover.slice(0, 100)}”)`}${framesOf(page)}`,
  );
}

/** Decides about a page with nothing to fill in. It may still be loading, be the wrong page, or be an interstitial. */
export function otherPage(situation: Situation): NextStep {
  const { traffic, progress, aim, document, unclearMs, question } = situation;
  const { status, busy } = traffic;
  if (traffic.interceptedBy !== undefined && !busy)
    return blocked(
      `Something between this machine and the tenant answered the browser with ${String(status)}: ${traffic.interceptedBy}${pageExcerpt(document) === '' ? '' : ` (“${pageExcerpt(document)}”)`}`,
      { remedy: LET_CALLS_THROUGH, help: 'firewall' },
    );
  if (aim.mayEndInErrorPage && status >= 400 && !busy)
    return isUnavailable(status)
      ? blocked(`The page answered ${String(status)}`)
      : end({ outcome: 'error page', message: pageExcerpt(document), status });
  if (progress.everSent) return afterPassword(situation);
  if (status >= 400 && !busy) return blocked(`The page answered ${String(status)}`, remedyForStatus(status));
  const cookies = cookiePageControl(document, pressedHere(situation));
  if (cookies !== undefined)
    return { do: 'press', document: situation.at, control: cookies, as: 'clear the way' };
  if (unclearMs < aim.patienceMs / 2 || busy) {
    if (unclearMs < aim.patienceMs * 2) return UNCLEAR;
  } else if (!progress.wentToPasswordForm) {
    return { do: 'open', where: 'password form', pageText: '' };
  }
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  if (question.asks === 'unclear') return blocked(`Nothing was typed, because ${question.why}`);
  if (question.asks === 'something else')
    return blocked('Nothing was typed, because the form with a password is not clearly a sign-in form');
  return (
    errorPageEnd(situation) ?? blocked(`The page has none of the expected fields${framesOf(situation.page)}`)
  );
}

/** Ends the walk if this is an error page. It may have any status, but asks for nothing and runs no bot check. */
function errorPageEnd({ aim, document, page, traffic: { status } }: Situation): NextStep | undefined {
  const excerpt = pageExcerpt(document);
  const asks = document.fields.length > 0 || page.otherFrames.length > 0 || NEEDS_PERSON.test(excerpt);
  return aim.mayEndInErrorPage && !asks && excerpt !== ''
    ? end({ outcome: 'error page', message: excerpt, status })
    : undefined;
}

/** Decides about a page after the password: a refusal on a separate page, a question to skip, or the end of the walk. */
function afterPassword(situation: Situation): NextStep {
  const { traffic, progress, aim, document, at, unclearMs, message, page } = situation;
  const { status, busy } = traffic;
  if (busy && progress.sent?.document === document.document && !isAnswered(situation)) return WAIT;
  if (status >= 400 && !busy && ![401, 403].includes(status))
    return blocked(`The page answered ${String(status)}`, remedyForStatus(status));
  // The browser shows its own error page if a page did not load.
  if (/^chrome-error:/.test(document.url) && traffic.whyUndecided !== undefined && !busy)
    return blocked(sentAnd(progress.sent?.what, traffic.whyUndecided));
  const tried = pressedHere(situation);
  // A banner or dialog may cover the question.
  if (isCovered(document)) {
    const closing = obstacleControl(document, tried);
    if (closing !== undefined) return { do: 'press', document: at, control: closing, as: 'clear the way' };
  }
  if (progress.skipped < MAX_SKIPS) {
    const email = emailCodeControl(document, tried);
    if (email !== undefined) return { do: 'press', document: at, control: email, as: 'request email' };
    const skip = skipControl(document, tried);
    if (skip !== undefined) return { do: 'press', document: at, control: skip, as: 'skip' };
  }
  // A refusal may be a separate page. Going back shows whether the user is signed in.
  const fields = document.fields.filter(({ covered }) => !covered);
  // Firewalls also answer “Access denied” with 403. So with 403, the message must be about the password.
  const isOfTenant = status !== 403 || PASSWORD.test(message.text);
  const isRefusal =
    message.tone === 'wrong' &&
    fields.length === 0 &&
    progress.sent?.what === 'password' &&
    status < 500 &&
    isOfTenant;
  if (unclearMs < aim.patienceMs / 2 || busy) {
    if (unclearMs < aim.patienceMs * 2) return UNCLEAR;
  } else if (progress.reopened <= Math.min(progress.skipped, 1)) {
    return {
      do: 'open',
      where: 'authorization',
      pageText: pageExcerpt(document),
      ...(isRefusal ? { refusedAs: message.text } : {}),
    };
  }
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  const errorPage = errorPageEnd(situation);
  if (errorPage !== undefined) return errorPage;
  return blocked(
    `After the password, the page requires something else and cannot be skipped: “${pageExcerpt(document)}”${framesOf(page)}`,
    {
      remedy:
        'sign in once as this user in your own browser and complete that step, or turn it off for this tenant',
    },
  );
}
