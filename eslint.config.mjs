// The rules of this project. Calls that would leak a secret or fake a proof are banned by name, each with its reason. The
// rule in selftest/lint/boundaries.mjs decides which folder may import which.
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import playwright from 'eslint-plugin-playwright';
import tseslint from 'typescript-eslint';
import boundaries from './selftest/lint/boundaries.mjs';

/** Nodes whose contents run only on a condition. */
const CONDITIONS = ['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'];

/** Calls that assert or prove something. */
const ASSERTIONS = [
  'CallExpression[callee.name=/^(?:expect|proof)$/]',
  'CallExpression[callee.object.name="proof"]',
];

/**
 * No assertion and no proof inside a condition. If the condition were false, nothing would be asserted, and the proof would
 * pass. A proof must state that it is not tried (`given`, `NotTried`).
 */
const NO_CONDITIONS = [
  ...CONDITIONS.flatMap((condition) =>
    ASSERTIONS.map((assertion) => ({
      selector: `${condition} ${assertion}`,
      message:
        'No assertion inside a condition: if the condition is false, nothing is proved. Get the value with given(), or throw NotTried.',
    })),
  ),
  ...['ReturnStatement[argument=null]', 'ContinueStatement'].map((selector) => ({
    selector,
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
      globals: {
        process: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        require: 'readonly',
        __dirname: 'readonly',
        __filename: 'readonly',
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // Our own files may be loaded on demand. See “Main decisions” in docs/architecture.md.
      '@typescript-eslint/no-require-imports': ['error', { allow: ['^\\.{1,2}/.+\\.ts$'] }],
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
    // No assertion and no proof may be skipped, and each must be awaited.
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
    // Only the rules that suit our own tests, because these are generated from tables.
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
    // Playwright reads the pattern of a fixture's parameter, so a fixture without dependencies needs an empty one.
    files: ['fixtures/**', 'specs/**', 'selftest/**'],
    rules: { 'no-empty-pattern': 'off' },
  },
  { files: ['**/*.mjs', '**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  {
    // Scripts that users copy, for Node alone.
    files: ['docs/recipes/*.mjs'],
    languageOptions: {
      globals: { AbortSignal: 'readonly', Buffer: 'readonly', URLSearchParams: 'readonly' },
    },
  },
  {
    // The script of a page, which runs in a browser.
    files: ['helpers/executed-notebook/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: {
        addEventListener: 'readonly',
        document: 'readonly',
        location: 'readonly',
        navigator: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  prettier,
);
