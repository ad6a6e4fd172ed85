/** How outcomes, statuses and verdicts look: a sign, a word and a color. Never the color alone. */
import { html, type Markup } from './markup.ts';

/** A color of `page.css`: the class is `is-` and its name, and the variable `--` and its name. */
export type Tone = 'proved' | 'failed' | 'blocked' | 'not-tried' | 'not-run' | 'deviation' | 'observed';

const TONES: Record<string, Tone> = {
  // Statuses of cells and checks
  passed: 'proved',
  'non-conformant': 'failed',
  blocked: 'blocked',
  incomplete: 'not-tried',
  interrupted: 'blocked',
  'not tried': 'not-tried',
  'not run': 'not-run',
  // Outcomes of proofs
  proved: 'proved',
  failed: 'failed',
  observed: 'observed',
  'known deviation': 'deviation',
  // Verdicts
  conformant: 'proved',
  // Outcomes of runs
  green: 'proved',
  red: 'failed',
  'not judged': 'blocked',
  // Kinds of reasons
  leak: 'failed',
  leftover: 'failed',
  'expired deviation': 'deviation',
  'missing shard': 'not-run',
  'report not written': 'blocked',
};

const SIGNS: Record<Tone, string> = {
  proved: '✓',
  failed: '✕',
  blocked: '■',
  'not-tried': '–',
  'not-run': '·',
  deviation: '≠',
  observed: '○',
};

/** The tone of a status, an outcome, a verdict or the kind of a reason. */
export function toneOf(word: string): Tone {
  return TONES[word] ?? 'not-run';
}

/** The sign of a status, an outcome, a verdict or the kind of a reason. */
export function signOf(word: string): string {
  return SIGNS[toneOf(word)];
}

/** A badge with a sign and the word as it is in the record. */
export function badge(word: string): Markup {
  const tone = toneOf(word);
  return html`<span class="badge is-${tone}"
    ><span class="sign" aria-hidden="true">${signOf(word)}</span> ${word}</span
  >`;
}
