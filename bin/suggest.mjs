// Suggestions for misspelled commands and flags. Plain JavaScript, and small, because every command loads it.
import { createRequire } from 'node:module';

/** @type {{ distance: (a: string, b: string) => number }} */
const { distance } = createRequire(import.meta.url)('fastest-levenshtein');

/**
 * Returns the most similar name, or `undefined` if none is similar.
 * @param {string} word
 * @param {readonly string[]} known
 */
function nearest(word, known) {
  const requested = word.toLowerCase().replaceAll('_', '-');
  const [best] = known
    .map((name) => ({ name, edits: distance(requested, name) }))
    .filter(({ edits }) => edits <= Math.max(2, requested.length / 3))
    .sort((a, b) => a.edits - b.edits);
  return best?.name;
}

/**
 * Returns `Did you mean X? `, or nothing.
 * @param {string} word
 * @param {readonly string[]} known
 */
export function didYouMean(word, known) {
  const name = nearest(word, known);
  return name === undefined ? '' : `Did you mean ${name}? `;
}

/**
 * Returns a message with what to do below it, as `describe` in `helpers/verdict/errors.ts` does.
 * @param {string} sentence
 * @param {string} remedy
 * @param {string} topic of `helpers/help/topics.ts`
 */
export function describe(sentence, remedy, topic = 'command-line') {
  return `${sentence}\n  To do: ${remedy}\n  More:  npm run doctor -- --explain ${topic}`;
}

/**
 * Ends the process with a message if one of these words is a flag that the program does not know.
 * @param {readonly string[]} words the command line
 * @param {readonly string[]} known its flags. A value may follow after `=`
 * @param {string} program how to start it, such as `npm run faults`
 */
export function refuseUnknownFlags(words, known, program) {
  const flag = words
    .map((word) => word.replace(/=.*/s, ''))
    .find((word) => /^-./.test(word) && !known.includes(word));
  if (flag === undefined) return;
  const sentence = `Unknown flag ${flag}. ${didYouMean(flag, known)}`.trim();
  console.error(`\n  Blocked: ${describe(sentence, `see ${program} -- --help`).replaceAll('\n', '\n  ')}\n`);
  process.exit(2);
}
