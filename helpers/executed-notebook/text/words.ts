/** Words and signs that the written notebooks share. */
import type { RecordedCell } from '../../record/schema.ts';
import type { ProofRecord } from '../../verdict/cell.ts';

/** The same signs as on the console. */
export const CELL_SIGNS: Readonly<Record<RecordedCell['status'], string>> = {
  passed: '✓',
  'non-conformant': '✗',
  blocked: '■',
  incomplete: '○',
  interrupted: '■',
  'not tried': '–',
  'not run': '·',
};

export const PROOF_SIGNS: Readonly<Record<ProofRecord['outcome'], string>> = {
  proved: '✓',
  observed: '✓',
  failed: '✗',
  'known deviation': '≈',
  'not tried': '–',
};

/** Returns a time in ISO 8601 as a person reads it. */
export function time(at: string): string {
  return at.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC');
}

/** Returns text up to a length, and how much of it is missing. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Not in the middle of a character.
  const start = text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  return `${start}… (${String(text.length - start.length)} more characters: see run.json)`;
}

/** The verdict as a person reads it: `conformant (emulator)`. */
export function verdictWord({ verdict, emulated }: { verdict: string; emulated: boolean }): string {
  return emulated ? `${verdict} (emulator)` : verdict;
}

/** How many of a cell's proofs ended well: `4 of 5`. Empty if there are none. */
export function provedOf(proofs: readonly ProofRecord[]): string {
  if (proofs.length === 0) return '';
  const proved = proofs.filter(({ outcome }) => outcome === 'proved' || outcome === 'observed');
  return `${String(proved.length)} of ${String(proofs.length)}`;
}

/** Whether a cell or check belongs to what a reader has to look at first. */
export function isBroken({ status }: Pick<RecordedCell, 'status'>): boolean {
  return (
    status === 'non-conformant' || status === 'blocked' || status === 'incomplete' || status === 'interrupted'
  );
}

/** Returns `zendesk/password` for a check. */
export function subjectOf(address: string): string {
  return address.split('/').slice(0, 2).join('/');
}
