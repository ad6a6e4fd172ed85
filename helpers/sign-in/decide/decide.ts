/**
 * Decides what to do next, from the observed page and the progress so far. It is a pure function without side effects. If the
 * page is not clear, nothing is typed, and a page that is not understood is never a refusal.
 */
import { isUnavailable } from '../../http/unavailable.ts';
import type { DocumentFacts } from '../page/facts.ts';
import { keyOf } from '../page/fields.ts';
import { messageOn } from '../page/message.ts';
import { questionOf } from '../page/question.ts';
import { answerConsent, isSurelyConsent } from './consent.ts';
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
  RUN_LATER,
} from './situation.ts';

/** The longest wait that a page may ask for, in ms, and how often. */
const MAX_PAUSE_MS = 60_000;

const MAX_PAUSES = 2;

/** Returns the next step, or how the walk ends. */
export function decide(seen: WalkObservation, progress: Progress, aim: Aim): NextStep {
  const next = choose(seen, progress, aim);
  if (next.do !== 'wait' || progress.sent === undefined) return next;
  const { words, document } = progress.sent;
  const said = seen.page.documents
    .filter((each) => each.document === document)
    .map((each) => messageOn(each, words))
    .find(({ tone }) => tone === 'wrong');
  return said === undefined ? next : { ...next, heard: said };
}

function choose(seen: WalkObservation, progress: Progress, aim: Aim): NextStep {
  const { page, traffic, now } = seen;
  const { sent, passwordSent } = progress;
  // Before the password was sent, other fields next to it are another way to sign in.
  const knownOn = ({ fields }: DocumentFacts) => (passwordSent ? (sent?.fields ?? []) : fields.map(keyOf));
  const questions = page.documents.map((document) =>
    questionOf(document, {
      known: knownOn(document),
      passwordForm: aim.passwordForm,
      addressSent: progress.addressSent,
    }),
  );
  const clear = questions.findIndex(({ asks }) => ['password', 'address', 'passcode'].includes(asks));
  const some = questions.findIndex(({ asks }) => asks !== 'nothing');
  const at = clear >= 0 ? clear : Math.max(some, 0);
  const document = page.documents[at];
  const question = questions[at];
  if (document === undefined || question === undefined) return WAIT;
  const shown = messageOn(document, sent?.words ?? []);
  // Some messages disappear after a second.
  const said = shown.tone === 'wrong' ? shown : (progress.heard ?? shown);
  const unclearMs = progress.unclearSince === undefined ? 0 : now - progress.unclearSince;
  const situation: Situation = { ...seen, progress, aim, at, document, question, said, unclearMs };
  const pause = pauseFor(situation);
  if (pause !== undefined) return pause;
  if (justPressed(situation)) return WAIT;
  const isForm = question.asks === 'password' || question.asks === 'address';
  if (isForm && sent?.what === 'consent' && progress.allowedBy !== undefined && isAnswered(situation))
    return { do: 'begin anew' };
  // A consent page may also contain a sign-in form.
  if (progress.passwordSent && isForm && isSurelyConsent(situation)) return answerConsent(situation) ?? WAIT;
  switch (question.asks) {
    case 'password':
      return progress.passwordSent ? askedAgain(situation, 'password') : fillIn(situation, question);
    case 'address':
      return progress.addressSent ? askedAgain(situation, 'address') : fillIn(situation, question);
    case 'passcode':
      return progress.everSent || aim.mayBeSignedIn
        ? answerPasscode(situation, question.fields)
        : otherPage(situation);
    case 'covered':
      return uncoverForm(situation);
    case 'unclear':
    case 'something else':
    case 'nothing':
      if (traffic.status >= 400 && aim.mayBeTurnedAway) return otherPage(situation);
      return answerConsent(situation) ?? answerLoneField(situation) ?? otherPage(situation);
  }
}

/** If the page asks to wait, the walk waits. The page has neither accepted nor refused the input. */
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

/** Whether the effect of a button that sends nothing is still to be awaited in this document. */
function justPressed({ progress: { pressed, sent }, document, now, traffic }: Situation): boolean {
  if (pressed.document !== document.document || pressed.keys.length === 0) return false;
  if (sent?.document === document.document && sent.at === pressed.at) return false;
  return (
    now - pressed.at < (traffic.busy ? RESTING_MS : COMPLAINING_MS) &&
    isStillThere(document, pressed.keys.at(-1))
  );
}
