/** What came of every fault and every variation, as Markdown and in a sentence. */
import type { Result } from './result.ts';
import type { Subject } from './subjects.ts';

const TITLES: Record<Subject['system'], string> = { zendesk: 'Zendesk', expert: 'CXone Expert' };

/** Whether a fault was caught, or a variation was taken for what it is. */
export function isRight({ kind, held }: Result): boolean {
  return kind === 'fault' ? caughtBy(held) !== undefined : held.findings.length === 0;
}

/** What it came to, in a few words. */
export function outcomeOf(result: Result): string {
  const { kind, held } = result;
  const [finding] = held.findings;
  if (kind === 'fault') return caughtBy(held) ?? 'SURVIVED';
  if (finding !== undefined) return `FALSE ALARM: ${finding.address}`;
  return held.untried.length === 0 ? 'green' : `green (${String(held.untried.length)} not tried)`;
}

/** The documentation page: one table a system and kind. */
export function pageOf(results: readonly Result[]): string {
  const parts = (['zendesk', 'expert'] as const).flatMap((system) => [
    `## ${TITLES[system]}`,
    '',
    `**${summaryOf(results.filter((each) => each.system === system))}**`,
    '',
    ...tableOf(['Fault', 'What the tenant does', 'Caught first by'], system, 'fault', results),
    '',
    ...tableOf(['Honest variation', 'What the tenant does', 'Came to'], system, 'variation', results),
    '',
  ]);
  return [
    '# Faults and variations',
    '',
    'Written by `npm run faults -- --write`. Each emulator can tell lies, the smallest that a service could tell, and can be',
    'honest in many ways. The contract is held against each: every lie must be caught, and no honest tenant may be called',
    'dishonest. Any of them can be looked at by hand: `npm run emulator -- zendesk --set fault=NAME` (or `variation=NAME`).',
    '',
    ...parts,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** One sentence about all of them. */
export function summaryOf(results: readonly Result[]): string {
  const of = (kind: Subject['kind']) => {
    const all = results.filter((each) => each.kind === kind);
    return `${String(all.filter(isRight).length)} of ${String(all.length)}`;
  };
  return `${of('fault')} faults caught, ${of('variation')} honest variations green.`;
}

function tableOf(
  head: readonly string[],
  system: Subject['system'],
  kind: Subject['kind'],
  results: readonly Result[],
): string[] {
  const rows = results.filter((each) => each.system === system && each.kind === kind);
  return [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((each) => {
      const outcome = outcomeOf(each);
      return `| \`${each.name}\` | ${each.sentence.replaceAll('|', '\\|')} | ${isRight(each) ? outcome : `**${outcome}**`} |`;
    }),
  ];
}

function caughtBy({ findings }: Result['held']): string | undefined {
  return findings.find(({ judged }) => judged)?.address;
}
