/** Reads a page's message after something was sent. */
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

/** A page's message. `said` is empty if it has none. */
export interface Said {
  /**
   * `wrong`: the input is wrong. `expired`: the page had expired, or starts again after a success. `wait`: try again later.
   * `person`: something that only a person can do. `circumstance`: it is about the account, the device or the site.
   * `unclear`: there is a message, but none of these clearly. `nothing`: there is no new message.
   */
  tone: 'wrong' | 'expired' | 'wait' | 'person' | 'circumstance' | 'unclear' | 'nothing';
  said: string;
}

const NOTHING: Said = { tone: 'nothing', said: '' };

/** Returns the visible text of a page, to compare it with its later text. */
export function wordsOf({ lines, messages }: DocumentFacts): string[] {
  return [...new Set([...messages.map(({ text }) => text), ...lines])];
}

/** A sentence with at most this many words can only be about the input. */
const FEW_WORDS = 4;

function isRefusal(sentence: string, whole: string): boolean {
  if (!WRONG.test(sentence)) return false;
  // A message about a code is not about the email address and password.
  if (PASSCODE.test(sentence) && !PASSWORD.test(sentence)) return false;
  if ([PATIENCE, CIRCUMSTANCE, NEEDS_PERSON].some((words) => words.test(sentence))) return false;
  const isShort = sentence.trim().split(/\s+/).length <= FEW_WORDS;
  return (
    (isShort && !CIRCUMSTANCE.test(whole)) || [PASSWORD, WHO, SIGN_IN].some((words) => words.test(sentence))
  );
}

function toneOf(text: string, whole = text): Said['tone'] {
  if (EXPIRED.test(text)) return 'expired';
  // Sentence by sentence, because in "The password is wrong. After too many attempts …" only the first one counts.
  if (text.split(/(?<=[.!?;。！؟])\s*/).some((sentence) => isRefusal(sentence, whole))) return 'wrong';
  if (NEEDS_PERSON.test(text)) return 'person';
  if (PATIENCE.test(text)) return 'wait';
  if (GOOD.test(text)) return 'expired';
  return CIRCUMSTANCE.test(text) ? 'circumstance' : 'unclear';
}

/**
 * Returns a page's message that was not there `before`. Text that stands out comes first. A message that is not understood is
 * not an answer to the input, whatever it looks like.
 */
export function messageOn(document: DocumentFacts, before: readonly string[]): Said {
  const isNew = (text: string) => text !== '' && !before.includes(text);
  const outstanding = document.messages.filter(({ text }) => isNew(text));
  for (const { text, marks } of outstanding) {
    const tone = /\bsuccess\b/.test(asWords(marks)) ? 'expired' : toneOf(text);
    if (tone !== 'unclear') return { tone, said: text };
  }
  const lines = document.lines.filter(isNew);
  const whole = lines.join(' ');
  const wrong = lines.filter((line) => toneOf(line, whole) === 'wrong');
  if (wrong.length > 0) return { tone: 'wrong', said: wrong.join(' ') };
  for (const said of lines) {
    const tone = toneOf(said, whole);
    if (tone !== 'unclear') return { tone, said };
  }
  const [unclear] = [...outstanding.map(({ text }) => text), ...lines];
  return unclear === undefined ? NOTHING : { tone: 'unclear', said: unclear };
}

/** Returns a page's heading and first words, for an error message. */
export function pageExcerpt({ title, headings, lines, messages }: DocumentFacts): string {
  const [alert] = messages.map(({ text }) => text);
  const said = [...new Set([alert ?? '', headings[0] ?? title, ...lines])].filter((text) => text !== '');
  return said.join(' · ').slice(0, 200);
}
