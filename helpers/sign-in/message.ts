/** What a page says to whoever has just sent something. */
import type { DocumentFacts, MessageFacts } from './facts.ts';
import { asWords, EXPIRED, FOR_A_PERSON, GOOD, PATIENCE, WRONG } from './words.ts';

/** How a page answers, in its words: `said` is empty where it has none. */
export interface Said {
  /**
   * `wrong`: what was typed is not right. `expired`: the page was too old, or begins anew after something that went well. `wait`: come back later. `person`: something that
   * only a person can do. `unclear`: it says something, and not surely that. `nothing`: it says nothing new.
   */
  tone: 'wrong' | 'expired' | 'wait' | 'person' | 'unclear' | 'nothing';
  said: string;
  /** In words that mean this, and not by standing out alone. */
  inWords: boolean;
}

const NOTHING: Said = { tone: 'nothing', said: '', inWords: false };

/** Whether an element is there to say that something is wrong, by its role, its class or what it describes. */
function isComplaint({ role, marks, ofInvalidField }: MessageFacts): boolean {
  const named = asWords(marks);
  if (/\b(?:success|info|notice|status|warning)\b/.test(named) && !/\b(?:error|danger|invalid)\b/.test(named))
    return false;
  return (
    ofInvalidField ||
    role === 'alert' ||
    role === 'alertdialog' ||
    /\b(?:\w*errors?\w*|danger|invalid\w*|alert)\b/.test(named)
  );
}

/** What a page says in plain sight, to be compared with what it says later. */
export function wordsOf({ lines, messages }: DocumentFacts): string[] {
  return [...new Set([...messages.map(({ text }) => text), ...lines])];
}

function toneOf(text: string): Said['tone'] {
  // Sentence by sentence: "the password is wrong; after too many attempts …" says both, and it is the first that counts.
  const sentences = text.split(/(?<=[.!?;。！؟])\s*/);
  if (EXPIRED.test(text)) return 'expired';
  if (sentences.some((sentence) => WRONG.test(sentence) && !PATIENCE.test(sentence))) return 'wrong';
  if (PATIENCE.test(text)) return 'wait';
  if (FOR_A_PERSON.test(text)) return 'person';
  return 'unclear';
}

/**
 * What a page says that it did not say `before`. Information and good news are not an answer to what was typed.
 */
export function saidOn(document: DocumentFacts, before: readonly string[]): Said {
  const isNew = (text: string) => text !== '' && !before.includes(text);
  const outstanding = document.messages.filter(({ text }) => isNew(text));
  for (const message of outstanding) {
    const tone = toneOf(message.text);
    // Good news may speak of what is no longer wrong; and what stands out may be information.
    const isGood =
      /\bsuccess\b/.test(asWords(message.marks)) ||
      (GOOD.test(message.text) && (tone === 'unclear' || !isComplaint(message)));
    if (isGood) return { tone: 'expired', said: message.text, inWords: true };
    if (tone === 'unclear' && !isComplaint(message)) continue;
    return { tone: tone === 'unclear' ? 'wrong' : tone, said: message.text, inWords: tone !== 'unclear' };
  }
  // Words that do not stand out must say so themselves.
  const lines = document.lines.filter(isNew);
  const wrong = lines.filter((line) => toneOf(line) === 'wrong' && !GOOD.test(line));
  if (wrong.length > 0) return { tone: 'wrong', said: wrong.join(' '), inWords: true };
  for (const line of lines) {
    const tone = GOOD.test(line) ? 'expired' : toneOf(line);
    if (tone !== 'unclear') return { tone, said: line, inWords: true };
  }
  const [unclear] = [...outstanding.map(({ text }) => text), ...lines];
  return unclear === undefined ? NOTHING : { tone: 'unclear', said: unclear, inWords: false };
}

/** What a page says at all, for an error that shows it: its heading and first words. */
export function gist({ title, headings, lines, messages }: DocumentFacts): string {
  const [alert] = messages.map(({ text }) => text);
  const said = [...new Set([alert ?? '', headings[0] ?? title, ...lines])].filter((text) => text !== '');
  return said.join(' · ').slice(0, 200);
}
