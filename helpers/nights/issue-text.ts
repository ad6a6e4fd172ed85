/**
 * The texts of the issues about nights, in GitHub's Markdown. They contain Keyturn's own words only: see `plain-words.ts`.
 */
import { npmCommand } from '../command-line/command.ts';
import { code, inline, row } from '../executed-notebook/markdown/escape.ts';
import { duration } from '../executed-notebook/text/amounts.ts';
import { explainCommand } from '../help/topics.ts';
import { factsOf, type Problem } from '../notify/facts.ts';
import { plainRun, plainTenant, plainTime, UNREADABLE } from '../notify/plain-words.ts';
import { MAX_PROBLEMS, signOf, summary } from '../notify/sentences.ts';
import { outcomeOfPoint } from '../record/outcome.ts';
import type { RunPoint, RunRecord } from '../record/schema.ts';
import { inARow, type Nights } from './nights.ts';
import { outcomeWords, provedOf } from './table.ts';

/** What an issue is about: a tenant that is red, or one that could not be judged. */
export type IssueKind = 'red' | 'not judged';

/** How many nights a body lists. */
const MAX_NIGHTS = 14;

/** What a body is written from. */
export interface IssueFacts extends Nights {
  kind: IssueKind;
  /** The newest night that the issue is about. */
  newest: RunPoint;
  /** The record of that run, if the history still contains it. */
  record: RunRecord | undefined;
  /** The job that ran. */
  link: string | undefined;
}

/** Returns the first line of a body. It is invisible, and shows that the issue is about this tenant, command and kind. */
export function markerOf({ tenant, command, kind }: Nights & { kind: IssueKind }): string {
  return `<!-- keyturn nights: ${kind.replace(' ', '-')} ${command} ${encodeURIComponent(tenant)} -->`;
}

/** Returns the second line: the newest run that the issue is about. */
export function runLine(run: string): string {
  return `<!-- keyturn run: ${plainRun(run)} -->`;
}

/** Returns the title. */
export function titleOf({ tenant, command, kind }: Pick<IssueFacts, 'tenant' | 'command' | 'kind'>): string {
  return `Keyturn: ${plainTenant(tenant)} ${kind === 'red' ? 'is red' : 'could not be judged'} (${command})`;
}

/** Returns the body. */
export function bodyOf(facts: IssueFacts): string {
  const { newest, record, link, kind } = facts;
  const about = record === undefined ? undefined : factsOf(record);
  const run = code(plainRun(newest.run));
  const problems = about?.problems ?? [];
  const more = problems.length - MAX_PROBLEMS;
  return [
    `${markerOf(facts)}\n${runLine(newest.run)}`,
    head(facts),
    `## What ${kind === 'red' ? 'failed' : 'stopped it'} in run ${run}`,
    about === undefined
      ? 'The history no longer contains the record of this run. Its notebook is with the job that ran.'
      : `${inline(summary(about))} (Keyturn ${inline(about.version)})`,
    [
      ...problems.slice(0, MAX_PROBLEMS).map(problemItem),
      ...(more > 0 ? [`- … and ${String(more)} more`] : []),
    ].join('\n'),
    ...(link === undefined ? [] : [`[The job and its reports](${link})`]),
    '## The last nights',
    [
      row('Night', 'Outcome', 'Run', 'Proved', 'Time'),
      row('-', '-', '-', '-', '-'),
      ...nightRows(facts),
    ].join('\n'),
    '## How to reproduce it',
    howToReproduce(facts, problems),
    kind === 'red'
      ? 'Each further red night updates this issue, and a green one closes it.'
      : 'Each further night of this kind updates this issue, and a night that judges the tenant closes it.',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Returns the comment with which an issue is closed. */
export function closingComment(kind: IssueKind, point: RunPoint): string {
  const run = `Run ${code(plainRun(point.run))} of ${plainTime(point.startedAt)}`;
  return kind === 'red'
    ? `${run} is green: ${provedOf(point)} proved.`
    : `${run} judged the tenant: it is ${outcomeOfPoint(point)}.`;
}

function head({ kind, tenant, command, points }: IssueFacts): string {
  const { red, notJudged } = inARow(points);
  const subject = `**${code(plainTenant(tenant))}**`;
  const ran = code(npmCommand(command));
  return kind === 'red'
    ? `${subject} is red: ${nightsInARow(red)}, tested with ${ran}.`
    : `${subject} could not be judged: ${nightsInARow(notJudged)}, tested with ${ran}. The runs were blocked or incomplete, which says nothing about the tenant itself.`;
}

function nightsInARow(nights: number): string {
  return nights === 1 ? 'one night' : `${String(nights)} nights in a row`;
}

function problemItem({ kind, address, title, help }: Problem): string {
  const what = [
    address === undefined ? 'the run' : code(address),
    ...(title === undefined ? [] : [inline(title)]),
  ];
  return `- **${kind}**: ${what.join(' · ')}${help === undefined ? '' : ` (${code(explainCommand(help))})`}`;
}

function nightRows({ points }: Nights): string[] {
  return points
    .slice(-MAX_NIGHTS)
    .toReversed()
    .map((point) =>
      row(
        plainTime(point.startedAt),
        `${signOf({ outcome: outcomeOfPoint(point) })} ${outcomeWords(point)}`,
        code(plainRun(point.run)),
        provedOf(point),
        duration(point.durationMs),
      ),
    );
}

/** Returns the commands, with the settings of this tenant. Checks run on their own, cells only with their notebook. */
function howToReproduce({ kind, command }: IssueFacts, problems: readonly Problem[]): string {
  const checks = problems
    .filter((problem) => problem.kind === 'failed')
    .flatMap(({ address = '' }) =>
      /\/notebook\/|^[^/]*$/.test(address) || address === UNREADABLE ? [] : [address],
    )
    .map((address) => address.replace(/#.*$/, ''));
  const lines = [
    ...(kind === 'red' ? [] : ['npm run doctor']),
    npmCommand(command),
    ...[...new Set(checks)].slice(0, MAX_PROBLEMS).map((address) => `npm run contract -- ${address}`),
  ];
  return ['With the settings of this tenant:', ['```sh', ...lines, '```'].join('\n')].join('\n\n');
}
