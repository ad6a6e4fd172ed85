/**
 * What to do next, from what was seen of a page and what was done so far. A pure function: it looks at nothing, and does
 * nothing. In doubt nothing is typed, and a page that is not understood is never a refusal.
 */
import { hostOf, pathOf } from '../http/address.ts';
import { isUnavailable } from '../http/unavailable.ts';
import { CALLS_THROUGH } from '../http/who-answered.ts';
import { askingForMail, clearing, cookiePage, consentOf, skipping } from './controls.ts';
import type { ControlFacts, DocumentFacts, FieldFacts, PageFacts } from './facts.ts';
import { gist, saidOn, type Said } from './message.ts';
import { remedyForStatus } from './not-opened.ts';
import type { Matter, Progress } from './progress.ts';
import { keyOf, keyOfControl, loneField, questionOf, submitOf, targetOf, type Question } from './question.ts';
import { FOR_A_PERSON, PASSWORD } from './words.ts';

/** What the page's requests have come to. */
export interface TrafficFacts {
  /** Something that was asked for is still to come. */
  busy: boolean;
  /** Milliseconds since the last answer. */
  quietMs: number;
  /** Requests since something was sent. */
  requestsSinceSent: number;
  /** Among them, those that carry something. */
  submissionsSinceSent: number;
  /** HTTP status of the document that is shown; 0 where none came. */
  status: number;
  /** Milliseconds since what was sent was answered. */
  answeredMs: number | undefined;
  /** HTTP status of the answer to what was sent. */
  submissionStatus: number | undefined;
  /** Why nobody has judged what was sent, as a clause; nothing if it was answered. */
  unjudged: string | undefined;
  /** What has answered in the place of the tenant, by its own word: bot protection, a firewall, a proxy. */
  interceptedBy?: string | undefined;
  /** Milliseconds that the page, or the answer to what was sent, asks to wait. */
  asksToWaitMs: number | undefined;
}

/** What was seen. */
export interface Seen {
  page: PageFacts;
  traffic: TrafficFacts;
  /** Milliseconds. */
  now: number;
}

/** What a walk is for. */
export interface Aim {
  /** What to say to the client that asks. */
  decision: 'allow' | 'deny';
  /** A session may be open: then the client may be let in before a password was asked for. */
  mayBeSignedIn: boolean;
  /** The tenant may refuse the request with a page. */
  mayBeTurnedAway: boolean;
  /** Whether what is typed on a page (the second address) may be sent to an address. */
  mayReceive: (target: string, page: string) => boolean;
  /** Of who signs in. */
  address: string;
  /** Path of the tenant's documented form for passwords. */
  passwordForm: string;
  /** Milliseconds that a page may stay one that is not understood. */
  patienceMs: number;
}

/** Types into fields of a document. */
export interface Type {
  do: 'type';
  what: 'address' | 'password' | 'passcode';
  /** Where the form leads. */
  target: string;
  document: number;
  address?: FieldFacts;
  password?: FieldFacts;
  passcode?: FieldFacts[];
  /** It was typed before, on a page that was too old. */
  anew?: true;
}

/** Presses a button or follows a link. */
export interface Press {
  do: 'press';
  document: number;
  control: ControlFacts;
  as: 'submit' | 'allow' | 'deny' | 'skip' | 'clear the way' | 'ask for a mail';
  /** Where the form leads that is sent by it. */
  target?: string;
  /** What is sent by it; nothing where it only makes way. */
  what?: Matter;
  /** Another one was pressed for the same, and sent nothing. */
  isNextTry?: true;
  /** There is another one that could be it as well. */
  isUncertain?: true;
  /** What was pressed before has sent nothing. */
  unsent?: true;
}

/** How a walk ends without the callback. */
export type End =
  | { outcome: 'refused'; said: string }
  /** The request was answered with an error page. */
  | { outcome: 'turned away'; said: string; status: number }
  | { outcome: 'not tried'; why: string }
  | {
      outcome: 'blocked';
      /** A clause that the page's address can follow. */
      why: string;
      /** The server had no answer to what was typed, and may have counted it. */
      isUnserved?: true;
      remedy?: string;
    };

/** The next step. */
export type Next =
  /** `unclear`: nothing on the page is understood. `heard`: what it says in answer, perhaps for a moment only. */
  | { do: 'wait'; unclear?: true; heard?: Said }
  | Type
  | Press
  | { do: 'enter'; document: number; field: FieldFacts; what: Matter; target: string; isNextTry?: true }
  /** `leaving`: what the page said that is left; `refusedAs`: that it said something is wrong. */
  | { do: 'open'; where: 'authorization' | 'password form'; leaving: string; refusedAs?: string }
  /** Leaves the field by the keyboard, as somebody would who has typed. */
  | { do: 'nudge'; document: number; field: FieldFacts }
  /** What was typed has been sent by the page itself. */
  | { do: 'note'; what: Matter; document: number }
  /** The button that was taken for "allow" has signed out: everything is typed again, and another one is pressed. */
  | { do: 'begin anew' }
  /** Waits for so long, and asks for the authorization anew. */
  | { do: 'pause'; ms: number }
  | { do: 'end'; end: End };

/** A button that may not be pressed yet is waited for. */
const ENABLING_MS = 6000;
/** After a press, something is sent within this time, or it was the wrong button. */
const SENDING_MS = 2000;
/** With a bot check on the page. */
const CHECKING_MS = 10_000;
/** A script may take its time between an answer and what it does with it. */
const RESTING_MS = 5000;
/** Unless it complains at once. */
const COMPLAINING_MS = 1000;
/** The longest wait that a page may ask for, and how often. */
const LONGEST_PAUSE_MS = 60_000;
const MOST_PAUSES = 2;
/** Fields that do not keep what was typed are typed into so often. */
const MOST_TYPINGS = 3;
const MOST_PASSCODES = 2;
/** A client may be let in once, and again after the page was asked for anew; more often is a loop. */
const MOST_CONSENTS = 3;
const MOST_SKIPS = 6;

const RUN_LATER = remedyForStatus(429);

const WAIT: Next = { do: 'wait' };
const UNCLEAR: Next = { do: 'wait', unclear: true };

const end = (how: End): Next => ({ do: 'end', end: how });
const blocked = (why: string, remedy?: string): Next =>
  end({ outcome: 'blocked', why, ...(remedy === undefined ? {} : { remedy }) });

/** Everything that the parts of the decision look at. */
interface Case extends Seen {
  progress: Progress;
  aim: Aim;
  at: number;
  document: DocumentFacts;
  question: Question;
  said: Said;
  /** Milliseconds since when the page is not understood. */
  unclearMs: number;
}

/** The next step, or how the walk ends. */
export function decide(seen: Seen, progress: Progress, aim: Aim): Next {
  const next = choose(seen, progress, aim);
  if (next.do !== 'wait' || progress.sent === undefined) return next;
  const { words, document } = progress.sent;
  const said = seen.page.documents
    .filter((each) => each.document === document)
    .map((each) => saidOn(each, words))
    .find(({ tone }) => tone === 'wrong');
  return said === undefined ? next : { ...next, heard: said };
}

function choose(seen: Seen, progress: Progress, aim: Aim): Next {
  const { page, traffic, now } = seen;
  const { sent, passwordSent } = progress;
  // Before the password, whatever stands beside it is another way in.
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
  const shown = saidOn(document, sent?.words ?? []);
  // Some messages are gone after a second.
  const said = shown.tone === 'wrong' ? shown : (progress.heard ?? shown);
  const unclearMs = progress.unclearSince === undefined ? 0 : now - progress.unclearSince;
  const one: Case = { ...seen, progress, aim, at, document, question, said, unclearMs };
  const pause = pauseFor(one);
  if (pause !== undefined) return pause;
  if (justPressed(one)) return WAIT;
  const isForm = question.asks === 'password' || question.asks === 'address';
  if (isForm && sent?.what === 'consent' && progress.allowedBy !== undefined && isAnswered(one))
    return { do: 'begin anew' };
  // A page that asks for consent may have a form to sign in with somewhere else.
  if (progress.passwordSent && isForm && isSurelyConsent(one)) return consent(one) ?? WAIT;
  switch (question.asks) {
    case 'password':
      return progress.passwordSent ? again(one, 'password') : fillIn(one, question);
    case 'address':
      return progress.addressSent ? again(one, 'address') : fillIn(one, question);
    case 'passcode':
      return progress.everSent || aim.mayBeSignedIn ? answerPasscode(one, question.fields) : elsewhere(one);
    case 'covered':
      return makeWay(one);
    case 'unclear':
    case 'something else':
    case 'nothing':
      if (traffic.status >= 400 && aim.mayBeTurnedAway) return elsewhere(one);
      return consent(one) ?? lone(one) ?? elsewhere(one);
  }
}

/** A page that asks to wait is waited for; nobody has judged what was typed. */
function pauseFor({ traffic, progress }: Case): Next | undefined {
  const { asksToWaitMs, busy } = traffic;
  if (asksToWaitMs === undefined || busy) return undefined;
  const { submissionStatus: answered = 0 } = traffic;
  const shown = String(isUnavailable(answered) ? answered : traffic.status);
  if (asksToWaitMs <= LONGEST_PAUSE_MS && progress.waited < MOST_PAUSES)
    return { do: 'pause', ms: asksToWaitMs };
  return blocked(
    `The page answered ${shown} and asks to wait ${String(Math.ceil(asksToWaitMs / 1000))} s`,
    RUN_LATER,
  );
}

/** Something was pressed on this document that sends nothing by itself: its effect is waited for. */
function justPressed({ progress: { pressed, sent }, document, now, traffic }: Case): boolean {
  if (pressed.document !== document.document || pressed.keys.length === 0) return false;
  if (sent?.document === document.document && sent.at === pressed.at) return false;
  return (
    now - pressed.at < (traffic.busy ? RESTING_MS : COMPLAINING_MS) &&
    isStillThere(document, pressed.keys.at(-1))
  );
}

function isStillThere({ controls }: DocumentFacts, key: string | undefined): boolean {
  return controls.some((control) => !control.covered && keyOfControl(control) === key);
}

function pressedHere({ progress: { pressed }, document }: Case): string[] {
  return pressed.document === document.document ? pressed.keys : [];
}

/** Whether what was sent last has been answered: by a new document, or by the same one coming to rest. */
function isAnswered({ progress: { sent }, document, traffic, now, said, page }: Case): boolean {
  if (sent === undefined || document.document !== sent.document) return true;
  // A bot check may still hold it back.
  if (traffic.requestsSinceSent === 0 && now - sent.at < sendingMs(page)) return false;
  if (now - sent.at < 1500 || (traffic.busy && (traffic.answeredMs ?? 0) <= 2 * RESTING_MS)) return false;
  // A page that asks for news all the time is never quiet.
  if ((traffic.answeredMs ?? 0) > 2 * RESTING_MS) return true;
  return Math.min(traffic.quietMs, now - sent.at) > (said.tone === 'wrong' ? COMPLAINING_MS : RESTING_MS);
}

/** A bot check in a frame may take its time before it lets a form go. */
function sendingMs({ otherFrames }: PageFacts): number {
  return otherFrames.length > 0 ? CHECKING_MS : SENDING_MS;
}

/** The last press has sent nothing, and the page is as it was. */
function sentNothing({ progress: { sent }, document, traffic, now, page }: Case, what: Matter): boolean {
  return (
    sent?.what === what &&
    sent.document === document.document &&
    traffic.requestsSinceSent === 0 &&
    now - sent.at >= sendingMs(page)
  );
}

// --- Address and password -----------------------------------------------------------------------------------------

type Form = Extract<Question, { asks: 'password' | 'address' }>;

function fillIn(one: Case, form: Form, anew?: true): Next {
  const { progress, document, at, aim, now } = one;
  const first = form.asks === 'password' ? form.password : form.address;
  const target = targetOf(document, first.form);
  if (!aim.mayReceive(target, document.url)) return stranger(target);
  const { sent, typed } = progress;
  const typedHere = typed?.document === document.document ? typed : undefined;
  // The form of another step may lead elsewhere.
  if (typedHere?.what === form.asks && typedHere.target !== target)
    return blocked(
      `The form was turned to ${pathOf(target)} when it was filled in, from ${pathOf(typedHere.target)}: it was not sent`,
    );
  // A password without anybody's name is for a page, or for a question about an account.
  if (
    form.asks === 'password' &&
    form.address === undefined &&
    !progress.addressSent &&
    !showsAddress(one, first.form)
  )
    return elsewhere(one);
  // The second half of a page in two steps, which is still making room for it.
  if (
    sent?.what === 'address' &&
    sent.document === document.document &&
    form.address !== undefined &&
    sent.fields.includes(keyOf(first)) &&
    !isAnswered(one)
  )
    return WAIT;
  if (anew !== true && typedHere?.what === form.asks) {
    if (first.filled && form.address?.filled !== false) return send(one, form.asks, first);
    if (typedHere.times >= MOST_TYPINGS)
      return blocked(`The ${form.asks} field does not keep what is typed into it`);
  }
  // A script that is still building its page may build its fields anew.
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

function showsAddress({ document, aim }: Case, form: number): boolean {
  const said = [...document.headings, ...document.lines, ...document.controls.map(({ caption }) => caption)];
  return (
    said.some((text) => text.toLowerCase().includes(aim.address.toLowerCase())) ||
    document.fields.some((field) => field.form === form && field.readOnly && field.filled)
  );
}

function stranger(target: string): Next {
  const host = hostOf(target);
  return blocked(
    `Nothing was typed: the form would send it to ${target.startsWith('http:') ? 'http://' : ''}${host === '' ? target.slice(0, 60) : host}, which is not where its page is from`,
    'look at the page in a browser of your own: whoever can change it can read what is typed there',
  );
}

/** Sends what was typed: by the form's button, by the next one where that sent nothing, by Enter. */
function send(one: Case, what: 'address' | 'password' | 'passcode', field: FieldFacts): Next {
  const { document, at, now, page } = one;
  const { typed } = one.progress;
  const pressed = typed?.pressed ?? [];
  const isNextTry = pressed.length > 0 ? { isNextTry: true as const } : {};
  const control = submitOf(document, field.form, field, pressed);
  const typedMs = now - (typed?.at ?? now);
  // A button may send its form somewhere else.
  const target = targetOf(document, field.form, control);
  if (!one.aim.mayReceive(target, document.url)) return stranger(target);
  if (control !== undefined && !control.enabled) {
    // Some buttons wait for a key, or until the field is left.
    if (typedMs > COMPLAINING_MS && typed?.nudged !== true) return { do: 'nudge', document: at, field };
    if (typedMs < ENABLING_MS) return WAIT;
    return blocked(
      `The button “${control.caption}”, which sends the ${what}, cannot be pressed: it stays disabled${framesOf(page)}`,
      'sign in there in a browser of your own: the page may ask for something that only a person can do, such as a bot check',
    );
  }
  if (control?.covered === true) {
    const way = clearing(document, pressedHere(one));
    if (way !== undefined) return { do: 'press', document: at, control: way, as: 'clear the way' };
    if (typedMs < COMPLAINING_MS) return WAIT;
  }
  if (control !== undefined)
    return { do: 'press', document: at, control, as: 'submit', what, target, ...isNextTry };
  if (typed?.entered !== true) return { do: 'enter', document: at, field, what, target, ...isNextTry };
  const way = clearing(document, pressedHere(one));
  if (way !== undefined)
    return { do: 'press', document: at, control: way, as: 'clear the way', unsent: true };
  return blocked(
    `Nothing was sent when the form with the ${what} was submitted${framesOf(page)}${inItsWords(one.said)}`,
  );
}

function framesOf({ otherFrames }: PageFacts): string {
  const hosts = [...new Set(otherFrames.filter((host) => host !== ''))];
  return hosts.length === 0 ? '' : `; the page holds a frame of ${hosts.join(', ')}, perhaps a bot check`;
}

/** The same was asked for again: it was refused if the page says so, and only then. */
function again(one: Case, what: 'address' | 'password'): Next {
  const { progress, question, traffic, said } = one;
  const { sent } = progress;
  if (question.asks !== 'password' && question.asks !== 'address') return UNCLEAR;
  const field = question.asks === 'password' ? question.password : question.address;
  if (sentNothing(one, what)) return send(one, what, field);
  if (!isAnswered(one)) return WAIT;
  if (traffic.unjudged !== undefined)
    return end({
      outcome: 'blocked',
      why: `The ${sent?.what ?? 'form'} was sent, and ${traffic.unjudged}`,
      ...(isUnavailable(traffic.submissionStatus ?? 0) ? { isUnserved: true } : {}),
    });
  if (sent?.what === 'passcode' || sent?.what === 'consent')
    return blocked(`The sign-in page came again after the ${sent.what}${inItsWords(said)}`);
  if (sent === undefined && progress.cameBack > 0) return cameAgain(one, what);
  return judge(one, what, field.invalid);
}

const ERROR_IN_ADDRESS =
  /[?&](?:login_?)?error(?:=(?:1|true|(?:invalid|bad|wrong)\w*|credentials|login|auth\w*|fail\w*)?)?(?:&|$)/i;

function judge(one: Case, what: 'address' | 'password', marked: boolean): Next {
  const { said, progress, traffic, question, document } = one;
  const { submissionStatus: status = traffic.status } = traffic;
  switch (said.tone) {
    case 'wrong':
      return end({ outcome: 'refused', said: said.said });
    case 'expired':
      return progress.retyped || (question.asks !== 'password' && question.asks !== 'address')
        ? blocked(`The ${what} was not judged${inItsWords(said)}`)
        : fillIn(one, question, true);
    case 'wait':
      return blocked(`The ${what} was not judged${inItsWords(said)}`, RUN_LATER);
    case 'person':
      return blocked(`The ${what} was not judged${inItsWords(said)}`);
    case 'circumstance':
    case 'unclear':
    case 'nothing': {
      // Not in words that are understood, but in the language of forms and of HTTP, or in the address of the page (`?error`).
      if (said.tone !== 'circumstance' && (marked || status === 401 || ERROR_IN_ADDRESS.test(document.url)))
        return end({ outcome: 'refused', said: said.said });
      if (progress.cameBack === 0) return { do: 'open', where: 'authorization', leaving: said.said };
      return cameAgain(one, what);
    }
  }
}

/** After the authorization was asked for again, the sign-in form is there: nobody is signed in, and nobody has said why. */
function cameAgain({ progress, said }: Case, what: 'address' | 'password'): Next {
  if (progress.refusedAs !== undefined) return end({ outcome: 'refused', said: progress.refusedAs });
  const left = progress.leftAt === '' ? said.said : progress.leftAt;
  return left === ''
    ? blocked(`The ${what} is asked for again, and the page does not say why`)
    : blocked(
        `The ${what} is asked for again; before that, the page said: “${left}”. That is not surely a refusal`,
      );
}

function inItsWords({ said }: Said): string {
  return said === '' ? '' : `; the page says: “${said}”`;
}

// --- Passcodes ----------------------------------------------------------------------------------------------------

function answerPasscode(one: Case, fields: FieldFacts[]): Next {
  const { progress, document, at, aim, traffic, now } = one;
  const { sent, typed } = progress;
  const [first] = fields;
  if (first === undefined) return UNCLEAR;
  const target = targetOf(document, first.form);
  if (first.form >= 0 && !aim.mayReceive(target, document.url)) return stranger(target);
  const isTyped = typed?.what === 'passcode' && typed.document === document.document;
  if (isTyped && (sent?.what !== 'passcode' || sent.at < typed.at)) {
    // Six fields often send themselves.
    if (traffic.busy || now - typed.at < 300) return WAIT;
    if (traffic.submissionsSinceSent > 0) return { do: 'note', what: 'passcode', document: at };
    if (first.filled) return send(one, 'passcode', first);
  }
  if (sent?.what === 'passcode') {
    if (sentNothing(one, 'passcode') && first.filled) return send(one, 'passcode', first);
    if (!isAnswered(one)) return WAIT;
    if (traffic.unjudged !== undefined) return blocked(`The passcode was sent, and ${traffic.unjudged}`);
  }
  // The page may still be changing from one question to the next.
  if (sent?.what === 'password' && sent.document === document.document && traffic.busy) return WAIT;
  if (progress.passcodesTyped >= MOST_PASSCODES)
    return blocked(`Two passcodes were not accepted${inItsWords(one.said)}`);
  return { do: 'type', what: 'passcode', target, document: at, passcode: fields };
}

/** After the password, a field that stands alone can only be for the passcode, whatever it is called. */
function lone(one: Case): Next | undefined {
  if (!one.progress.everSent || !isAnswered(one) || one.question.asks === 'something else') return undefined;
  const field = loneField(one.document);
  return field === undefined ? undefined : answerPasscode(one, [field]);
}

// --- Consent ------------------------------------------------------------------------------------------------------

function consent(one: Case): Next | undefined {
  const { progress, aim, document, at, question } = one;
  // Before the password was asked for, a page with a button is no consent page: it is not ours to press.
  if (!progress.everSent && !aim.mayBeSignedIn) return undefined;
  if (question.asks === 'something else') return undefined;
  const found = consentOf(document);
  if (found === undefined)
    return consentOf(uncovered(document)) === undefined ? undefined : makeWayToConsent(one);
  const isSent = progress.sent?.what === 'consent' && progress.sent.document === document.document;
  if (isSent && !sentNothing(one, 'consent')) return isAnswered(one) ? notConsented(one) : WAIT;
  const fruitless = pressedHere(one);
  const isNextTry = isSent ? { isNextTry: true as const } : {};
  const candidates = (aim.decision === 'deny' ? found.deny : found.allow).filter(
    (control) =>
      !fruitless.includes(keyOfControl(control)) && !progress.turnedDown.includes(keyOfControl(control)),
  );
  const [control] = candidates;
  if (!isSent && progress.denied)
    return end({ outcome: 'not tried', why: 'The consent page came again after the client was denied.' });
  if (!isSent && progress.allowed >= MOST_CONSENTS) return blocked('The consent page came again and again');
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
  const way = isSent || isCovered(document) ? clearing(document, fruitless) : undefined;
  if (way !== undefined)
    return {
      do: 'press',
      document: at,
      control: way,
      as: 'clear the way',
      ...(isSent ? { unsent: true as const } : {}),
    };
  return notConsented(one);
}

/** The page as if nothing lay over it. */
function uncovered(document: DocumentFacts): DocumentFacts {
  const controls = document.controls
    .filter(({ layer }) => layer < 0)
    .map((control) => ({ ...control, covered: false }));
  return { ...document, controls };
}

function makeWayToConsent(one: Case): Next | undefined {
  const tried = pressedHere(one);
  const control = clearing(one.document, tried) ?? skipping(one.document, tried);
  return control === undefined ? undefined : { do: 'press', document: one.at, control, as: 'clear the way' };
}

function isCovered({ controls }: DocumentFacts): boolean {
  return controls.some(({ covered, form }) => covered && form >= 0);
}

/** Buttons that allow and deny, in a form that leads to the authorization. */
function isSurelyConsent({ document, progress }: Case): boolean {
  if (progress.sent?.document === document.document) return false;
  const found = consentOf(document);
  return found !== undefined && found.allow.length > 0 && found.deny.length > 0;
}

function notConsented({ aim, progress }: Case): Next {
  if (aim.decision === 'allow') return blocked('The consent page did not change when the client was allowed');
  const why = progress.denied
    ? 'The consent page came again after the client was denied.'
    : 'The consent page has no button that surely denies.';
  return end({ outcome: 'not tried', why });
}

// --- Everything else ----------------------------------------------------------------------------------------------

/** Something lies over the form. */
function makeWay(one: Case): Next {
  const { document, at, progress, unclearMs, aim, page } = one;
  if (progress.passwordSent && !isAnswered(one)) return WAIT;
  // A dialog that says so, over the form that asks again.
  if (progress.sent?.what === 'password' && one.said.tone === 'wrong')
    return end({ outcome: 'refused', said: one.said.said });
  const control = clearing(document, pressedHere(one));
  if (control !== undefined) return { do: 'press', document: at, control, as: 'clear the way' };
  if (progress.everSent) return elsewhere(one);
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  const over = document.layers.find(({ large }) => large)?.text ?? '';
  return blocked(
    `Something lies over the sign-in form${over === '' ? '' : ` (“${over.slice(0, 100)}”)`}${framesOf(page)}`,
  );
}

/** Nothing here is ours to fill in: it may still be built, lead on by another way, or stand between us and the client. */
function elsewhere(one: Case): Next {
  const { traffic, progress, aim, document, unclearMs, question } = one;
  const { status, busy } = traffic;
  if (traffic.interceptedBy !== undefined && !busy)
    return blocked(
      `Something before the tenant answered in the browser, with ${String(status)}: ${traffic.interceptedBy}${gist(document) === '' ? '' : ` (“${gist(document)}”)`}`,
      CALLS_THROUGH,
    );
  if (aim.mayBeTurnedAway && status >= 400 && !busy)
    return isUnavailable(status)
      ? blocked(`The page answered ${String(status)}`)
      : end({ outcome: 'turned away', said: gist(document), status });
  if (progress.everSent) return inBetween(one);
  if (status >= 400 && !busy) return blocked(`The page answered ${String(status)}`, remedyForStatus(status));
  const wall = cookiePage(document, pressedHere(one));
  if (wall !== undefined) return { do: 'press', document: one.at, control: wall, as: 'clear the way' };
  if (unclearMs < aim.patienceMs / 2 || busy) {
    if (unclearMs < aim.patienceMs * 2) return UNCLEAR;
  } else if (!progress.wentToPasswordForm) {
    return { do: 'open', where: 'password form', leaving: '' };
  }
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  if (question.asks === 'unclear') return blocked(`Nothing was typed into the page, because ${question.why}`);
  if (question.asks === 'something else')
    return blocked(
      'Nothing was typed into the page: its form with a password is not surely one to sign in with',
    );
  return (
    turnedAway(one) ?? blocked(`The page has none of the fields that were looked for${framesOf(one.page)}`)
  );
}

/** An error page may come with any status; a page that asks for something, or checks for robots, is none. */
function turnedAway({ aim, document, page, traffic: { status } }: Case): Next | undefined {
  const said = gist(document);
  const asks = document.fields.length > 0 || page.otherFrames.length > 0 || FOR_A_PERSON.test(said);
  return aim.mayBeTurnedAway && !asks && said !== ''
    ? end({ outcome: 'turned away', said, status })
    : undefined;
}

/** After the password: a refusal on a page of its own, or a question that is passed by, or the end. */
function inBetween(one: Case): Next {
  const { traffic, progress, aim, document, at, unclearMs, said, page } = one;
  const { status, busy } = traffic;
  if (busy && progress.sent?.document === document.document && !isAnswered(one)) return WAIT;
  if (status >= 400 && !busy && ![401, 403].includes(status))
    return blocked(`The page answered ${String(status)}`, remedyForStatus(status));
  // The browser's own page in place of one that did not come.
  if (/^chrome-error:/.test(document.url) && traffic.unjudged !== undefined && !busy)
    return blocked(`The ${progress.sent?.what ?? 'form'} was sent, and ${traffic.unjudged}`);
  const tried = pressedHere(one);
  // A wall lies over what is asked.
  if (isCovered(document)) {
    const way = clearing(document, tried);
    if (way !== undefined) return { do: 'press', document: at, control: way, as: 'clear the way' };
  }
  if (progress.skipped < MOST_SKIPS) {
    const mail = askingForMail(document, tried);
    if (mail !== undefined) return { do: 'press', document: at, control: mail, as: 'ask for a mail' };
    const skip = skipping(document, tried);
    if (skip !== undefined) return { do: 'press', document: at, control: skip, as: 'skip' };
  }
  // A refusal may be a page of its own: going back shows whether anybody is signed in.
  const fields = document.fields.filter(({ covered }) => !covered);
  // “Access denied” with 403 is what firewalls say as well: then it must be about the password.
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
      leaving: gist(document),
      ...(isRefusal ? { refusedAs: said.said } : {}),
    };
  }
  if (unclearMs < aim.patienceMs) return UNCLEAR;
  const turned = turnedAway(one);
  if (turned !== undefined) return turned;
  return blocked(
    `After the password, the page asks for something else, and offers no way around it: “${gist(document)}”${framesOf(page)}`,
    'sign in there once as this person, in a browser of your own, and settle what it asks for; or have it turned off for this tenant',
  );
}
