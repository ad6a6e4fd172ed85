/** Why the exit code of a run is what it is: one entry for each thing that made it so, the worst first. */
import { firstLine } from '../helpers/lines.ts';
import { printable } from '../helpers/http/printable.ts';
import { describeLeak, type Leak } from '../helpers/leaks/watch.ts';
import type { Reason } from '../helpers/record/schema.ts';
import type { LeftItem } from '../helpers/runner/after-run.ts';
import type { CellOutcome } from './cell-outcome.ts';
import { type Problem, problemsIn } from '../helpers/verdict/problems.ts';
import { notTriedMusts } from '../helpers/contract/prove.ts';
import { failureInText } from '../helpers/verdict/verdict.ts';
import type { RunVerdict } from './tally.ts';

/** What a run ended with. */
interface Ended extends Pick<RunVerdict, 'cells' | 'interrupted' | 'errors' | 'stale' | 'missing'> {
  left: readonly LeftItem[];
  leaks: readonly Leak[];
  /** Errors after the verdict: a report may be missing. */
  late: readonly string[];
  /** What stopped it: `SIGTERM`. */
  stoppedBy?: string | undefined;
}

/** Returns the reasons. The list is empty if the exit code is 0. */
export function reasonsOf({
  cells,
  interrupted,
  errors,
  stale,
  missing,
  left,
  leaks,
  late,
  stoppedBy,
}: Ended): Reason[] {
  const notRun = cells.filter(({ status }) => status === 'not run');
  return [
    ...cells.flatMap(failures),
    ...leaks.map((leak): Reason => ({ kind: 'leak', sentence: describeLeak(leak) })),
    // What is only possibly left does not change the exit code.
    ...left
      .filter(({ certain }) => certain)
      .map(({ sentence }): Reason => ({ kind: 'leftover', sentence: printable(sentence) })),
    ...cells.flatMap(blocks),
    ...errors.flatMap((text) => {
      const kind = stale.includes(text)
        ? 'expired deviation'
        : missing.includes(text)
          ? 'missing shard'
          : KINDS[failureInText(text)];
      return problemsIn(text).map((problem): Reason => ({ kind, ...problem }));
    }),
    ...late.map((text): Reason => ({ kind: 'report not written', ...firstProblem(text) })),
    ...(interrupted
      ? [{ kind: 'interrupted', sentence: interruption(stoppedBy) } as const]
      : cells.flatMap(stopped)),
    ...cells.flatMap(notTried),
    ...(notRun.length > 0 ? [notRunReason(notRun)] : []),
  ];
}

/** What an error outside of any cell means. */
const KINDS = { 'non-conformant': 'failed', blocked: 'blocked', incomplete: 'not tried' } as const;

/** The proofs that failed, or the cell if none of its proofs did. */
function failures({ address, status, proofs, error = '' }: CellOutcome): Reason[] {
  if (status !== 'non-conformant') return [];
  const failed = proofs.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return [{ kind: 'failed', address, ...firstProblem(error) }];
  return failed.map(({ address, sentence, detail = '' }) => ({
    kind: 'failed',
    address,
    sentence,
    text: detail,
  }));
}

function blocks({ address, status, error = '' }: CellOutcome): Reason[] {
  return status === 'blocked'
    ? problemsIn(error).map((problem) => ({ kind: 'blocked', address, ...problem }))
    : [];
}

function interruption(by: string | undefined): string {
  return by === undefined ? 'The run was interrupted.' : `The run was interrupted: ${by}.`;
}

/** A cell that a limit of the run stopped: of time, or of failures. */
function stopped({ address, status }: CellOutcome): Reason[] {
  if (status !== 'interrupted') return [];
  return [{ kind: 'interrupted', address, sentence: 'It was stopped before it ended.' }];
}

function notTried({ address, status, proofs, error = '' }: CellOutcome): Reason[] {
  if (status !== 'incomplete') return [];
  const missing = notTriedMusts(proofs).filter(({ follows }) => follows === undefined);
  if (missing.length === 0) return [{ kind: 'not tried', address, ...firstProblem(error) }];
  return missing.map(({ address, sentence, detail = '' }) => ({
    kind: 'not tried',
    address,
    ...firstProblem(detail),
    sentence: `${sentence} ${firstLine(printable(detail))}`,
  }));
}

function notRunReason(cells: readonly CellOutcome[]): Reason {
  const [first] = cells;
  const count = String(cells.length);
  return {
    kind: 'not run',
    address: first?.address,
    sentence:
      cells.length === 1 ? 'One cell or check did not run.' : `${count} cells and checks did not run.`,
    text: cells.map(({ address }) => address).join('\n'),
  };
}

function firstProblem(message: string): Problem {
  const [first = { sentence: '' }] = problemsIn(message);
  return first;
}
