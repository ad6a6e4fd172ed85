/**
 * Chooses the run that decides: the newest one, never the best one of several. A release does not go because an earlier run was
 * green.
 */
import { npmCommand } from '../command-line/command.ts';
import { hostOf } from '../history/find-tenant.ts';
import { type TenantOfRun, tenantsOf } from '../history/tenant.ts';
import { isInFuture } from '../in-future.ts';
import { displayPath } from '../machine/project.ts';
import { outcomeOf, outcomeOfPoint } from '../record/outcome.ts';
import type { RunPoint, RunRecord } from '../record/schema.ts';
import type { SealState } from '../record/seal.ts';
import { verdictOfTenant } from '../record/tenant.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Question } from './arguments.ts';
import type { RecordFile, StoredRun } from './records.ts';
import { isAccepted, nameOfRun, type Refusal, runFirst, untrustworthy } from './refusal.ts';

/** A recorded run of the tenant. */
export interface Chosen {
  file: string;
  /** Whether the record was signed with the key here, or there is no key. */
  isSigned: boolean;
  /** The whole record. */
  record: RunRecord;
  /** The record with the cells of the tenant alone. */
  own: RunRecord;
  /** The verdict on the tenant. */
  verdict: Verdict;
}

/** The commands whose runs contain everything that a command runs. A plain `npx playwright test` runs the contract. */
const COUNTS_FOR: Record<Question['command'], readonly string[]> = {
  contract: ['contract', 'playwright'],
  start: ['start', 'contract', 'playwright'],
};

const UNTRUSTED: Partial<Record<SealState, string>> = {
  missing: 'Without a seal, so it was edited or written by an older version of Keyturn',
  broken: 'Edited after the run, because the content does not match the digest',
  'not signed':
    'Not signed, although KEYTURN_RECORD_KEY is set here, so it was edited or the run did not have the key',
  'another key':
    'Signed with another key than KEYTURN_RECORD_KEY, so it was edited or is of another pipeline',
};

/** Returns a refusal for everything that cannot be relied on, and could be about this tenant. */
export function trouble(files: readonly RecordFile[], tenant: string, question: Question): Refusal[] {
  const unreadable = files.flatMap((each): Refusal[] =>
    each.ok ? [] : [{ sentence: each.problem, remedy: 'see above', help: 'gate' }],
  );
  const concerned = files
    .filter((each) => each.ok)
    .filter(({ record }) => {
      const tenants = tenantsIn(record);
      return tenants.length === 0 || tenants.includes(tenant);
    });
  const unfinished = concerned.flatMap((each) => unfinishedBecause(each, question) ?? []);
  const sealed = concerned.filter(({ record }) => record.ended && record.targets.length > 0);
  const untrusted = Object.entries(UNTRUSTED).flatMap(([state, why]) => {
    const found = sealed.filter(({ seal }) => seal === state).map(({ file }) => displayPath(file));
    return found.length === 0 ? [] : [untrustworthy(`${why}: ${found.join(', ')}.`)];
  });
  return [...unreadable, ...unfinished, ...untrusted];
}

/** A run whose tenant is not known, because it did not get that far, may be one of this tenant. */
function unfinishedBecause({ file, record }: StoredRun, question: Question): Refusal | undefined {
  const about = `${displayPath(file)}: ${nameOfRun(record)}`;
  if (!record.ended) {
    const sentence = `${about} has not ended. It is still running, or it was killed.`;
    return { sentence, remedy: 'wait for its end, or run again', help: 'gate' };
  }
  if (record.targets.length > 0 || isAccepted(record.verdict, question)) return undefined;
  return runFirst(`${about} ended ${record.verdict} before it reached a tenant.`, question);
}

function tenantsIn(record: RunRecord): string[] {
  return tenantsOf(record).map(({ tenant }) => tenant);
}

/** What is asked, and what the history knows. */
interface About {
  question: Question;
  tenant: string;
  points: readonly RunPoint[];
  now: Date;
}

/**
 * Returns the run that decides, and refusals because of runs that were later. Call this with files without {@link trouble}.
 *
 * @param points of the tenant in the history. They know of runs that ended before anything was tried
 */
export function choose(
  files: readonly RecordFile[],
  { question, tenant, points, now }: About,
): { chosen?: Chosen; refusals: Refusal[]; remarks: string[] } {
  const remarks: string[] = [];
  const candidates = files.flatMap((each) => {
    if (!each.ok || !COUNTS_FOR[question.command].includes(each.record.command)) return [];
    const own = tenantsOf(each.record).find((part) => part.tenant === tenant);
    if (own === undefined) return [];
    const passed = passedOver(each.record, own);
    if (passed !== undefined)
      remarks.push(`${displayPath(each.file)} does not count: ${nameOfRun(each.record)} ${passed}.`);
    return passed === undefined ? [{ file: each, own: own.record }] : [];
  });
  const [newest] = candidates.sort((a, b) => startOf(b.own) - startOf(a.own));
  const since = newest === undefined ? -Infinity : startOf(newest.own);
  const later = points.filter(
    (point) => COUNTS_FOR[question.command].includes(point.command) && startOf(point) > since,
  );
  const refusals = [
    ...later.flatMap((point) => refusalOfLater(point, question, now)),
    ...redOfOther(files, { question, tenant, points, now }, since),
  ];
  if (newest === undefined) {
    const sentence = `No whole run of ${npmCommand(question.command)} on ${hostOf(tenant)} is recorded.`;
    return {
      refusals: [...refusals, runFirst(sentence, question)],
      remarks: [...remarks, ...others(files, tenant)],
    };
  }
  const { file, own } = newest;
  const chosen = {
    file: file.file,
    isSigned: file.seal === 'signed',
    record: file.record,
    own,
    verdict: verdictOfTenant(own, own.cells),
  };
  return { chosen, refusals, remarks };
}

/** Returns why a run does not count, as the end of a sentence, or `undefined` if it does. A red run always counts. */
function passedOver(record: RunRecord, { record: own, isWhole }: TenantOfRun): string | undefined {
  if (outcomeOf(own) === 'red') return undefined;
  if (record.interrupted) return 'was interrupted';
  return isWhole ? undefined : 'tried only a part';
}

/** A later run whose record is not here: it tried nothing, or was interrupted, or its record was removed. */
function refusalOfLater(point: RunPoint, question: Question, now: Date): Refusal[] {
  const outcome = outcomeOfPoint(point);
  if (isInFuture(startOf(point), now.getTime()))
    return [
      {
        sentence: `The history contains ${nameOfRun(point)}, which is in the future. A clock was wrong then, or is wrong now.`,
        remedy:
          'set the clocks; if they are right, remove the line of that run from the files runs*.jsonl of the history',
        help: 'clock',
      },
    ];
  const about = `A later run was ${outcome === 'red' ? 'red' : point.verdict}: ${nameOfRun(point)}.`;
  if (outcome === 'red') return [{ ...runFirst(about, question), isRed: true }];
  const isNeutral = outcome === 'green' || outcome === 'interrupted' || isAccepted(point.verdict, question);
  return isNeutral ? [] : [runFirst(about, question)];
}

/**
 * A run of another command proves less, and cannot let a release go. But if the newest one of it is red, and later than the run that
 * decides, the tenant has broken its contract since.
 */
function redOfOther(
  files: readonly RecordFile[],
  { question, tenant, points, now }: About,
  since: number,
): Refusal[] {
  const recorded = files.flatMap((each) => {
    const own = each.ok ? tenantsOf(each.record).find((part) => part.tenant === tenant) : undefined;
    return own === undefined ? [] : [{ ...own.record, outcome: outcomeOf(own.record) }];
  });
  const runs = [...recorded, ...points.map((point) => ({ ...point, outcome: outcomeOfPoint(point) }))]
    .filter(({ command }) => !COUNTS_FOR[question.command].includes(command))
    .filter((run) => run.outcome === 'red' || run.outcome === 'green')
    .filter((run) => !isInFuture(startOf(run), now.getTime()))
    .sort((a, b) => startOf(a) - startOf(b));
  const newest = new Map(runs.map((run) => [run.command, run]));
  return [...newest.values()]
    .filter((run) => run.outcome === 'red' && startOf(run) > since)
    .map((run) => ({
      sentence: `A later run of ${npmCommand(run.command)} was red: ${nameOfRun(run)}.`,
      remedy: `run ${npmCommand(run.command)} and ${npmCommand(question.command)} on this tenant, and ask again`,
      help: 'gate',
      isRed: true,
    }));
}

/** Returns a remark for each record that is not of this tenant, so that a person sees what was asked instead. */
function others(files: readonly RecordFile[], tenant: string): string[] {
  return files.flatMap((each) => {
    if (!each.ok) return [];
    const tenants = tenantsIn(each.record);
    if (tenants.includes(tenant))
      return [`${displayPath(each.file)} is of ${npmCommand(each.record.command)}.`];
    return [`${displayPath(each.file)} is of ${tenants.map(hostOf).join(' and ')}.`];
  });
}

function startOf({ startedAt }: { startedAt: string }): number {
  return Date.parse(startedAt);
}
