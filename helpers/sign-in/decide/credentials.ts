/** Decides how to fill in and send the form for email address and password, and what it means if the form reappears. */
import { hostOf, pathOf } from '../../http/address.ts';
import { isUnavailable } from '../../http/unavailable.ts';
import { obstacleControl } from '../page/controls.ts';
import type { FieldFacts } from '../page/facts.ts';
import { keyOf } from '../page/fields.ts';
import type { Question } from '../page/question.ts';
import { submitOf, targetOf } from '../page/submit.ts';
import { blocked, end, type NextStep, UNCLEAR, WAIT } from './next.ts';
import { otherPage } from './other-pages.ts';
import {
  type Situation,
  COMPLAINING_MS,
  framesOf,
  quotePage,
  isAnswered,
  pressedHere,
  sentNothing,
  sentAnd,
} from './situation.ts';
import { RUN_LATER } from '../page/not-opened.ts';

/** How long the walk waits for a disabled button, in ms. */
const ENABLING_MS = 6000;

/** How often the walk types into a field that does not keep its input. */
const MAX_TYPINGS = 3;

type Form = Extract<Question, { asks: 'password' | 'email address' }>;

export function fillIn(situation: Situation, form: Form, again?: true): NextStep {
  const { progress, document, at, aim, now } = situation;
  const first = form.asks === 'password' ? form.password : form.address;
  const target = targetOf(document, first.form);
  if (!aim.mayReceive(target, document.url)) return wrongRecipient(target);
  const { sent, typed } = progress;
  const typedHere = typed?.document === document.document ? typed : undefined;
  // The next step's form may have another target, but this form must keep its own.
  if (typedHere?.what === form.asks && typedHere.target !== target)
    return blocked(
      `The form was not sent, because its target changed from ${pathOf(typedHere.target)} to ${pathOf(target)} while it was filled in`,
    );
  // A password field without an email address may protect a page, or belong to a question about an account.
  if (
    form.asks === 'password' &&
    form.address === undefined &&
    !progress.addressSent &&
    !showsAddress(situation, first.form)
  )
    return otherPage(situation);
  // The page may still be switching to the second step.
  if (
    sent?.what === 'email address' &&
    sent.document === document.document &&
    form.address !== undefined &&
    sent.fields.includes(keyOf(first)) &&
    !isAnswered(situation)
  )
    return WAIT;
  if (again !== true && typedHere?.what === form.asks) {
    if (first.filled && form.address?.filled !== false) return send(situation, form.asks, first);
    if (typedHere.times >= MAX_TYPINGS) return blocked(`The ${form.asks} field does not keep its input`);
  }
  // A script that is still building the page may rebuild the fields.
  if (typedHere !== undefined && now - typedHere.at < 200) return WAIT;
  const isKept = again !== true && typedHere?.what === form.asks && form.address?.filled === true;
  return {
    do: 'type',
    what: form.asks,
    target,
    document: at,
    ...(form.address === undefined || isKept ? {} : { address: form.address }),
    ...(form.asks === 'password' ? { password: form.password } : {}),
    ...(again === undefined ? {} : { again }),
  };
}

function showsAddress({ document, aim }: Situation, form: number): boolean {
  const texts = [...document.headings, ...document.lines, ...document.controls.map(({ caption }) => caption)];
  return (
    texts.some((text) => text.toLowerCase().includes(aim.address.toLowerCase())) ||
    document.fields.some((field) => field.form === form && field.readOnly && field.filled)
  );
}

export function wrongRecipient(target: string): NextStep {
  const host = hostOf(target);
  return blocked(
    `Nothing was typed, because the form would send it to ${target.startsWith('http:') ? 'http://' : ''}${host === '' ? target.slice(0, 60) : host}, which is not where the page came from`,
    { remedy: 'open the page in your own browser; anyone who can change it can read what is typed there' },
  );
}

/** Sends the input with the form's button; if that sent nothing, with the next button; or with Enter. */
export function send(
  situation: Situation,
  what: 'email address' | 'password' | 'passcode',
  field: FieldFacts,
): NextStep {
  const { document, at, now, page } = situation;
  const { typed } = situation.progress;
  const pressed = typed?.pressed ?? [];
  const isNextTry = pressed.length > 0 ? { isNextTry: true as const } : {};
  const control = submitOf(document, field.form, field, pressed);
  const typedMs = now - (typed?.at ?? now);
  // A button may have its own target.
  const target = targetOf(document, field.form, control);
  if (!situation.aim.mayReceive(target, document.url)) return wrongRecipient(target);
  if (control !== undefined && !control.enabled) {
    // Some buttons are enabled only by a key press, or when the field loses focus.
    if (typedMs > COMPLAINING_MS && typed?.nudged !== true) return { do: 'nudge', document: at, field };
    if (typedMs < ENABLING_MS) return WAIT;
    return blocked(
      `The button “${control.caption}” stays disabled, so the ${what} cannot be sent${framesOf(page)}`,
      {
        remedy:
          'sign in there in your own browser; the page may require something that only a person can do, such as a bot check',
      },
    );
  }
  if (control?.covered === true) {
    const closing = obstacleControl(document, pressedHere(situation));
    if (closing !== undefined) return { do: 'press', document: at, control: closing, as: 'clear the way' };
    if (typedMs < COMPLAINING_MS) return WAIT;
  }
  if (control !== undefined)
    return { do: 'press', document: at, control, as: 'submit', what, target, ...isNextTry };
  if (typed?.entered !== true) return { do: 'enter', document: at, field, what, target, ...isNextTry };
  const closing = obstacleControl(document, pressedHere(situation));
  if (closing !== undefined)
    return { do: 'press', document: at, control: closing, as: 'clear the way', unsent: true };
  return blocked(
    `Submitting the form with the ${what} sent nothing${framesOf(page)}${quotePage(situation.message)}`,
  );
}

/** Decides what it means if the page asks for the same input again. It is a refusal only if the page shows that. */
export function askedAgain(situation: Situation, what: 'email address' | 'password'): NextStep {
  const { progress, question, traffic, message } = situation;
  const { sent } = progress;
  if (question.asks !== 'password' && question.asks !== 'email address') return UNCLEAR;
  const field = question.asks === 'password' ? question.password : question.address;
  if (sentNothing(situation, what)) return send(situation, what, field);
  if (!isAnswered(situation)) return WAIT;
  if (traffic.whyUndecided !== undefined)
    return end({
      outcome: 'blocked',
      why: sentAnd(sent?.what, traffic.whyUndecided),
      ...(isUnavailable(traffic.submissionStatus ?? 0) ? { isServerError: true } : {}),
    });
  if (sent?.what === 'passcode' || sent?.what === 'consent')
    return blocked(`The sign-in page reappeared after the ${sent.what} was sent${quotePage(message)}`);
  if (sent === undefined && progress.reopened > 0) return askedAgainSilently(situation, what);
  return judge(situation, what, field.invalid);
}

/** A query that shows an error, such as `?error` or `?login_error=1`. */
const ERROR_IN_URL =
  /[?&](?:login_?)?error(?:=(?:1|true|(?:invalid|bad|wrong)\w*|credentials|login|auth\w*|fail\w*)?)?(?:&|$)/i;

function judge(situation: Situation, what: 'email address' | 'password', isInvalid: boolean): NextStep {
  const { message, progress, traffic, question, document } = situation;
  const { submissionStatus: status = traffic.status } = traffic;
  switch (message.tone) {
    case 'wrong':
      return end({ outcome: 'refused', message: message.text });
    case 'expired':
      return progress.retyped || (question.asks !== 'password' && question.asks !== 'email address')
        ? blocked(`The page neither accepted nor refused the ${what}${quotePage(message)}`)
        : fillIn(situation, question, true);
    case 'wait':
      return blocked(`The page neither accepted nor refused the ${what}${quotePage(message)}`, RUN_LATER);
    case 'person':
      return blocked(`The page neither accepted nor refused the ${what}${quotePage(message)}`);
    case 'circumstance':
    case 'unclear':
    case 'nothing': {
      // The words are not understood, but the form, the HTTP status or the page's URL (`?error`) shows a refusal.
      if (message.tone !== 'circumstance' && (isInvalid || status === 401 || ERROR_IN_URL.test(document.url)))
        return end({ outcome: 'refused', message: message.text });
      if (progress.reopened === 0) return { do: 'open', where: 'authorization', pageText: message.text };
      return askedAgainSilently(situation, what);
    }
  }
}

/** The authorization was requested again and led to the sign-in form. So no one is signed in, and no page says why. */
function askedAgainSilently({ progress, message }: Situation, what: 'email address' | 'password'): NextStep {
  if (progress.refusedAs !== undefined) return end({ outcome: 'refused', message: progress.refusedAs });
  const left = progress.lastPageText === '' ? message.text : progress.lastPageText;
  return left === ''
    ? blocked(`The page asks for the ${what} again without saying why`)
    : blocked(
        `The page asks for the ${what} again; before that, it said “${left}”, which is not clearly a refusal`,
      );
}
