/** All contract checks and all cells of a system, from its specs: whoever adds a spec need not add it here. */
import './collect-only.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Cell } from '../../helpers/contract/cell.ts';
import type { Check } from '../../helpers/contract/check.ts';
import { PROJECT } from '../../helpers/machine/project.ts';

/** In the order of their files' names. */
export function checksOf<Bench>(system: string): Promise<Check<Bench>[]> {
  return declaredIn(system, /\.contract\.spec\.ts$/);
}

/** The preflight, and the cells of the notebook in their order. */
export async function cellsOf<Context>(system: string): Promise<Cell<Context>[]> {
  const [preflight, notebook] = [/\.setup\.ts$/, /\.notebook\.spec\.ts$/];
  return [
    ...(await declaredIn<Cell<Context>>(system, preflight)),
    ...(await declaredIn<Cell<Context>>(system, notebook)),
  ];
}

async function declaredIn<Declared>(system: string, name: RegExp): Promise<Declared[]> {
  const folder = join(PROJECT, 'specs', system);
  const declared: Declared[] = [];
  for (const file of readdirSync(folder)
    .filter((each) => name.test(each))
    .sort()) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, Declared[]>;
    declared.push(...Object.values(module).flat());
  }
  return declared;
}
