/**
 * Which check caught a fault when the table was last written. It runs first, because it usually catches the fault
 * again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../helpers/contract/check.ts';
import { PROJECT } from '../../helpers/machine/project.ts';
import type { EmulatedTenant } from './tenant.ts';

const TABLE = join(PROJECT, 'docs', 'faults.md');

/** Name, what it does, `system/subject/check#proof`, and whatever follows. */
const ROW = /^\| `([\w-]+)` \|.*?\| ((\w+)\/[\w-]+\/[\w-]+)(?:#[\w-]+)? \|/gm;

/** By the system of the check and the fault's name. */
const CAUGHT_BY = new Map(
  [...(existsSync(TABLE) ? readFileSync(TABLE, 'utf8') : '').matchAll(ROW)].map(
    ([, fault = '', check = '', system = '']) => [`${system} ${fault}`, check],
  ),
);

/** The checks, with the one ahead that has caught this fault before. */
export function likelyFirst<Each extends Pick<Check<never>, 'address'>>(
  checks: readonly Each[],
  { system, kind, name }: EmulatedTenant,
): Each[] {
  const likely = kind === 'fault' ? CAUGHT_BY.get(`${system} ${name}`) : undefined;
  return [...checks].sort((a, b) => Number(b.address === likely) - Number(a.address === likely));
}
