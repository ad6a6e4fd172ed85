/** What came of every fault and every variation, as Markdown and in a sentence. */
import type { Finding, Judgement } from './judge.ts';
import type { Result } from './result.ts';
import type { System } from './system.ts';
import { SYSTEMS } from './systems.ts';
import type { EmulatedTenant } from './tenant.ts';

/** Whether a fault was caught, or a variation was taken for what it is. */
export function isRight(result: Result): boolean {
  if (whyNotJudged(result) !== undefined) return false;
  return result.kind === 'fault'
    ? caughtBy(result.checks) !== undefined || caughtBy(result.cells) !== undefined
    : findingsOf(result).length === 0;
}

/** What is wrong with the tenant, or with what was made of it. */
export function findingsOf({ checks, cells, about = [] }: Result): Finding[] {
  const proved = new Set([...checks.proved, ...cells.proved]);
  return [
    ...checks.findings,
    ...cells.findings,
    ...[...new Set(about)]
      .filter((address) => proved.has(address))
      .map((address) => ({
        address,
        message: 'It was proved without the field that it is about: it has to say that it was not tried.',
        isBreach: false,
      })),
  ];
}

/** What it came to, in a few words: by the checks, and by the notebook. */
export function outcomeOf(result: Result): string {
  return whyNotJudged(result) ?? `${ofChecks(result)}; ${ofCells(result)}`;
}

function ofChecks(result: Result): string {
  const { kind, checks, cells } = result;
  if (kind === 'fault')
    return caughtBy(checks) ?? (caughtBy(cells) === undefined ? 'SURVIVED' : 'not by a check');
  const [finding] = findingsOf(result);
  if (finding !== undefined) return `FALSE ALARM: ${finding.address}`;
  return greenLabel(checks);
}

function ofCells({ kind, cells }: Result): string {
  if (kind === 'fault') return caughtBy(cells) ?? 'not by the notebook';
  return cells.findings.length === 0 ? greenLabel(cells) : 'FALSE ALARM';
}

function greenLabel({ untried }: Judgement): string {
  const addresses = new Set(untried.map(({ address }) => address));
  return addresses.size === 0 ? 'green' : `green (${String(addresses.size)} not tried)`;
}

/** Why nothing can be said: then something is wrong with us. */
function whyNotJudged({ checks, cells }: Result): string | undefined {
  if (checks.count === 0) return 'NO CHECK RAN';
  if (cells.count === 0) return 'NO CELL RAN';
  const isTried = ({ findings, proved }: Judgement) => findings.length > 0 || proved.length > 0;
  return isTried(checks) && isTried(cells) ? undefined : 'NOTHING WAS TRIED';
}

/** The documentation page: one table a system and kind. */
export function pageOf(results: readonly Result[]): string {
  const parts = SYSTEMS.flatMap(({ name: system, title }) => [
    `## ${title}`,
    '',
    `**${summaryOf(results.filter((each) => each.system === system))}**`,
    '',
    ...tableOf(
      ['Fault', 'What the tenant does', 'Caught by check', 'Caught by cell'],
      system,
      'fault',
      results,
    ),
    '',
    ...tableOf(
      ['Honest variation', 'What the tenant does', 'The checks', 'The notebook'],
      system,
      'variation',
      results,
    ),
    '',
  ]);
  return [
    '# Faults and variations',
    '',
    'Written by `npm run faults -- --write`. Each emulator can tell lies, the smallest that a service could tell, and can be',
    'honest in many ways. The contract checks and the notebook are held against each: every lie must be caught by one of',
    'them, and no honest tenant may be called dishonest. Where a field of an answer is left out, whatever fails when it is a',
    'lie has to say that it was not tried. Any of them can be looked at by hand: `npm run emulator -- zendesk --set fault=NAME` (or `variation=NAME`).',
    '',
    ...parts,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** A page with the parts of these systems as they stand on another one. */
export function withPartsOf(page: string, other: string, systems: readonly System[]): string {
  return systems.reduce(
    (whole, system) => whole.replace(partOf(system), () => partOf(system).exec(other)?.[0] ?? ''),
    page,
  );
}

/** From the heading of a system to the next one. */
function partOf({ title }: System): RegExp {
  return new RegExp(`^## ${title}\\n(?:(?!^## ).*\\n)*`, 'm');
}

/** One sentence about all of them. */
export function summaryOf(results: readonly Result[]): string {
  const of = (kind: EmulatedTenant['kind']) => {
    const all = results.filter((each) => each.kind === kind);
    return `${String(all.filter(isRight).length)} of ${String(all.length)}`;
  };
  return `${of('fault')} faults caught, ${of('variation')} honest variations green.`;
}

function tableOf(
  head: readonly string[],
  system: string,
  kind: EmulatedTenant['kind'],
  results: readonly Result[],
): string[] {
  const rows = results.filter((each) => each.system === system && each.kind === kind);
  return [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((each) => {
      const why = whyNotJudged(each);
      const outcomes = why === undefined ? [ofChecks(each), ofCells(each)] : [why, ''];
      const shown = outcomes.map((outcome) => (isRight(each) || outcome === '' ? outcome : `**${outcome}**`));
      return `| \`${each.name}\` | ${each.sentence.replaceAll('|', '\\|')} | ${shown.join(' | ')} |`;
    }),
  ];
}

function caughtBy({ findings }: Judgement): string | undefined {
  return findings.find(({ isBreach }) => isBreach)?.address;
}
