/** The rules of the house that keep proofs honest: what they forbid in specs, and what they let pass. */
import { expect, test } from '@playwright/test';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import config from '../../eslint.config.mjs';

/** What the rules about specs say of a few lines inside a check. */
function saidOf(lines: string): string[] {
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
  ['in an else', 'if (a) act(); else expect(owner).toBe(7);', 'no-restricted-syntax'],
  ['behind &&', 'typeof owner === "number" && expect(owner).toBe(7);', 'no-restricted-syntax'],
  ['behind a question mark', 'a ? expect(a).toBe(1) : undefined;', 'no-restricted-syntax'],
  ['in a case', 'switch (a) { case 1: expect(a).toBe(1); }', 'no-restricted-syntax'],
  ['in a catch', 'try { act(); } catch { expect(1).toBe(1); }', 'no-restricted-syntax'],
  ['a proof in an if', 'if (a) await proof("x", "So.", act);', 'no-restricted-syntax'],
  ['a SHOULD in an if', 'if (a) await proof.should("x", "So.", act);', 'no-restricted-syntax'],
  ['what leaves early', 'if (a) return;\nexpect(1).toBe(1);', 'no-restricted-syntax'],
  [
    'what passes over a part',
    'for (const a of all) { if (a) continue; expect(a).toBe(1); }',
    'no-restricted-syntax',
  ],
  ['an assertion without a matcher', 'expect(owner);', 'playwright/valid-expect'],
  ['one that nobody waits for', 'expect.poll(act).toBe(7);', 'playwright/missing-playwright-await'],
];
for (const [title, lines, rule] of FORBIDDEN) {
  test(`forbidden: ${title}`, () => {
    expect(saidOf(lines)).toContain(rule);
  });
}

const ALLOWED: [title: string, lines: string][] = [
  ['a field that may be left out, taken as such', 'expect(given(owner, "It is not shown.")).toBe(7);'],
  [
    'a reason not to try',
    'if (set.status === 400) throw new NotTried("It is refused.");\nexpect(set).toHaveStatus(200);',
  ],
  ['a value on a condition', 'expect(me.status === 200 ? me.body.user.id : null).not.toBe(7);'],
  ['a value that is given back', 'if (a) return "none";\nreturn "some";'],
  ['a loop over what is there', 'for (const answer of answers.filter(isOurs)) expect(answer).toBeRefused();'],
];
for (const [title, lines] of ALLOWED) {
  test(`allowed: ${title}`, () => {
    expect(saidOf(lines)).toEqual([]);
  });
}

/** What the rule about imports says in a module of checks. */
function importSaidOf(from: string): string[] {
  const ofChecks = config.filter(({ files = [] }) => files.some((each) => String(each).includes('checks')));
  expect(ofChecks).toHaveLength(1);
  return new Linter()
    .verify(
      `import { x } from '${from}';\nx();`,
      [
        { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
        ...ofChecks.map((each) => ({ ...each, files: ['**/*.ts'] })),
      ],
      'a.ts',
    )
    .map(({ ruleId, message }) => ruleId ?? message);
}

for (const from of [
  '@playwright/test',
  'playwright/test',
  '../../../fixtures/index.ts',
  '../../../fixtures/zendesk/contract.ts',
  '../contract.spec.ts',
  '../../../emulators/zendesk/index.ts',
]) {
  test(`forbidden in a module of checks: ${from}`, () => {
    expect(importSaidOf(from)).toEqual(['no-restricted-imports']);
  });
}

for (const from of [
  '../../../fixtures/expect.ts',
  '../../../helpers/contract/check.ts',
  '../shared/tokens.ts',
]) {
  test(`allowed in a module of checks: ${from}`, () => {
    expect(importSaidOf(from)).toEqual([]);
  });
}
