/** Decides by recorded runs whether a release may go. */
import { npmCommand } from '../command-line/command.ts';
import { findTenant } from '../history/find-tenant.ts';
import { tenantsOf } from '../history/tenant.ts';
import type { RunPoint } from '../record/schema.ts';
import { EXIT, type Verdict } from '../verdict/verdict.ts';
import type { Question } from './arguments.ts';
import { choose, type Chosen, trouble } from './choose.ts';
import { judge } from './judge.ts';
import type { RecordFile } from './records.ts';
import { type Refusal, runFirst } from './refusal.ts';
import type { ThisCode } from './this-code.ts';

export interface Answer {
  /** Whether the release may go. */
  may: boolean;
  exitCode: number;
  /**
   * The verdict that a caller can rely on. `conformant` only if the run was accepted. If a conformant run was refused, or none
   * was found, it is `blocked`; if it leaked or left something, `non-conformant`, as in its exit code.
   */
  verdict: Verdict;
  refusals: Refusal[];
  /** What does not change the answer, but should be known. */
  remarks: string[];
  /** The tenant's URL, or what was typed if no record is of such a tenant. */
  tenant: string;
  /** The run that decided. Missing if there is none. */
  decidedBy?: Chosen;
}

/** What an answer is drawn from. */
export interface Evidence {
  question: Question;
  files: readonly RecordFile[];
  /** Tenants of the history, in addition to those of the files. */
  known: readonly string[];
  /** The points of a tenant in the history, oldest first. */
  pointsOf: (tenant: string) => readonly RunPoint[];
  /** What cannot be read of them, as sentences. */
  problemsOf: (tenant: string) => readonly string[];
  /** Returns the code here. It takes seconds, so it is asked for only if there is a run to compare with it. */
  codeHere: () => Promise<ThisCode>;
  now: Date;
}

/** Draws the answer. Reads and writes nothing itself. */
export async function answer({
  question,
  files,
  known,
  pointsOf,
  problemsOf,
  codeHere,
  now,
}: Evidence): Promise<Answer> {
  const tenants = files.flatMap((each) =>
    each.ok ? tenantsOf(each.record).map(({ tenant }) => tenant) : [],
  );
  const found = findTenant(question.tenant, [...known, ...tenants]);
  const tenant = found.ok ? found.tenant : question.tenant;
  const untrusted = [
    ...trouble(files, tenant, question),
    ...problemsOf(tenant).map((sentence) => unreadableHistory(sentence, question)),
  ];
  if (untrusted.length > 0) return no(tenant, untrusted);
  if (!found.ok) return no(tenant, [runFirst(found.problem, question)]);
  const { chosen, refusals, remarks } = choose(files, {
    ...{ question, tenant, now },
    points: pointsOf(tenant),
  });
  if (chosen === undefined) return no(tenant, refusals, remarks);
  const judged = judge(chosen, { question, tenant, now, code: await codeHere() });
  const all = [...refusals, ...judged.refusals];
  const about = { tenant, refusals: all, remarks: [...remarks, ...judged.remarks], decidedBy: chosen };
  if (all.length > 0) {
    const refused = no(tenant, all);
    // A conformant run that was refused is not conformant for a caller.
    const isOwn = refused.exitCode !== EXIT.failed && chosen.verdict !== 'conformant';
    return { ...refused, ...about, ...(isOwn ? { verdict: chosen.verdict } : {}) };
  }
  return { ...about, may: true, exitCode: EXIT.conformant, verdict: chosen.verdict };
}

/** The newest run may be one that cannot be read. A new run is newer than that. */
function unreadableHistory(sentence: string, { command }: Question): Refusal {
  return {
    sentence,
    remedy: `run ${npmCommand(command)} on this tenant, and ask again; if the file itself cannot be read, move it away first`,
    help: 'gate',
  };
}

function no(tenant: string, refusals: Refusal[], remarks: string[] = []): Answer {
  const isRed = refusals.some(({ isRed }) => isRed === true);
  return {
    may: false,
    exitCode: isRed ? EXIT.failed : EXIT.notJudged,
    verdict: isRed ? 'non-conformant' : 'blocked',
    tenant,
    refusals,
    remarks,
  };
}
