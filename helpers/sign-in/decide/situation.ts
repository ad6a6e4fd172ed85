/** What a decision is made from: what was seen of a page, what a walk is for, and what it has done so far. */
import type { DocumentFacts, PageFacts, TrafficFacts } from '../page/facts.ts';
import type { Said } from '../page/message.ts';
import type { Question } from '../page/question.ts';
import { keyOfControl } from '../page/submit.ts';
import type { SentKind } from './next.ts';
import type { Progress } from './progress.ts';

/** What was seen. */
export interface WalkObservation {
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

/** Everything that the parts of the decision look at. */
export interface Situation extends WalkObservation {
  progress: Progress;
  aim: Aim;
  at: number;
  document: DocumentFacts;
  question: Question;
  said: Said;
  /** Milliseconds since when the page is not understood. */
  unclearMs: number;
}

/** After a press, something is sent within this time, or it was the wrong button. */
const SENDING_MS = 2000;

/** With a bot check on the page. */
const CHECKING_MS = 10_000;

/** A script may take its time between an answer and what it does with it. */
export const RESTING_MS = 5000;

/** Unless it complains at once. */
export const COMPLAINING_MS = 1000;

export function isStillThere({ controls }: DocumentFacts, key: string | undefined): boolean {
  return controls.some((control) => !control.covered && keyOfControl(control) === key);
}

export function pressedHere({ progress: { pressed }, document }: Situation): string[] {
  return pressed.document === document.document ? pressed.keys : [];
}

/** Whether what was sent last has been answered: by a new document, or by the same one coming to rest. */
export function isAnswered({ progress: { sent }, document, traffic, now, said, page }: Situation): boolean {
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
export function sentNothing(
  { progress: { sent }, document, traffic, now, page }: Situation,
  what: SentKind,
): boolean {
  return (
    sent?.what === what &&
    sent.document === document.document &&
    traffic.requestsSinceSent === 0 &&
    now - sent.at >= sendingMs(page)
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

export function quotePage({ said }: Said): string {
  return said === '' ? '' : `; the page says: “${said}”`;
}
