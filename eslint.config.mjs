// This project's rules. selftest/lint/boundaries.mjs says which folder may import which. Calls that would leak a secret or fake a proof are banned here by name, each with its reason.
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import playwright from 'eslint-plugin-playwright';
import tseslint from 'typescript-eslint';
import boundaries from './selftest/lint/boundaries.mjs';

/** Nodes whose contents run only on a condition. */
const CONDITIONS = ['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'];

/** Calls that assert or prove something. */
const CLAIMS = [
  'CallExpression[callee.name=/^(?:expect|proof)$/]',
  'CallExpression[callee.object.name="proof"]',
];

/**
 * No assertion and no proof inside a condition. If the condition is false, nothing is asserted, and the proof would pass.
 * A proof must say itself that it is not tried (`given`, `NotTried`).
 */
const NO_CONDITIONS = [
  ...CONDITIONS.flatMap((condition) =>
    CLAIMS.map((claim) => ({
      selector: `${condition} ${claim}`,
      message:
        'No assertion inside a condition: if it is false, nothing is proved. Get the value with given(), or throw NotTried.',
    })),
  ),
  ...['ReturnStatement[argument=null]', 'ContinueStatement'].map((leaving) => ({
    selector: leaving,
    message:
      'This skips the assertions after it, and the proof would pass. Throw NotTried, or filter before the loop.',
  })),
];

const NO_FAIL_ON_STATUS = {
  selector: "Property[key.name='failOnStatusCode']",
  message: 'Its error contains the credentials. Assert on the status of the exchange.',
};

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
          message: 'Its error contains the credentials. Assert on the status of the exchange.',
        },
        { property: 'waitForTimeout', message: 'No sleeps: wait for the event itself.' },
      ],
      'no-restricted-syntax': ['error', NO_FAIL_ON_STATUS],
    },
  },
  { plugins: { keyturn: boundaries }, rules: { 'keyturn/boundaries': 'error' } },
  {
    // No `expect` and no proof may be skipped, and each must be awaited.
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
    // Only the rules that suit our own tests, which generate tests from tables.
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
    // A fixture without dependencies still needs an empty pattern, because Playwright reads it.
    files: ['fixtures/**', 'specs/**', 'selftest/**'],
    rules: { 'no-empty-pattern': 'off' },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  prettier,
);
