/** What a person asks first: the verdict, each reason for it with what to do, and what is left. */
import { aliveTokens, leftUnknownBecause } from '../../record/left.ts';
import type { Reason, RunRecord } from '../../record/schema.ts';
import { explainCommand } from '../../help/topics.ts';
import { count, duration } from '../text/amounts.ts';
import { chainSentence } from '../text/chain.ts';
import { cut, time, verdictWord } from '../text/words.ts';
import { code, fence, fold, foldTitle, inline, paragraph } from './escape.ts';
import type { Section } from './section.ts';

/** A sentence longer than this is cut, and so is a whole message. */
const MAX_SENTENCE = 1000;
const MAX_TEXT = 4000;

/** How many tokens that are still alive are named. */
const MAX_ALIVE = 10;

export function headSections(record: RunRecord, digest: string | undefined): Section[] {
  return [
    { blocks: head(record, digest), rank: 0 },
    {
      heading: record.exitCode === null ? '## Why' : `## Why the exit code is ${String(record.exitCode)}`,
      blocks: (record.reasons ?? []).map(reasonBlock),
      tight: true,
      rank: 1,
    },
    { heading: '## Left on the tenant', blocks: leftItems(record), tight: true, rank: 2 },
    { heading: '## Leaks', blocks: record.leaks.map(leakItem), tight: true, rank: 2 },
    { heading: '## Errors outside of any cell', blocks: record.errors.map(errorBlock), rank: 3 },
  ];
}

function head(record: RunRecord, digest: string | undefined): string[] {
  const { run, command, keyturn, startedAt, durationMs, calls, sentence, interrupted, ended } = record;
  const facts = [
    `Run ${code(run)} of ${code(record.again ?? command)}`,
    time(startedAt),
    duration(durationMs),
    count(calls, 'call'),
    `Keyturn ${inline(keyturn)}`,
  ];
  const chain = chainSentence(record);
  const verdict = ended ? verdictWord(record) : 'not finished';
  return [
    `# Keyturn: ${inline(verdict)}${interrupted ? ' (interrupted)' : ''}`,
    paragraph(cut(sentence, MAX_SENTENCE)),
    `${facts.join(' · ')}.`,
    ...(chain === undefined ? [] : [paragraph(chain)]),
    ...(record.targets.length === 0 ? [] : [record.targets.slice(0, 50).map(targetItem).join('\n')]),
    ...missingShards(record),
    ...(digest === undefined ? [] : [`Drawn from ${code('run.json')}, SHA-256 ${code(digest)}.`]),
  ];
}

function targetItem({ system, title, tenant }: RunRecord['targets'][number]): string {
  return `- ${inline(title ?? system)}: ${code(cut(tenant, 300))}`;
}

function missingShards({ shards }: RunRecord): string[] {
  if (shards === undefined) return [];
  const { total, missing } = shards;
  if (missing.length === 0) return [`Merged from ${count(total, 'shard')}.`];
  return [
    `**Merged from ${count(total, 'shard')}, without ${missing.map((each) => String(each)).join(', ')}.**`,
  ];
}

function reasonBlock({ kind, address, sentence, text, remedy, where, who, undo, help }: Reason): string {
  const place = address === undefined ? '' : ` ${code(address)}`;
  const todo = [
    ['To do', remedy],
    ['Where', where],
    ['Who', who],
    ['Undo', undo],
  ].flatMap(([label = '', value]) =>
    value === undefined ? [] : [`  - ${label}: ${inline(cut(value, MAX_SENTENCE))}`],
  );
  if (help !== undefined) todo.push(`  - More: ${code(explainCommand(cut(help, MAX_SENTENCE)))}`);
  // With a remedy, the text repeats it.
  const more =
    text === undefined || remedy !== undefined || kind === 'failed' ? [] : textLines(text, sentence);
  return [`- **${kind}**${place}: ${inline(cut(sentence, MAX_SENTENCE))}`, ...todo, ...more].join('\n');
}

/** The rest of a message, as items below its sentence. */
function textLines(text: string, sentence: string): string[] {
  const lines = cut(text, MAX_TEXT)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== sentence);
  const shown = lines.slice(0, 20);
  const more = lines.length - shown.length;
  return [
    ...shown.map((line) => `  - ${paragraph(line)}`),
    ...(more > 0 ? [`  - and ${count(more, 'more line')} in ${code('run.json')}`] : []),
  ];
}

/** What is left, or that nothing is, or that it is not known. */
function leftItems(record: RunRecord): string[] {
  const unknown = leftUnknownBecause(record);
  const alive = aliveTokens(record).map(({ name }) => name);
  return [
    ...record.left.map(leftItem),
    ...(record.left.length === 0 && unknown === undefined
      ? ['- **0** users and tokens of this run are open in the ledger.']
      : []),
    ...(unknown === undefined ? [] : [`- ${unknown}, so it is not known what is left.`]),
    ...(alive.length === 0 ? [] : [`- Tokens still alive after the last cell: ${aliveNames(alive)}.`]),
  ];
}

function aliveNames(names: readonly string[]): string {
  const more = names.length - MAX_ALIVE;
  const shown = names.slice(0, MAX_ALIVE).map((name) => code(name));
  return [...shown, ...(more > 0 ? [`and ${String(more)} more`] : [])].join(', ');
}

function leftItem({ tenant, kind, whose, id, certain, sentence }: RunRecord['left'][number]): string {
  const what = `${kind} ${code(cut(whose, 300))}${id === undefined ? '' : `, ID ${code(String(id))}`}`;
  const where = `on ${code(cut(tenant, 300))}`;
  const said = sentence === undefined ? '' : `: ${inline(cut(sentence, MAX_SENTENCE))}`;
  return `- ${certain ? '**exists**' : 'may exist'}: ${what}, ${where}${said}`;
}

function leakItem({ file, kinds, sources, removed, trouble }: RunRecord['leaks'][number]): string {
  const what =
    kinds.length > 0 ? `contained ${inline(kinds.join(', '))}` : inline(trouble ?? 'could not be searched');
  const from = sources.length > 0 ? ` from ${inline(cut(sources.join(', '), MAX_SENTENCE))}` : '';
  return `- ${code(cut(file, 300))} ${what}${from}; ${removed ? 'removed' : '**not removed**'}`;
}

function errorBlock(error: string): string {
  const [first = ''] = error.split('\n');
  return first === error.trimEnd()
    ? paragraph(cut(error, MAX_SENTENCE))
    : fold(foldTitle(cut(first, MAX_SENTENCE)), fence(cut(error, MAX_TEXT), 'text'));
}
