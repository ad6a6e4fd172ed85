/** Decides how to enter an emailed passcode. */
import type { FieldFacts } from '../page/facts.ts';
import { loneField } from '../page/question.ts';
import { targetOf } from '../page/submit.ts';
import { send, wrongRecipient } from './credentials.ts';
import { blocked, type NextStep, UNCLEAR, WAIT } from './next.ts';
import { type Situation, quotePage, isAnswered, sentNothing, sentAnd } from './situation.ts';

const MAX_PASSCODES = 2;

export function answerPasscode(situation: Situation, fields: FieldFacts[]): NextStep {
  const { progress, document, at, aim, traffic, now } = situation;
  const { sent, typed } = progress;
  const [first] = fields;
  if (first === undefined) return UNCLEAR;
  const target = targetOf(document, first.form);
  if (first.form >= 0 && !aim.mayReceive(target, document.url)) return wrongRecipient(target);
  const isTyped = typed?.what === 'passcode' && typed.document === document.document;
  if (isTyped && (sent?.what !== 'passcode' || sent.at < typed.at)) {
    // Forms with six fields often send themselves.
    if (traffic.busy || now - typed.at < 300) return WAIT;
    if (traffic.submissionsSinceSent > 0) return { do: 'record sent', what: 'passcode', document: at };
    if (first.filled) return send(situation, 'passcode', first);
  }
  if (sent?.what === 'passcode') {
    if (sentNothing(situation, 'passcode') && first.filled) return send(situation, 'passcode', first);
    if (!isAnswered(situation)) return WAIT;
    if (traffic.whyUndecided !== undefined) return blocked(sentAnd('passcode', traffic.whyUndecided));
  }
  // The page may still be switching from one question to the next.
  if (sent?.what === 'password' && sent.document === document.document && traffic.busy) return WAIT;
  if (progress.passcodesTyped >= MAX_PASSCODES)
    return blocked(`Two passcodes were not accepted${quotePage(situation.message)}`, {
      remedy:
        'check that KEYTURN_PASSCODE_COMMAND prints the newest email to this address, or type the newest passcode',
      help: 'passcode',
    });
  return { do: 'type', what: 'passcode', target, document: at, passcode: fields };
}

/** After the password, the only field of a page can only be for the passcode, whatever its name. */
export function answerLoneField(situation: Situation): NextStep | undefined {
  if (!situation.progress.everSent || !isAnswered(situation) || situation.question.asks === 'something else')
    return undefined;
  const field = loneField(situation.document);
  return field === undefined ? undefined : answerPasscode(situation, [field]);
}
