/** Decides what to press on the consent page, to allow or deny the client. */
import { consentOf, obstacleControl, skipControl } from '../page/controls.ts';
import type { DocumentFacts } from '../page/facts.ts';
import { keyOfControl } from '../page/submit.ts';
import { blocked, end, type NextStep, WAIT } from './next.ts';
import { type Situation, isAnswered, isCovered, pressedHere, sentNothing } from './situation.ts';

/** The client may have to be allowed again after the page was requested again. More often than this is a loop. */
const MAX_CONSENTS = 3;

export function answerConsent(situation: Situation): NextStep | undefined {
  const { progress, aim, document, at, question } = situation;
  // Before the password was sent, a page with a button is not a consent page, so nothing is pressed.
  if (!progress.everSent && !aim.mayBeSignedIn) return undefined;
  if (question.asks === 'something else') return undefined;
  const found = consentOf(document);
  if (found === undefined)
    return consentOf(uncovered(document)) === undefined ? undefined : clearConsentObstacle(situation);
  const isSent = progress.sent?.what === 'consent' && progress.sent.document === document.document;
  if (isSent && !sentNothing(situation, 'consent'))
    return isAnswered(situation) ? endWithoutConsent(situation) : WAIT;
  const tried = pressedHere(situation);
  const isNextTry = isSent ? { isNextTry: true as const } : {};
  const candidates = (aim.decision === 'deny' ? found.deny : found.allow).filter(
    (control) =>
      !tried.includes(keyOfControl(control)) && !progress.wrongButtons.includes(keyOfControl(control)),
  );
  const [control] = candidates;
  if (!isSent && progress.denied)
    return end({ outcome: 'not tried', why: 'The consent page reappeared after the client was denied.' });
  if (!isSent && progress.allowed >= MAX_CONSENTS) return blocked('The consent page kept reappearing');
  if (control !== undefined) {
    const isUncertain = found.allow.length + found.deny.length > 1 ? { isUncertain: true as const } : {};
    return {
      do: 'press',
      document: at,
      control,
      as: aim.decision,
      what: 'consent',
      ...isNextTry,
      ...isUncertain,
    };
  }
  const closing = isSent || isCovered(document) ? obstacleControl(document, tried) : undefined;
  if (closing !== undefined)
    return {
      do: 'press',
      document: at,
      control: closing,
      as: 'clear the way',
      ...(isSent ? { unsent: true as const } : {}),
    };
  return endWithoutConsent(situation);
}

/** Returns the page as it would be if nothing covered it. */
function uncovered(document: DocumentFacts): DocumentFacts {
  const controls = document.controls
    .filter(({ layer }) => layer < 0)
    .map((control) => ({ ...control, covered: false }));
  return { ...document, controls };
}

function clearConsentObstacle(situation: Situation): NextStep | undefined {
  const tried = pressedHere(situation);
  const control = obstacleControl(situation.document, tried) ?? skipControl(situation.document, tried);
  return control === undefined
    ? undefined
    : { do: 'press', document: situation.at, control, as: 'clear the way' };
}

/** Whether the page has both a button that allows and one that denies. Only a consent page has both. */
export function isClearlyConsent({ document, progress }: Situation): boolean {
  if (progress.sent?.document === document.document) return false;
  const found = consentOf(document);
  return found !== undefined && found.allow.length > 0 && found.deny.length > 0;
}

function endWithoutConsent({ aim, progress }: Situation): NextStep {
  if (aim.decision === 'allow') return blocked('Allowing the client did not change the consent page');
  const why = progress.denied
    ? 'The consent page reappeared after the client was denied.'
    : 'The consent page has no button that clearly denies access.';
  return end({ outcome: 'not tried', why });
}
