/** Why the exit code of a run is what it is: one entry for each thing that made it so, the worst first. */
import { printable } from '../helpers/http/printable.ts';
import { describeLeak, type Leak } from '../helpers/leaks/watch.ts';
import type { Reason } from '../helpers/record/schema.ts';
import type { LeftItem } from '../helpers/runner/after-run.ts';
import { type CellOutcome, firstLine } from './cell-outcome.ts';
import { notTriedMusts } from '../helpers/contract/prove.ts';
import type { RunVerdict } from './tally.ts';

/** What a run ended with. */
interface Ended extends Pick<
  RunVerdict,
  'verdict' | 'cells' | 'interrupted' | 'errors' | 'stale' | 'missing'
> {
  left: readonly LeftItem[];
  leaks: readonly Leak[];
  /** Errors after the verdict: a report may be missing. */
  late: readonly string[];
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
}: Ended): Reason[] {
  const notRun = cells.filter(({ status }) => status === 'not run');
  return [
    ...cells.flatMap(failures),
    ...leaks.map((leak): Reason => ({ kind: 'leak', sentence: describeLeak(leak) })),
    ...left.map(({ sentence }): Reason => ({ kind: 'leftover', sentence: printable(sentence) })),
    ...cells.flatMap(blocks),
    ...errors.map((text): Reason => ({
      kind: stale.includes(text) ? 'expired deviation' : missing.includes(text) ? 'missing shard' : 'blocked',
      ...readMessage(text),
    })),
    ...late.map((text): Reason => ({ kind: 'report not written', ...readMessage(text) })),
    ...(interrupted ? [{ kind: 'interrupted', sentence: 'The run was interrupted.' } as const] : []),
    ...cells.flatMap(notTried),
    ...(notRun.length > 0 ? [notRunReason(notRun)] : []),
  ];
}

/** The proofs that failed, or the cell if none of its proofs did. */
function failures({ address, status, proofs, error = '' }: CellOutcome): Reason[] {
  if (status !== 'non-conformant') return [];
  const failed = proofs.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return [{ kind: 'failed', address, ...readMessage(error) }];
  return failed.map(({ address, sentence, detail = '' }) => ({
    kind: 'failed',
    address,
    sentence,
    text: detail,
  }));
}

function blocks({ address, status, error = '' }: CellOutcome): Reason[] {
  return status === 'blocked' ? [{ kind: 'blocked', address, ...readMessage(error) }] : [];
}

function notTried({ address, status, proofs, error = '' }: CellOutcome): Reason[] {
  if (status !== 'incomplete') return [];
  const missing = notTriedMusts(proofs).filter(({ follows }) => follows === undefined);
  if (missing.length === 0) return [{ kind: 'not tried', address, ...readMessage(error) }];
  return missing.map(({ address, sentence, detail = '' }) => ({
    kind: 'not tried',
    address,
    ...readMessage(detail),
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

/** The lines below a message, as `describe` of `helpers/verdict/errors.ts` writes them. */
const REMEDY_LINES = {
  remedy: /^ *To do: +(.*)$/m,
  where: /^ *Where: +(.*)$/m,
  who: /^ *Who: +(.*)$/m,
  undo: /^ *Undo: +(.*)$/m,
};

/** Returns the parts of a message: its first line, and what a person can do. */
function readMessage(message: string): Omit<Reason, 'kind'> {
  const text = message.replace(/^(?:Blocked|NonConformant|NotTried|Error): /, '').trimEnd();
  const sentence = firstLine(text);
  const [remedy, where, who, undo] = [
    REMEDY_LINES.remedy,
    REMEDY_LINES.where,
    REMEDY_LINES.who,
    REMEDY_LINES.undo,
  ].map((line) => line.exec(text)?.[1]);
  return { sentence, text: text === sentence ? undefined : text, remedy, where, who, undo };
}
