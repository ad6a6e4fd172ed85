/** What changed since earlier runs of a tenant, in short, and how long the run waited for what. */
import type { Comparison, RunRecord, Since } from '../../record/schema.ts';
import { counted, cut, duration, time } from '../text/words.ts';
import { code, inline, row } from './escape.ts';
import type { Section } from './section.ts';

/** How many changes of one kind are listed. */
const MAX_CHANGES = 20;

export function sinceSections({ since = [], cells }: RunRecord): Section[] {
  const waits = cells.flatMap(({ address, waits }) => waits.map((wait) => ({ address, ...wait })));
  const total = waits.reduce((sum, { ms }) => sum + ms, 0);
  return [
    {
      heading: '## Since last time',
      blocks: since.flatMap(comparisons),
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

function comparisons({ tenant, previous, green }: Since): string[] {
  const on = code(cut(tenant, 300));
  if (previous === null && green === null) return [`No earlier run of ${on} is known.`];
  const same = previous !== null && previous.run === green?.run;
  return [
    ...(previous === null
      ? []
      : [
          against(
            same ? 'the previous run, which is also the last conformant one' : 'the previous run',
            on,
            previous,
          ),
        ]),
    ...(green === null || same ? [] : [against('the last conformant run', on, green)]),
  ];
}

function against(which: string, on: string, comparison: Comparison): string {
  const { run, startedAt, verdict, cells, proofs, exchanges, fingerprint, drift } = comparison;
  const head = `${on} against ${which}: ${code(run)}, ${time(startedAt)}, ${verdict}.`;
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
      : [`- ${counted(differences, 'difference')} in ${counted(exchanges.length, 'exchange')}`]),
  ];
  return [head, items.length === 0 ? 'Nothing changed.' : items.join('\n')].join('\n\n');
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
