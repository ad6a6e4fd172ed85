/** What changed on a tenant since its previous run, in a few lines. The notebook of the run shows everything. */
import type { Comparison, RunRecord } from '../record/schema.ts';
import { count } from '../executed-notebook/text/amounts.ts';
import { partOf } from '../executed-notebook/text/compared.ts';
import { cut } from '../executed-notebook/text/words.ts';
import { onOneLine } from '../lines.ts';
import type { Changes } from './result.ts';

/** The most lines for one tenant. */
const MAX_LINES = 8;

/** The most characters of a value. */
const MAX_VALUE = 80;

/** Returns what changed on each tenant of a run. */
export function changesOf(record: RunRecord): Changes[] {
  return (record.since ?? []).map((each) => {
    const { tenant, previous } = each;
    const part = previous === null ? undefined : partOf(record, each, previous);
    const lines = previous === null ? [] : linesOf(previous);
    return {
      tenant,
      previous: previous === null ? null : { run: previous.run, startedAt: previous.startedAt },
      ...(part === undefined ? {} : { part }),
      lines: lines.slice(0, MAX_LINES),
      more: Math.max(0, lines.length - MAX_LINES),
    };
  });
}

/** Outcomes come first, because they are why a tenant is red. */
function linesOf({ cells, proofs, fingerprint, drift, exchanges }: Comparison): string[] {
  const differences = exchanges.reduce((sum, each) => sum + each.differences.length, 0);
  return [
    ...cells.map(({ address, before, now }) => `${address}: ${change(before, now)}`),
    ...proofs.map(({ address, before, now }) => `${address}: ${change(before, now)}`),
    ...fingerprint.map(({ name, before, now }) => `${name}: ${change(before, now)}`),
    ...drift.new.map((sentence) => `new difference from the documentation: ${short(sentence)}`),
    ...drift.gone.map((sentence) => `no longer different from the documentation: ${short(sentence)}`),
    ...(differences === 0
      ? []
      : [`${count(differences, 'difference')} in ${count(exchanges.length, 'call')}`]),
  ];
}

function change(before: string | undefined, now: string | undefined): string {
  return `${short(before ?? 'missing')} → ${short(now ?? 'missing')}`;
}

function short(text: string): string {
  return cut(onOneLine(text), MAX_VALUE);
}
