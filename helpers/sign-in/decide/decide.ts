/**
 * Decides what to do next, from the observed page and the progress so far. It is a pure function. If the
 * page is not clear, nothing is typed. A page that is not understood never counts as a refusal.
 */
import { isUnavailable } from '../../http/unavailable.ts';
import type { DocumentFacts } from '../page/facts.ts';
import { keyOf } from '../page/fields.ts';
import { messageOn } from '../page/message.ts';
import { questionOf } from '../page/question.ts';
import { answerConsent, isClearlyConsent } from './consent.ts';
import { askedAgain, fillIn } from './credentials.ts';
import { blocked, type NextStep, WAIT } from './next.ts';
import { otherPage, uncoverForm } from './other-pages.ts';
import { answerPasscode, answerLoneField } from './passcode.ts';
import type { Progress } from './progress.ts';
import {
  type Aim,
  type Situation,
  COMPLAINING_MS,
  isAnswered,
  isStillThere,
  RESTING_MS,
  type WalkObservation,
} from './situation.ts';
import { RUN_LATER } from '../page/not-opened.ts';

/** The longest wait that a page may ask for, in ms. */
const MAX_PAUSE_MS = 60_000;

/** How often a walk waits because a page asks for it. */
const MAX_PAUSES = 2;

/** Returns the next step, or how the walk ends. */
export function decide(seen: WalkObservation, progress: Progress, aim: Aim): NextStep {
  const next = choose(seen, progress, aim);
  if (next.do !== 'wait' || progress.sent === undefined) return next;
  const { words, document } = progress.sent;
  const message = seen.page.documents
    .filter((each) => each.document === document)
    .map((each) => messageOn(each, words))
    .find(({ tone }) => tone === 'wrong');
  return message === undefined ? next : { ...next, message };
}

function choose(seen: WalkObservation, progress: Progress, aim: Aim): NextStep {
  const { page, traffic, now } = seen;
  const { sent, passwordSent } = progress;
  // Until the password is sent, a code field next to it is another way to sign in.
  const knownOn = ({ fields }: DocumentFacts) => (passwordSent ? (sent?.fields ?? []) : fields.map(keyOf));
  const questions = page.documents.map((document) =>
    questionOf(document, {
      knownFields: knownOn(document),
      passwordForm: aim.passwordForm,
      addressSent: progress.addressSent,
    }),
  );
  const clear = questions.findIndex(({ asks }) => ['password', 'email address', 'passcode'].includes(asks));
  const some = questions.findIndex(({ asks }) => asks !== 'nothing');
  const at = clear >= 0 ? clear : Math.max(some, 0);
  const document = page.documents[at];
  const question = questions[at];
  if (document === undefined || question === undefined) return WAIT;
  const shown = messageOn(document, sent?.words ?? []);
  // Some messages disappear after a second.
  const message = shown.tone === 'wrong' ? shown : (progress.lastMessage ?? shown);
  const unclearMs = progress.unclearSince === undefined ? 0 : now - progress.unclearSince;
  const situation: Situation = { ...seen, progress, aim, at, document, question, message, unclearMs };
  const pause = pauseFor(situation);
  if (pause !== undefined) return pause;
  if (wasJustPressed(situation)) return WAIT;
  const isForm = question.asks === 'password' || question.asks === 'email address';
  if (isForm && sent?.what === 'consent' && progress.allowedBy !== undefined && isAnswered(situation))
    return { do: 'start over' };
  // A consent page may also contain a sign-in form.
  if (progress.passwordSent && isForm && isClearlyConsent(situation)) return answerConsent(situation) ?? WAIT;
  switch (question.asks) {
    case 'password':
      return progress.passwordSent ? askedAgain(situation, 'password') : fillIn(situation, question);
    case 'email address':
      return progress.addressSent ? askedAgain(situation, 'email address') : fillIn(situation, question);
    case 'passcode':
      return progress.everSent || aim.mayBeSignedIn
        ? answerPasscode(situation, question.fields)
        : otherPage(situation);
    case 'covered':
      return uncoverForm(situation);
    case 'unclear':
    case 'something else':
    case 'nothing':
      if (traffic.status >= 400 && aim.mayEndInErrorPage) return otherPage(situation);
      return answerConsent(situation) ?? answerLoneField(situation) ?? otherPage(situation);
  }
}

/** Waits if the page asks for it. Such a page has neither accepted nor refused the input. */
function pauseFor({ traffic, progress }: Situation): NextStep | undefined {
  const { asksToWaitMs, busy } = traffic;
  if (asksToWaitMs === undefined || busy) return undefined;
  const { submissionStatus: answered = 0 } = traffic;
  const shown = String(isUnavailable(answered) ? answered : traffic.status);
  if (asksToWaitMs <= MAX_PAUSE_MS && progress.waited < MAX_PAUSES) return { do: 'pause', ms: asksToWaitMs };
  return blocked(
    `The page answered ${shown} and asked for a wait of ${String(Math.ceil(asksToWaitMs / 1000))} s`,
    RUN_LATER,
  );
}

/** Whether a button that sends nothing was pressed a moment ago, so that its effect may not be visible yet. */
function wasJustPressed({ progress: { pressed, sent }, document, now, traffic }: Situation): boolean {
  if (pressed.document !== document.document || pressed.keys.length === 0) return false;
  if (sent?.document === document.document && sent.at === pressed.at) return false;
  return (
    now - pressed.at < (traffic.busy ? RESTING_MS : COMPLAINING_MS) &&
    isStillThere(document, pressed.keys.at(-1))
  );
}
