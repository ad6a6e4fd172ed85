/** Which runs are worth a message: what `--on` says. */
import { tenantsOf } from '../history/tenant.ts';
import { type Outcome, outcomeOf, outcomeOfPoint } from '../record/outcome.ts';
import type { RunRecord } from '../record/schema.ts';
import { plainTenant } from './plain-words.ts';

/** All runs; those with exit code 1; those that are not green; those after which a tenant is not what it was before. */
export const OCCASIONS = ['always', 'red', 'not-green', 'change'] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** Whether a message is due, and why, as a sentence. */
export interface Due {
  isDue: boolean;
  why: string;
}

/** Returns whether a message about a run is due. */
export function dueOf(on: Occasion, record: RunRecord): Due {
  const { exitCode } = record;
  const ended = exitCode === null ? 'the run has not ended' : `the exit code is ${String(exitCode)}`;
  switch (on) {
    case 'always':
      return { isDue: true, why: '' };
    case 'red':
      return { isDue: exitCode === 1, why: `--on red, and ${ended}` };
    case 'not-green':
      return { isDue: exitCode !== 0, why: `--on not-green, and ${ended}` };
    case 'change': {
      const changes = changesOf(record);
      // Nothing is known of the run before it. A message each night is better than silence about a tenant that is never tested.
      if (changes.length === 0 && !record.interrupted) return { isDue: true, why: '' };
      return {
        isDue: changes.some(({ from, to }) => to !== 'interrupted' && from !== to),
        why: `--on change, and ${changes.map(unchanged).join('; ') || 'the run was interrupted'}`,
      };
    }
  }
}

interface Change {
  tenant: string;
  /** Of the previous run that was not interrupted. `undefined` if none is known. */
  from: Outcome | undefined;
  to: Outcome;
}

function changesOf(record: RunRecord): Change[] {
  return tenantsOf(record).map(({ tenant, record: own }) => ({
    tenant,
    from: record.since
      ?.find((each) => each.tenant === tenant)
      ?.runs.map(outcomeOfPoint)
      .filter((outcome) => outcome !== 'interrupted')
      .at(-1),
    to: outcomeOf(own),
  }));
}

function unchanged({ tenant, to }: Change): string {
  return `${plainTenant(tenant)} ${to === 'interrupted' ? 'was interrupted' : `is ${to} as before`}`;
}
