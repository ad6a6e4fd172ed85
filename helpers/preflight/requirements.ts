/**
 * What a run needs of its tenant and of its machine. Each system has one list. The preflight of a run proves those without which
 * it cannot start, and `npm run doctor` examines all of them.
 */
import { countAssertion } from '../contract/evidence.ts';
import type { Prove } from '../contract/prove.ts';
import { Blocked, describe, NonConformant, NotTried, type Remedy, VerdictError } from '../verdict/errors.ts';
import { problemsIn } from '../verdict/problems.ts';

/** A problem, and what to do about it. */
export type Problem = Remedy & { message: string };

/** What was found about a requirement. */
export type Finding =
  /** It is met. `seen` is what was seen, if that is more than “yes”. */
  | { is: 'met'; seen?: string }
  /** It is met, but something about it should be known or changed. */
  | { is: 'met, but'; problem: Problem }
  /** It could not be checked. `first` is the sentence of the requirement that must be met first. */
  | { is: 'unknown'; why: string; first?: string; problem?: Problem }
  /** It is not met, so the tenant cannot be tested. `error` is the error that showed it. */
  | { is: 'missing'; problem: Problem; error?: VerdictError };

/** One thing that a run needs. `Subject` is what it is checked on. */
export interface Requirement<Subject> {
  /** The end of its address: `zendesk/notebook/01#admin`. */
  name: string;
  /** A statement that is true if it is met. */
  sentence: string | ((subject: Subject) => string);
  /** The names of the requirements without which it cannot be checked. They come earlier in the list. */
  needs?: readonly string[];
  /** Whether a run checks it before it writes anything. The others are only for `npm run doctor`. */
  inPreflight?: true;
  /** Whether its check is started ahead of its turn, because it waits for something else than the tenant. It needs no other. */
  isAhead?: true;
  /** Checks it. Changes nothing on the tenant. */
  check: (subject: Subject) => Promise<Finding> | Finding;
}

/** A requirement with its finding. */
export interface Examined {
  name: string;
  sentence: string;
  finding: Finding;
}

/** Called with the sentence of a requirement before it is checked. */
export type OnStart = (sentence: string) => void;

/**
 * Checks requirements in their order. One that needs another one that is not met is unknown.
 *
 * @throws whatever a check throws that is no verdict: an error of ours.
 */
export async function* examine<Subject>(
  requirements: readonly Requirement<Subject>[],
  subject: Subject,
  onStart?: OnStart,
): AsyncGenerator<Examined, void> {
  const ahead = new Map(
    requirements.filter(({ isAhead }) => isAhead).map((each) => [each, findingOn(each, subject)]),
  );
  // Its error is thrown in its turn, if that comes.
  for (const early of ahead.values()) early.catch(() => undefined);
  const notMet = new Map<string, string>();
  for (const requirement of requirements) {
    const { name, needs = [] } = requirement;
    const sentence =
      typeof requirement.sentence === 'string' ? requirement.sentence : requirement.sentence(subject);
    const lacking = needs.map((each) => notMet.get(each)).find((each) => each !== undefined);
    if (lacking === undefined) onStart?.(sentence);
    const finding: Finding =
      lacking === undefined
        ? await (ahead.get(requirement) ?? findingOn(requirement, subject))
        : { is: 'unknown', why: 'not checked, because something else must be mended first', first: lacking };
    if (finding.is === 'missing') notMet.set(name, sentence);
    else if (lacking !== undefined) notMet.set(name, lacking);
    yield { name, sentence, finding };
  }
}

async function findingOn<Subject>({ check }: Requirement<Subject>, subject: Subject): Promise<Finding> {
  try {
    return await check(subject);
  } catch (error) {
    if (error instanceof NotTried) return { is: 'unknown', why: error.message };
    if (error instanceof VerdictError) return { is: 'missing', problem: problemOf(error), error };
    throw error;
  }
}

/** Returns the problem in an error: its message without the remedy, and the remedy. */
function problemOf(error: VerdictError): Problem {
  const [{ sentence, text, ...remedy } = { sentence: error.message }] = problemsIn(error.message);
  const lines = (text ?? sentence).split('\n');
  const firstOfRemedy = lines.findIndex((line) => /^\s+(?:To do|Where|Who|Undo|More): /.test(line));
  const message = (firstOfRemedy < 0 ? lines : lines.slice(0, firstOfRemedy)).join('\n');
  return { ...remedy, message };
}

/** Checks the requirements of a preflight. */
export async function examineForRun<Subject>(
  requirements: readonly Requirement<Subject>[],
  subject: Subject,
): Promise<Examined[]> {
  const examined: Examined[] = [];
  for await (const each of examine(
    requirements.filter(({ inPreflight }) => inPreflight === true),
    subject,
  ))
    examined.push(each);
  return examined;
}

/** Returns a finding in a few words. */
export function wordsOf(finding: Finding): string {
  switch (finding.is) {
    case 'met':
      return finding.seen ?? 'yes';
    case 'met, but':
      return finding.problem.message;
    case 'unknown':
      return finding.why;
    case 'missing':
      return `no: ${finding.problem.message}`;
  }
}

/** Records the finding about each requirement as a separate proof. */
export async function recordRequirements(proof: Prove, examined: readonly Examined[]): Promise<void> {
  for (const { name, sentence, finding } of examined)
    await proof.record(name, sentence, () => wordsOf(finding));
}

/** Returns all problems in one error, or `undefined` if there are none. */
export function problemsOf(examined: readonly Examined[], host: string): VerdictError | undefined {
  const missing = examined.flatMap(({ finding }) => (finding.is === 'missing' ? [finding] : []));
  // An answer that breaks the contract is not a matter of configuration.
  const broken = missing.find(({ error }) => error instanceof NonConformant)?.error;
  if (broken !== undefined) return broken;
  const problems = missing.map(({ problem }) => problem);
  const [first] = problems;
  if (first === undefined) return undefined;
  if (problems.length === 1) return missing[0]?.error ?? new Blocked(first.message, first);
  return new Blocked(
    [
      `${host} cannot be tested yet, for ${String(problems.length)} reasons:`,
      ...problems.map((problem) => describe(problem.message, problem)),
    ].join('\n'),
  );
}

/**
 * Ends the preflight if the tenant cannot be tested.
 *
 * @throws {Blocked} with everything that is missing.
 * @throws {NonConformant} if an answer breaks the contract.
 */
export function requireAll(examined: readonly Examined[], host: string): void {
  const problems = problemsOf(examined, host);
  if (problems !== undefined) throw problems;
  countAssertion();
}
