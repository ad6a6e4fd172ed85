/** Reads the message of a page after something was sent. */
import type { DocumentFacts } from './facts.ts';
import {
  asWords,
  CIRCUMSTANCE,
  EXPIRED,
  NEEDS_PERSON,
  GOOD,
  PASSCODE,
  PASSWORD,
  PATIENCE,
  SIGN_IN,
  WHO,
  WRONG,
} from './words.ts';

/** A page's message. Its text is empty if there is none. */
export interface PageMessage {
  /**
   * `wrong`: the input is wrong. `expired`: the page had expired, or starts again after a success. `wait`: try again later.
   * `person`: something that only a person can do. `circumstance`: it is about the account, the device, or the site.
   * `unclear`: none of these, as far as it is understood. `nothing`: there is no new message.
   */
  tone: 'wrong' | 'expired' | 'wait' | 'person' | 'circumstance' | 'unclear' | 'nothing';
  text: string;
}

const NOTHING: PageMessage = { tone: 'nothing', text: '' };

/** Returns the visible text of a page, to compare it with its later text. */
export function wordsOf({ lines, messages }: DocumentFacts): string[] {
  return [...new Set([...messages.map(({ text }) => text), ...lines])];
}

/** A sentence with no more words than this can only be about the input. */
const FEW_WORDS = 4;

function isRefusal(sentence: string, fullText: string): boolean {
  if (!WRONG.test(sentence)) return false;
  // A message about a code is not about the email address and password.
  if (PASSCODE.test(sentence) && !PASSWORD.test(sentence)) return false;
  if ([PATIENCE, CIRCUMSTANCE, NEEDS_PERSON].some((words) => words.test(sentence))) return false;
  const isShort = sentence.trim().split(/\s+/).length <= FEW_WORDS;
  return (
    (isShort && !CIRCUMSTANCE.test(fullText)) ||
    [PASSWORD, WHO, SIGN_IN].some((words) => words.test(sentence))
  );
}

function toneOf(text: string, fullText = text): PageMessage['tone'] {
  if (EXPIRED.test(text)) return 'expired';
  // Each sentence on its own, because in "The password is wrong. After too many attempts …" only the first one counts.
  if (text.split(/(?<=[.!?;。！؟])\s*/).some((sentence) => isRefusal(sentence, fullText))) return 'wrong';
  if (NEEDS_PERSON.test(text)) return 'person';
  if (PATIENCE.test(text)) return 'wait';
  if (GOOD.test(text)) return 'expired';
  return CIRCUMSTANCE.test(text) ? 'circumstance' : 'unclear';
}

/**
 * Returns a message that was not on the page `before`. Prominent text comes first. A message that is not understood is
 * not an answer to the input, whatever it looks like.
 */
export function messageOn(document: DocumentFacts, before: readonly string[]): PageMessage {
  const isNew = (text: string) => text !== '' && !before.includes(text);
  const prominent = document.messages.filter(({ text }) => isNew(text));
  for (const { text, classes } of prominent) {
    const tone = /\bsuccess\b/.test(asWords(classes)) ? 'expired' : toneOf(text);
    if (tone !== 'unclear') return { tone, text };
  }
  const lines = document.lines.filter(isNew);
  const fullText = lines.join(' ');
  const wrong = lines.filter((line) => toneOf(line, fullText) === 'wrong');
  if (wrong.length > 0) return { tone: 'wrong', text: wrong.join(' ') };
  for (const text of lines) {
    const tone = toneOf(text, fullText);
    if (tone !== 'unclear') return { tone, text };
  }
  const [unclear] = [...prominent.map(({ text }) => text), ...lines];
  return unclear === undefined ? NOTHING : { tone: 'unclear', text: unclear };
}

/** Returns a page's heading and first words, for an error message. */
export function pageExcerpt({ title, headings, lines, messages }: DocumentFacts): string {
  const [alert] = messages.map(({ text }) => text);
  const texts = [...new Set([alert ?? '', headings[0] ?? title, ...lines])].filter((text) => text !== '');
  return texts.join(' · ').slice(0, 200);
}
