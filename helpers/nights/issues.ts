/** Opens, updates and closes the issues about nights, or says what it would do. */
import { readRecord } from '../history/files.ts';
import { plainTenant } from '../notify/plain-words.ts';
import { Blocked } from '../verdict/errors.ts';
import { type Action, decide } from './decide.ts';
import type { GitHub, GitHubIssue } from './github.ts';
import { LABEL } from './github.ts';
import { type IssueKind, markerOf } from './issue-text.ts';
import type { Nights } from './nights.ts';

/** How issues are handled. */
export interface IssueOptions {
  /** Whether to do it. */
  apply: boolean;
  /** How many reds in a row open an issue, and how many nights that were not judged. */
  redAfter: number;
  blockedAfter: number;
  /** The login name that opened our issues. */
  author: string;
  link: string | undefined;
  history: string;
}

/** What was decided for one issue, and what became of it. */
export interface IssueReport {
  tenant: string;
  command: string;
  kind: IssueKind;
  action: Action;
  /** Whether it was done. */
  isDone: boolean;
  /** What a person should know of it, as sentences. */
  notes: string[];
  /** Why it was not done, as a message. */
  failure?: string;
}

const KINDS: readonly IssueKind[] = ['red', 'not judged'];

/**
 * Handles the issues of all these tenants, one after the other.
 *
 * @param github `undefined` if there is no token. Then nothing is known of issues, and nothing is done.
 * @throws {Blocked} if the open issues cannot be read
 */
export async function handleIssues(
  tenants: readonly Nights[],
  github: GitHub | undefined,
  options: IssueOptions,
): Promise<IssueReport[]> {
  const open = (await github?.openIssues()) ?? [];
  const reports: IssueReport[] = [];
  for (const nights of tenants) {
    const record = readRecord(options.history, nights.tenant, 'previous', nights.command);
    for (const kind of KINDS) {
      const { ours, notes } = ownIssue(open, { ...nights, kind }, options.author);
      const action = decide({
        ...nights,
        kind,
        after: kind === 'red' ? options.redAfter : options.blockedAfter,
        record,
        known: ours,
        link: options.link,
      });
      const report: IssueReport = {
        tenant: nights.tenant,
        command: nights.command,
        kind,
        action,
        isDone: false,
        notes,
      };
      reports.push(report);
      if (options.apply && github !== undefined) await carryOut(github, report, options.author);
    }
  }
  return reports;
}

/** Finds our issue: open, with our label, with the marker at the very beginning, and by the expected author. */
function ownIssue(
  open: readonly GitHubIssue[],
  about: Nights & { kind: IssueKind },
  author: string,
): { ours: GitHubIssue | undefined; notes: string[] } {
  const marker = markerOf(about);
  const marked = open.filter(({ body, hasLabel }) => hasLabel && body.split(/\r?\n/, 1)[0] === marker);
  // A login name has no upper and lower case.
  const isOurs = (issue: GitHubIssue) => issue.author.toLowerCase() === author.toLowerCase();
  const [ours, ...more] = marked.filter(isOurs);
  const foreign = marked.filter((issue) => !isOurs(issue));
  return {
    ours,
    notes: [
      ...(more.length > 0
        ? [`${numbers(more)} has the same marker; the oldest, #${String(ours?.number)}, is used.`]
        : []),
      ...(foreign.length > 0
        ? [
            `${numbers(foreign)} has the same marker, but was not opened by ${author}, and is left alone (--author).`,
          ]
        : []),
    ],
  };
}

function numbers(issues: readonly GitHubIssue[]): string {
  return issues.map(({ number }) => `#${String(number)}`).join(', ');
}

async function carryOut(github: GitHub, report: IssueReport, author: string): Promise<void> {
  const { action } = report;
  try {
    switch (action.do) {
      case 'nothing':
        return;
      case 'open': {
        const opened = await github.open(action.title, action.body);
        report.notes.push(`It is issue #${String(opened.number)}.`);
        const trouble = notFoundAgain(opened, author);
        if (trouble !== undefined) report.failure = trouble;
        break;
      }
      case 'update':
        await github.update(action.issue, action.body);
        break;
      case 'close':
        await github.close(action.issue, action.comment);
    }
    report.isDone = true;
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    report.failure = error.message;
  }
}

/** Returns why the next run would not find an issue, and would open another one. */
function notFoundAgain({ number, author, hasLabel }: GitHubIssue, expected: string): string | undefined {
  if (!hasLabel)
    return `Issue #${String(number)} did not get the label ${LABEL}, so the next run would open another one.\n  To do: create this label in the repository, and add it to the issue`;
  if (author.toLowerCase() !== expected.toLowerCase())
    return `Issue #${String(number)} was opened by ${author}, and not by ${expected}, so the next run would open another one.\n  To do: add --author ${author}`;
  return undefined;
}

/** Returns what was done, or would be, as lines. */
export function issueLines(report: IssueReport): string[] {
  const { tenant, command, kind, notes, failure } = report;
  return [
    `${plainTenant(tenant)} (${command}), ${kind}: ${whatHappened(report)}`,
    ...notes.map((note) => `  ${note}`),
    ...(failure === undefined ? [] : failure.split('\n').map((line) => `  ${line}`)),
  ];
}

function whatHappened({ action, isDone, failure }: IssueReport): string {
  const did = (past: string, other: string) =>
    isDone ? past : failure === undefined ? `would ${other}` : `could not ${other}`;
  switch (action.do) {
    case 'nothing':
      return `nothing to do: ${action.why}`;
    case 'open':
      return `${did('opened', 'open')} an issue: ${action.title}`;
    case 'update':
      return `${did('updated', 'update')} issue #${String(action.issue)}`;
    case 'close':
      return `${did('closed', 'close')} issue #${String(action.issue)}`;
  }
}
