// The rules of the house. Imports run one way (specs → fixtures → helpers), emulators stand alone, and
// what leaks or lies is banned by name; each ban says why.
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import playwright from 'eslint-plugin-playwright';
import tseslint from 'typescript-eslint';

/**
 * Forbids imports of whole folders.
 * @param {Record<string, string>} folders the folder's name, and why it must not be imported from here
 * @param {Record<string, string>} [packages] the package's name, and why
 * @returns {import('eslint').Linter.RuleEntry}
 */
function noImports(folders, packages = {}) {
  return [
    'error',
    {
      paths: Object.entries(packages).map(([name, message]) => ({ name, message })),
      patterns: Object.entries(folders).map(([folder, message]) => ({
        group: [`**/${folder}/**`],
        message,
      })),
    },
  ];
}

/** Where what stands inside runs on a condition. */
const CONDITIONS = ['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'];

/** What asserts, or proves. */
const CLAIMS = [
  'CallExpression[callee.name=/^(?:expect|proof)$/]',
  'CallExpression[callee.object.name="proof"]',
];

/**
 * No assertion and no proof on a condition: where the condition is false, nothing would be asserted, and it would pass for
 * proved. A proof says itself that it is not tried (`given`, `NotTried`).
 */
const NO_CONDITIONS = [
  ...CONDITIONS.flatMap((condition) =>
    CLAIMS.map((claim) => ({
      selector: `${condition} ${claim}`,
      message:
        'No assertion on a condition: where it is false, nothing is proved. Take the value with given(), or throw NotTried.',
    })),
  ),
  ...['ReturnStatement[argument=null]', 'ContinueStatement'].map((leaving) => ({
    selector: leaving,
    message:
      'What stands behind is skipped, and passes for proved: throw NotTried, or filter before the loop.',
  })),
];

const NO_FAIL_ON_STATUS = {
  selector: "Property[key.name='failOnStatusCode']",
  message: 'Its error carries the credentials: read the status of the exchange.',
};

const upward = 'Imports run one way: specs → fixtures → helpers.';
const plain =
  'Checks and cells are plain modules: they take expect from fixtures/expect.ts, and nothing else that knows the test runner.';
const apart = 'Emulators share no code with the suite, so that one misreading cannot hide in both.';

export default defineConfig(
  { ignores: ['node_modules/', 'results/', '.keyturn/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
      globals: { process: 'readonly', console: 'readonly', fetch: 'readonly', URL: 'readonly' },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-properties': [
        'error',
        {
          property: 'toBeOK',
          message: 'It fails with the credentials in its message: assert on the status.',
        },
        { property: 'waitForTimeout', message: 'No sleeps: wait for what is to happen.' },
      ],
      'no-restricted-syntax': ['error', NO_FAIL_ON_STATUS],
    },
  },
  {
    files: ['helpers/**'],
    rules: {
      'no-restricted-imports': noImports(
        { specs: upward, fixtures: upward, reporters: upward, emulators: apart },
        {
          '@playwright/test':
            'Helpers never import the test runner, so that they can be tested by themselves.',
        },
      ),
    },
  },
  {
    files: ['fixtures/**'],
    rules: { 'no-restricted-imports': noImports({ specs: upward, reporters: upward }) },
  },
  {
    files: ['specs/**'],
    rules: {
      'no-restricted-imports': noImports(
        { emulators: 'Only fixtures start emulators.', reporters: upward },
        { '@playwright/test': 'Take test and expect from fixtures: their output is redacted.' },
      ),
    },
  },
  {
    // Checks and cells are plain modules, from which specs make tests and the fault harness takes what it runs: whatever
    // makes tests when it is imported must not be. `expect` is the runner's, but makes none.
    files: ['specs/*/{cells,checks,shared}/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@playwright/test', 'playwright/test'], message: plain },
            {
              group: ['**/fixtures/**', '!**/fixtures/expect.ts', '!**/fixtures/*/expect.ts'],
              message: plain,
            },
            { group: ['**/*.spec.ts', '**/*.setup.ts', '**/*.sweep.ts'], message: plain },
            { group: ['**/emulators/**'], message: 'Only fixtures start emulators.' },
            { group: ['**/reporters/**'], message: upward },
          ],
        },
      ],
    },
  },
  {
    // Without `expect` and proofs that may be passed over, and with each of them awaited.
    files: ['specs/**'],
    plugins: { playwright },
    settings: { playwright: { globalAliases: { test: ['cell', 'must', 'should', 'record'] } } },
    rules: {
      'no-restricted-syntax': ['error', NO_FAIL_ON_STATUS, ...NO_CONDITIONS],
      'playwright/missing-playwright-await': 'error',
      'playwright/no-conditional-expect': 'error',
      'playwright/no-focused-test': 'error',
      'playwright/no-skipped-test': 'error',
      'playwright/no-useless-not': 'error',
      'playwright/no-wait-for-timeout': 'error',
      'playwright/valid-expect': ['error', { maxArgs: 2 }],
      'playwright/valid-expect-in-promise': 'error',
    },
  },
  {
    // Of our own tests, what fits tests that make tests of tables.
    files: ['selftest/**/*.spec.ts'],
    plugins: { playwright },
    rules: {
      'playwright/missing-playwright-await': 'error',
      'playwright/no-focused-test': 'error',
      'playwright/no-unsafe-references': 'error',
      'playwright/no-wait-for-timeout': 'error',
      'playwright/valid-expect': ['error', { maxArgs: 2 }],
      'playwright/valid-expect-in-promise': 'error',
      'playwright/valid-title': ['error', { ignoreTypeOfTestName: true, ignoreTypeOfDescribeName: true }],
    },
  },
  {
    files: ['reporters/**'],
    rules: { 'no-restricted-imports': noImports({ specs: upward, fixtures: upward, emulators: apart }) },
  },
  {
    files: ['emulators/**'],
    rules: {
      'no-restricted-imports': noImports({
        helpers: apart,
        fixtures: apart,
        specs: apart,
        reporters: apart,
      }),
    },
  },
  {
    // A fixture without dependencies still has to be written with an empty pattern: Playwright reads it.
    files: ['fixtures/**', 'specs/**', 'selftest/**'],
    rules: { 'no-empty-pattern': 'off' },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  prettier,
);
