/** The facts about a run as sentences, which are plain text wherever they are shown. */
import { count, duration, number } from '../executed-notebook/text/amounts.ts';
import type { Facts, Problem } from './facts.ts';

/** The most problems that a message lists. */
export const MAX_PROBLEMS = 8;

/** The same signs as on the console. */
const SIGNS: Readonly<Record<Facts['outcome'], string>> = {
  green: '✓',
  red: '✗',
  'not judged': '■',
  interrupted: '■',
};

/** Returns the sign of an outcome. */
export function signOf({ outcome }: Pick<Facts, 'outcome'>): string {
  return SIGNS[outcome];
}

/** Returns `✗ Keyturn: non-conformant · acme.zendesk.com · contract`. */
export function headline(facts: Facts): string {
  const tenants = named(facts.tenants);
  return [
    `${signOf(facts)} Keyturn: ${facts.verdict}`,
    ...(tenants === '' ? [] : [tenants]),
    facts.command,
  ].join(' · ');
}

/** The most tenants that are named. */
const MAX_TENANTS = 3;

/** Returns `acme.zendesk.com, help.acme.example and 2 more`. */
export function named(tenants: readonly string[]): string {
  const more = tenants.length - MAX_TENANTS;
  return `${tenants.slice(0, MAX_TENANTS).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

/** Returns `9 of 12 cells proved`. */
export function counts({
  proved,
  expected,
  hasChecks,
}: Pick<Facts, 'proved' | 'expected' | 'hasChecks'>): string {
  return `${number(proved)} of ${number(expected)} ${hasChecks ? 'cells and checks' : 'cells'} proved`;
}

/** Returns what was proved, in which time, and what is wrong beyond that. */
export function summary(facts: Facts): string {
  const { durationMs, notRun, left, maybeLeft, leaks, exitCode } = facts;
  if (exitCode === null) return `${counts(facts)} so far. The run is under way, or it was killed.`;
  return [
    `${counts(facts)} in ${duration(durationMs)}.`,
    ...(notRun > 0 ? [`${number(notRun)} did not run.`] : []),
    ...(left > 0 ? [`Left on the tenant: ${count(left, 'user or token', 'users and tokens')}.`] : []),
    ...(maybeLeft > 0 ? [`Possibly left: ${count(maybeLeft, 'user or token', 'users and tokens')}.`] : []),
    ...(leaks > 0 ? [`${count(leaks, 'leak')}.`] : []),
  ].join(' ');
}

/** Returns a line for each problem, and how many more there are. */
export function problemLines({ problems }: Pick<Facts, 'problems'>, most = MAX_PROBLEMS): string[] {
  const more = problems.length - most;
  return [...problems.slice(0, most).map(problemLine), ...(more > 0 ? [`… and ${number(more)} more`] : [])];
}

function problemLine({ kind, address, title, help }: Problem): string {
  const what = [address ?? 'the run', ...(title === undefined ? [] : [title])].join(' · ');
  return `${kind}: ${what}${help === undefined ? '' : ` (help: ${help})`}`;
}

/** Returns `Run abcdefghjk of 2026-11-30 02:00 UTC, Keyturn 0.1.0.` */
export function origin({ run, startedAt, version }: Pick<Facts, 'run' | 'startedAt' | 'version'>): string {
  return `Run ${run} of ${startedAt}, Keyturn ${version}.`;
}
