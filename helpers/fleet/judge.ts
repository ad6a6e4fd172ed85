/** What the end of a tenant's run means: from its record, its exit code, and how its process ended. */
import { join } from 'node:path';
import { readStoredRecord } from '../executed-notebook/stored-record.ts';
import { describeLeak, type Leak } from '../leaks/watch.ts';
import { outcomeOf } from '../record/outcome.ts';
import type { RunRecord } from '../record/schema.ts';
import { RECORD } from '../results/files.ts';
import { EXIT } from '../verdict/verdict.ts';
import { changesOf } from './changes.ts';
import type { TenantResult } from './result.ts';

/** How the process of a run ended. */
export interface ProcessEnd {
  /** `null` if a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why the fleet stopped it, if it did. */
  stoppedBy?: 'time limit' | 'signal';
  /** Why it could not be started. */
  startError?: string;
  /** The last line that it printed. */
  lastLine: string;
}

/** The part of a result that the end of a run decides. */
export type Judgement = Pick<
  TenantResult,
  'verdict' | 'emulated' | 'outcome' | 'sentence' | 'run' | 'exitCode' | 'left' | 'leaks' | 'changes'
>;

/**
 * Judges a run that has ended.
 *
 * @param folder its results, which contained no record when it started
 * @param limit its time limit, in words
 */
export function judge(folder: string, end: ProcessEnd, limit: string): Judgement {
  const stored = readStoredRecord(join(folder, RECORD));
  const record = stored.ok ? stored.record : undefined;
  if (record?.ended === true) return judgeRecord(record, end, limit);
  return {
    verdict: 'blocked',
    emulated: false,
    // A leak may have removed the record, and a run that was stopped at once may have left something.
    outcome: end.code === EXIT.failed ? 'red' : end.stoppedBy === 'signal' ? 'interrupted' : 'not judged',
    sentence: withoutResult(record, end, limit),
    run: record?.run ?? null,
    exitCode: end.code,
    left: [],
    leaks: [],
    changes: [],
  };
}

function judgeRecord(record: RunRecord, end: ProcessEnd, limit: string): Judgement {
  const { verdict, emulated, sentence, run } = record;
  const left = record.left.flatMap((each) =>
    each.certain ? [each.sentence ?? `${each.kind} of ${each.whose} on ${each.tenant}`] : [],
  );
  const about = {
    emulated,
    run,
    exitCode: end.code,
    left,
    leaks: record.leaks.map((leak) => describeLeak(leak as Leak)),
    changes: changesOf(record),
  };
  // The exit code is decided last: a leak may have been found after the record was written.
  const outcome = end.code === EXIT.failed ? 'red' : outcomeOf(record);
  if (end.stoppedBy === 'time limit' && outcome !== 'red')
    return {
      ...about,
      verdict: 'blocked',
      outcome: 'not judged',
      sentence: `It was stopped at its time limit of ${limit}. Before that: ${sentence}`,
    };
  if (outcome === 'green' && end.code !== EXIT.conformant)
    return {
      ...about,
      verdict: 'blocked',
      outcome: 'not judged',
      sentence: `Its record is conformant, but its process ended with ${endInWords(end)}. ${sentence}`,
    };
  return { ...about, verdict, outcome, sentence };
}

function withoutResult(record: RunRecord | undefined, end: ProcessEnd, limit: string): string {
  if (end.startError !== undefined) return `Its process could not be started: ${end.startError}`;
  const why =
    end.stoppedBy === 'time limit'
      ? end.code === EXIT.interrupted
        ? `It was stopped at its time limit of ${limit}, before it had a result`
        : `It did not end within its time limit of ${limit}, nor within the time for its clean-up, and was killed`
      : end.stoppedBy === 'signal'
        ? 'It was stopped before it had a result'
        : `Its process ended with ${endInWords(end)}, without a result`;
  const began = record === undefined ? 'It wrote no record.' : 'Its record shows that the run has not ended.';
  const last = end.lastLine === '' ? '' : ` Its last line: ${end.lastLine}`;
  return `${why}. ${began} ${record === undefined ? '' : 'What it created is removed by its next run or npm run sweep.'}${last}`.replaceAll(
    '  ',
    ' ',
  );
}

function endInWords({ code, signal }: ProcessEnd): string {
  return code === null ? `the signal ${signal ?? 'unknown'}` : `exit code ${String(code)}`;
}
