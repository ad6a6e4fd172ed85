/** All contract checks of a system, from its specs: whoever adds a spec need not add it here. */
import './collect-only.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Check } from '../../helpers/contract/check.ts';
import { PROJECT } from '../../helpers/run/project.ts';

/** In the order of their files' names. */
export async function checksOf<Bench>(system: string): Promise<Check<Bench>[]> {
  const folder = join(PROJECT, 'specs', system);
  const files = readdirSync(folder).filter((name) => name.endsWith('.contract.spec.ts'));
  const checks: Check<Bench>[] = [];
  for (const file of files.sort()) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, Check<Bench>[]>;
    checks.push(...Object.values(module).flat());
  }
  return checks;
}
