// The rules of the house. Which folder may import which is in selftest/lint/boundaries.mjs; what leaks or lies is banned by
// name here. Each ban says why.
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import playwright from 'eslint-plugin-playwright';
import tseslint from 'typescript-eslint';
import boundaries from './selftest/lint/boundaries.mjs';

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
  { plugins: { keyturn: boundaries }, rules: { 'keyturn/boundaries': 'error' } },
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
    // A fixture without dependencies still has to be written with an empty pattern: Playwright reads it.
    files: ['fixtures/**', 'specs/**', 'selftest/**'],
    rules: { 'no-empty-pattern': 'off' },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  prettier,
);
