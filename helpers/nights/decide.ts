/**
 * Decides what happens to the issue about a tenant's nights. A pure function of the nights and of the issue that is open.
 *
 * - Of a red tenant: opened after some reds in a row, updated by further ones, closed by a green.
 * - Of a tenant that is not judged: raised later, updated, and closed by a green or a red.
 * - Interrupted runs count for nothing. A night that was not judged is no red, and does not end a row of them.
 */
import type { RunPoint, RunRecord } from '../record/schema.ts';
import { outcomeOfPoint } from '../record/outcome.ts';
import { bodyOf, closingComment, type IssueKind, runLine, titleOf } from './issue-text.ts';
import { inARow, isJudged, type Nights } from './nights.ts';

/** An open issue of ours. */
export interface KnownIssue {
  number: number;
  body: string;
}

/** What to do. */
export type Action =
  | { do: 'nothing'; why: string }
  | { do: 'open'; title: string; body: string }
  | { do: 'update'; issue: number; body: string }
  | { do: 'close'; issue: number; comment: string };

/** What the decision depends on. */
export interface Situation extends Nights {
  kind: IssueKind;
  /** How many nights in a row open an issue. */
  after: number;
  /** The newest record of the tenant that the history contains. */
  record: RunRecord | undefined;
  known: KnownIssue | undefined;
  link: string | undefined;
}

/** Returns what to do. */
export function decide(situation: Situation): Action {
  const { kind, points, after, known } = situation;
  const ended = points.filter((point) => outcomeOfPoint(point) !== 'interrupted');
  const newest = kind === 'red' ? points.findLast(isJudged) : ended.at(-1);
  if (newest === undefined) return { do: 'nothing', why: 'no night has ended' };
  const outcome = outcomeOfPoint(newest);
  if (outcome !== kind) {
    return known === undefined
      ? { do: 'nothing', why: `the newest ${kind === 'red' ? 'judged night' : 'night'} is ${outcome}` }
      : { do: 'close', issue: known.number, comment: closingComment(kind, newest) };
  }
  const nights = kind === 'red' ? inARow(points).red : inARow(points).notJudged;
  if (known === undefined && nights < after)
    return {
      do: 'nothing',
      why: `${String(nights)} ${kind} in a row; an issue is opened after ${String(after)}`,
    };
  const body = bodyOf({ ...situation, newest, record: recordOf(newest, situation) });
  if (known === undefined) return { do: 'open', title: titleOf(situation), body };
  if (known.body.includes(runLine(newest.run)))
    return { do: 'nothing', why: `issue #${String(known.number)} is about this night already` };
  return { do: 'update', issue: known.number, body };
}

/** The history keeps one record. If another run has replaced it, what failed is not known here. */
function recordOf({ run }: RunPoint, { record }: Situation): RunRecord | undefined {
  return record?.run === run ? record : undefined;
}
