/** What a message says about a run: counts, and what failed by its address and our own title. Nothing that a tenant wrote. */
import { tenantsOf } from '../history/tenant.ts';
import { outcomeOf, type Outcome } from '../record/outcome.ts';
import type { RecordedCell, Reason, RunRecord } from '../record/schema.ts';
import { verdictWord } from '../executed-notebook/text/words.ts';
import type { HelpTopic } from '../help/topics.ts';
import {
  plainAddress,
  plainCommand,
  plainRun,
  plainTenant,
  plainTime,
  plainTitle,
  plainTopic,
  plainVersion,
} from './plain-words.ts';

/** One thing that made the exit code what it is. */
export interface Problem {
  /** `failed`, `blocked`, `not tried` … */
  kind: Reason['kind'];
  /** Missing if it is about the whole run. */
  address?: string;
  /** The title of the cell or check. */
  title?: string;
  help?: HelpTopic;
}

export interface Facts {
  /** `conformant (emulator)`; `not finished` of a run that has not ended. */
  verdict: string;
  outcome: Outcome;
  /** The hosts of the tenants. If the run did not get as far as to know them, the name in the fleet file. */
  tenants: string[];
  command: string;
  run: string;
  version: string;
  startedAt: string;
  durationMs: number;
  /** Cells and checks that were proved, were expected, and did not run. */
  proved: number;
  expected: number;
  notRun: number;
  /** Whether checks are among them. */
  hasChecks: boolean;
  problems: Problem[];
  /** Users and tokens that are certainly left, and possibly. */
  left: number;
  maybeLeft: number;
  leaks: number;
  /** `null` if the run has not ended. */
  exitCode: number | null;
}

/**
 * Returns the facts about a run.
 *
 * @param name of its tenant in the fleet file
 */
export function factsOf(record: RunRecord, name?: string): Facts {
  const { cells, left, leaks, targets, exitCode, ended, interrupted } = record;
  const verdict = ended ? verdictWord(record) : 'not finished';
  const ofRun = [tenantsOf(record), targets].map((all) => all.map(({ tenant }) => tenant));
  const tenants = [...ofRun, name === undefined ? [] : [name]].find((all) => all.length > 0) ?? [];
  return {
    verdict: interrupted ? `${verdict}, interrupted` : verdict,
    outcome: outcomeOf(record),
    tenants: [...new Set(tenants.map(plainTenant))],
    command: plainCommand(record.command),
    run: plainRun(record.run),
    version: plainVersion(record.keyturn),
    startedAt: plainTime(record.startedAt),
    durationMs: record.durationMs,
    proved: cells.filter(({ status }) => status === 'passed').length,
    expected: cells.length,
    notRun: cells.filter(({ status }) => status === 'not run').length,
    hasChecks: cells.some(({ kind }) => kind === 'check'),
    problems: problemsOf(record),
    left: left.filter(({ certain }) => certain).length,
    maybeLeft: left.filter(({ certain }) => !certain).length,
    leaks: leaks.length,
    exitCode,
  };
}

/** Kinds that a message only counts. */
const COUNTED: readonly Reason['kind'][] = ['leak', 'leftover', 'not run'];

function problemsOf({ reasons, cells }: Pick<RunRecord, 'reasons' | 'cells'>): Problem[] {
  const titles = new Map(cells.map(({ address, title }) => [address, title]));
  const problems = (reasons ?? cells.flatMap(reasonOf))
    .filter(({ kind }) => !COUNTED.includes(kind))
    .map(({ kind, address, help }): Problem => {
      const title = plainTitle(titles.get(address?.replace(/#.*$/s, '') ?? '') ?? '');
      const topic = plainTopic(help);
      return {
        kind,
        ...(address === undefined ? {} : { address: plainAddress(address) }),
        ...(title === '' ? {} : { title }),
        ...(topic === undefined ? {} : { help: topic }),
      };
    });
  // A cell with several problems of one kind is listed once.
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** Records of older versions have no reasons. */
function reasonOf({ status, address }: RecordedCell): Pick<Reason, 'kind' | 'address' | 'help'>[] {
  if (status === 'non-conformant') return [{ kind: 'failed', address }];
  if (status === 'blocked') return [{ kind: 'blocked', address }];
  return status === 'incomplete' ? [{ kind: 'not tried', address }] : [];
}
