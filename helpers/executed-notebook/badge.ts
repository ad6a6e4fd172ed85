/**
 * `badge.json`: the verdict as a badge, in the form that https://shields.io/badges/endpoint-badge reads. A badge does not change
 * if no run takes place any more, so it contains the day of its run.
 */
import type { RunRecord } from '../record/schema.ts';
import { verdictWord } from './text/words.ts';

export interface Badge {
  schemaVersion: 1;
  label: string;
  message: string;
  color: 'brightgreen' | 'red' | 'orange' | 'lightgrey';
  /** The badge's color cannot be overridden. */
  isError: boolean;
}

export function badgeOf(record: RunRecord): Badge {
  const day = record.startedAt.slice(0, 10);
  const [message, color] = stateOf(record);
  return {
    schemaVersion: 1,
    label: 'keyturn',
    message: `${message} · ${day}`,
    color,
    isError: color !== 'brightgreen',
  };
}

function stateOf(record: RunRecord): [string, Badge['color']] {
  const { ended, interrupted, verdict, exitCode, leaks } = record;
  if (!ended) return ['not finished', 'lightgrey'];
  if (leaks.length > 0) return ['leak', 'red'];
  if (record.left.some(({ certain }) => certain)) return ['leftovers', 'red'];
  if (verdict === 'non-conformant') return [verdictWord(record), 'red'];
  if (interrupted) return ['interrupted', 'lightgrey'];
  // A conformant run may have ended with an error after its verdict.
  return [verdictWord(record), verdict === 'conformant' && exitCode === 0 ? 'brightgreen' : 'orange'];
}
