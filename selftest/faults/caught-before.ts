/**
 * Runs the check that caught a fault when the table was last written before all others, because it usually catches the
 * fault again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../helpers/contract/check.ts';
import { PROJECT } from '../../helpers/machine/project.ts';
import type { EmulatedTenant } from './tenant.ts';

const TABLE = join(PROJECT, 'docs', 'faults.md');

/** A row of the table: the name, what the tenant does, and the check, such as `system/subject/check#proof`. */
const ROW = /^\| `([\w-]+)` \|.*?\| ((\w+)\/[\w-]+\/[\w-]+)(?:#[\w-]+)? \|/gm;

/** The address of the check, by `system fault`. */
const CAUGHT_BY = new Map(
  [...(existsSync(TABLE) ? readFileSync(TABLE, 'utf8') : '').matchAll(ROW)].map(
    ([, fault = '', check = '', system = '']) => [`${system} ${fault}`, check],
  ),
);

/** The checks. The one that caught this fault before comes first. */
export function likelyFirst<Each extends Pick<Check<never>, 'address'>>(
  checks: readonly Each[],
  { system, kind, name }: EmulatedTenant,
): Each[] {
  const likely = kind === 'fault' ? CAUGHT_BY.get(`${system} ${name}`) : undefined;
  return [...checks].sort((a, b) => Number(b.address === likely) - Number(a.address === likely));
}
