/** Decides how to fill in and send the form for an email address and a password, and what it means if the form reappears. */
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
  RUN_LATER,
} from './situation.ts';

/** How long the walk waits for a disabled button, in ms. */
const ENABLING_MS = 6000;

/** How often the walk types into a field that does not keep its input. */
const MAX_TYPINGS = 3;

type Form = Extract<Question, { asks: 'password' | 'address' }>;

export function fillIn(situation: Situation, form: Form, anew?: true): NextStep {
  const { progress, document, at, aim, now } = situation;
  const first = form.asks === 'password' ? form.password : form.address;
  const target = targetOf(document, first.form);
  if (!aim.mayReceive(target, document.url)) return wrongRecipient(target);
  const { sent, typed } = progress;
  const typedHere = typed?.document === document.document ? typed : undefined;
  // The form of another step may have another target.
  if (typedHere?.what === form.asks && typedHere.target !== target)
    return blocked(
      `The form was not sent, because its target changed from ${pathOf(typedHere.target)} to ${pathOf(target)} while it was filled in`,
    );
  // A password field without any email address may protect a page, or belong to a question about an account.
  if (
    form.asks === 'password' &&
    form.address === undefined &&
    !progress.addressSent &&
    !showsAddress(situation, first.form)
  )
    return otherPage(situation);
  // A page with two steps that is still switching to the second one.
  if (
    sent?.what === 'address' &&
    sent.document === document.document &&
    form.address !== undefined &&
    sent.fields.includes(keyOf(first)) &&
    !isAnswered(situation)
  )
    return WAIT;
  if (anew !== true && typedHere?.what === form.asks) {
    if (first.filled && form.address?.filled !== false) return send(situation, form.asks, first);
    if (typedHere.times >= MAX_TYPINGS) return blocked(`The ${form.asks} field does not keep its input`);
  }
  // A script that is still building its page may rebuild its fields.
  if (typedHere !== undefined && now - typedHere.at < 200) return WAIT;
  const isKept = anew !== true && typedHere?.what === form.asks && form.address?.filled === true;
  return {
    do: 'type',
    what: form.asks,
    target,
    document: at,
    ...(form.address === undefined || isKept ? {} : { address: form.address }),
    ...(form.asks === 'password' ? { password: form.password } : {}),
    ...(anew === undefined ? {} : { anew }),
  };
}

function showsAddress({ document, aim }: Situation, form: number): boolean {
  const said = [...document.headings, ...document.lines, ...document.controls.map(({ caption }) => caption)];
  return (
    said.some((text) => text.toLowerCase().includes(aim.address.toLowerCase())) ||
    document.fields.some((field) => field.form === form && field.readOnly && field.filled)
  );
}

export function wrongRecipient(target: string): NextStep {
  const host = hostOf(target);
  return blocked(
    `Nothing was typed, because the form would send it to ${target.startsWith('http:') ? 'http://' : ''}${host === '' ? target.slice(0, 60) : host}, which is not where the page came from`,
    'open the page in your own browser; whoever can change it can read what is typed there',
  );
}

/** Sends the input with the form's button, with the next button if that sent nothing, or with Enter. */
export function send(
  situation: Situation,
  what: 'address' | 'password' | 'passcode',
  field: FieldFacts,
): NextStep {
  const { document, at, now, page } = situation;
  const { typed } = situation.progress;
  const pressed = typed?.pressed ?? [];
  const isNextTry = pressed.length > 0 ? { isNextTry: true as const } : {};
  const control = submitOf(document, field.form, field, pressed);
  const typedMs = now - (typed?.at ?? now);
  // A button may have a target of its own.
  const target = targetOf(document, field.form, control);
  if (!situation.aim.mayReceive(target, document.url)) return wrongRecipient(target);
  if (control !== undefined && !control.enabled) {
    // Some buttons are enabled only after a key press, or when the field loses focus.
    if (typedMs > COMPLAINING_MS && typed?.nudged !== true) return { do: 'nudge', document: at, field };
    if (typedMs < ENABLING_MS) return WAIT;
    return blocked(
      `The button “${control.caption}” stays disabled, so the ${what} cannot be sent${framesOf(page)}`,
      'sign in there in your own browser; the page may require something that only a person can do, such as a bot check',
    );
  }
  if (control?.covered === true) {
    const way = obstacleControl(document, pressedHere(situation));
    if (way !== undefined) return { do: 'press', document: at, control: way, as: 'clear the way' };
    if (typedMs < COMPLAINING_MS) return WAIT;
  }
  if (control !== undefined)
    return { do: 'press', document: at, control, as: 'submit', what, target, ...isNextTry };
  if (typed?.entered !== true) return { do: 'enter', document: at, field, what, target, ...isNextTry };
  const way = obstacleControl(document, pressedHere(situation));
  if (way !== undefined)
    return { do: 'press', document: at, control: way, as: 'clear the way', unsent: true };
  return blocked(
    `Submitting the form with the ${what} sent nothing${framesOf(page)}${quotePage(situation.said)}`,
  );
}

/** Decides what it means if the page asks for the same again. It is a refusal if the page says so, and only then. */
export function askedAgain(situation: Situation, what: 'address' | 'password'): NextStep {
  const { progress, question, traffic, said } = situation;
  const { sent } = progress;
  if (question.asks !== 'password' && question.asks !== 'address') return UNCLEAR;
  const field = question.asks === 'password' ? question.password : question.address;
  if (sentNothing(situation, what)) return send(situation, what, field);
  if (!isAnswered(situation)) return WAIT;
  if (traffic.unjudged !== undefined)
    return end({
      outcome: 'blocked',
      why: sentAnd(sent?.what, traffic.unjudged),
      ...(isUnavailable(traffic.submissionStatus ?? 0) ? { isUnserved: true } : {}),
    });
  if (sent?.what === 'passcode' || sent?.what === 'consent')
    return blocked(`The sign-in page reappeared after the ${sent.what} was sent${quotePage(said)}`);
  if (sent === undefined && progress.cameBack > 0) return askedAgainSilently(situation, what);
  return judge(situation, what, field.invalid);
}

const ERROR_IN_ADDRESS =
  /[?&](?:login_?)?error(?:=(?:1|true|(?:invalid|bad|wrong)\w*|credentials|login|auth\w*|fail\w*)?)?(?:&|$)/i;

function judge(situation: Situation, what: 'address' | 'password', marked: boolean): NextStep {
  const { said, progress, traffic, question, document } = situation;
  const { submissionStatus: status = traffic.status } = traffic;
  switch (said.tone) {
    case 'wrong':
      return end({ outcome: 'refused', said: said.said });
    case 'expired':
      return progress.retyped || (question.asks !== 'password' && question.asks !== 'address')
        ? blocked(`The page neither accepted nor refused the ${what}${quotePage(said)}`)
        : fillIn(situation, question, true);
    case 'wait':
      return blocked(`The page neither accepted nor refused the ${what}${quotePage(said)}`, RUN_LATER);
    case 'person':
      return blocked(`The page neither accepted nor refused the ${what}${quotePage(said)}`);
    case 'circumstance':
    case 'unclear':
    case 'nothing': {
      // The words are not understood, but the form, the HTTP status or the page's URL (`?error`) shows a refusal.
      if (said.tone !== 'circumstance' && (marked || status === 401 || ERROR_IN_ADDRESS.test(document.url)))
        return end({ outcome: 'refused', said: said.said });
      if (progress.cameBack === 0) return { do: 'open', where: 'authorization', leaving: said.said };
      return askedAgainSilently(situation, what);
    }
  }
}

/** The authorization was requested again and led to the sign-in form. So no one is signed in, and the page does not say why. */
function askedAgainSilently({ progress, said }: Situation, what: 'address' | 'password'): NextStep {
  if (progress.refusedAs !== undefined) return end({ outcome: 'refused', said: progress.refusedAs });
  const left = progress.leftAt === '' ? said.said : progress.leftAt;
  return left === ''
    ? blocked(`The page asks for the ${what} again without saying why`)
    : blocked(
        `The page asks for the ${what} again; before that, it said “${left}”, which is not clearly a refusal`,
      );
}
