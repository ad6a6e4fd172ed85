/** What changed since earlier runs of a tenant, in short, and how long the run waited for what. */
import type { Comparison, RunRecord, Since } from '../../record/schema.ts';
import { partOf } from '../text/compared.ts';
import { count, duration } from '../text/amounts.ts';
import { cut, time } from '../text/words.ts';
import { code, inline, row } from './escape.ts';
import type { Section } from './section.ts';

/** How many changes of one kind are listed. */
const MAX_CHANGES = 20;

export function sinceSections(record: RunRecord): Section[] {
  const { since = [], cells } = record;
  const waits = cells.flatMap(({ address, waits }) => waits.map((wait) => ({ address, ...wait })));
  const total = waits.reduce((sum, { ms }) => sum + ms, 0);
  return [
    {
      heading: '## Since last time',
      blocks: since.flatMap((each) => comparisons(record, each)),
      rank: 5,
    },
    {
      heading: `## Waits: ${duration(total)}`,
      above: ['| Cell | Time | Waited for |', '| - | -: | - |'].join('\n'),
      blocks: waits.map(({ address, ms, reason }) =>
        row(code(address), duration(ms), inline(cut(reason, 300))),
      ),
      tight: true,
      rank: 8,
    },
  ];
}

function comparisons(record: RunRecord, since: Since): string[] {
  const { tenant, previous, green } = since;
  const on = code(cut(tenant, 300));
  if (previous === null && green === null)
    return [`There is no earlier run of ${on} to compare this one with.`];
  const same = previous !== null && previous.run === green?.run;
  return [
    ...(previous === null
      ? []
      : [
          against(
            same ? 'the previous run, which is also the last conformant one' : 'the previous run',
            on,
            previous,
            partOf(record, since, previous),
          ),
        ]),
    ...(green === null || same
      ? []
      : [against('the last conformant run', on, green, partOf(record, since, green))]),
  ];
}

function against(which: string, on: string, comparison: Comparison, part: string | undefined): string {
  const { run, startedAt, verdict, compared, cells, proofs, exchanges, fingerprint, drift } = comparison;
  const head = `${on} against ${which}: ${code(run)}, ${time(startedAt)}, ${verdict}.${part === undefined ? '' : ` ${part} ended in both runs.`}`;
  const differences = exchanges.reduce((sum, { differences }) => sum + differences.length, 0);
  const items = [
    ...listed(cells, ({ address, before, now }) => `- ${code(address)}: ${change(before, now)}`),
    ...listed(proofs, ({ address, before, now }) => `- ${code(address)}: ${change(before, now)}`),
    ...listed(fingerprint, ({ name, before, now }) => `- ${code(name)}: ${change(before, now)}`),
    ...listed(
      drift.new,
      (sentence) => `- new difference from the documentation: ${inline(cut(sentence, 300))}`,
    ),
    ...listed(
      drift.gone,
      (sentence) => `- no longer different from the documentation: ${inline(cut(sentence, 300))}`,
    ),
    ...(differences === 0
      ? []
      : [`- ${count(differences, 'difference')} in ${count(exchanges.length, 'exchange')}`]),
  ];
  const none = compared === 0 ? 'Nothing could be compared.' : 'Nothing changed.';
  return [head, items.length === 0 ? none : items.join('\n')].join('\n\n');
}

function change(before: string | undefined, now: string | undefined): string {
  const shown = (value: string | undefined) => (value === undefined ? 'missing' : inline(cut(value, 200)));
  return `${shown(before)} → ${shown(now)}`;
}

function listed<T>(all: readonly T[], line: (item: T) => string): string[] {
  const more = all.length - MAX_CHANGES;
  return [
    ...all.slice(0, MAX_CHANGES).map(line),
    ...(more > 0 ? [`- and ${String(more)} more in ${code('run.json')}`] : []),
  ];
}
