/** What a page says to whoever has just sent something. */
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

/** How a page answers, in its words: `said` is empty where it has none. */
export interface Said {
  /**
   * `wrong`: what was typed is not right. `expired`: the page was too old, or begins anew after something that went well.
   * `wait`: come back later. `person`: something that only a person can do. `circumstance`: it is about the account, the
   * device or the site. `unclear`: it says something, and not surely that. `nothing`: it says nothing new.
   */
  tone: 'wrong' | 'expired' | 'wait' | 'person' | 'circumstance' | 'unclear' | 'nothing';
  said: string;
}

const NOTHING: Said = { tone: 'nothing', said: '' };

/** What a page says in plain sight, to be compared with what it says later. */
export function wordsOf({ lines, messages }: DocumentFacts): string[] {
  return [...new Set([...messages.map(({ text }) => text), ...lines])];
}

/** A sentence of so many words is about what was typed, and about nothing else. */
const FEW_WORDS = 4;

function isRefusal(sentence: string, whole: string): boolean {
  if (!WRONG.test(sentence)) return false;
  // A code may be wrong, or may not be: it is not what was typed.
  if (PASSCODE.test(sentence) && !PASSWORD.test(sentence)) return false;
  if ([PATIENCE, CIRCUMSTANCE, NEEDS_PERSON].some((words) => words.test(sentence))) return false;
  const isShort = sentence.trim().split(/\s+/).length <= FEW_WORDS;
  return (
    (isShort && !CIRCUMSTANCE.test(whole)) || [PASSWORD, WHO, SIGN_IN].some((words) => words.test(sentence))
  );
}

function toneOf(text: string, whole = text): Said['tone'] {
  if (EXPIRED.test(text)) return 'expired';
  // Sentence by sentence: "The password is wrong. After too many attempts …" says both, and it is the first that counts.
  if (text.split(/(?<=[.!?;。！؟])\s*/).some((sentence) => isRefusal(sentence, whole))) return 'wrong';
  if (NEEDS_PERSON.test(text)) return 'person';
  if (PATIENCE.test(text)) return 'wait';
  if (GOOD.test(text)) return 'expired';
  return CIRCUMSTANCE.test(text) ? 'circumstance' : 'unclear';
}

/**
 * What a page says that it did not say `before`. What stands out comes first. A message that is not understood is no answer to
 * what was typed, whatever it looks like.
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

/** What a page says at all, for an error that shows it: its heading and first words. */
export function pageExcerpt({ title, headings, lines, messages }: DocumentFacts): string {
  const [alert] = messages.map(({ text }) => text);
  const said = [...new Set([alert ?? '', headings[0] ?? title, ...lines])].filter((text) => text !== '');
  return said.join(' · ').slice(0, 200);
}
