/** A file is linted again if it has changed, or anything that its result depends on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { statesOf } from '../../lint/unchanged.mjs';
import { expect, test } from '../../support/test.ts';

const PROJECT = {
  'helpers/a.ts': "import { b } from './b.ts';\nexport const a = b;",
  'helpers/b.ts':
    "export type C = import('../reporters/c.ts').C;\nexport const b = () => require('../bin/d.mjs') as unknown;",
  'reporters/c.ts': 'export interface C {\n  c: 1;\n}',
  'bin/d.mjs': "import { readFileSync } from 'node:fs';\nexport const d = readFileSync;",
  'specs/alone.ts': "import { test } from '@playwright/test';\ntest('x', () => {});",
  // A circle, as types may have one.
  'specs/one.ts': "import type { Two } from './two.ts';\nexport type One = Two | 1;",
  'specs/two.ts': "import type { One } from './one.ts';\nexport type Two = One | 2;",
  'helpers/results/files.ts': 'export const FILES = 1;',
};

/** Which files have other states after a change, by what their states consider. */
function changedBy(folder: string, change: Record<string, string>): { own: string[]; whole: string[] } {
  write(folder, PROJECT);
  const before = statesOf(folder);
  write(folder, change);
  const after = statesOf(folder);
  const changed = (depth: 'own' | 'whole') =>
    [...after].flatMap(([file, state]) => (before.get(file)?.[depth] === state[depth] ? [] : [file])).sort();
  return { own: changed('own'), whole: changed('whole') };
}

function write(folder: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

const ALL = Object.keys(PROJECT).sort();

for (const [title, change, own, whole] of [
  ['nothing', {}, [], []],
  [
    'a file that others import in any way',
    { 'bin/d.mjs': '' },
    ['bin/d.mjs'],
    ['bin/d.mjs', 'helpers/a.ts', 'helpers/b.ts'],
  ],
  [
    'a file that others name in a type',
    { 'reporters/c.ts': '' },
    ['reporters/c.ts'],
    ['helpers/a.ts', 'helpers/b.ts', 'reporters/c.ts'],
  ],
  ['a file that nothing imports', { 'specs/alone.ts': '' }, ['specs/alone.ts'], ['specs/alone.ts']],
  ['a file in a circle', { 'specs/two.ts': '// 2' }, ['specs/two.ts'], ['specs/one.ts', 'specs/two.ts']],
  ['the rules', { 'eslint.config.mjs': '' }, [...ALL, 'eslint.config.mjs'], [...ALL, 'eslint.config.mjs']],
  ['the options of the compiler', { 'tsconfig.json': '{}' }, ALL, ALL],
  ['a package', { 'node_modules/.package-lock.json': '{}' }, ALL, ALL],
  [
    'a declaration of what a package exports',
    { 'selftest/x.d.ts': '' },
    [...ALL, 'selftest/x.d.ts'],
    [...ALL, 'selftest/x.d.ts'],
  ],
  [
    'a new system',
    { 'helpers/systems/acme/index.ts': '' },
    [...ALL, 'helpers/systems/acme/index.ts'],
    [...ALL, 'helpers/systems/acme/index.ts'],
  ],
  [
    'results and packages',
    { 'results/x.ts': '', 'node_modules/x/index.js': '', 'benchmarks/node_modules/x.js': '' },
    [],
    [],
  ],
] satisfies [string, Record<string, string>, string[], string[]][])
  test(`a change of ${title}`, ({}, testInfo) => {
    const changed = changedBy(testInfo.outputPath('project'), change);
    expect(changed).toEqual({ own: [...own].sort(), whole: [...whole].sort() });
  });

test('an import of a file that is missing counts as changed when the file appears', ({}, testInfo) => {
  const folder = testInfo.outputPath('project');
  write(folder, { 'a.ts': "export * from './b.ts';" });
  const before = statesOf(folder).get('a.ts');
  write(folder, { 'b.ts': 'export const b = 1;' });
  const after = statesOf(folder).get('a.ts');
  expect(after?.own).toBe(before?.own);
  expect(after?.whole).not.toBe(before?.whole);
});
