/** The contract checks of each system, as its spec and the fault harness get them: none is missing, and none occurs twice. */
import { expect, test } from '../../support/test.ts';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, subjectOf } from '../../../helpers/contract/check.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';

const SPECS = join(PROJECT, 'specs');
const SYSTEMS = readdirSync(SPECS).filter((name) => existsSync(join(SPECS, name, 'checks')));

function checksIn(system: string, file: string): Check<never>[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- its path is not known before
  return Object.values(require(join(SPECS, system, 'checks', file)) as Record<string, Check<never>[]>).flat();
}

test('there are systems with checks', () => {
  expect(SYSTEMS).toEqual(expect.arrayContaining(['expert', 'zendesk']));
});

for (const system of SYSTEMS) {
  test(`the index of the ${system} checks contains those of every module in its folder, each once`, () => {
    const all = checksIn(system, 'index.ts');
    for (const file of readdirSync(join(SPECS, system, 'checks')).filter((name) => name !== 'index.ts')) {
      const checks = checksIn(system, file);
      expect(checks, `the checks of ${file}`).not.toEqual([]);
      expect(all, `the index, which must contain the checks of ${file}`).toEqual(
        expect.arrayContaining(checks),
      );
    }
    const addresses = all.map(({ address }) => address);
    expect(addresses).toEqual([...new Set(addresses)]);
    expect(new Set(all.map((check) => subjectOf(check).replace(/\/.*/, '')))).toEqual(new Set([system]));
  });
}
