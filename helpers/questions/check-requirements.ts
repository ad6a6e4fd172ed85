import type { HelpTopic } from '../help/topics.ts';
import { examine, type Requirement, wordsOf } from '../preflight/requirements.ts';
import { describe } from '../verdict/errors.ts';

/** What some requirements of a tenant came to. */
export interface RequirementsChecked {
  /** The first one that is not met, with the message that says what to do. */
  problem: { name: string; message: string; help: HelpTopic } | undefined;
  /** The sentences of those that are met, and what is not certain about the others. */
  seen: string;
}

/**
 * Checks some of the requirements that a run has of its tenant, by their names. Setup, the preflight of a run and `npm run doctor`
 * share that list.
 */
export async function checkRequirements<Subject>(
  requirements: readonly Requirement<Subject>[],
  names: readonly string[],
  subject: Subject,
): Promise<RequirementsChecked> {
  const seen: string[] = [];
  let problem: RequirementsChecked['problem'];
  for await (const { name, sentence, finding } of examine(
    requirements.filter((each) => names.includes(each.name)),
    subject,
  )) {
    if (finding.is === 'missing')
      problem ??= {
        name,
        message: describe(finding.problem.message, finding.problem),
        help: finding.problem.help,
      };
    else if (finding.is === 'unknown')
      seen.push(`(Not certain: ${sentence.replace(/\.$/, '')}; ${wordsOf(finding)}.)`);
    else seen.push(sentence);
  }
  return { problem, seen: seen.join(' ') };
}
