/** Decides about pages with nothing to fill in: those with an obstacle, interstitials, refusals, and pages that lead on. */
import { isUnavailable } from '../../http/unavailable.ts';
import { LET_CALLS_THROUGH } from '../../http/who-answered.ts';
import { mailCodeControl, obstacleControl, cookiePage, skipControl } from '../page/controls.ts';
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
  if (progress.sent?.what === 'password' && situation.said.tone === 'wrong')
    return end({ outcome: 'refused', said: situation.said.said });
  const control = obstacleControl(document, pressedHere(situation));
  if (control !== undefined) return { do: 'press', document: at, control, as: 'clear the way' };
  if (progress.everSent) return otherPage(situation);
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  const over = document.layers.find(({ large }) => large)?.text ?? '';
  return blocked(
    `Something covers the sign-in form${over === '' ? '' : ` (“${over.slice(0, 100)}”)`}${framesOf(page)}`,
  );
}

/** Nothing here is to be filled in. The page may still be loading, may need another route, or may be an interstitial. */
export function otherPage(situation: Situation): NextStep {
  const { traffic, progress, aim, document, unclearMs, question } = situation;
  const { status, busy } = traffic;
  if (traffic.interceptedBy !== undefined && !busy)
    return blocked(
      `Something between this machine and the tenant answered the browser with ${String(status)}: ${traffic.interceptedBy}${pageExcerpt(document) === '' ? '' : ` (“${pageExcerpt(document)}”)`}`,
      LET_CALLS_THROUGH,
    );
  if (aim.mayBeTurnedAway && status >= 400 && !busy)
    return isUnavailable(status)
      ? blocked(`The page answered ${String(status)}`)
      : end({ outcome: 'turned away', said: pageExcerpt(document), status });
  if (progress.everSent) return inBetween(situation);
  if (status >= 400 && !busy) return blocked(`The page answered ${String(status)}`, remedyForStatus(status));
  const wall = cookiePage(document, pressedHere(situation));
  if (wall !== undefined) return { do: 'press', document: situation.at, control: wall, as: 'clear the way' };
  if (unclearMs < aim.patienceMs / 2 || busy) {
    if (unclearMs < aim.patienceMs * 2) return UNCLEAR;
  } else if (!progress.wentToPasswordForm) {
    return { do: 'open', where: 'password form', leaving: '' };
  }
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  if (question.asks === 'unclear') return blocked(`Nothing was typed, because ${question.why}`);
  if (question.asks === 'something else')
    return blocked('Nothing was typed, because the form with a password is not clearly a sign-in form');
  return (
    turnedAway(situation) ?? blocked(`The page has none of the expected fields${framesOf(situation.page)}`)
  );
}

/** An error page may have any status. A page that asks for something, or runs a bot check, is not an error page. */
function turnedAway({ aim, document, page, traffic: { status } }: Situation): NextStep | undefined {
  const said = pageExcerpt(document);
  const asks = document.fields.length > 0 || page.otherFrames.length > 0 || NEEDS_PERSON.test(said);
  return aim.mayBeTurnedAway && !asks && said !== ''
    ? end({ outcome: 'turned away', said, status })
    : undefined;
}

/** After the password: a refusal on a separate page, a question to skip, or the end of the walk. */
function inBetween(situation: Situation): NextStep {
  const { traffic, progress, aim, document, at, unclearMs, said, page } = situation;
  const { status, busy } = traffic;
  if (busy && progress.sent?.document === document.document && !isAnswered(situation)) return WAIT;
  if (status >= 400 && !busy && ![401, 403].includes(status))
    return blocked(`The page answered ${String(status)}`, remedyForStatus(status));
  // The browser's own error page, for a page that did not load.
  if (/^chrome-error:/.test(document.url) && traffic.unjudged !== undefined && !busy)
    return blocked(sentAnd(progress.sent?.what, traffic.unjudged));
  const tried = pressedHere(situation);
  // A banner or dialog covers the question.
  if (isCovered(document)) {
    const way = obstacleControl(document, tried);
    if (way !== undefined) return { do: 'press', document: at, control: way, as: 'clear the way' };
  }
  if (progress.skipped < MAX_SKIPS) {
    const mail = mailCodeControl(document, tried);
    if (mail !== undefined) return { do: 'press', document: at, control: mail, as: 'ask for a mail' };
    const skip = skipControl(document, tried);
    if (skip !== undefined) return { do: 'press', document: at, control: skip, as: 'skip' };
  }
  // A refusal may be a separate page. Going back shows whether the user is signed in.
  const fields = document.fields.filter(({ covered }) => !covered);
  // Firewalls answer “Access denied” with 403, too. So with 403, the message must be about the password.
  const isOfTenant = status !== 403 || PASSWORD.test(said.said);
  const isRefusal =
    said.tone === 'wrong' &&
    fields.length === 0 &&
    progress.sent?.what === 'password' &&
    status < 500 &&
    isOfTenant;
  if (unclearMs < aim.patienceMs / 2 || busy) {
    if (unclearMs < aim.patienceMs * 2) return UNCLEAR;
  } else if (progress.cameBack <= Math.min(progress.skipped, 1)) {
    return {
      do: 'open',
      where: 'authorization',
      leaving: pageExcerpt(document),
      ...(isRefusal ? { refusedAs: said.said } : {}),
    };
  }
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  const turned = turnedAway(situation);
  if (turned !== undefined) return turned;
  return blocked(
    `After the password, the page requires something else and cannot be skipped: “${pageExcerpt(document)}”${framesOf(page)}`,
    'sign in once as this user in your own browser and complete that step, or turn it off for this tenant',
  );
}
