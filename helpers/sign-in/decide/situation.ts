/** The input of a decision: the observed page, the aim of the walk, and its progress. */
import type { DocumentFacts, PageFacts, TrafficFacts } from '../page/facts.ts';
import type { PageMessage } from '../page/message.ts';
import type { Question } from '../page/question.ts';
import { keyOfControl } from '../page/submit.ts';
import type { SentKind } from './next.ts';
import type { Progress } from './progress.ts';

/** Describes what was sent, and why it was neither accepted nor refused, as a clause. */
export function sentAnd(what: SentKind | undefined, whyUndecided: string): string {
  return `The ${what ?? 'form'} was sent, and ${whyUndecided}`;
}

/** What was observed. */
export interface WalkObservation {
  page: PageFacts;
  traffic: TrafficFacts;
  /** In ms since 1970. */
  now: number;
}

/** The aim of a walk. */
export interface Aim {
  /** The answer on the consent page. */
  decision: 'allow' | 'deny';
  /** A session may be open, so the client may be authorized before the page asks for a password. */
  mayBeSignedIn: boolean;
  /** The tenant may refuse the request with a page. */
  mayEndInErrorPage: boolean;
  /** Whether input on a page (the second URL) may be sent to a target. */
  mayReceive: (target: string, page: string) => boolean;
  /** Email address of the user who signs in. */
  address: string;
  /** Path of the tenant's documented password form. */
  passwordForm: string;
  /** How long a page may stay not understood, in ms. */
  patienceMs: number;
}

/** Everything that the parts of the decision use. */
export interface Situation extends WalkObservation {
  progress: Progress;
  aim: Aim;
  at: number;
  document: DocumentFacts;
  question: Question;
  message: PageMessage;
  /** How long the page has not been understood, in ms. */
  unclearMs: number;
}

/** The right button makes the page send something within this time, in ms. */
const SENDING_MS = 2000;

/** The same if the page contains a bot check, in ms. */
const CHECKING_MS = 10_000;

/** How long a script may take to process an answer, in ms. */
export const RESTING_MS = 5000;

/** The same if the page already shows a refusal, in ms. */
export const COMPLAINING_MS = 1000;

export function isStillThere({ controls }: DocumentFacts, key: string | undefined): boolean {
  return controls.some((control) => !control.covered && keyOfControl(control) === key);
}

export function pressedHere({ progress: { pressed }, document }: Situation): string[] {
  return pressed.document === document.document ? pressed.keys : [];
}

/** Whether the last submission was answered: there is a new document, or the same document has become quiet. */
export function isAnswered({
  progress: { sent },
  document,
  traffic,
  now,
  message,
  page,
}: Situation): boolean {
  if (sent === undefined || document.document !== sent.document) return true;
  // A bot check may still delay the submission.
  if (traffic.requestsSinceSent === 0 && now - sent.at < maxSendingMs(page)) return false;
  if (now - sent.at < 1500 || (traffic.busy && (traffic.answeredMs ?? 0) <= 2 * RESTING_MS)) return false;
  // A page that polls constantly is never quiet.
  if ((traffic.answeredMs ?? 0) > 2 * RESTING_MS) return true;
  return Math.min(traffic.quietMs, now - sent.at) > (message.tone === 'wrong' ? COMPLAINING_MS : RESTING_MS);
}

/** A bot check in a frame may delay a form. */
function maxSendingMs({ otherFrames }: PageFacts): number {
  return otherFrames.length > 0 ? CHECKING_MS : SENDING_MS;
}

/** Whether the last press sent nothing, and the page is unchanged. */
export function sentNothing(
  { progress: { sent }, document, traffic, now, page }: Situation,
  what: SentKind,
): boolean {
  return (
    sent?.what === what &&
    sent.document === document.document &&
    traffic.requestsSinceSent === 0 &&
    now - sent.at >= maxSendingMs(page)
  );
}

export function isCovered({ controls }: DocumentFacts): boolean {
  return controls.some(({ covered, form }) => covered && form >= 0);
}

export function framesOf({ otherFrames }: PageFacts): string {
  const hosts = [...new Set(otherFrames.filter((host) => host !== ''))];
  return hosts.length === 0
    ? ''
    : `; the page contains a frame from ${hosts.join(', ')}, perhaps a bot check`;
}

export function quotePage({ text }: PageMessage): string {
  return text === '' ? '' : `; the page says: “${text}”`;
}
