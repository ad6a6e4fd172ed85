/** Our own lint rules forbid conditional assertions and imports across the boundaries of folders, and nothing else. */
import { expect, test } from '../support/test.ts';
import { Linter } from 'eslint';
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import tseslint from 'typescript-eslint';
import config from '../../eslint.config.mjs';

/** The rules about specs that a few lines inside a check break. */
function rulesBrokenBy(lines: string): string[] {
  const ofSpecs = config.filter(
    ({ files = [], plugins }) => files.includes('specs/**') && plugins !== undefined,
  );
  const code = `must('a', 'It is so.', PAGE, async (bench, proof) => {\n${lines}\n});`;
  return new Linter()
    .verify(
      code,
      [
        { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
        ...ofSpecs.map((each) => ({ ...each, files: ['**/*.ts'] })),
      ],
      'a.spec.ts',
    )
    .map(({ ruleId, message }) => ruleId ?? message);
}

const FORBIDDEN: [title: string, lines: string, rule: string][] = [
  ['an assertion in an if', 'if (owner !== undefined) expect(owner).toBe(7);', 'no-restricted-syntax'],
  ['an assertion in an else', 'if (a) act(); else expect(owner).toBe(7);', 'no-restricted-syntax'],
  ['an assertion after &&', 'typeof owner === "number" && expect(owner).toBe(7);', 'no-restricted-syntax'],
  ['an assertion in a conditional expression', 'a ? expect(a).toBe(1) : undefined;', 'no-restricted-syntax'],
  ['an assertion in a case', 'switch (a) { case 1: expect(a).toBe(1); }', 'no-restricted-syntax'],
  ['an assertion in a catch', 'try { act(); } catch { expect(1).toBe(1); }', 'no-restricted-syntax'],
  ['a proof in an if', 'if (a) await proof("x", "So.", act);', 'no-restricted-syntax'],
  ['a SHOULD in an if', 'if (a) await proof.should("x", "So.", act);', 'no-restricted-syntax'],
  ['an early return before an assertion', 'if (a) return;\nexpect(1).toBe(1);', 'no-restricted-syntax'],
  [
    'a continue before an assertion',
    'for (const a of all) { if (a) continue; expect(a).toBe(1); }',
    'no-restricted-syntax',
  ],
  ['an assertion without a matcher', 'expect(owner);', 'playwright/valid-expect'],
  ['an assertion that is not awaited', 'expect.poll(act).toBe(7);', 'playwright/missing-playwright-await'],
];
for (const [title, lines, rule] of FORBIDDEN) {
  test(`forbidden: ${title}`, () => {
    expect(rulesBrokenBy(lines)).toContain(rule);
  });
}

const ALLOWED: [title: string, lines: string][] = [
  [
    'an assertion on a field that may be omitted, read with given()',
    'expect(given(owner, "It is not shown.")).toBe(7);',
  ],
  [
    'a NotTried with its reason',
    'if (set.status === 400) throw new NotTried("It is refused.");\nexpect(set).toHaveStatus(200);',
  ],
  [
    'a conditional value inside an assertion',
    'expect(me.status === 200 ? me.body.user.id : null).not.toBe(7);',
  ],
  ['an early return of a value', 'if (a) return "none";\nreturn "some";'],
  [
    'a loop over a filtered list',
    'for (const answer of answers.filter(isOurs)) expect(answer).toBeRefused();',
  ],
];
for (const [title, lines] of ALLOWED) {
  test(`allowed: ${title}`, () => {
    expect(rulesBrokenBy(lines)).toEqual([]);
  });
}

const PROJECT = join(__dirname, '..', '..', sep);

/** The messages of the boundary rule for a line in a file of the project. The file need not exist. */
function boundariesBrokenBy(file: string, line: string): string[] {
  const ofImports = config.filter(({ plugins }) => plugins !== undefined && 'keyturn' in plugins);
  return new Linter({ cwd: PROJECT })
    .verify(
      line,
      [{ files: ['**/*.{ts,mjs}'], languageOptions: { parser: tseslint.parser } }, ...ofImports],
      `${PROJECT}${file}`,
    )
    .map(({ ruleId, message }) => (ruleId === 'keyturn/boundaries' ? message : `not parsed: ${message}`));
}

/** Every pair of systems, derived from the folders. */
const SYSTEMS = readdirSync(`${PROJECT}helpers/systems`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const PAIRS = SYSTEMS.flatMap((one) => SYSTEMS.filter((other) => other !== one).map((other) => [one, other]));

test('there are several systems to keep apart', () => {
  expect(PAIRS.length).toBeGreaterThan(1);
});

const UPWARD = /run one way/;
const APART = /Emulators share no code/;
const FIXTURES_START = /Only fixtures start emulators/;
const SELFTEST = /never imports selftests/;
const RUNNER = /never import the test runner/;
const PLAIN = /are plain functions/;
const REDACTED = /from fixtures: their output is redacted/;
const ANOTHER = /must not import another/;
const BY_NAME = /must not name a system/;

const CROSSING: [file: string, line: string, because: RegExp][] = [
  ['helpers/http/a.ts', "import { b } from '../../fixtures/b.ts';", UPWARD],
  ['helpers/http/a.ts', "import type { B } from '../../reporters/b.ts';", UPWARD],
  ['helpers/http/a.ts', "export * from '../../specs/b.ts';", UPWARD],
  ['helpers/http/a.ts', "export { b } from '../../fixtures/b.ts';", UPWARD],
  ['helpers/http/a.ts', "const b = await import('../../fixtures/b.ts');", UPWARD],
  ['helpers/http/a.ts', "let b: import('../../fixtures/b.ts').B;", UPWARD],
  ['fixtures/a.ts', "import { b } from '../reporters/b.ts';", UPWARD],
  ['fixtures/a.ts', "import { b } from '../specs/b.ts';", UPWARD],
  ['specs/a.ts', "import { b } from '../reporters/b.ts';", UPWARD],
  ['reporters/a.ts', "import { b } from '../fixtures/b.ts';", UPWARD],

  ['emulators/common/a.ts', "import { b } from '../../helpers/http/b.ts';", APART],
  ['emulators/common/a.ts', "import { b } from '../../fixtures/b.ts';", APART],
  ['emulators/common/a.ts', "import { b } from '../../selftest/support/b.ts';", APART],
  ['emulators/common/a.ts', "import { test } from '@playwright/test';", /must not import the test runner/],
  ['helpers/http/a.ts', "import { b } from '../../emulators/common/b.ts';", FIXTURES_START],
  ['specs/a.ts', "import { b } from '../emulators/common/b.ts';", FIXTURES_START],
  ['reporters/a.ts', "import { b } from '../emulators/common/b.ts';", FIXTURES_START],
  ['playwright.config.ts', "import { b } from './emulators/common/b.ts';", FIXTURES_START],

  ['bin/a.mjs', "import { b } from '../selftest/steps.mjs';", SELFTEST],
  ['bin/a.mjs', "createJiti(import.meta.url)('../selftest/support/b.ts');", SELFTEST],
  ['bin/a.mjs', "spawn(new URL('../selftest/run.mjs', import.meta.url));", SELFTEST],
  ['specs/a.ts', "import { b } from '../selftest/support/b.ts';", SELFTEST],
  ['fixtures/a.ts', "import { b } from '../selftest/support/b.ts';", SELFTEST],
  ['helpers/http/a.ts', "import { b } from '../../selftest/support/b.ts';", SELFTEST],
  ['reporters/a.ts', "import { b } from '../selftest/support/b.ts';", SELFTEST],
  ['playwright.config.ts', "import { b } from './selftest/support/b.ts';", SELFTEST],

  ['helpers/http/a.ts', "import { expect } from '@playwright/test';", RUNNER],
  ['helpers/http/a.ts', "import { expect } from 'playwright/test';", RUNNER],
  ['helpers/http/a.ts', "import type { Reporter } from '@playwright/test/reporter';", RUNNER],
  ['helpers/http/a.ts', "const { expect } = require('playwright/test');", RUNNER],
  ['specs/a.ts', "import { test } from '@playwright/test';", REDACTED],
  ['specs/a.ts', "import { test } from 'playwright/test';", REDACTED],

  ...SYSTEMS.flatMap((system): typeof CROSSING => [
    [`specs/${system}/checks/a.ts`, "import { test } from '@playwright/test';", PLAIN],
    [`specs/${system}/checks/a.ts`, "import { expect } from 'playwright/test';", PLAIN],
    [`specs/${system}/checks/a.ts`, `import { must } from '../../../fixtures/${system}/index.ts';`, PLAIN],
    [`specs/${system}/checks/a.ts`, "import { test as must } from '../b.ts';", PLAIN],
    [`specs/${system}/cells/a.ts`, "import { test } from '@playwright/test';", PLAIN],
    ['helpers/http/a.ts', `import { b } from '../systems/${system}/b.ts';`, BY_NAME],
    ['helpers/systems/a.ts', `import { b } from './${system}/b.ts';`, BY_NAME],
    ['fixtures/a.ts', `import { b } from './${system}/b.ts';`, BY_NAME],
    ['fixtures/a.ts', `import { b } from '../helpers/systems/${system}/b.ts';`, BY_NAME],
    ['reporters/a.ts', `import { b } from '../helpers/systems/${system}/b.ts';`, BY_NAME],
    ['playwright.config.ts', `import { b } from './helpers/systems/${system}/b.ts';`, BY_NAME],
    ['emulators/common/a.ts', `import { b } from '../${system}/b.ts';`, BY_NAME],
  ]),
  ...PAIRS.flatMap(([one, other]): typeof CROSSING => [
    [`helpers/systems/${one}/a.ts`, `import { b } from '../${other}/b.ts';`, ANOTHER],
    [`fixtures/${one}/a.ts`, `import { b } from '../${other}/b.ts';`, ANOTHER],
    [`fixtures/${one}/a.ts`, `import { b } from '../../helpers/systems/${other}/b.ts';`, ANOTHER],
    [`fixtures/${one}/a.ts`, `import { b } from '../../emulators/${other}/index.ts';`, ANOTHER],
    [`specs/${one}/checks/a.ts`, `import { b } from '../../../helpers/systems/${other}/b.ts';`, ANOTHER],
    [`specs/${one}/a.spec.ts`, `import { b } from '../../fixtures/${other}/index.ts';`, ANOTHER],
    [`emulators/${one}/users/a.ts`, `import { b } from '../../${other}/users/b.ts';`, ANOTHER],
  ]),
];
for (const [file, line, because] of CROSSING) {
  test(`forbidden in ${file}: ${line}`, () => {
    expect(boundariesBrokenBy(file, line)).toEqual([expect.stringMatching(because)]);
  });
}

const WITHIN: [file: string, line: string][] = [
  ['bin/a.mjs', "createJiti(import.meta.url)('../helpers/runner/b.ts');"],
  ['bin/a.mjs', "require('@playwright/test/cli');"],
  ['helpers/http/a.ts', "import { request } from 'playwright';"],
  ['helpers/http/a.ts', "import { b } from '../secrets/b.ts';"],
  ['helpers/runner/a.ts', "import { SYSTEMS } from '../systems/index.ts';"],
  ['fixtures/a.ts', "import { test } from '@playwright/test';"],
  ['fixtures/a.ts', "import { b } from '../emulators/index.ts';"],
  ['reporters/a.ts', "import type { Reporter } from '@playwright/test/reporter';"],
  ['reporters/a.ts', "import { b } from '../helpers/verdict/b.ts';"],
  ['playwright.config.ts', "import { SYSTEMS } from './helpers/systems/index.ts';"],
  ['emulators/common/a.ts', "new URL('/path', 'http://127.0.0.1');"],
  ['selftest/unit/a.spec.ts', "import { b } from '../../emulators/common/b.ts';"],
  ...SYSTEMS.flatMap((system): typeof WITHIN => [
    ['helpers/systems/index.ts', `import { ${system} } from './${system}/index.ts';`],
    ['emulators/index.ts', `import { ${system} } from './${system}/index.ts';`],
    ['selftest/faults/a.ts', `import { ${system} } from '../../helpers/systems/${system}/index.ts';`],
    [`helpers/systems/${system}/a.ts`, "import { b } from './b.ts';"],
    [`helpers/systems/${system}/a.ts`, "import { b } from '../../http/b.ts';"],
    [`fixtures/${system}/a.ts`, `import { b } from '../../emulators/${system}/index.ts';`],
    [`specs/${system}/a.spec.ts`, `import { test } from '../../fixtures/${system}/index.ts';`],
    [`specs/${system}/checks/a.ts`, "import { expect } from '../../../fixtures/expect.ts';"],
    [`specs/${system}/checks/a.ts`, `import { b } from '../../../helpers/systems/${system}/b.ts';`],
    [`specs/${system}/contract.spec.ts`, "import { test } from '../../fixtures/index.ts';"],
  ]),
];
for (const [file, line] of WITHIN) {
  test(`allowed in ${file}: ${line}`, () => {
    expect(boundariesBrokenBy(file, line)).toEqual([]);
  });
}
