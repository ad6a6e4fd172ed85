import { distance } from 'fastest-levenshtein';

/** How many similar names are suggested. More of them are not worth reading. */
const MAX_SUGGESTIONS = 3;

/** Returns similar names, the most similar first. Up to half of the last part may differ: the beginning is usually right. */
export function similarNames(name: string, known: readonly string[]): string[] {
  const requested = name.toLowerCase().replace(/#.*/, '');
  return [...new Set(known)]
    .map((each) => ({ each, edits: distance(requested, each.toLowerCase()) }))
    .filter(({ edits }) => edits <= Math.max(2, (requested.split('/').at(-1) ?? '').length / 2))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ each }) => each);
}
